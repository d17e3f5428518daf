using ILGPU;
using ILGPU.Runtime;
using SoilBeta.Devices.Gpu;
using SoilBeta.Kernels;
using SoilBeta.Numerics;

namespace SoilBeta.Devices.Cuda;

/// <summary>A worker's C# kernels: sets their arguments and enqueues them.</summary>
internal sealed class IlgpuChain : IChain
{
    private readonly IlgpuProgram _program;
    private readonly GpuRun _run;
    private readonly RunPlan _plan;
    private readonly IlgpuQueue _queue;
    private readonly LoadedKernels _kernels;
    private readonly LaunchMemory _memory;
    private readonly GpuBuffer _bounds;
    private readonly GpuBuffer _sums;
    private ChunkBuffers? _buffers;
    private RealisationSlice _ordered;

    /// <summary>Loads the kernels and allocates the worker's memory.</summary>
    public IlgpuChain(IlgpuProgram program, GpuRun run, IlgpuQueue queue)
    {
        (_program, _run, _plan, _queue) = (program, run, run.Plan, queue);
        _kernels = program.Context.Call("compiling", "the kernels", () => program.Context.Kernels);
        _memory = new LaunchMemory(program, run, program.SlotsOf(run.WorkerBytes));
        _bounds = Put([.. _plan.DirectLayers?.Depths ?? []], "bounds of layers");
        _sums = Put([.. _plan.DirectLayers is null ? [] : _plan.Sums.SelectMany(sum => new[] { sum.First, sum.Last })], "sums of layers");

        GpuBuffer Put(int[] data, string name)
        {
            GpuBuffer buffer = program.Context.Buffer(data.Length * sizeof(int), name);
            queue.Write<int>(buffer, data);
            return buffer;
        }
    }

    /// <inheritdoc/>
    public long MostPoints => _memory.Slots;

    private ChunkBuffers Buffers => _buffers ?? throw new InvalidOperationException("Begin() must be called first.");

    /// <inheritdoc/>
    public void Begin(ChunkInput input, ChunkBuffers buffers)
    {
        _buffers = buffers;
        _ordered = default;
        _queue.Write<int>(_memory.CellOrder, PointOrder.OfCells(_plan, input));
    }

    /// <inheritdoc/>
    public long Points(int shape, RealisationSlice rows) => (long)CellGroups(shape, rows) * DrawGroups(shape, rows) * PointLayout.GroupSlots;

    /// <inheritdoc/>
    public int Span(int shape) => PointLayout.GroupSlots;

    /// <inheritdoc/>
    public void Descend(DescentLaunch launch)
    {
        RealisationSlice rows = launch.Rows;
        if (_ordered != rows)
        {
            _queue.Write<int>(_memory.DrawOrder, PointOrder.OfDraws(_plan, rows, _program.Splits));
            _ordered = rows;
        }
        var part = (RankedPart)launch.Forest;
        DescentCut cut = _program.Cuts[launch.Shape];
        bool masks = cut.Masks && part.Depth < DescentCut.MostLevels;
        int slots = (int)launch.Points, all = slots * launch.Refits, groups = all / PointLayout.GroupSlots, features = _plan.Forests.Features.Count;
        var a = new DescentArguments
        {
            Nodes = View<long>(part.Nodes),
            Roots = View<int>(part.Roots),
            Thresholds = View<float>(part.Thresholds),
            Starts = View<int>(part.Starts),
            Leaves = View<int>(part.Leaves),
            Covariates = View<float>(Buffers.Covariates),
            Codes = View<int>(_memory.Codes),
            Ranges = View<long>(_memory.Ranges),
            Planes = View<int>(_memory.Planes),
            Stack = View<long>(_memory.Stack),
            Sums = View<int>(_memory.Sums),
            Values = View<int>(Buffers.Values),
            Draws = Draws(),
            Points = new PointLayout
            {
                Rows = rows,
                CellOrder = View<int>(_memory.CellOrder),
                DrawOrder = View<int>(_memory.DrawOrder),
                CellsOfGroup = cut.CellsOfGroup,
                DrawGroups = DrawGroups(launch.Shape, rows),
                FirstSlot = (int)launch.FirstPoint,
                Slots = slots,
                AllSlots = all,
                FirstRefit = launch.Part.RefitFirst + launch.Refit,
            },
            Features = features,
            CodeBits = _program.CodeBits,
            Depth = DescentCut.MostLevels,
            Outputs = _plan.Outputs,
            TreesOnDevice = launch.Part.TreeCount,
            FirstTree = launch.Tree,
            Trees = launch.Trees,
            FirstRefitOnDevice = launch.Part.RefitFirst,
            Accumulates = launch.Accumulates ? 1 : 0,
        };
        _queue.Launch("Code", stream => _kernels.Code(stream, all, a));
        if (masks)
        {
            _queue.Launch("Range", stream => _kernels.Range(stream, groups * features, a));
            _queue.Launch("Planes", stream => _kernels.Planes(stream, groups * features * _program.CodeBits * PointLayout.Lanes, a));
        }
        for (int output = 0; output < _plan.Outputs; output += DescentKernels.MostOutputs)
        {
            DescentArguments some = a with { FirstOutput = output, OutputsAtOnce = Math.Min(_plan.Outputs - output, DescentKernels.MostOutputs) };
            if (masks)
                _queue.Launch("Masks", stream => (_plan.Outputs == 1 ? _kernels.Masks : _kernels.MasksOfMany)(stream, WarpsOf(groups), some));
            else
                _queue.Launch("Points", stream => _kernels.Points(stream, all, some));
        }
    }

    /// <inheritdoc/>
    public void Integrate(RealisationSlice rows, bool hasRock)
    {
        var a = new LayerArguments
        {
            Values = View<int>(Buffers.Values),
            Topsoil = View<float>(Buffers.Topsoil),
            SoilDepths = View<int>(Buffers.SoilDepths),
            Bounds = View<int>(_bounds),
            Sums = View<int>(_sums),
            Draws = Draws(),
            Rows = rows,
            HasRock = hasRock ? 1 : 0,
            TopsoilVariable = _plan.TopsoilVariable,
            TopsoilVaries = _plan.TopsoilVaries ? 1 : 0,
            TopsoilDepth = _plan.TopsoilDepth,
            WithSums = _plan.SelectsDensities ? 1 : 0,
            Outputs = _plan.Outputs,
            TopsoilReplacesFirst = _plan.TopsoilReplacesFirst ? 1 : 0,
            DensityUnit = _plan.DensityUnit,
        };
        _queue.Launch("Integrate", stream => (_plan.DirectLayers is null ? _kernels.EquationThree : _kernels.Direct)(stream, (int)(rows.Cells * rows.Count), a));
    }

    /// <inheritdoc/>
    public void SumRealisations(RealisationSlice rows)
    {
        int all = Buffers.Shape.Planes.Summed * (int)rows.Cells, count = (int)rows.Count, most = (int)_memory.Slots / SumKernels.Shares;
        ArrayView<int> values = Planes(rows, Buffers.Shape.Planes.First, Buffers.Shape.Planes.Summed);
        ArrayView<long> partial = View<long>(_memory.Partial), sums = View<long>(Buffers.Sums);
        for (int first = 0; first < all; first += most)
        {
            int at = first, number = Math.Min(most, all - first);
            _queue.Launch("SumShares", stream => _kernels.SumShares(stream, number * SumKernels.Shares, values.SubView((long)at * count, (long)number * count), count, partial));
            _queue.Launch("AddShares", stream => _kernels.AddShares(stream, number, partial, sums.SubView(at, number)));
        }
    }

    /// <inheritdoc/>
    public void SumZones(RealisationSlice rows, int segments)
    {
        var zones = new ZoneArguments
        {
            Segments = View<ZoneSegment>(Buffers.Segments),
            CellsByZone = View<int>(Buffers.CellsByZone),
            Areas = View<long>(Buffers.Areas),
            Totals = View<long>(Buffers.Totals),
            Cells = (int)rows.Cells,
            Count = (int)rows.Count,
            Parts = _plan.Parts,
        };
        ArrayView<int> values = Planes(rows, _plan.Outputs, _plan.Parts);
        _queue.Launch("SumZones", stream => _kernels.SumZones(stream, (int)rows.Count * _plan.Parts * segments, values, zones));
    }

    /// <inheritdoc/>
    public void StartSelection(int tasks)
    {
        SelectArguments a = Select(default(RealisationSlice) with { Cells = (uint)(tasks / (Buffers.Shape.Planes.Selected * _plan.Ranks.Count)) }, 0);
        _queue.Launch("Start", stream => _kernels.Start(stream, tasks, a));
    }

    /// <inheritdoc/>
    public void CountBytes(RealisationSlice rows, uint shift)
    {
        SelectArguments a = Select(rows, shift);
        _queue.Launch("Count", stream => _kernels.Count(stream, (int)rows.Cells * Buffers.Shape.Planes.Selected * _plan.Ranks.Count * SumKernels.Shares, a));
    }

    /// <inheritdoc/>
    public void StepSelection(int tasks, uint shift)
    {
        SelectArguments a = Select(default, shift);
        _queue.Launch("Step", stream => _kernels.Step(stream, tasks, a));
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _memory.Dispose();
        _bounds.Dispose();
        _sums.Dispose();
    }

    private static ArrayView<T> View<T>(GpuBuffer buffer) where T : unmanaged => ((IlgpuBuffer)buffer).As<T>();

    private int CellGroups(int shape, RealisationSlice rows) => ((int)rows.Cells + _program.Cuts[shape].CellsOfGroup - 1) / _program.Cuts[shape].CellsOfGroup;

    private int DrawGroups(int shape, RealisationSlice rows)
    {
        int draws = PointLayout.GroupSlots / _program.Cuts[shape].CellsOfGroup;
        return (rows.PerCell(0) + draws - 1) / draws;
    }

    /// <summary>A warp for each group; on the CPU, where the lanes of a group would be threads, a group for each lane.</summary>
    private KernelConfig WarpsOf(int groups) => _program.Context.IsGpu ? new KernelConfig(groups, PointLayout.Lanes) : new KernelConfig(groups * PointLayout.Lanes, 1);

    private ArrayView<int> Planes(RealisationSlice rows, int first, int count) => View<int>(Buffers.Values).SubView((long)first * rows.Cells * rows.Count, (long)count * rows.Cells * rows.Count);

    private DrawSource Draws() => new()
    {
        Normals = View<float>(_run.Normals),
        Keys = View<long>(Buffers.DrawKeys),
        Rules = View<DevicePerturbation>(_run.Rules),
        CommonDraws = _plan.Draws.Mode == DrawMode.Common ? _plan.Draws.Count : 0,
        Seed = _plan.Draws.Seed,
    };

    private SelectArguments Select(RealisationSlice rows, uint shift) => new()
    {
        Values = Planes(rows, Buffers.Shape.Planes.First, Buffers.Shape.Planes.Selected),
        Ranks = View<uint>(_run.Ranks),
        Found = View<uint>(Buffers.Found),
        Remaining = View<uint>(Buffers.Remaining),
        Bins = View<int>(Buffers.Bins),
        Orders = View<int>(Buffers.Orders),
        Cells = (int)rows.Cells,
        Count = (int)rows.Count,
        Shift = (int)shift,
    };
}
