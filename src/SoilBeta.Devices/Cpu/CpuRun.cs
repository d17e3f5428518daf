using System.Diagnostics;
using SoilBeta.Devices.Host;
using SoilBeta.Numerics;
using SoilBeta.Soil;

namespace SoilBeta.Devices.Cpu;

/// <summary>A plan on the CPU: workers take batches of similar cells until a job is done; since results are integers, the order does not matter.</summary>
internal sealed class CpuRun : IDeviceRun
{
    /// <summary>Largest useful number of cells per job where all forests stay in memory.</summary>
    private const int MostCells = 32768;

    private readonly RunPlan _plan;
    private readonly RealisationOrder _order;
    private readonly CellDraws _draws;
    private readonly LoadedForests _forests;
    private readonly CpuMemory _memory;
    private readonly int _largestCluster;
    private readonly SemaphoreSlim _slots;
    private readonly Stack<CpuWorker> _idle = new();
    private long _ticks;

    /// <summary>Prepares a plan for a number of threads.</summary>
    public CpuRun(RunPlan plan, int threads, long memoryBytes, InstructionSet instructions)
    {
        PlanChecks.Check(plan);
        _plan = plan;
        _order = new RealisationOrder(plan);
        _draws = new CellDraws(plan, _order);
        _forests = new LoadedForests(plan.Forests, instructions);
        try
        {
            _memory = CpuMemory.Divide(plan, _forests, threads, memoryBytes);
        }
        catch
        {
            _forests.Dispose();
            throw;
        }
        _forests.Keep(_memory.ForestBytes);
        _largestCluster = Math.Min(_memory.BatchCells, plan.Draws.Mode == DrawMode.Independent ? 64 : 512);
        _slots = new SemaphoreSlim(_memory.Workers);
        LeastCells = _memory.IsResident ? 1 : _memory.Workers * _memory.BatchCells;
        PreferredCells = Math.Max(MostCells, LeastCells);
    }

    /// <inheritdoc/>
    public int PreferredCells { get; }

    /// <inheritdoc/>
    public int LeastCells { get; }

    /// <summary>The division of the memory.</summary>
    internal CpuMemory Memory => _memory;

    /// <summary>Number of times a forest was loaded so far, including reloads.</summary>
    internal long Loads => _forests.Loads;

    /// <inheritdoc/>
    public DeviceTimings Timings => new(0, Volatile.Read(ref _ticks) / (double)Stopwatch.Frequency, 0);

    /// <inheritdoc/>
    public TileResult Run(TileJob job, CancellationToken cancellation = default)
    {
        PlanChecks.Check(_plan, job);
        cancellation.ThrowIfCancellationRequested();
        long start = Stopwatch.GetTimestamp();
        var result = TileResult.For(_plan, job);
        int workers = _memory.Workers;
        int largest = Math.Clamp(job.Cells / (4 * workers), 1, _largestCluster);
        int[][] clusters = [.. CellClusters.FromJob(job, _plan.Forests.Features.Count, largest, _plan.Draws.Mode == DrawMode.Block)];
        List<Range> batches = Batches(clusters);
        int next = 0;
        Parallel.For(0, Math.Min(workers, batches.Count), new ParallelOptions { MaxDegreeOfParallelism = workers, CancellationToken = cancellation }, _ =>
        {
            CpuWorker worker = Acquire(cancellation);
            try
            {
                var totals = new Totals(_plan, result, _order);
                for (int batch; (batch = Interlocked.Increment(ref next) - 1) < batches.Count;)
                    worker.Run(job, result, clusters.AsSpan(batches[batch]), totals, cancellation);
            }
            finally
            {
                Release(worker);
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
        _forests.Dispose();
        _slots.Dispose();
    }

    /// <summary>Batches of clusters: single clusters where all forests are in memory, otherwise as many as fit, evenly distributed.</summary>
    private List<Range> Batches(int[][] clusters)
    {
        if (_memory.IsResident)
            return [.. Enumerable.Range(0, clusters.Length).Select(cluster => cluster..(cluster + 1))];
        int cells = clusters.Sum(cluster => cluster.Length);
        int rounds = (int)Math.Ceiling(cells / ((double)_memory.Workers * _memory.BatchCells));
        int wanted = (cells + (rounds * _memory.Workers) - 1) / (rounds * _memory.Workers);
        var batches = new List<Range>();
        int first = 0, inBatch = 0;
        for (int cluster = 0; cluster < clusters.Length; cluster++)
        {
            if (inBatch > 0 && (inBatch >= wanted || inBatch + clusters[cluster].Length > _memory.BatchCells))
            {
                batches.Add(first..cluster);
                (first, inBatch) = (cluster, 0);
            }
            inBatch += clusters[cluster].Length;
        }
        batches.Add(first..clusters.Length);
        return batches;
    }

    private CpuWorker Acquire(CancellationToken cancellation)
    {
        _slots.Wait(cancellation);
        lock (_idle)
            return _idle.TryPop(out CpuWorker? worker) ? worker : new CpuWorker(_plan, _order, _draws, _forests, _memory, _largestCluster);
    }

    private void Release(CpuWorker worker)
    {
        lock (_idle)
            _idle.Push(worker);
        _slots.Release();
    }
}
