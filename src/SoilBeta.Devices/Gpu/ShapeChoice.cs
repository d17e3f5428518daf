namespace SoilBeta.Devices.Gpu;

/// <summary>Chooses among launch shapes of the descent by timing them on the run's own work: all give the same integers, so that no work is repeated.</summary>
/// <remarks>Uses the first shape for a while, then each of the others for a few launches, and keeps the fastest. Short runs therefore never build the others.</remarks>
/// <param name="count">Number of shapes.</param>
/// <param name="patience">Kernel time before the others are tried, s.</param>
internal sealed class ShapeChoice(int count, double patience)
{
    /// <summary>Number of trial launches of each shape; the first is not counted, since it may include preparations by the driver.</summary>
    private const int TrialLaunches = 3;

    private readonly Lock _lock = new();
    private readonly int[] _launches = new int[count];
    private readonly double[] _best = [.. Enumerable.Repeat(double.PositiveInfinity, count)];
    private double _seconds;

    /// <summary>The fastest shape once all have been tried; the first until then.</summary>
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

    /// <summary>Records the time of a launch.</summary>
    /// <param name="shape">Shape.</param>
    /// <param name="units">Points × trees.</param>
    /// <param name="seconds">Time, s.</param>
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
