using SoilBeta.Devices;

namespace SoilBeta.Tests.Mapping.Maps;

/// <summary>A device whose driver is lost after some jobs, like a GPU that is reset or unplugged during a run.</summary>
internal sealed class LostDevice(IDevice device, int jobs) : IDevice
{
    private int _left = jobs;

    public DeviceInfo Info => device.Info;

    public IDeviceRun Load(RunPlan plan) => new LostRun(this, device.Load(plan));

    public void Dispose() { }

    private sealed class LostRun(LostDevice owner, IDeviceRun run) : IDeviceRun
    {
        public int PreferredCells => run.PreferredCells;

        public DeviceTimings Timings => run.Timings;

        public TileResult Run(TileJob job, CancellationToken cancellation = default) =>
            Interlocked.Decrement(ref owner._left) >= 0 ? run.Run(job, cancellation) : throw new DeviceException("clFinish on a test card: CL_OUT_OF_RESOURCES (-5).");

        public void Dispose() => run.Dispose();
    }
}
