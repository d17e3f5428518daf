namespace SoilBeta.Devices.Gpu;

/// <summary>Sizes launches of the descent so that each stays below a time limit: starts small, measures, adapts. The unit is one tree for one point.</summary>
internal sealed class LaunchPace(int milliseconds, int computeUnits)
{
    /// <summary>Share of the time limit that launches aim at, since the cost of similar work varies.</summary>
    private const double Aim = 0.5;

    /// <summary>Largest ratio of a launch to the largest one measured so far.</summary>
    private const double Growth = 4;

    private readonly Lock _lock = new();
    private readonly double _target = milliseconds * 1e-3 * Aim;
    private readonly long _wave = computeUnits * 2048L;
    private double _secondsPerUnit;
    private double _largest;

    /// <summary>Longest launch so far, s.</summary>
    public double Longest { get; private set; }

    /// <summary>Points and trees of the next launch.</summary>
    /// <param name="points">Points that remain.</param>
    /// <param name="trees">Trees that remain for them.</param>
    public (long Points, int Trees) Next(long points, int trees)
    {
        double units;
        lock (_lock)
            units = _largest == 0 ? _wave * 4.0 : Math.Min(_target / _secondsPerUnit, _largest * Growth);

        // Prefer all trees at once, because each launch perturbs its points again; use fewer where a wave that fills the device takes too long.
        long wave = Math.Min(points, _wave);
        if (units >= (double)wave * trees)
            return (Math.Clamp((long)(units / trees), wave, points), trees);
        return (wave, (int)Math.Clamp(units / wave, 1, trees));
    }

    /// <summary>Adapts to the time of a launch.</summary>
    public void Observe(long points, int trees, double seconds)
    {
        if (seconds <= 0)
            return;
        double units = (double)points * trees;
        lock (_lock)
        {
            double now = seconds / units;
            _secondsPerUnit = _largest == 0 ? now : Math.Max(now, (0.5 * _secondsPerUnit) + (0.5 * now));
            _largest = Math.Max(_largest, units);
            Longest = Math.Max(Longest, seconds);
        }
    }
}

/// <summary>Longest kernel launch, short enough for a desktop driver's watchdog: <see cref="DeviceOptions.LaunchMilliseconds"/>, or SOILBETA_LAUNCH_MS.</summary>
internal static class LaunchLimit
{
    /// <summary>Name of the environment variable.</summary>
    public const string Variable = "SOILBETA_LAUNCH_MS";

    /// <summary>The limit in force, ms.</summary>
    /// <param name="text">Value of the variable; null or empty if it is not set.</param>
    /// <param name="otherwise">Limit without the variable, ms.</param>
    /// <exception cref="InvalidDataException">The value is not an integer from 1 to 60,000.</exception>
    public static int Milliseconds(string? text, int otherwise)
    {
        if (string.IsNullOrEmpty(text))
            return otherwise;
        return int.TryParse(text, System.Globalization.NumberStyles.None, System.Globalization.CultureInfo.InvariantCulture, out int limit) && limit is >= 1 and <= 60_000
            ? limit
            : throw new InvalidDataException($"{Variable} is '{text}'; expected milliseconds, an integer from 1 to 60000 (without it: {otherwise}).");
    }
}
