using System.Diagnostics;
using SoilBeta.Soil;

namespace SoilBeta.Devices.Cpu;

/// <summary>A plan on the CPU: workers take clusters of alike cells until a job is done; integers make their order irrelevant.</summary>
internal sealed class CpuRun : IDeviceRun
{
    /// <summary>Bytes of sums that a worker may hold for a cluster.</summary>
    private const long SumBytes = 64 << 20;

    private readonly RunPlan _plan;
    private readonly RealisationOrder _order;
    private readonly CellDraws _draws;
    private readonly LoadedForests? _forests;
    private readonly int _largestCluster;
    private readonly int _threads;
    private readonly SemaphoreSlim _slots;
    private readonly Stack<CpuWorker> _idle = new();
    private long _ticks;

    /// <summary>Prepares a plan for that many threads.</summary>
    public CpuRun(RunPlan plan, int threads, long memoryBytes, InstructionSet instructions)
    {
        PlanChecks.Check(plan);
        _plan = plan;
        _threads = threads;
        _order = new RealisationOrder(plan);
        _draws = new CellDraws(plan, _order);
        _forests = LoadedForests.TryLoad(plan.Forests, instructions);
        _largestCluster = (int)Math.Clamp(SumBytes / (4 * plan.Realisations), 1, plan.Draws.Mode == DrawMode.Independent ? 64 : 512);
        _slots = new SemaphoreSlim(threads);
        long bytesPerCell = 64 + (4 * (plan.Forests.Features.Count + (8 * plan.Ranks.Count)));
        PreferredCells = (int)Math.Clamp(memoryBytes / 8 / bytesPerCell, 64, 32768);
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
        int largest = Math.Clamp(job.Cells / (4 * _threads), 1, _largestCluster);
        List<int[]> clusters = CellClusters.Cut(job, _plan.Forests.Features.Count, largest, _plan.Draws.Mode == DrawMode.Block);
        int next = 0;
        Parallel.For(0, Math.Min(_threads, clusters.Count), new ParallelOptions { MaxDegreeOfParallelism = _threads, CancellationToken = cancellation }, _ =>
        {
            CpuWorker worker = Rent(cancellation);
            try
            {
                var totals = new Totals(result, _order);
                for (int cluster; (cluster = Interlocked.Increment(ref next) - 1) < clusters.Count;)
                    worker.Run(job, result, clusters[cluster], totals, cancellation);
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
    public void Dispose()
    {
        foreach (CpuWorker worker in _idle)
            worker.Dispose();
        _idle.Clear();
        _forests?.Dispose();
        _slots.Dispose();
    }

    private CpuWorker Rent(CancellationToken cancellation)
    {
        _slots.Wait(cancellation);
        lock (_idle)
            return _idle.TryPop(out CpuWorker? worker) ? worker : new CpuWorker(_plan, _order, _draws, _forests, _largestCluster);
    }

    private void Return(CpuWorker worker)
    {
        lock (_idle)
            _idle.Push(worker);
        _slots.Release();
    }
}
