using System.Diagnostics;
using System.Text;
using System.Text.RegularExpressions;

namespace SoilBeta.Tests.Soak;

/// <summary>Follows a run from outside, by what it says and by the files that come and go below its output folder: knows which step it is in, and kills it at an aim.</summary>
internal sealed partial class RunWatch : IDisposable
{
    // A step begins with the first of these lines or files. FL is the sample's smallest ecosystem and so the last whose tiles are computed: once its maps are
    // written, no tile is computed any more.
    private static readonly (string Name, Func<string, bool> Begins)[] s_steps =
    [
        ("start", _ => true),
        ("stack", signal => signal == "work/lock.pid"),
        ("profiles", signal => signal.StartsWith("soilbeta run: profiles: ", StringComparison.Ordinal)),
        ("train", signal => signal.StartsWith("soilbeta run: train: ", StringComparison.Ordinal)),
        ("map's start", signal => signal.StartsWith("soilbeta run: map: ", StringComparison.Ordinal)),
        ("tiles", signal => signal.StartsWith("work/map-", StringComparison.Ordinal)),
        ("maps", signal => signal.StartsWith("maps/FL_", StringComparison.Ordinal) || signal.StartsWith("maps/ALL_", StringComparison.Ordinal)),
        ("totals", signal => signal.Contains("_applicability", StringComparison.Ordinal) || signal.StartsWith("totals.", StringComparison.Ordinal)),
        ("report", signal => signal == "manifest.json"),
    ];

    private const double LongestRun = 300_000; // ms

    private readonly Lock _lock = new();
    private readonly Stopwatch _clock = Stopwatch.StartNew();
    private readonly StringBuilder _said = new();
    private readonly Process _process;
    private readonly FileSystemWatcher _files;
    private readonly Aim? _aim;
    private double _due = double.PositiveInfinity;

    /// <summary>Starts a run and watches it.</summary>
    /// <param name="study">The study.</param>
    /// <param name="output">Its output folder, below the study's.</param>
    /// <param name="aim">When it is killed; null for a run that comes to its end.</param>
    /// <param name="arguments">Of the run.</param>
    public RunWatch(SoakStudy study, string output, Aim? aim, params string[] arguments)
    {
        _aim = aim;
        // Folders that are there before the run: what is made in a new one may go unnoticed at first.
        string root = Path.Combine(study.Folder, output);
        foreach (string name in new[] { "work", "forests", "maps" })
            Directory.CreateDirectory(Path.Combine(root, name));
        _files = new FileSystemWatcher(root) { IncludeSubdirectories = true, InternalBufferSize = 1 << 16 };
        _process = study.Start(output, arguments);
        _files.Created += (_, change) => Hear(Final(change.Name!), TemporaryName.ProcessOf(change.Name!) is null ? Moment.Any : Moment.Created);
        _files.Changed += (_, change) => Hear(change.Name!, Moment.Any);
        _files.Renamed += (_, change) => Hear(change.Name!, Moment.Renamed);
        _files.EnableRaisingEvents = true;
        _process.ErrorDataReceived += (_, line) => Hear(line.Data, Moment.Any);
        _process.OutputDataReceived += (_, line) => Hear(line.Data, Moment.Any);
        _process.BeginErrorReadLine();
        _process.BeginOutputReadLine();
        Hear("", Moment.Any);
    }

    /// <summary>The steps of a run in their order.</summary>
    public static IReadOnlyList<string> Steps { get; } = [.. s_steps.Select(step => step.Name)];

    /// <summary>When each step began, ms; NaN for those that did not begin by a sign.</summary>
    public double[] Began { get; } = [.. s_steps.Select(_ => double.NaN)];

    /// <summary>The step that the run is in, or was in when it was killed.</summary>
    public int Step { get; private set; }

    /// <summary>Whether it was sent its signal.</summary>
    public bool Killed { get; private set; }

    /// <summary>All that it said.</summary>
    public string Said
    {
        get
        {
            lock (_lock)
                return _said.ToString();
        }
    }

    /// <summary>How long the run has been going on, ms.</summary>
    public double Milliseconds => _clock.Elapsed.TotalMilliseconds;

    /// <summary>Waits for the run to end, killed or not.</summary>
    /// <returns>Its exit code.</returns>
    public int WaitForEnd()
    {
        while (!_process.WaitForExit(1))
        {
            lock (_lock)
            {
                if (_aim is { At: Moment.Any } && Milliseconds >= _due)
                    Kill();
            }
            if (Milliseconds < LongestRun)
                continue;
            _process.Kill();
            throw new TimeoutException("the run does not end");
        }
        _process.WaitForExit(); // until all is read that it said
        return _process.ExitCode;
    }

    public void Dispose()
    {
        _files.Dispose();
        _process.Dispose();
    }

    private void Hear(string? signal, Moment moment)
    {
        lock (_lock)
        {
            if (signal is null || Killed)
                return;
            if (moment == Moment.Any && signal.StartsWith("soilbeta", StringComparison.Ordinal))
                _said.AppendLine(signal);
            int step = Array.FindLastIndex(s_steps, known => known.Begins(signal));
            if (step > 0 && signal.EndsWith(": current.", StringComparison.Ordinal))
                step = 0;
            if (step > Step || double.IsNaN(Began[0]))
            {
                Step = step;
                Began[step] = Milliseconds;
            }
            if (_aim is null || Step < _aim.Step)
                return;
            // A resumed step is shorter than a whole one: what follows it is not what was aimed at.
            _due = Math.Min(_due, Step > _aim.Step ? Milliseconds : Milliseconds + _aim.Delay);
            if (Milliseconds >= _due && (_aim.At == Moment.Any || _aim.At == moment))
                Kill();
        }
    }

    private void Kill()
    {
        if (Killed || _process.HasExited)
            return;
        // It may have ended this very moment.
        Killed = SoakStudy.Send(_process.Id, _aim!.Signal) == 0;
    }

    // A temporary file stands for the one that it becomes.
    private static string Final(string name) => Temporary().Replace(name, "");

    [GeneratedRegex(@"\.soilbeta-\d+-", RegexOptions.None, 1000)]
    private static partial Regex Temporary();

    /// <summary>What a kill waits for after its delay.</summary>
    internal enum Moment
    {
        /// <summary>Nothing.</summary>
        Any,

        /// <summary>A temporary file has been made, and has not its final name.</summary>
        Created,

        /// <summary>A file has been renamed, and what follows it has not.</summary>
        Renamed,
    }

    /// <summary>When a run is killed.</summary>
    /// <param name="Step">Step, from 0; where the run is beyond it, at the first sign of what it does instead.</param>
    /// <param name="Delay">After the step began, ms.</param>
    /// <param name="At">What has to happen then.</param>
    /// <param name="Signal">The signal.</param>
    internal sealed record Aim(int Step, double Delay, Moment At, int Signal);
}
