using System.Diagnostics;
using Spectre.Console;
using SoilBeta.Studies;

namespace SoilBeta.Cli.Terminal;

/// <summary>Messages and progress on stderr: a live bar on a terminal, otherwise a plain line every few seconds; nothing with <c>--quiet</c>.</summary>
internal sealed class StepReport(string verb, bool quiet, VerbContext context) : IStepReport
{
    private static readonly Lock Gate = new();
    private readonly VerbContext _context = context;

    /// <inheritdoc/>
    public void Say(string message)
    {
        if (quiet)
            return;
        RunPoints.Pass("says");
        lock (Gate)
        {
            foreach (string line in SafeText.Lines(CommandName.In(message)))
                _context.Error.WriteLine($"soilbeta {verb}: {line}");
        }
    }

    /// <inheritdoc/>
    public void BeginStep(StepPlace step)
    {
        _context.Step.Name = step.Name;
        if (step.Of > 1)
            Say($"step {step.Number} of {step.Of}, {step.Name}{(step.SecondsLeft is { } left ? $"; about {Duration(left)} left, by the last run" : "")}.");
    }

    /// <inheritdoc/>
    public IWorkReport Begin(string what, long total, string unit) => quiet ? SilentReport.Instance : new Work(this, what, total, unit);

    private sealed class Work : IWorkReport
    {
        private const int PlainSeconds = 5;
        private readonly StepReport _report;
        private readonly string _what;
        private readonly string _unit;
        private readonly long _total;
        private readonly Stopwatch _clock = Stopwatch.StartNew();
        private readonly Timer? _plain;
        private readonly Task? _live;
        private long _done;
        private int _advances;
        private volatile bool _ended;

        public Work(StepReport report, string what, long total, string unit)
        {
            (_report, _what, _total, _unit) = (report, what, total, unit);
            RunPoints.Pass($"{what} begins");
            if (report._context.IsLive)
                _live = Console().Progress().AutoClear(true).HideCompleted(true)
                    .Columns(new TaskDescriptionColumn { Alignment = Justify.Left }, new ProgressBarColumn(), new PercentageColumn())
                    .StartAsync(Draw);
            else
                _plain = new Timer(_ => _report.Say(Describe()), null, TimeSpan.FromSeconds(PlainSeconds), TimeSpan.FromSeconds(PlainSeconds));
        }

        public void Advance(long amount)
        {
            Interlocked.Add(ref _done, amount);
            if (RunPoints.AreHeard)
                RunPoints.Pass($"{_what} {Interlocked.Increment(ref _advances)}");
        }

        public void Dispose()
        {
            if (_ended)
                return;
            _ended = true;
            _plain?.Dispose();
            _live?.GetAwaiter().GetResult();
            long done = Interlocked.Read(ref _done);
            double seconds = _clock.Elapsed.TotalSeconds;
            _report.Say($"{_what}: {done:N0} {_unit} in {Duration(seconds)}{(done < _total ? $" of {_total:N0}, ended early" : "")}.");
        }

        private async Task Draw(ProgressContext context)
        {
            var bar = context.AddTask(Markup.Escape(Describe()), maxValue: Math.Max(1, _total));
            while (!_ended)
            {
                bar.Description = Markup.Escape(Describe());
                bar.Value = Interlocked.Read(ref _done);
                await Task.Delay(100);
            }
        }

        private string Describe()
        {
            long done = Interlocked.Read(ref _done);
            double seconds = _clock.Elapsed.TotalSeconds;
            double rate = done / Math.Max(seconds, 1e-3);
            string left = done > 0 && done < _total ? $", {Duration((_total - done) / rate)} left" : "";
            return $"{_what}: {done:N0} of {_total:N0} {_unit}, {rate:N0} /s{left}";
        }

        private static IAnsiConsole Console() => AnsiConsole.Create(new AnsiConsoleSettings
        {
            Out = new AnsiConsoleOutput(System.Console.Error),
            ColorSystem = string.IsNullOrEmpty(Environment.GetEnvironmentVariable("NO_COLOR")) ? ColorSystemSupport.Detect : ColorSystemSupport.NoColors,
        });
    }

    /// <summary>Formats a duration: <c>4.2 s</c>, <c>3 min 20 s</c>, <c>2 h 5 min</c>.</summary>
    internal static string Duration(double seconds) => seconds switch
    {
        < 10 => $"{seconds:0.0} s",
        < 100 => $"{seconds:0} s",
        < 3600 => $"{(int)(seconds / 60)} min {(int)(seconds % 60)} s",
        _ => $"{(int)(seconds / 3600)} h {(int)(seconds % 3600 / 60)} min",
    };
}
