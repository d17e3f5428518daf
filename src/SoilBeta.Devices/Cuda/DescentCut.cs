using SoilBeta.Numerics;

namespace SoilBeta.Devices.Cuda;

/// <summary>A way to descend: each point by itself, or 1,024 points as a mask; and how many cells a group of 1,024 points has.</summary>
/// <param name="Masks">Whether a group is a mask.</param>
/// <param name="CellsOfGroup">Cells of a group, a power of two up to 1,024; the rest of its points are draws.</param>
internal sealed record DescentCut(bool Masks, int CellsOfGroup)
{
    /// <summary>Deepest tree whose right children fit into the stack of the masks; deeper ones are walked point by point.</summary>
    public const int MostLevels = 64;

    /// <summary>Cells of a group where cells share draws.</summary>
    private const int SharedCells = 32;

    /// <summary>Cuts for a plan, the one with the fewest instructions by count first: <c>docs/kernels.md</c>. A long run times all.</summary>
    /// <remarks>Common draws of similar cells are similar points, so that a mask of 32 cells × 32 draws is rarely split. Other draws have nothing in common between cells.</remarks>
    public static IReadOnlyList<DescentCut> Candidates(RunPlan plan) => plan.Draws.Mode == DrawMode.Common
        ? [new(true, SharedCells), new(false, SharedCells), new(true, 1)]
        : [new(true, 1), new(false, 1), new(true, SharedCells)];
}
