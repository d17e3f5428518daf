using System.Diagnostics;

namespace SoilBeta.Mapping.Maps;

/// <summary>
/// What a map spends its time on. Stages overlap, so a stage's time is that in which at least one thread was at it, and the times do not add up to the whole;
/// what passes while nothing is on the device is the whole less <see cref="Device"/>.
/// </summary>
internal sealed class MapTimes
{
    /// <summary>Going through the stack once, for areas and tiles.</summary>
    public const string Survey = "survey";

    /// <summary>Reading cells for the device from the stack.</summary>
    public const string Read = "read";

    /// <summary>On the device: draws, forest, layers, order statistics, sums of totals.</summary>
    public const string Device = "device";

    /// <summary>Writing finished tiles to segments.</summary>
    public const string Keep = "tiles";

    /// <summary>Bounds of the prediction interval by quantile regression forest; also part of <see cref="Write"/>.</summary>
    public const string Prediction = "prediction";

    /// <summary>An ecosystem's maps and totals from its tiles, compression included.</summary>
    public const string Write = "write";

    /// <summary>Maps of all ecosystems together.</summary>
    public const string All = "all";

    /// <summary>Maps of applicability.</summary>
    public const string Applicability = "applicability";

    /// <summary>Totals: intervals, other modes, files.</summary>
    public const string Totals = "totals";

    private readonly Lock _lock = new();
    private readonly SortedDictionary<string, Stage> _stages = new(StringComparer.Ordinal);

    /// <summary>Seconds of each stage that there was.</summary>
    public IReadOnlyDictionary<string, double> Seconds
    {
        get
        {
            lock (_lock)
                return _stages.ToDictionary(stage => stage.Key, stage => Math.Round(stage.Value.Clock.Elapsed.TotalSeconds, 3), StringComparer.Ordinal);
        }
    }

    /// <summary>Counts time for a stage until it is disposed; any thread may begin and end it.</summary>
    public IDisposable Measure(string stage)
    {
        lock (_lock)
        {
            if (!_stages.TryGetValue(stage, out var found))
                _stages[stage] = found = new Stage(new Stopwatch());
            if (found.AtIt++ == 0)
                found.Clock.Start();
            return new Measurement(this, found);
        }
    }

    private void End(Stage stage)
    {
        lock (_lock)
        {
            if (--stage.AtIt == 0)
                stage.Clock.Stop();
        }
    }

    private sealed record Stage(Stopwatch Clock)
    {
        public int AtIt { get; set; }
    }

    private sealed class Measurement(MapTimes times, Stage stage) : IDisposable
    {
        private int _ended;

        public void Dispose()
        {
            if (Interlocked.Exchange(ref _ended, 1) == 0)
                times.End(stage);
        }
    }
}
