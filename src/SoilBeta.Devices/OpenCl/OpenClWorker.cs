using SoilBeta.Numerics;
using SoilBeta.Soil;

namespace SoilBeta.Devices.OpenCl;

/// <summary>A queue with its buffers and kernels: computes a job chunk by chunk. A run has several, so that the transfers of one worker overlap with the kernels of another.</summary>
internal sealed class OpenClWorker : IDisposable
{
    private static readonly uint[] s_bytes = [24, 16, 8, 0];

    private readonly OpenClRun _run;
    private readonly RunPlan _plan;
    private readonly ClQueue _queue;
    private readonly PartSlot? _slot;
    private readonly ClKernel?[] _descend;
    private readonly ClKernel? _integrate;
    private readonly ClKernel _sumRealisations;
    private readonly ClKernel _sumZone;
    private readonly ClKernel? _selectStart;
    private readonly ClKernel? _selectCount;
    private readonly ClKernel? _selectStep;
    private ChunkBuffers? _buffers;
    private int _mostCells = int.MaxValue;

    /// <summary>Creates the queue and the kernels.</summary>
    public OpenClWorker(OpenClRun run)
    {
        _run = run;
        _plan = run.Plan;
        _queue = new ClQueue(run.Context);
        _slot = run.Forests.IsResident ? null : new PartSlot(run.Context, run.Forests);
        _descend = new ClKernel?[run.Descents.Count];
        _integrate = _plan.WithLayers ? Kernel(ClProgram.Integrate, "integrate") : null;
        _sumRealisations = Kernel(ClProgram.Sums, "sum_realisations");
        _sumZone = Kernel(ClProgram.Sums, "sum_zone");
        if (_plan.Ranks.Count == 0)
            return;
        _selectStart = Kernel(ClProgram.Select, "select_start");
        _selectCount = Kernel(ClProgram.Select, "select_count");
        _selectStep = Kernel(ClProgram.Select, "select_step");

        ClKernel Kernel(string file, string name) => run.Context.Kernel(file, run.Program.Options(file), name);
    }

    /// <summary>Time spent so far.</summary>
    public DeviceTimings Timings => _queue.Timings;

    /// <summary>Computes the cells of a job into <paramref name="result"/>. If memory is short, it continues with half the cells at a time.</summary>
    public void Run(TileJob job, TileResult result, CancellationToken cancellation)
    {
        for (int first = 0; first < job.Cells;)
        {
            int count = Math.Min(job.Cells - first, Math.Min(_run.Shape.Cells, _mostCells));
            try
            {
                RunChunk(job, new ChunkInput(_plan, job, first, count), result, cancellation);
                first += count;
            }
            catch (DeviceException failure) when (ClError.IsOutOfMemory(failure) && count > 1)
            {
                // Nothing of this chunk has been added to the result yet: results are read after all its kernels.
                _buffers?.Dispose();
                _buffers = null;
                _mostCells = count / 2;
            }
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _buffers?.Dispose();
        _slot?.Dispose();
        foreach (ClKernel? kernel in _descend.Concat([_integrate, _sumRealisations, _sumZone, _selectStart, _selectCount, _selectStep]))
            kernel?.Dispose();
        _queue.Dispose();
    }

    private void RunChunk(TileJob job, ChunkInput input, TileResult result, CancellationToken cancellation)
    {
        ChunkBuffers buffers = Buffers(input.Count, job.ZoneCount > 0);
        Upload(input, buffers);
        int slices = (int)((_plan.Realisations + buffers.Shape.Realisations - 1) / buffers.Shape.Realisations);
        int tasks = input.Count * buffers.Shape.Selected * _plan.Ranks.Count;
        var totals = new ZoneTotals(_plan, job, input);
        if (tasks > 0)
            _queue.Launch(_selectStart!.With((uint)tasks, (uint)input.Count, _run.Ranks, buffers.Found, buffers.Remaining, buffers.Bins), (tasks, 1, 1), _run.Lanes);

        // Each pass finds one more byte of the order statistics. Where the realisations of a cell are divided into slices, each pass recomputes them.
        for (int pass = 0; pass < (tasks > 0 ? s_bytes.Length : 1); pass++)
        {
            for (int slice = 0; slice < slices; slice++)
            {
                RealisationSlice rows = Slice(slice, buffers.Shape, input.Count);
                if (pass == 0 || slices > 1)
                    Compute(rows, input, buffers, cancellation);
                if (pass == 0)
                {
                    _queue.Launch(_sumRealisations.With(buffers.Values, rows.Cells, rows.Count, buffers.Sums), (rows.Cells * _run.Lanes, buffers.Shape.Summed, 1), _run.Lanes);
                    SumZones(rows, input, buffers, totals);
                    if (job.WithRealisations)
                        Keep(rows, input, buffers, result);
                }
                if (tasks > 0)
                    _queue.Launch(_selectCount!.With(buffers.Values, rows.Cells, rows.Count, s_bytes[pass], buffers.Found, buffers.Bins), (rows.Cells * _run.Lanes, (long)buffers.Shape.Selected * _plan.Ranks.Count, 1), _run.Lanes);
            }
            if (tasks > 0)
                _queue.Launch(_selectStep!.With((uint)tasks, s_bytes[pass], buffers.Found, buffers.Remaining, buffers.Bins, buffers.Orders), (tasks, 1, 1), _run.Lanes);
        }
        Download(job, input, buffers, result);
        totals.AddTo(result);
    }

    /// <summary>Computes S and densities of all realisations of a slice.</summary>
    private void Compute(RealisationSlice rows, ChunkInput input, ChunkBuffers buffers, CancellationToken cancellation)
    {
        for (int index = 0; index < _run.Forests.Parts.Count; index++)
        {
            ForestPart part = _run.Forests.Parts[index];
            (ClBuffer nodes, ClBuffer roots) = _run.Forests.Bring(index, _slot, _queue);
            Descend(part, nodes, roots, rows, buffers, cancellation);
        }
        if (_integrate is null)
            return;
        _integrate.With(buffers.Topsoil, buffers.SoilDepths, input.SoilDepths.Length > 0 ? 1u : 0u, _run.Rules, (uint)(_plan.Perturbations.Count - 1), _run.Normals, buffers.DrawKeys, rows, buffers.Values);
        _queue.Launch(_integrate, (rows.Count, rows.Cells, 1), _run.Lanes);
    }

    /// <summary>Descends one part of the forest, in launches below the time limit.</summary>
    private void Descend(ForestPart part, ClBuffer nodes, ClBuffer roots, RealisationSlice rows, ChunkBuffers buffers, CancellationToken cancellation)
    {
        // The first refit of a slice has at least as many points for each cell as the others.
        long points = rows.Cells * (long)((rows.Count + rows.Refits - 1) / rows.Refits);
        for (int refit = 0; refit < part.RefitCount;)
        {
            int refits = 1;
            for (long done = 0; done < points;)
            {
                // All points of several refits, or some points of one; with all trees, or some of them where all take too long.
                (long launchPoints, int launchTrees) = _run.Pace.Next((points - done) * (done == 0 ? part.RefitCount - refit : 1), part.TreeCount);
                refits = done == 0 ? (int)Math.Clamp(launchPoints / points, 1, MostRefits) : 1;
                int chosen = _run.Choice.Next();
                DescentShape shape = _run.Descents[chosen];
                long groups = (Math.Min(launchPoints, points - done) + shape.Span - 1) / shape.Span;
                for (int tree = 0; tree < part.TreeCount;)
                {
                    launchTrees = Math.Min(launchTrees, part.TreeCount - tree);
                    cancellation.ThrowIfCancellationRequested();
                    ClKernel kernel = Descent(chosen).With(
                        nodes, roots, (uint)part.TreeCount, (uint)tree, (uint)launchTrees, (uint)part.RefitFirst, (uint)(part.RefitFirst + refit), (uint)done,
                        part.TreeFirst + tree > 0 ? 1u : 0u, buffers.Covariates, _run.Rules, _run.Normals, buffers.DrawKeys, rows, buffers.Values);
                    _queue.Launch(kernel, (groups * shape.Lanes, refits, 1), shape.Lanes);
                    double seconds = _queue.Finish();
                    long launched = Math.Min(groups * shape.Span, points - done) * refits;
                    _run.Pace.Observe(launched, launchTrees, seconds);
                    _run.Choice.Observe(chosen, (double)launched * launchTrees, seconds);
                    tree += launchTrees;
                }
                done += groups * shape.Span;
            }
            refit += refits;
        }
    }

    /// <summary>Maximum number of refits per launch: a second dimension that every driver accepts.</summary>
    private const int MostRefits = 4096;

    /// <summary>The descent kernel with a launch shape, built on first use.</summary>
    private ClKernel Descent(int shape) => _descend[shape] ??= _run.Context.Kernel(ClProgram.Descend, _run.Program.Options(_run.Descents[shape]), "descend");

    private void SumZones(RealisationSlice rows, ChunkInput input, ChunkBuffers buffers, ZoneTotals totals)
    {
        for (int first = 0; first < input.Segments.Count; first += buffers.Shape.Segments)
        {
            int count = Math.Min(buffers.Shape.Segments, input.Segments.Count - first);
            ZoneSegment[] segments = [.. input.Segments.Skip(first).Take(count).Select(segment => segment.Cells)];
            _queue.Write<ZoneSegment>(buffers.Segments, segments);
            _sumZone.With(buffers.Values, rows.Cells, rows.Count, buffers.Segments, buffers.CellsByZone, buffers.Areas, buffers.Totals);
            _queue.Launch(_sumZone, (rows.Count, LayerDensities.Parts, count), _run.Lanes);
            var sums = new long[(long)count * LayerDensities.Parts * rows.Count];
            _queue.Read<long>(buffers.Totals, sums);
            totals.Add(first, count, (int)rows.First, (int)rows.Count, sums);
        }
    }

    /// <summary>S of all realisations of a slice, the first plane of the values.</summary>
    private void Keep(RealisationSlice rows, ChunkInput input, ChunkBuffers buffers, TileResult result)
    {
        int count = (int)rows.Count, all = (int)_plan.Realisations;
        var sums = new int[input.Count * count];
        _queue.Read<int>(buffers.Values, sums);
        for (int cell = 0; cell < input.Count; cell++)
            sums.AsSpan(cell * count, count).CopyTo(result.Realisations.AsSpan(((input.First + cell) * all) + (int)rows.First));
    }

    private void Upload(ChunkInput input, ChunkBuffers buffers)
    {
        _queue.Write<float>(buffers.Covariates, input.Covariates);
        _queue.Write<float>(buffers.Topsoil, input.Topsoil);
        _queue.Write<int>(buffers.SoilDepths, input.SoilDepths);
        _queue.Write<long>(buffers.DrawKeys, input.DrawKeys);
        _queue.Write<long>(buffers.Areas, input.Areas);
        _queue.Write<uint>(buffers.CellsByZone, input.CellsByZone);
        _queue.Write<long>(buffers.Sums, new long[buffers.Shape.Summed * input.Count]);
    }

    private void Download(TileJob job, ChunkInput input, ChunkBuffers buffers, TileResult result)
    {
        int cells = input.Count;
        var sums = new long[buffers.Shape.Summed * cells];
        _queue.Read<long>(buffers.Sums, sums);
        var orders = new int[buffers.Shape.Selected * _plan.Ranks.Count * cells];
        _queue.Read<int>(buffers.Orders, orders);
        sums.AsSpan(0, cells).CopyTo(result.SumS.AsSpan(input.First));
        Rows(sums.AsSpan(cells), result.SumDensity);
        int ofS = _plan.Ranks.Count * cells;
        Rows(orders.AsSpan(0, ofS), result.OrderS);
        Rows(orders.AsSpan(ofS), result.OrderDensity);

        // From [row][cell of the chunk] to [row][cell of the job].
        void Rows<T>(ReadOnlySpan<T> from, T[] to)
        {
            for (int row = 0; row * cells < from.Length; row++)
                from.Slice(row * cells, cells).CopyTo(to.AsSpan((row * job.Cells) + input.First));
        }
    }

    private RealisationSlice Slice(int slice, ChunkShape shape, int cells)
    {
        long first = (long)slice * shape.Realisations;
        uint refits = (uint)_plan.Forests.Refits.Count;
        return new RealisationSlice
        {
            First = (uint)first,
            Count = (uint)Math.Min(shape.Realisations, _plan.Realisations - first),
            Refits = refits,
            Divisor = _plan.Refits == RefitMode.Crossed ? refits : 1,
            Cells = (uint)cells,
            SeedLow = (uint)_plan.Draws.Seed,
            SeedHigh = (uint)(_plan.Draws.Seed >> 32),
            Scale = _plan.Forests.Scale,
        };
    }

    /// <summary>Buffers for a number of cells: the current ones if they are large enough.</summary>
    private ChunkBuffers Buffers(int cells, bool withZones)
    {
        if (_buffers is not null && _buffers.Shape.Cells >= cells && (_buffers.WithZones || !withZones))
            return _buffers;
        _buffers?.Dispose();
        _buffers = null;
        return _buffers = new ChunkBuffers(_run.Context, _plan, _run.Shape with { Cells = cells }, withZones && _plan.WithLayers);
    }
}
