using System.Runtime.InteropServices;

namespace SoilBeta.Cli.Terminal;

/// <summary>Ctrl-C and SIGTERM cancel the work; if it does not stop within a second and a half, or on a second Ctrl-C, the process exits anyway, which is safe because a file gets its final name only when it is whole.</summary>
internal sealed partial class Interrupt : IDisposable
{
    /// <summary>Exit code of an interrupted, resumable run.</summary>
    public const int ExitCode = 130;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1.5);

    /// <summary>Time limit for the last message: writing to a pipe that nobody reads blocks.</summary>
    private static readonly TimeSpan MessagePatience = TimeSpan.FromSeconds(0.3);
    private readonly CancellationTokenSource _source = new();
    private readonly string _verb;
    private readonly StepInProgress _step;
    private readonly List<PosixSignalRegistration> _signals = [];
    private Timer? _deadline;
    private int _asked;

    /// <summary>Starts listening.</summary>
    /// <param name="verb">Verb for the message.</param>
    /// <param name="step">The step under way, for the message.</param>
    public Interrupt(string verb, StepInProgress step)
    {
        (_verb, _step) = (verb, step);
        foreach (var signal in new[] { PosixSignal.SIGINT, PosixSignal.SIGTERM, PosixSignal.SIGHUP })
            _signals.Add(PosixSignalRegistration.Create(signal, Handle));
    }

    /// <summary>Cancelled when the user asks to stop.</summary>
    public CancellationToken Token => _source.Token;

    /// <summary>Message at the end of an interrupted run.</summary>
    public static string Message(string verb, StepInProgress step) => $"soilbeta {verb}: interrupted. {step.Repeats}";

    /// <summary>Prints how to resume and exits at once, without clean-up: GDAL's clean-up at exit would free memory that a thread still inside GDAL uses.</summary>
    /// <returns>Never.</returns>
    public static int Leave(string verb, StepInProgress step)
    {
        var message = new Thread(() =>
        {
            Console.Error.WriteLine(Message(verb, step));
            if (!Console.IsErrorRedirected)
                Console.Error.Write("\u001b[?25h"); // a progress bar hides the cursor
            Console.Out.Flush();
        }) { IsBackground = true };
        message.Start();
        message.Join(MessagePatience);
        if (!OperatingSystem.IsWindows())
            _exit(ExitCode);
        Environment.Exit(ExitCode);
        return ExitCode;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _deadline?.Dispose();
        foreach (var signal in _signals)
            signal.Dispose();
        _source.Dispose();
    }

    private void Handle(PosixSignalContext context)
    {
        context.Cancel = true;
        if (Interlocked.Increment(ref _asked) > 1)
            End(null);
        _deadline = new Timer(End, null, Patience, Timeout.InfiniteTimeSpan);
        _source.Cancel();
    }

    private void End(object? state) => Leave(_verb, _step);

    [LibraryImport("libc")]
    private static partial void _exit(int status);
}
