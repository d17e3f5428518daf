namespace SoilBeta.Devices.OpenCl;

/// <summary>Chooses among cuts of the descent by timing them on the run's own work: all give the same integers, so nothing is computed twice.</summary>
/// <remarks>The first is used until it has run for a while; then each other one gets a few launches, and the fastest is kept. Short runs so never pay for building the others.</remarks>
/// <param name="count">Number of cuts.</param>
/// <param name="patience">Seconds of kernel time before the others are tried.</param>
internal sealed class ShapeChoice(int count, double patience)
{
    /// <summary>Launches of each cut on trial; the first of them, which may include the driver's own preparations, is not counted.</summary>
    private const int TrialLaunches = 3;

    private readonly Lock _lock = new();
    private readonly int[] _launches = new int[count];
    private readonly double[] _best = [.. Enumerable.Repeat(double.PositiveInfinity, count)];
    private double _seconds;

    /// <summary>The cut that is used once all have been tried, or the first until then.</summary>
    public int Settled
    {
        get
        {
            lock (_lock)
                return Array.IndexOf(_best, _best.Min());
        }
    }

    /// <summary>The cut for the next launch.</summary>
    public int Next()
    {
        lock (_lock)
        {
            if (count == 1 || _seconds < patience)
                return 0;
            int untried = Array.FindIndex(_launches, launches => launches < TrialLaunches);
            return untried >= 0 ? untried : Array.IndexOf(_best, _best.Min());
        }
    }

    /// <summary>Learns from a launch.</summary>
    /// <param name="cut">Its cut.</param>
    /// <param name="units">Points times trees.</param>
    /// <param name="seconds">What it took.</param>
    public void Observe(int cut, double units, double seconds)
    {
        if (seconds <= 0)
            return;
        lock (_lock)
        {
            _seconds += seconds;
            if (++_launches[cut] > 1)
                _best[cut] = Math.Min(_best[cut], seconds / units);
        }
    }
}
