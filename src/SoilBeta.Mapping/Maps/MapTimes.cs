using System.Diagnostics;

namespace SoilBeta.Mapping.Maps;

/// <summary>
/// Times of the stages of a map. Stages overlap: the time of a stage is that in which at least one thread works on it, and the times do not add up to the total;
/// the time in which the device is idle is the total less <see cref="Device"/>.
/// </summary>
public sealed class MapTimes
{
    /// <summary>First pass over the stack, for areas and tiles.</summary>
    public const string Survey = "survey";

    /// <summary>Reading cells for the device from the stack.</summary>
    public const string Read = "read";

    /// <summary>Computing on the device: draws, forest, layers, order statistics, sums of totals.</summary>
    public const string Device = "device";

    /// <summary>Writing finished tiles to segments.</summary>
    public const string Keep = "tiles";

    /// <summary>Computing the prediction interval by quantile regression forest; included in <see cref="Write"/>.</summary>
    public const string Prediction = "prediction";

    /// <summary>Writing an ecosystem's maps and totals from its tiles, including compression.</summary>
    public const string Write = "write";

    /// <summary>Writing the maps of all ecosystems together.</summary>
    public const string All = "all";

    /// <summary>Writing the maps of applicability.</summary>
    public const string Applicability = "applicability";

    /// <summary>Computing totals: intervals, other modes, files.</summary>
    public const string Totals = "totals";

    private readonly Lock _lock = new();
    private readonly SortedDictionary<string, Stage> _stages = new(StringComparer.Ordinal);

    /// <summary>Time of each stage that occurred, s.</summary>
    public IReadOnlyDictionary<string, double> Seconds
    {
        get
        {
            lock (_lock)
                return _stages.ToDictionary(stage => stage.Key, stage => Math.Round(stage.Value.Clock.Elapsed.TotalSeconds, 3), StringComparer.Ordinal);
        }
    }

    /// <summary>Adds to the time of a stage until disposed; thread-safe.</summary>
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
