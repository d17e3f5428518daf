using System.Numerics;
using SoilBeta.Forests;
using SoilBeta.Numerics;
using SoilBeta.Soil;

namespace SoilBeta.Devices;

/// <summary>The fixed part of a run on a device: forests, draws, perturbations, depths and the requested order statistics.</summary>
public sealed record RunPlan
{
    /// <summary>The forest, or its refits.</summary>
    public required ForestSet Forests { get; init; }

    /// <summary>How draws are combined with refits.</summary>
    public RefitMode Refits { get; init; } = RefitMode.None;

    /// <summary>Standard normals of the draws.</summary>
    public required DrawPlan Draws { get; init; }

    /// <summary>Perturbation of each variable, [variable]: the forest's features in order, then the topsoil density unless it is the last feature.</summary>
    public required IReadOnlyList<Perturbation> Perturbations { get; init; }

    /// <summary>Whether layers are computed, from a topsoil density or from the forest's outputs (<see cref="DirectLayers"/>); if not, only β is.</summary>
    public bool WithLayers { get; init; } = true;

    /// <summary>Layers whose densities, or other values, the forest predicts, one for each output; null where β and the topsoil give them by Equation 3.</summary>
    public LayerBounds? DirectLayers { get; init; }

    /// <summary>Whether a given topsoil density replaces the first of <see cref="DirectLayers"/>, which ends at <see cref="TopsoilDepth"/>.</summary>
    public bool TopsoilReplacesFirst { get; init; }

    /// <summary>Whether the topsoil density is also the forest's last feature: both then have the same draws.</summary>
    public bool TopsoilIsFeature { get; init; }

    /// <summary>Whether rock ends the layers. A density is per hectare of land and less where rock is; another property of the soil above is not.</summary>
    public bool EndsAtRock { get; init; } = true;

    /// <summary>Sums of neighbouring layers of <see cref="DirectLayers"/> with order statistics of their own.</summary>
    public IReadOnlyList<LayerSum> Sums { get; init; } = [];

    /// <summary>Depth of the topsoil density d₀, cm, a multiple of 10.</summary>
    public int TopsoilDepth { get; init; } = 20;

    /// <summary>0-based ranks of the requested order statistics among the pooled realisations of a cell, ascending.</summary>
    public required IReadOnlyList<long> Ranks { get; init; }

    /// <summary>Sums S of a realisation: values of a leaf.</summary>
    public int Outputs => Forests.Outputs;

    /// <summary>Whether jobs have a topsoil density.</summary>
    public bool UsesTopsoil => WithLayers && (DirectLayers is null || TopsoilReplacesFirst);

    /// <summary>Index of the topsoil density among the variables.</summary>
    public int TopsoilVariable => Forests.Features.Count - (TopsoilIsFeature ? 1 : 0);

    /// <summary>Topsoil density of a cell before draws, Mg C ha⁻¹.</summary>
    public float TopsoilOf(TileJob job, int cell) => TopsoilIsFeature ? job.Covariates[(TopsoilVariable * job.Cells) + cell] : job.Topsoil[cell];

    /// <summary>Whether the topsoil density varies between draws.</summary>
    public bool TopsoilVaries => UsesTopsoil && Perturbations[TopsoilVariable].Amount != 0;

    /// <summary>Whether order statistics are selected for each density, not only for S: where the forest predicts layers, where the topsoil varies, and where a topsoil of more than 20 cm contains layers that need not rise with β.</summary>
    public bool SelectsDensities => WithLayers && (DirectLayers is not null || TopsoilVaries || TopsoilDepth > 20);

    /// <summary>Number of variables with a normal in each draw: the features, and the topsoil if it varies and is not one of them.</summary>
    public int Variables => Forests.Features.Count + (TopsoilVaries && !TopsoilIsFeature ? 1 : 0);

    /// <summary>Densities of a realisation that are summed and totalled: the parts of Equation 3, or the layers that the forest predicts; 0 without layers.</summary>
    public int Parts => !WithLayers ? 0 : DirectLayers?.Count ?? LayerDensities.Parts;

    /// <summary>Densities of a realisation with order statistics where these are selected: the parts, then sums of them; 0 without layers.</summary>
    public int Quantities => !WithLayers ? 0 : DirectLayers is { } layers ? layers.Count + Sums.Count : LayerDensities.Quantities;

    /// <summary>Value of one unit of S as a density of <see cref="DirectLayers"/>, 1/65,536 of the target's unit: D = (int)((float)S · DensityUnit). Both factors of the scale are in one float, since 65,536 is a power of 2.</summary>
    public float DensityUnit => Forests.Scale * LayerDensities.Units;

    /// <summary>Realisations R of a cell: draws, or draws · refits when crossed. Realisation r is draw r with refit r mod B, or, crossed, draw r / B with refit r mod B.</summary>
    public long Realisations => Refits == RefitMode.Crossed ? (long)Draws.Count * Forests.Refits.Count : Draws.Count;

    /// <summary>Index among the <see cref="Quantities"/> of the density between two depths; −1 where it has no order statistics.</summary>
    /// <param name="top">Upper depth, cm.</param>
    /// <param name="bottom">Lower depth, cm.</param>
    public int QuantityOf(int top, int bottom)
    {
        if (DirectLayers is not { } layers)
            return LayerDensities.QuantityOf(top, bottom);
        if (layers.Between(top, bottom) is not { } wanted)
            return -1;
        if (wanted.First == wanted.Last)
            return wanted.First;
        for (int sum = 0; sum < Sums.Count; sum++)
        {
            if (Sums[sum] == wanted)
                return layers.Count + sum;
        }
        return -1;
    }

    /// <summary>Whether the density between two depths is a sum of parts: <see cref="SumBetween"/>.</summary>
    /// <param name="top">Upper depth, cm.</param>
    /// <param name="bottom">Lower depth, cm.</param>
    public bool HasPartsBetween(int top, int bottom) => Parts > 0 && (DirectLayers is { } layers ? layers.Between(top, bottom) is not null : LayerDensities.AreBounds(top, bottom));

    /// <summary>Density between two depths, from the densities of the parts or from sums of them.</summary>
    /// <param name="top">Upper depth, cm.</param>
    /// <param name="bottom">Lower depth, cm.</param>
    /// <param name="parts">Value of each part, any unit, [part].</param>
    /// <exception cref="ArgumentException">A depth is not a bound of the layers.</exception>
    public T SumBetween<T>(int top, int bottom, ReadOnlySpan<T> parts)
        where T : INumber<T>
    {
        if (DirectLayers is not { } layers)
            return LayerDensities.Between(top, bottom, parts);
        LayerSum wanted = layers.Between(top, bottom) ?? throw new ArgumentException($"{top}–{bottom} cm are not between bounds of the layers {layers} cm.", nameof(top));
        T sum = T.Zero;
        for (int layer = wanted.First; layer <= wanted.Last; layer++)
            sum += parts[layer];
        return sum;
    }
}

/// <summary>The draws of a run.</summary>
/// <param name="Mode">Common, block or independent.</param>
/// <param name="Count">Number of draws.</param>
/// <param name="Seed">Key of the generator.</param>
/// <param name="Table">Common draws: standard normals, [variable][draw]; otherwise null.</param>
/// <param name="Quantiles">Block and independent draws: the 65,536 normal quantiles that the upper 16 bits of a Philox word select; otherwise null.</param>
public sealed record DrawPlan(DrawMode Mode, int Count, ulong Seed, float[]? Table, float[]? Quantiles)
{
    /// <summary>Common draws from Philox: draw k is the same for every cell.</summary>
    /// <param name="seed">The study's seed.</param>
    /// <param name="variables">Features, and one more when the topsoil varies.</param>
    /// <param name="count">Number of draws.</param>
    public static DrawPlan Common(ulong seed, int variables, int count) => new(DrawMode.Common, count, seed, CommonDraws.Table(seed, variables, count), null);

    /// <summary>Draws shared by the cells of a block: <see cref="TileJob.DrawKeys"/> are the blocks' indices.</summary>
    public static DrawPlan Block(ulong seed, int count) => new(DrawMode.Block, count, seed, null, NormalQuantileTable.Make());

    /// <summary>Separate draws for each cell: <see cref="TileJob.DrawKeys"/> are the cells' indices in the study's grid.</summary>
    public static DrawPlan Independent(ulong seed, int count) => new(DrawMode.Independent, count, seed, null, NormalQuantileTable.Make());

    /// <summary>The standard normal of a variable in a block or independent draw, in scalar code.</summary>
    /// <remarks>Word variable mod 4 of <see cref="Philox4x32.ForDraw"/>; z = Quantiles[word &gt;&gt; 16].</remarks>
    public float Normal(long drawKey, int draw, int variable)
    {
        float[] quantiles = Quantiles ?? throw new InvalidOperationException("Common draws are in the table.");
        return quantiles[Philox4x32.ForDraw(drawKey, draw, variable / 4, Seed)[variable % 4] >> 16];
    }
}
