using SoilBeta.Forests;
using SoilBeta.Numerics;

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

    /// <summary>Perturbation of each variable, [variable]: the forest's features in order, then the topsoil density.</summary>
    public required IReadOnlyList<Perturbation> Perturbations { get; init; }

    /// <summary>Whether layers are computed from a topsoil density; if not, only β (or another target of the forest) is.</summary>
    public bool WithLayers { get; init; } = true;

    /// <summary>Depth of the topsoil density d₀, cm, a multiple of 10.</summary>
    public int TopsoilDepth { get; init; } = 20;

    /// <summary>0-based ranks of the requested order statistics among the pooled realisations of a cell, ascending.</summary>
    public required IReadOnlyList<long> Ranks { get; init; }

    /// <summary>Whether the topsoil density varies between draws.</summary>
    public bool TopsoilVaries => WithLayers && Perturbations[^1].Amount != 0;

    /// <summary>Whether order statistics are selected for each density, not only for S: where the topsoil varies, and where a topsoil of more than 20 cm contains layers that need not rise with β.</summary>
    public bool SelectsDensities => WithLayers && (TopsoilVaries || TopsoilDepth > 20);

    /// <summary>Number of variables with a normal in each draw: the features, and the topsoil if it varies.</summary>
    public int Variables => Forests.Features.Count + (TopsoilVaries ? 1 : 0);

    /// <summary>Realisations R of a cell: draws, or draws · refits when crossed. Realisation r is draw r with refit r mod B, or, crossed, draw r / B with refit r mod B.</summary>
    public long Realisations => Refits == RefitMode.Crossed ? (long)Draws.Count * Forests.Refits.Count : Draws.Count;
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
