using SoilBeta.Devices;
using SoilBeta.Devices.Gpu;

namespace SoilBeta.Tests.Devices;

/// <summary>A group of four devices that use the plain loop and prefer two jobs each: they answer only when each of them has two running.</summary>
internal sealed class StandInGroup : IDevice
{
    public const int Members = 4, JobsOfMember = 2;

    /// <summary>Long enough for any machine; only callers that keep fewer jobs running wait for it.</summary>
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(60);

    private readonly int[] _most = new int[Members];
    private readonly DeviceGroup _group;
    private CountdownEvent _busy = new(Members * JobsOfMember);

    public StandInGroup() => _group = new DeviceGroup("stand-ins", [.. Enumerable.Range(0, Members).Select(member => new StandIn(this, member))]);

    public DeviceInfo Info => _group.Info;

    /// <summary>Largest number of concurrent jobs on each member.</summary>
    public IReadOnlyList<int> Most => _most;

    /// <summary>Loads a plan; the first jobs of the run wait for one another.</summary>
    public IDeviceRun Load(RunPlan plan)
    {
        _busy = new CountdownEvent(Members * JobsOfMember);
        return _group.Load(plan);
    }

    public void Dispose() => _group.Dispose();

    private sealed class StandIn(StandInGroup owner, int member) : IDevice
    {
        public DeviceInfo Info { get; } = new($"stand-in:{member}", "gpu", "plain loop", 1, 1 << 20);

        public IDeviceRun Load(RunPlan plan) => new Run(owner, member, plan);

        public void Dispose() { }
    }

    private sealed class Run(StandInGroup owner, int member, RunPlan plan) : IDeviceRun
    {
        private int _underWay;

        public int PreferredCells => 10_000;

        public int JobsAtOnce => JobsOfMember;

        public DeviceTimings Timings => default;

        TileResult IDeviceRun.Run(TileJob job, CancellationToken cancellation)
        {
            int now = Interlocked.Increment(ref _underWay);
            lock (owner._most)
                owner._most[member] = Math.Max(owner._most[member], now);
            var busy = owner._busy;
            lock (busy)
            {
                if (!busy.IsSet)
                    busy.Signal();
            }
            busy.Wait(s_patience, cancellation).ShouldBeTrue($"only {busy.InitialCount - busy.CurrentCount} of {busy.InitialCount} jobs were under way at once");
            TileResult result = PlainLoop.Run(plan, job);
            Interlocked.Decrement(ref _underWay);
            return result;
        }

        public void Dispose() { }
    }
}
