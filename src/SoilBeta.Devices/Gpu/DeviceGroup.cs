namespace SoilBeta.Devices.Gpu;

/// <summary>Several devices as one: each job goes to the member with the fewest running jobs, so callers should keep as many jobs running as all members together prefer.</summary>
internal sealed class DeviceGroup(string name, IReadOnlyList<IDevice> members) : IDevice
{
    /// <inheritdoc/>
    public DeviceInfo Info { get; } = new(
        name,
        members[0].Info.Kind,
        string.Join(" + ", members.Select(member => member.Info.Description)),
        members.Sum(member => member.Info.ComputeUnits),
        members.Sum(member => member.Info.MemoryBytes));

    /// <inheritdoc/>
    public IDeviceRun Load(RunPlan plan)
    {
        var runs = new List<IDeviceRun>();
        try
        {
            foreach (IDevice member in members)
                runs.Add(member.Load(plan));
        }
        catch
        {
            foreach (IDeviceRun run in runs)
                run.Dispose();
            throw;
        }
        return new GroupRun(runs);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (IDevice member in members)
            member.Dispose();
    }

    private sealed class GroupRun(List<IDeviceRun> runs) : IDeviceRun
    {
        private readonly int[] _underWay = new int[runs.Count];
        private readonly Lock _lock = new();
        private int _next;

        public int PreferredCells => runs.Min(run => run.PreferredCells);

        public int LeastCells => Math.Min(PreferredCells, runs.Max(run => run.LeastCells));

        public int JobsAtOnce => runs.Sum(run => run.JobsAtOnce);

        public DeviceTimings Timings => runs.Select(run => run.Timings).Aggregate((a, b) => new DeviceTimings(a.Upload + b.Upload, a.Kernel + b.Kernel, a.Download + b.Download));

        public TileResult Run(TileJob job, CancellationToken cancellation = default)
        {
            int member = Take();
            try
            {
                return runs[member].Run(job, cancellation);
            }
            finally
            {
                lock (_lock)
                    _underWay[member]--;
            }
        }

        public void Dispose()
        {
            foreach (IDeviceRun run in runs)
                run.Dispose();
        }

        /// <summary>Chooses the member with the fewest jobs; in a tie, the next in turn.</summary>
        private int Take()
        {
            lock (_lock)
            {
                int best = Enumerable.Range(0, runs.Count).Select(i => (_next + i) % runs.Count).MinBy(i => _underWay[i]);
                _next = (best + 1) % runs.Count;
                _underWay[best]++;
                return best;
            }
        }
    }
}
