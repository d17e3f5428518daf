using SoilBeta.Kernels;
using SoilBeta.Numerics;

namespace SoilBeta.Devices.Cuda;

/// <summary>A way to descend: each point by itself, or 1,024 points as a mask; and how many cells a group of 1,024 points has.</summary>
/// <param name="Masks">Whether a group is a mask.</param>
/// <param name="CellsOfGroup">Cells of a group, a power of two up to 1,024; the rest of its points are draws.</param>
internal sealed record DescentCut(bool Masks, int CellsOfGroup)
{
    /// <summary>Levels of the stack of the masks; trees as deep or deeper are walked point by point.</summary>
    public const int MostLevels = 64;

    /// <summary>Draws of a group where cells share draws.</summary>
    private const int SharedDraws = 32;

    /// <summary>Name of the environment variable that chooses one cut, as in <see cref="Name"/>: to measure it.</summary>
    public const string Variable = "SOILBETA_CUT";

    /// <summary>Name: points, masks or masks of one cell.</summary>
    public string Name => !Masks ? "points" : CellsOfGroup == 1 ? "masks-of-a-cell" : $"masks-of-{CellsOfGroup}-cells";

    /// <summary>Cuts for a plan, the one with the fewest instructions by count first: <c>docs/kernels.md</c>. A long run times all.</summary>
    /// <remarks>Common draws of similar cells are similar points, so that a mask of 32 cells × 32 draws is rarely split. Other draws have nothing in common between cells.</remarks>
    public static IReadOnlyList<DescentCut> Candidates(RunPlan plan)
    {
        int draws = (plan.Draws.Count + DrawsOfRefits(plan) - 1) / DrawsOfRefits(plan);
        int shared = CellsFor(Math.Min(SharedDraws, draws)), own = CellsFor(draws);
        DescentCut masks = new(true, plan.Draws.Mode == DrawMode.Common ? shared : own);
        DescentCut points = masks with { Masks = false };
        return shared == own ? [masks, points] : [masks, points, new(true, masks.CellsOfGroup == own ? shared : own)];
    }

    /// <summary>The cuts that are tried: one where the environment names it.</summary>
    /// <exception cref="InvalidDataException">It names one that does not exist.</exception>
    public static IReadOnlyList<DescentCut> Named(RunPlan plan, string? name)
    {
        IReadOnlyList<DescentCut> all = Candidates(plan);
        if (string.IsNullOrEmpty(name))
            return all;
        DescentCut[] named = [.. all.Where(cut => cut.Name == name)];
        return named.Length > 0 ? named : throw new InvalidDataException($"{Variable} is '{name}'; this run has {string.Join(", ", all.Select(cut => cut.Name))}.");
    }

    /// <summary>Cells of a group whose draws are at least the given number, if a group holds them.</summary>
    private static int CellsFor(int draws) => PointLayout.GroupSlots / (int)Math.Min(PointLayout.GroupSlots, System.Numerics.BitOperations.RoundUpToPowerOf2((uint)draws));

    /// <summary>Refits among which the draws are shared out.</summary>
    private static int DrawsOfRefits(RunPlan plan) => plan.Refits == RefitMode.Cycled ? plan.Forests.Refits.Count : 1;
}
