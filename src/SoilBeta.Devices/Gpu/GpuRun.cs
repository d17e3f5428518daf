using System.Collections.Concurrent;
using SoilBeta.Devices.Host;
using SoilBeta.Kernels;

namespace SoilBeta.Devices.Gpu;

/// <summary>A plan on a device with memory of its own: forest and draws are uploaded, and two workers wait for jobs.</summary>
internal sealed class GpuRun : IDeviceRun
{
    /// <summary>Number of workers: while one transfers, the other computes.</summary>
    private const int WorkerCount = 2;

    /// <summary>Kernel time after which other launch shapes of the descent are tried, s.</summary>
    private const double TrialSeconds = 1;

    private readonly ConcurrentBag<GpuWorker> _free = [];
    private readonly List<GpuWorker> _workers = [];
    private readonly SemaphoreSlim _available = new(WorkerCount);
    private readonly List<IDisposable> _buffers = [];
    private readonly DeviceTimings _loading;

    /// <summary>Uploads the plan.</summary>
    /// <param name="context">The device.</param>
    /// <param name="program">The plan's kernels.</param>
    /// <param name="plan">The plan.</param>
    /// <param name="limits">Memory limits.</param>
    /// <param name="launchMilliseconds">Longest launch, ms.</param>
    public GpuRun(IGpuContext context, IGpuProgram program, RunPlan plan, GpuLimits limits, int launchMilliseconds)
    {
        Context = context;
        Program = program;
        Plan = plan;
        Choice = new ShapeChoice(program.Shapes, program.TriesShapes ? TrialSeconds : 0);
        Pace = new LaunchPace(launchMilliseconds, context.ComputeUnits);
        using IGpuQueue queue = context.Queue();
        try
        {
            Forests = new ForestOnDevice(program, plan.Forests, limits, WorkerCount, queue);
            _buffers.Add(Forests);
            Normals = Put<float>(plan.Draws.Table ?? plan.Draws.Quantiles ?? [], "standard normals");
            Rules = Put<DevicePerturbation>([.. plan.Perturbations.Select(rule => new DevicePerturbation(rule))], "perturbations");
            Ranks = Put<uint>([.. plan.Ranks.Select(rank => (uint)rank)], "ranks");
            long left = (limits.MemoryBytes - Forests.BytesTaken - Normals.Bytes) / WorkerCount;
            long launch = program.WorkerBytes(left);
            Shape = ChunkShape.For(plan, left - launch, limits.AllocationBytes, limits.Points);
            WorkerBytes = launch;
            for (int i = 0; i < WorkerCount; i++)
            {
                var worker = new GpuWorker(this);
                _workers.Add(worker);
                _free.Add(worker);
            }
        }
        catch
        {
            Dispose();
            throw;
        }
        _loading = queue.Timings;

        GpuBuffer Put<T>(ReadOnlySpan<T> data, string name) where T : unmanaged
        {
            GpuBuffer buffer = context.Buffer((long)data.Length * System.Runtime.CompilerServices.Unsafe.SizeOf<T>(), name);
            _buffers.Add(buffer);
            queue.Write(buffer, data);
            return buffer;
        }
    }

    /// <summary>The plan.</summary>
    public RunPlan Plan { get; }

    /// <summary>The device.</summary>
    public IGpuContext Context { get; }

    /// <summary>The plan's kernels.</summary>
    public IGpuProgram Program { get; }

    /// <summary>Choice among the launch shapes.</summary>
    public ShapeChoice Choice { get; }

    /// <summary>The forests.</summary>
    public ForestOnDevice Forests { get; }

    /// <summary>Shape of a worker's chunk.</summary>
    public ChunkShape Shape { get; }

    /// <summary>Memory of each worker for launches, apart from its chunk, bytes.</summary>
    public long WorkerBytes { get; }

    /// <summary>Sizes of launches.</summary>
    public LaunchPace Pace { get; }

    /// <summary>Table of common draws, or of normal quantiles.</summary>
    public GpuBuffer Normals { get; }

    /// <summary>Perturbations, [variable].</summary>
    public GpuBuffer Rules { get; }

    /// <summary>Ranks of the order statistics.</summary>
    public GpuBuffer Ranks { get; }

    /// <inheritdoc/>
    public int PreferredCells => Shape.Cells;

    /// <inheritdoc/>
    public int JobsAtOnce => WorkerCount;

    /// <inheritdoc/>
    public DeviceTimings Timings => _workers.Select(worker => worker.Timings).Append(_loading)
        .Aggregate((a, b) => new DeviceTimings(a.Upload + b.Upload, a.Kernel + b.Kernel, a.Download + b.Download));

    /// <summary>Bytes copied to the host so far.</summary>
    public long Downloaded => _workers.Sum(worker => worker.Downloaded);

    /// <inheritdoc/>
    public TileResult Run(TileJob job, CancellationToken cancellation = default)
    {
        PlanChecks.Check(Plan, job);
        var result = TileResult.For(Plan, job);
        _available.Wait(cancellation);
        try
        {
            if (!_free.TryTake(out GpuWorker? worker))
                throw new InvalidOperationException("Semaphore and workers are out of step.");
            try
            {
                worker.Run(job, result, cancellation);
            }
            catch (DeviceException)
            {
                Context.Forget();
                throw;
            }
            finally
            {
                _free.Add(worker);
            }
        }
        finally
        {
            _available.Release();
        }
        return result;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (GpuWorker worker in _workers)
            worker.Dispose();
        foreach (IDisposable buffer in _buffers)
            buffer.Dispose();
        _workers.Clear();
        _buffers.Clear();
        _available.Dispose();
    }
}
