namespace SoilBeta.Cli.Terminal;

/// <summary>Environment of a verb: base folder of its paths, writers and cancellation token. Tests run verbs in their own process with their own environment.</summary>
/// <param name="Output">Results.</param>
/// <param name="Error">Progress and messages.</param>
/// <param name="Cancellation">Cancelled by Ctrl-C or SIGTERM.</param>
internal sealed record VerbContext(TextWriter Output, TextWriter Error, CancellationToken Cancellation)
{
    /// <summary>Whether the process belongs to this verb alone, which may then limit its memory, start further processes and end it.</summary>
    public bool OwnsProcess { get; init; }

    /// <summary>The step under way.</summary>
    public StepInProgress Step { get; init; } = new();

    /// <summary>Width of help texts, columns: the terminal's, within limits that are pleasant to read; 80 elsewhere.</summary>
    public int HelpWidth => OwnsProcess && !Console.IsOutputRedirected ? Math.Clamp(Console.WindowWidth, NarrowestHelp, WidestHelp) : DefaultHelp;

    private const int NarrowestHelp = 60, DefaultHelp = 80, WidestHelp = 120;

    /// <summary>Base folder of relative paths on the command line; empty for the process's current folder.</summary>
    public string Folder { get; init; } = "";

    /// <summary>Opens standard output as bytes, for a result that is a whole file; here a failed write is a failure of the verb.</summary>
    public Func<Stream> OpenOutput { get; init; } = Console.OpenStandardOutput;

    /// <summary>Whether progress goes to a terminal that shows a live bar.</summary>
    public bool IsLive => OwnsProcess && !Console.IsErrorRedirected && !string.Equals(Environment.GetEnvironmentVariable("TERM"), "dumb", StringComparison.Ordinal);

    /// <summary>A path of the command line, relative to <see cref="Folder"/>.</summary>
    public string PathOf(string path) => Path.Combine(Folder, path);
}
