using System.Diagnostics.CodeAnalysis;

namespace SoilBeta.Numerics;

/// <summary>Every use that the program makes of random numbers, so that no two uses share any.</summary>
/// <remarks>
/// There are two generators. <see cref="Philox4x32"/> counts: draws of cells and blocks put their 64-bit index, which is never negative, into the first two words of a counter; all other uses put 0xFFFFFFFF into the second word, which no index reaches,
/// and what tells them apart into the fourth. The upper half of a value here is that second word, the lower half the fourth. The trainer's SplitMix64 takes the value as it is.
/// Values never change: maps, forests and scores of earlier versions follow from them.
/// </remarks>
[SuppressMessage("Naming", "CA1711", Justification = "A stream of random numbers is what it is called in the field.")]
public enum RandomStream : ulong
{
    /// <summary>Trainer: rows of a tree's bootstrap sample, and then the features tried at its nodes; one number a tree.</summary>
    Bootstrap = 1,

    /// <summary>Trainer: shuffled values of the permutation importance; one number a tree and feature.</summary>
    PermutedFeature = 4,

    /// <summary>Trainer: sites of a refit; one number a refit.</summary>
    RefitSites = 6,

    /// <summary>Trainer: seeds of the refits' forests; one number a refit.</summary>
    RefitForests = 7,

    /// <summary>Trainer: coefficients drawn for the refits of a regression; one number a refit.</summary>
    RegressionCoefficients = 8,

    /// <summary>Validation: random folds; one number a repeat, as in all designs.</summary>
    RandomFolds = 101,

    /// <summary>Validation: rows held out at random.</summary>
    RandomHoldout = 102,

    /// <summary>Validation: folds of sites.</summary>
    SiteFolds = 103,

    /// <summary>Validation: folds of square blocks. Their side in 1/1,000° is added to the value.</summary>
    BlockFolds = 104,

    /// <summary>Validation: folds whose distances match those of the map.</summary>
    NearestNeighbourFolds = 105,

    /// <summary>Tuning: sites of a bootstrap; one number a bootstrap.</summary>
    TuningSites = 201,

    /// <summary>Tuning: seeds of a bootstrap's forests.</summary>
    TuningForests = 202,

    /// <summary>Drivers: rows that accumulated local effects are averaged over.</summary>
    EffectRows = 301,

    /// <summary>Drivers: seeds of the forests that the effects' errors come from; one number a refit.</summary>
    EffectForests = 302,

    /// <summary>The synthetic table of tests and benchmarks.</summary>
    SyntheticTable = 0x5EED,

    /// <summary>Validation: seeds of the folds' forests. The position of a design is added to the value; one number a repeat and fold.</summary>
    ValidationForests = 0x5EED0000,

    /// <summary>Philox: the normals of common draws; counter = (variable, …, draw, …).</summary>
    CommonDraws = 0xFFFFFFFF_00000000,

    /// <summary>Philox: scrambling of Sobol points. The replicate is added to the value; counter = (node of the tree of prefixes, …, dimension, …).</summary>
    SobolScrambling = 0xFFFFFFFF_00000001,

    /// <summary>Philox: the field of correlated residuals; counter = (block, …, realisation, …).</summary>
    ResidualField = 0xFFFFFFFF_FFFFFFFE,

    /// <summary>Philox: errors of the ecosystems' areas; counter = (ecosystem, …, realisation, …).</summary>
    EcosystemAreas = 0xFFFFFFFF_FFFFFFFF,
}
