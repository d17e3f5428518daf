using System.Diagnostics;
using SoilBeta.Soil;

namespace SoilBeta.Devices.Cpu;

/// <summary>A plan on the CPU: workers take blocks of cells until a job is done; integers make their order irrelevant.</summary>
internal sealed class CpuRun : IDeviceRun
{
    private readonly RunPlan _plan;
    private readonly RealisationOrder _order;
    private readonly CellDraws _draws;
    private readonly int _threads;
    private readonly SemaphoreSlim _slots;
    private readonly Stack<CpuWorker> _idle = new();
    private long _ticks;

    /// <summary>Prepares a plan for that many threads.</summary>
    public CpuRun(RunPlan plan, int threads, long memoryBytes)
    {
        PlanChecks.Check(plan);
        _plan = plan;
        _threads = threads;
        _order = new RealisationOrder(plan);
        _draws = new CellDraws(plan, _order);
        _slots = new SemaphoreSlim(threads);
        long bytesPerCell = 64 + (4 * (plan.Forests.Features.Count + (8 * plan.Ranks.Count)));
        PreferredCells = (int)Math.Clamp(memoryBytes / 8 / bytesPerCell, 64, 16384);
    }

    /// <inheritdoc/>
    public int PreferredCells { get; }

    /// <inheritdoc/>
    public DeviceTimings Timings => new(0, Volatile.Read(ref _ticks) / (double)Stopwatch.Frequency, 0);

    /// <inheritdoc/>
    public TileResult Run(TileJob job, CancellationToken cancellation = default)
    {
        PlanChecks.Check(_plan, job);
        cancellation.ThrowIfCancellationRequested();
        long start = Stopwatch.GetTimestamp();
        int realisations = _order.Realisation.Length;
        int layers = _plan.WithLayers ? LayerDensities.Layers : 0;
        var result = new TileResult
        {
            SumS = new long[job.Cells],
            SumDensity = new long[layers * job.Cells],
            OrderS = new int[_plan.Ranks.Count * job.Cells],
            OrderDensity = new int[_plan.TopsoilVaries ? 7 * _plan.Ranks.Count * job.Cells : 0],
            Totals = new long[checked(job.ZoneCount * layers * realisations)],
        };
        int next = 0;
        Parallel.For(0, Math.Min(_threads, job.Cells), new ParallelOptions { MaxDegreeOfParallelism = _threads, CancellationToken = cancellation }, _ =>
        {
            CpuWorker worker = Rent(cancellation);
            try
            {
                var totals = new long[result.Totals.Length];
                for (int cell; (cell = Interlocked.Increment(ref next) - 1) < job.Cells;)
                    worker.Run(job, result, cell, totals, cancellation);
                lock (result)
                    Merge(totals, result.Totals, realisations);
            }
            finally
            {
                Return(worker);
            }
        });
        Interlocked.Add(ref _ticks, Stopwatch.GetTimestamp() - start);
        return result;
    }

    /// <inheritdoc/>
    public void Dispose() => _slots.Dispose();

    private void Merge(long[] totals, long[] into, int realisations)
    {
        for (int row = 0; row < totals.Length; row += realisations)
        {
            for (int i = 0; i < realisations; i++)
                into[row + _order.Realisation[i]] += totals[row + i];
        }
    }

    private CpuWorker Rent(CancellationToken cancellation)
    {
        _slots.Wait(cancellation);
        lock (_idle)
            return _idle.TryPop(out CpuWorker? worker) ? worker : new CpuWorker(_plan, _order, _draws);
    }

    private void Return(CpuWorker worker)
    {
        lock (_idle)
            _idle.Push(worker);
        _slots.Release();
    }
}
