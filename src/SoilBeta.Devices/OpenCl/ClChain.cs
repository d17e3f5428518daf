using SoilBeta.Devices.Gpu;
using SoilBeta.Kernels;

namespace SoilBeta.Devices.OpenCl;

/// <summary>A worker's OpenCL kernels: sets their arguments and enqueues them.</summary>
internal sealed class ClChain : IChain
{
    private readonly ClChainProgram _program;
    private readonly GpuRun _run;
    private readonly ClQueue _queue;
    private readonly ClKernel?[] _descend;
    private readonly GpuBuffer _bounds;
    private readonly GpuBuffer _layerSums;
    private readonly ClKernel? _integrate;
    private readonly ClKernel _sumRealisations;
    private readonly ClKernel _sumZone;
    private readonly ClKernel? _selectStart;
    private readonly ClKernel? _selectCount;
    private readonly ClKernel? _selectStep;
    private ChunkBuffers? _buffers;

    /// <summary>Builds the kernels, those of other launch shapes than the first on first use.</summary>
    public ClChain(ClChainProgram program, GpuRun run, ClQueue queue)
    {
        (_program, _run, _queue) = (program, run, queue);
        _descend = new ClKernel?[program.Shapes];
        _bounds = Put([.. run.Plan.DirectLayers?.Depths ?? []], "bounds of layers");
        _layerSums = Put([.. run.Plan.Sums.SelectMany(sum => new[] { sum.First, sum.Last })], "sums of layers");
        _integrate = !run.Plan.WithLayers ? null : run.Plan.DirectLayers is null ? Kernel(ClProgram.Integrate, "integrate") : Kernel(ClProgram.Direct, "direct");
        _sumRealisations = Kernel(ClProgram.Sums, "sum_realisations");
        _sumZone = Kernel(ClProgram.Sums, "sum_zone");
        if (run.Plan.Ranks.Count == 0)
            return;
        _selectStart = Kernel(ClProgram.Select, "select_start");
        _selectCount = Kernel(ClProgram.Select, "select_count");
        _selectStep = Kernel(ClProgram.Select, "select_step");

        GpuBuffer Put(int[] data, string name)
        {
            GpuBuffer buffer = program.Context.Buffer(data.Length * sizeof(int), name);
            queue.Write<int>(buffer, data);
            return buffer;
        }

        ClKernel Kernel(string file, string name) => program.Context.Kernel(file, program.Constants.Options(file), name);
    }

    /// <inheritdoc/>
    public long MostPoints => long.MaxValue;

    private ChunkBuffers Buffers => _buffers ?? throw new InvalidOperationException("Begin() must be called first.");

    /// <inheritdoc/>
    public void Begin(ChunkInput input, ChunkBuffers buffers) => _buffers = buffers;

    /// <inheritdoc/>
    public long Points(int shape, RealisationSlice rows) => rows.Cells * (long)rows.PerCell(0);

    /// <inheritdoc/>
    public int Span(int shape) => _program.Descents[shape].Span;

    /// <inheritdoc/>
    public void Descend(DescentLaunch launch)
    {
        DescentShape shape = _program.Descents[launch.Shape];
        var forest = (FlatPart)launch.Forest;
        ForestPart part = launch.Part;
        ClKernel kernel = _descend[launch.Shape] ??= _program.Context.Kernel(ClProgram.Descend, _program.Constants.Options(shape), "descend");
        kernel.With(
            forest.Nodes, forest.Roots, (uint)part.TreeCount, (uint)launch.Tree, (uint)launch.Trees, (uint)part.RefitFirst, (uint)(part.RefitFirst + launch.Refit), (uint)launch.FirstPoint,
            launch.Accumulates ? 1u : 0u, forest.Leaves, Buffers.Covariates, _run.Rules, _run.Normals, Buffers.DrawKeys, launch.Rows, Buffers.Values);
        _queue.Launch(kernel, (launch.Points / shape.Span * shape.Lanes, launch.Refits, 1), shape.Lanes);
    }

    /// <inheritdoc/>
    public void Integrate(RealisationSlice rows, bool hasRock)
    {
        uint rock = hasRock ? 1u : 0u, rule = (uint)_run.Plan.TopsoilVariable;
        if (_run.Plan.DirectLayers is null)
            _integrate!.With(Buffers.Topsoil, Buffers.SoilDepths, rock, _run.Rules, rule, _run.Normals, Buffers.DrawKeys, rows, Buffers.Values);
        else
            _integrate!.With(Buffers.Topsoil, Buffers.SoilDepths, rock, _run.Rules, rule, _run.Normals, Buffers.DrawKeys, _bounds, _layerSums, rows with { Scale = _run.Plan.DensityUnit }, Buffers.Values);
        _queue.Launch(_integrate, (rows.Count, rows.Cells, 1), _program.Lanes);
    }

    /// <inheritdoc/>
    public void SumRealisations(RealisationSlice rows) =>
        _queue.Launch(_sumRealisations.With(Buffers.Values, rows.Cells, rows.Count, (uint)Buffers.Shape.Planes.First, Buffers.Sums), (rows.Cells * _program.Lanes, Buffers.Shape.Planes.Summed, 1), _program.Lanes);

    /// <inheritdoc/>
    public void SumZones(RealisationSlice rows, int segments)
    {
        _sumZone.With(Buffers.Values, rows.Cells, rows.Count, (uint)_run.Plan.Outputs, Buffers.Segments, Buffers.CellsByZone, Buffers.Areas, Buffers.Totals);
        _queue.Launch(_sumZone, (rows.Count, _run.Plan.Parts, segments), _program.Lanes);
    }

    /// <inheritdoc/>
    public void StartSelection(int tasks)
    {
        uint cells = (uint)(tasks / (Buffers.Shape.Planes.Selected * _run.Plan.Ranks.Count));
        _queue.Launch(_selectStart!.With((uint)tasks, cells, _run.Ranks, Buffers.Found, Buffers.Remaining, Buffers.Bins), (tasks, 1, 1), _program.Lanes);
    }

    /// <inheritdoc/>
    public void CountBytes(RealisationSlice rows, uint shift) =>
        _queue.Launch(_selectCount!.With(Buffers.Values, rows.Cells, rows.Count, (uint)Buffers.Shape.Planes.First, shift, Buffers.Found, Buffers.Bins), (rows.Cells * _program.Lanes, (long)Buffers.Shape.Planes.Selected * _run.Plan.Ranks.Count, 1), _program.Lanes);

    /// <inheritdoc/>
    public void StepSelection(int tasks, uint shift) =>
        _queue.Launch(_selectStep!.With((uint)tasks, shift, Buffers.Found, Buffers.Remaining, Buffers.Bins, Buffers.Orders), (tasks, 1, 1), _program.Lanes);

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (ClKernel? kernel in _descend.Concat([_integrate, _sumRealisations, _sumZone, _selectStart, _selectCount, _selectStep]))
            kernel?.Dispose();
        _bounds.Dispose();
        _layerSums.Dispose();
    }
}
