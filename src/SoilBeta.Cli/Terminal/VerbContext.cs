namespace SoilBeta.Cli.Terminal;

/// <summary>What a verb is given besides its options: where its paths begin, where it writes, and when to end. A test gives its own and runs verbs in its process.</summary>
/// <param name="Output">Results.</param>
/// <param name="Error">Progress and messages.</param>
/// <param name="Cancellation">Cancelled by Ctrl-C or SIGTERM.</param>
internal sealed record VerbContext(TextWriter Output, TextWriter Error, CancellationToken Cancellation)
{
    /// <summary>Whether the process is this verb's alone: it may bound the process's memory, start processes of the program and end the process.</summary>
    public bool OwnsProcess { get; init; }

    /// <summary>Folder that relative paths of the command line begin in; empty for the process's current folder.</summary>
    public string Folder { get; init; } = "";

    /// <summary>Opens standard output for bytes, for a result that is a whole file; a failure to write it is the verb's failure.</summary>
    public Func<Stream> OpenOutput { get; init; } = Console.OpenStandardOutput;

    /// <summary>Whether progress goes to a terminal that shows a live bar.</summary>
    public bool IsLive => OwnsProcess && !Console.IsErrorRedirected && !string.Equals(Environment.GetEnvironmentVariable("TERM"), "dumb", StringComparison.Ordinal);

    /// <summary>A path of the command line, from <see cref="Folder"/>.</summary>
    public string PathOf(string path) => Path.Combine(Folder, path);
}
