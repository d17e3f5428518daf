namespace SoilBeta.Devices.OpenCl;

/// <summary>Chooses among launch shapes of the descent by timing them on the run's own work: all give the same integers, so nothing is computed twice.</summary>
/// <remarks>The first is used until it has run for a while; then each of the others gets a few launches, and the fastest is kept. Short runs never pay for building the others.</remarks>
/// <param name="count">Number of shapes.</param>
/// <param name="patience">Seconds of kernel time before the others are tried.</param>
internal sealed class ShapeChoice(int count, double patience)
{
    /// <summary>Trial launches of each shape; the first of them, which may include the driver's own preparations, is not counted.</summary>
    private const int TrialLaunches = 3;

    private readonly Lock _lock = new();
    private readonly int[] _launches = new int[count];
    private readonly double[] _best = [.. Enumerable.Repeat(double.PositiveInfinity, count)];
    private double _seconds;

    /// <summary>The shape that is used once all have been tried, or the first until then.</summary>
    public int Settled
    {
        get
        {
            lock (_lock)
                return Array.IndexOf(_best, _best.Min());
        }
    }

    /// <summary>The shape for the next launch.</summary>
    public int Next()
    {
        lock (_lock)
        {
            if (count == 1 || _seconds < patience)
                return 0;
            int untried = Array.FindIndex(_launches, launches => launches < TrialLaunches);
            return untried >= 0 ? untried : Settled;
        }
    }

    /// <summary>Takes the time of a launch into account.</summary>
    /// <param name="shape">Its shape.</param>
    /// <param name="units">Points times trees.</param>
    /// <param name="seconds">What it took.</param>
    public void Observe(int shape, double units, double seconds)
    {
        if (seconds <= 0)
            return;
        lock (_lock)
        {
            _seconds += seconds;
            if (++_launches[shape] > 1)
                _best[shape] = Math.Min(_best[shape], seconds / units);
        }
    }
}
