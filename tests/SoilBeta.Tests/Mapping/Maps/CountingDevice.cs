using SoilBeta.Devices;

namespace SoilBeta.Tests.Mapping.Maps;

/// <summary>Counts the jobs of a device and the cells in them.</summary>
internal sealed class CountingDevice(IDevice device) : IDevice
{
    private int _jobs;

    public int Jobs => _jobs;

    public DeviceInfo Info => device.Info;

    public IDeviceRun Load(RunPlan plan) => new CountingRun(this, device.Load(plan));

    public void Dispose() { }

    private sealed class CountingRun(CountingDevice owner, IDeviceRun run) : IDeviceRun
    {
        public int PreferredCells => run.PreferredCells;

        public DeviceTimings Timings => run.Timings;

        public TileResult Run(TileJob job, CancellationToken cancellation = default)
        {
            Interlocked.Increment(ref owner._jobs);
            return run.Run(job, cancellation);
        }

        public void Dispose() => run.Dispose();
    }
}

/// <summary>A clock that goes on by a step whenever somebody looks at it, and by nothing else.</summary>
internal sealed class HandSetClock : TimeProvider
{
    private long _ticks;

    public TimeSpan Step { get; set; }

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override long GetTimestamp() => Interlocked.Add(ref _ticks, Step.Ticks);
}
