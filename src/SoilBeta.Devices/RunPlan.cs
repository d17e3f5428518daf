using SoilBeta.Forests;

namespace SoilBeta.Devices;

/// <summary>What is fixed for a run on a device: forests, draws, perturbations, depths and the order statistics wanted.</summary>
public sealed record RunPlan
{
    /// <summary>The forest, or its refits.</summary>
    public required ForestSet Forests { get; init; }

    /// <summary>How draws meet refits.</summary>
    public RefitMode Refits { get; init; } = RefitMode.None;

    /// <summary>The draws' standard normals.</summary>
    public required DrawPlan Draws { get; init; }

    /// <summary>How each variable is perturbed, [variable]: the forest's features in order, then the topsoil density.</summary>
    public required IReadOnlyList<Perturbation> Perturbations { get; init; }

    /// <summary>Whether layers are computed from a topsoil density; without, only β (or whatever the forest predicts) is.</summary>
    public bool WithLayers { get; init; } = true;

    /// <summary>Depth of the topsoil density d₀, cm, a multiple of 10.</summary>
    public int TopsoilDepth { get; init; } = 20;

    /// <summary>0-based positions in the ascending order of the pooled realisations that are wanted per cell, ascending.</summary>
    public required IReadOnlyList<long> Ranks { get; init; }

    /// <summary>Whether the topsoil density differs from draw to draw, so that order statistics are selected per layer.</summary>
    public bool TopsoilVaries => WithLayers && Perturbations[^1].Amount != 0;

    /// <summary>Variables with a normal in each draw: the features, and the topsoil if it varies.</summary>
    public int Variables => Forests.Features.Count + (TopsoilVaries ? 1 : 0);

    /// <summary>Realisations R of a cell: draws, or draws · refits when crossed. Realisation r is draw r with refit r mod B, or, crossed, draw r / B with refit r mod B.</summary>
    public long Realisations => Refits == RefitMode.Crossed ? (long)Draws.Count * Forests.Refits.Count : Draws.Count;
}

/// <summary>How draws meet refits.</summary>
public enum RefitMode
{
    /// <summary>One forest for all draws.</summary>
    None,

    /// <summary>Draw k through refit k mod B.</summary>
    Cycled,

    /// <summary>Every draw through every refit.</summary>
    Crossed,
}

/// <summary>Whose standard normals a cell uses.</summary>
public enum DrawMode
{
    /// <summary>Draw k uses the same z for every cell: a table made on the host.</summary>
    Common,

    /// <summary>Cells of a block share z: Philox counted by block.</summary>
    Block,

    /// <summary>Each cell has its own z: Philox counted by cell.</summary>
    Independent,
}

/// <summary>The draws of a run.</summary>
/// <param name="Mode">Common, block or independent.</param>
/// <param name="Count">Number of draws.</param>
/// <param name="Seed">Key of the generator.</param>
/// <param name="Table">Common draws: standard normals, [variable][draw]; otherwise null.</param>
/// <param name="Quantiles">Block and independent draws: the 65,536 normal quantiles that the upper 16 bits of a Philox word select; otherwise null.</param>
public sealed record DrawPlan(DrawMode Mode, int Count, ulong Seed, float[]? Table, float[]? Quantiles);

/// <summary>x′ = min(max(fma(sd, z, x), Lower), Upper), sd = Amount · |x| or Amount.</summary>
/// <param name="IsShare">Whether <paramref name="Amount"/> is a share of |x| (else in the variable's unit).</param>
/// <param name="Amount">Standard deviation, as a share or absolute; 0 leaves x as it is (but clipped).</param>
/// <param name="Lower">Lower bound, in the variable's unit; −∞ for none.</param>
/// <param name="Upper">Upper bound, in the variable's unit; +∞ for none.</param>
public readonly record struct Perturbation(bool IsShare, float Amount, float Lower, float Upper);
