using SoilBeta.Devices.Gpu;
using SoilBeta.Forests;
using SoilBeta.Kernels;
using SoilBeta.Numerics;

namespace SoilBeta.Devices.Cuda;

/// <summary>The C# kernels of <c>kernels/SoilBeta.Kernels</c> for a plan on an accelerator: cuts of the descent, and the memory that launches need.</summary>
internal sealed class IlgpuProgram : IGpuProgram
{
    /// <summary>Share of a worker's memory for a launch.</summary>
    private const int LaunchShare = 4;

    private readonly IlgpuContext _context;
    private readonly RunPlan _plan;
    private readonly long _points;
    private readonly bool _tries;

    /// <summary>Describes a plan's kernels.</summary>
    /// <param name="context">The accelerator.</param>
    /// <param name="plan">The plan.</param>
    /// <param name="points">Points that keep the device busy.</param>
    /// <param name="cuts">Cuts to use; null for those that suit the plan.</param>
    public IlgpuProgram(IlgpuContext context, RunPlan plan, long points, IReadOnlyList<DescentCut>? cuts)
    {
        (_context, _plan, _points, _tries) = (context, plan, points, cuts is null);
        Cuts = cuts ?? DescentCut.Named(plan, Environment.GetEnvironmentVariable(DescentCut.Variable));
        Splits = PointOrder.SplitsOf(plan.Forests);
        CodeBits = MaskFunctions.BitsOf(Enumerable.Range(0, plan.Forests.Refits.Count).Max(refit => plan.Forests.RootsOf(refit)[^1]) / 2);
    }

    /// <summary>The accelerator.</summary>
    public IlgpuContext Context => _context;

    /// <summary>Cuts of the descent.</summary>
    public IReadOnlyList<DescentCut> Cuts { get; }

    /// <summary>Splits of the forest by feature.</summary>
    public IReadOnlyList<int> Splits { get; }

    /// <summary>Bits of a code: no feature has more thresholds than a refit has splits.</summary>
    public int CodeBits { get; }

    /// <summary>Outputs summed in one launch.</summary>
    public int OutputsAtOnce => Math.Min(_plan.Outputs, DescentKernels.MostOutputs);

    /// <inheritdoc/>
    public int Shapes => Cuts.Count;

    /// <inheritdoc/>
    public bool TriesShapes => _tries;

    /// <inheritdoc/>
    public int NodeBytes => RankedPart.NodeBytes(_plan.Outputs);

    /// <inheritdoc/>
    public long WorkerBytes(long memory) => SlotsFor(memory) * SlotBytes;

    /// <summary>Slots of a launch in the memory of <see cref="WorkerBytes"/>.</summary>
    public long SlotsOf(long bytes) => bytes / SlotBytes;

    /// <summary>Slots of a launch.</summary>
    /// <param name="memory">Memory of the worker, bytes.</param>
    private long SlotsFor(long memory)
    {
        // Kernels index codes by 32 bits.
        long most = Math.Min(_points, int.MaxValue / Math.Max(4, _plan.Forests.Features.Count));
        return Math.Max(1, Math.Min(most, memory / LaunchShare / SlotBytes) / PointLayout.GroupSlots) * PointLayout.GroupSlots;
    }

    /// <inheritdoc/>
    public PartBuffers Part(long nodes, long roots) => new RankedPart(_context, _plan.Forests, nodes, roots);

    /// <inheritdoc/>
    public IChain Worker(GpuRun run, IGpuQueue queue) => new IlgpuChain(this, run, (IlgpuQueue)queue);

    /// <summary>Memory of a slot, bytes: codes, planes and ranges, the stack, partial sums, sums of several outputs.</summary>
    private long SlotBytes
    {
        get
        {
            long features = _plan.Forests.Features.Count;
            return (features * 4) + (features * CodeBits / 8) + (features * 8 / PointLayout.GroupSlots) + 1 + (DescentCut.MostLevels * 8 / PointLayout.Lanes) + 8 + (_plan.Outputs > 1 ? OutputsAtOnce * 4 : 0);
        }
    }
}

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

    /// <summary>Cuts for a plan, the one with the fewest instructions by count first: <c>docs/developers/kernels.md</c>. A long run times all.</summary>
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
