using System.Diagnostics.CodeAnalysis;

namespace SoilBeta.Numerics;

/// <summary>All uses of random numbers in the program, each with a stream of its own.</summary>
/// <remarks>
/// There are two generators. <see cref="Philox4x32"/> is counter-based: draws of cells and blocks put their 64-bit index, which is never negative, into the first two words of the counter. All other uses put 0xFFFFFFFF
/// into the second word, which no index reaches, and their own code into the fourth. The upper half of a value here is that second word, the lower half the fourth. The trainer's SplitMix64 takes the whole value.
/// Values must never change: maps, forests and scores of earlier versions depend on them.
/// </remarks>
[SuppressMessage("Naming", "CA1711", Justification = "A stream of random numbers is what it is called in the field.")]
public enum RandomStream : ulong
{
    /// <summary>Trainer: rows of a tree's bootstrap sample, then the features tried at its nodes; one number for each tree.</summary>
    Bootstrap = 1,

    /// <summary>Trainer: shuffled values of the permutation importance; one number a tree and feature.</summary>
    PermutedFeature = 4,

    /// <summary>Trainer: sites of a refit; one number for each refit.</summary>
    RefitSites = 6,

    /// <summary>Trainer: seeds of the refits' forests; one number for each refit.</summary>
    RefitForests = 7,

    /// <summary>Trainer: coefficients drawn for the refits of a regression; one number for each refit.</summary>
    RegressionCoefficients = 8,

    /// <summary>Validation: random folds; one number for each repeat, as in all designs.</summary>
    RandomFolds = 101,

    /// <summary>Validation: randomly held-out rows.</summary>
    RandomHoldout = 102,

    /// <summary>Validation: folds of sites.</summary>
    SiteFolds = 103,

    /// <summary>Validation: folds of square blocks. The side in 1/1,000° is added to the value.</summary>
    BlockFolds = 104,

    /// <summary>Validation: folds whose distances match those from the map to the profiles (kNNDM).</summary>
    NearestNeighbourFolds = 105,

    /// <summary>Tuning: sites of a bootstrap sample; one number for each sample.</summary>
    TuningSites = 201,

    /// <summary>Tuning: seeds of a bootstrap sample's forests.</summary>
    TuningForests = 202,

    /// <summary>Drivers: rows over which accumulated local effects are averaged.</summary>
    EffectRows = 301,

    /// <summary>Drivers: seeds of the forests for the errors of effects; one number for each refit.</summary>
    EffectForests = 302,

    /// <summary>The synthetic table of tests and benchmarks.</summary>
    SyntheticTable = 0x5EED,

    /// <summary>Validation: seeds of the folds' forests. The index of the design is added to the value; one number for each repeat and fold.</summary>
    ValidationForests = 0x5EED0000,

    /// <summary>Philox: the normals of common draws; counter = (variable, …, draw, …).</summary>
    CommonDraws = 0xFFFFFFFF_00000000,

    /// <summary>Philox: scrambling of Sobol points. The replicate is added to the value; counter = (node of the prefix tree, …, dimension, …).</summary>
    SobolScrambling = 0xFFFFFFFF_00000001,

    /// <summary>Philox: the field of correlated residuals; counter = (block, …, realisation, …).</summary>
    ResidualField = 0xFFFFFFFF_FFFFFFFE,

    /// <summary>Philox: errors of the ecosystems' areas; counter = (ecosystem, …, realisation, …).</summary>
    EcosystemAreas = 0xFFFFFFFF_FFFFFFFF,
}
