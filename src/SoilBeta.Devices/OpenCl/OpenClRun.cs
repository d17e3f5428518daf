using System.Collections.Concurrent;
using SoilBeta.Devices.Host;
using SoilBeta.Soil;

namespace SoilBeta.Devices.OpenCl;

/// <summary>A plan on an OpenCL device: forest and draws are uploaded, and two workers wait for jobs.</summary>
internal sealed class OpenClRun : IDeviceRun
{
    /// <summary>Number of workers: while one transfers, the other computes.</summary>
    private const int WorkerCount = 2;

    /// <summary>Kernel time after which other launch shapes of the descent are tried, s.</summary>
    private const double TrialSeconds = 1;

    private readonly ConcurrentBag<OpenClWorker> _free = [];
    private readonly List<OpenClWorker> _workers = [];
    private readonly SemaphoreSlim _available = new(WorkerCount);
    private readonly List<IDisposable> _buffers = [];
    private readonly DeviceTimings _loading;

    /// <summary>Uploads the plan.</summary>
    public OpenClRun(ClContext context, RunPlan plan, IReadOnlyList<DescentShape>? descents, OpenClLimits limits, int launchMilliseconds)
    {
        Context = context;
        Plan = plan;
        Descents = descents ?? DescentShape.Candidates(context.Device, plan.Forests.Features.Count, ForestPart.LargestTree(plan.Forests));
        Choice = new ShapeChoice(Descents.Count, descents is null ? TrialSeconds : 0);
        Program = new ClProgram(plan, Lanes);
        Pace = new LaunchPace(launchMilliseconds, context.Device.ComputeUnits);
        using var queue = new ClQueue(context);
        try
        {
            Forests = new ForestOnDevice(context, plan.Forests, limits, WorkerCount, queue);
            _buffers.Add(Forests);
            Normals = Put<float>(plan.Draws.Table ?? plan.Draws.Quantiles ?? [], "standard normals");
            Rules = Put<DevicePerturbation>([.. plan.Perturbations.Select(rule => new DevicePerturbation(rule))], "perturbations");
            Ranks = Put<uint>([.. plan.Ranks.Select(rank => (uint)rank)], "ranks");
            long left = limits.MemoryBytes - Forests.BytesTaken - Normals.Bytes;
            Shape = ChunkShape.For(plan, left / WorkerCount, limits.AllocationBytes, limits.Points);
            for (int i = 0; i < WorkerCount; i++)
            {
                var worker = new OpenClWorker(this);
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

        ClBuffer Put<T>(ReadOnlySpan<T> data, string name) where T : unmanaged
        {
            ClBuffer buffer = context.Buffer((long)data.Length * System.Runtime.CompilerServices.Unsafe.SizeOf<T>(), name);
            _buffers.Add(buffer);
            queue.Write(buffer, data);
            return buffer;
        }
    }

    /// <summary>The plan.</summary>
    public RunPlan Plan { get; }

    /// <summary>The device's context.</summary>
    public ClContext Context { get; }

    /// <summary>Constants of the kernels.</summary>
    public ClProgram Program { get; }

    /// <summary>Launch shapes of the descent.</summary>
    public IReadOnlyList<DescentShape> Descents { get; }

    /// <summary>Choice among the launch shapes.</summary>
    public ShapeChoice Choice { get; }

    /// <summary>The forests.</summary>
    public ForestOnDevice Forests { get; }

    /// <summary>Shape of a worker's chunk.</summary>
    public ChunkShape Shape { get; }

    /// <summary>Sizes of launches.</summary>
    public LaunchPace Pace { get; }

    /// <summary>Table of common draws, or of normal quantiles.</summary>
    public ClBuffer Normals { get; }

    /// <summary>Perturbations, [variable].</summary>
    public ClBuffer Rules { get; }

    /// <summary>Ranks of the order statistics.</summary>
    public ClBuffer Ranks { get; }

    /// <summary>Number of work-items per group in all kernels except the descent.</summary>
    public int Lanes => Math.Min(64, 1 << (int)Math.Log2(Context.Device.MaxGroup));

    /// <inheritdoc/>
    public int PreferredCells => Shape.Cells;

    /// <inheritdoc/>
    public int JobsAtOnce => WorkerCount;

    /// <inheritdoc/>
    public DeviceTimings Timings => _workers.Select(worker => worker.Timings).Append(_loading)
        .Aggregate((a, b) => new DeviceTimings(a.Upload + b.Upload, a.Kernel + b.Kernel, a.Download + b.Download));

    /// <inheritdoc/>
    public TileResult Run(TileJob job, CancellationToken cancellation = default)
    {
        PlanChecks.Check(Plan, job);
        var result = TileResult.For(Plan, job);
        _available.Wait(cancellation);
        try
        {
            if (!_free.TryTake(out OpenClWorker? worker))
                throw new InvalidOperationException("Semaphore and workers are out of step.");
            try
            {
                worker.Run(job, result, cancellation);
            }
            catch (DeviceException)
            {
                ClContext.Forget(Context.Device);
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
        foreach (OpenClWorker worker in _workers)
            worker.Dispose();
        foreach (IDisposable buffer in _buffers)
            buffer.Dispose();
        _workers.Clear();
        _buffers.Clear();
        _available.Dispose();
    }
}
