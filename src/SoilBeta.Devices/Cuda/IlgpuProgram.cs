using SoilBeta.Devices.Gpu;
using SoilBeta.Forests;
using SoilBeta.Kernels;

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
