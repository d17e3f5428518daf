using SoilBeta.Kernels;
using SoilBeta.Numerics;

namespace SoilBeta.Devices.Gpu;

/// <summary>A queue with its buffers and kernels: computes a job chunk by chunk. A run has several, so that the transfers of one worker overlap with the kernels of another.</summary>
internal sealed class GpuWorker : IDisposable
{
    private static readonly uint[] s_bytes = [24, 16, 8, 0];

    private readonly GpuRun _run;
    private readonly RunPlan _plan;
    private readonly IGpuQueue _queue;
    private readonly PartSlot? _slot;
    private readonly IChain _chain;
    private ChunkBuffers? _buffers;
    private int _mostCells = int.MaxValue;

    /// <summary>Creates the queue and the kernels.</summary>
    public GpuWorker(GpuRun run)
    {
        _run = run;
        _plan = run.Plan;
        _queue = run.Context.Queue();
        _slot = run.Forests.Slot();
        _chain = run.Program.Worker(run, _queue);
    }

    /// <summary>Time spent so far.</summary>
    public DeviceTimings Timings => _queue.Timings;

    /// <summary>Bytes copied to the host so far.</summary>
    public long Downloaded => _queue.Downloaded;

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
            catch (DeviceException failure) when (failure.IsShortOfMemory && count > 1)
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
        _chain.Dispose();
        _queue.Dispose();
    }

    private void RunChunk(TileJob job, ChunkInput input, TileResult result, CancellationToken cancellation)
    {
        ChunkBuffers buffers = Buffers(input.Count, job.ZoneCount > 0);
        Upload(input, buffers);
        _chain.Begin(input, buffers);
        int slices = (int)((_plan.Realisations + buffers.Shape.Realisations - 1) / buffers.Shape.Realisations);
        int tasks = input.Count * buffers.Shape.Planes.Selected * _plan.Ranks.Count;
        var totals = new ZoneTotals(_plan, job, input);
        if (tasks > 0)
            _chain.StartSelection(tasks);

        // Each pass finds one more byte of the order statistics. Where the realisations of a cell are divided into slices, each pass recomputes them.
        for (int pass = 0; pass < (tasks > 0 ? s_bytes.Length : 1); pass++)
        {
            for (int slice = 0; slice < slices; slice++)
            {
                RealisationSlice rows = Slice(slice, buffers.Shape, input.Count);
                if (pass == 0 || slices > 1)
                    Compute(rows, input, cancellation);
                if (pass == 0)
                {
                    _chain.SumRealisations(rows);
                    SumZones(rows, input, buffers, totals);
                    if (job.WithRealisations)
                        Keep(rows, input, buffers, result);
                }
                if (tasks > 0)
                    _chain.CountBytes(rows, s_bytes[pass]);
            }
            if (tasks > 0)
                _chain.StepSelection(tasks, s_bytes[pass]);
        }
        Download(job, input, buffers, result);
        totals.AddTo(result);
    }

    /// <summary>Computes S and densities of all realisations of a slice.</summary>
    private void Compute(RealisationSlice rows, ChunkInput input, CancellationToken cancellation)
    {
        for (int index = 0; index < _run.Forests.Parts.Count; index++)
            Descend(_run.Forests.Parts[index], _run.Forests.Bring(index, _slot, _queue), rows, cancellation);
        if (_plan.WithLayers)
            _chain.Integrate(rows, input.SoilDepths.Length > 0);
    }

    /// <summary>Descends one part of the forest, in launches below the time limit.</summary>
    private void Descend(ForestPart part, PartBuffers forest, RealisationSlice rows, CancellationToken cancellation)
    {
        for (int refit = 0; refit < part.RefitCount;)
        {
            // The shapes number the points differently, so a refit keeps its shape. The first refit of a slice has at least as many points for each cell as the others.
            int shape = _run.Choice.Next(), span = _chain.Span(shape), refits = 1;
            long points = _chain.Points(shape, rows);
            for (long done = 0; done < points;)
            {
                // All points of several refits, or some points of one; with all trees, or some of them where all take too long.
                (long launchPoints, int launchTrees) = _run.Pace.Next((points - done) * (done == 0 ? part.RefitCount - refit : 1), part.TreeCount);
                launchPoints = Math.Min(launchPoints, _chain.MostPoints);
                refits = done == 0 ? (int)Math.Clamp(launchPoints / points, 1, MostRefits) : 1;
                long launched = (Math.Min(launchPoints, points - done) + span - 1) / span * span;
                for (int tree = 0; tree < part.TreeCount;)
                {
                    launchTrees = Math.Min(launchTrees, part.TreeCount - tree);
                    cancellation.ThrowIfCancellationRequested();
                    _chain.Descend(new DescentLaunch
                    {
                        Shape = shape,
                        Rows = rows,
                        Part = part,
                        Forest = forest,
                        Refit = refit,
                        Refits = refits,
                        FirstPoint = done,
                        Points = launched,
                        Tree = tree,
                        Trees = launchTrees,
                    });
                    double seconds = _queue.Finish();
                    long units = Math.Min(launched, points - done) * refits;
                    _run.Pace.Observe(units, launchTrees, seconds);
                    _run.Choice.Observe(shape, (double)units * launchTrees, seconds);
                    tree += launchTrees;
                }
                done += launched;
            }
            refit += refits;
        }
    }

    /// <summary>Maximum number of refits per launch: a second dimension that every driver accepts.</summary>
    private const int MostRefits = 4096;

    private void SumZones(RealisationSlice rows, ChunkInput input, ChunkBuffers buffers, ZoneTotals totals)
    {
        for (int first = 0; first < input.Segments.Count; first += buffers.Shape.Segments)
        {
            int count = Math.Min(buffers.Shape.Segments, input.Segments.Count - first);
            ZoneSegment[] segments = [.. input.Segments.Skip(first).Take(count).Select(segment => segment.Cells)];
            _queue.Write<ZoneSegment>(buffers.Segments, segments);
            _chain.SumZones(rows, count);
            var sums = new long[(long)count * _plan.Parts * rows.Count];
            _queue.Read<long>(buffers.Totals, sums);
            totals.Add(first, count, (int)rows.First, (int)rows.Count, sums);
        }
    }

    /// <summary>S of all realisations of a slice, the first planes of the values.</summary>
    private void Keep(RealisationSlice rows, ChunkInput input, ChunkBuffers buffers, TileResult result)
    {
        int count = (int)rows.Count, all = (int)_plan.Realisations, outputs = _plan.Outputs;
        var sums = new int[outputs * input.Count * count];
        _queue.Read<int>(buffers.Values, sums);
        for (int output = 0; output < outputs; output++)
        {
            for (int cell = 0; cell < input.Count; cell++)
                sums.AsSpan(((output * input.Count) + cell) * count, count).CopyTo(result.Realisations.AsSpan(((((input.First + cell) * outputs) + output) * all) + (int)rows.First));
        }
    }

    private void Upload(ChunkInput input, ChunkBuffers buffers)
    {
        _queue.Write<float>(buffers.Covariates, input.Covariates);
        _queue.Write<float>(buffers.Topsoil, input.Topsoil);
        _queue.Write<int>(buffers.SoilDepths, input.SoilDepths);
        _queue.Write<long>(buffers.DrawKeys, input.DrawKeys);
        _queue.Write<long>(buffers.Areas, input.Areas);
        _queue.Write<uint>(buffers.CellsByZone, input.CellsByZone);
        _queue.Write<long>(buffers.Sums, new long[buffers.Shape.Planes.Summed * input.Count]);
    }

    private void Download(TileJob job, ChunkInput input, ChunkBuffers buffers, TileResult result)
    {
        int cells = input.Count;
        var sums = new long[buffers.Shape.Planes.Summed * cells];
        _queue.Read<long>(buffers.Sums, sums);
        var orders = new int[buffers.Shape.Planes.Selected * _plan.Ranks.Count * cells];
        _queue.Read<int>(buffers.Orders, orders);
        bool withS = _plan.DirectLayers is null;
        int ofS = withS ? cells : 0, ordersOfS = withS ? _plan.Ranks.Count * cells : 0;
        Rows(sums.AsSpan(0, ofS), result.SumS);
        Rows(sums.AsSpan(ofS), result.SumDensity);
        Rows(orders.AsSpan(0, ordersOfS), result.OrderS);
        Rows(orders.AsSpan(ordersOfS), result.OrderDensity);

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
