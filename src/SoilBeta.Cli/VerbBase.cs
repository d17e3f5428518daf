using CommandLine;
using SoilBeta.Cli.Terminal;

namespace SoilBeta.Cli;

/// <summary>A verb of the command line: its properties are its options (attributes of CommandLineParser), its file its specification.</summary>
internal abstract class VerbBase
{
    /// <summary>Words that no argument of the verb takes; the program refuses them.</summary>
    [Value(9, Hidden = true)]
    public IEnumerable<string> LeftOver { get; set; } = [];

    /// <summary>Runs the verb: results to stdout, progress and messages to stderr.</summary>
    /// <param name="context">Writers, base folder of paths, and cancellation token.</param>
    /// <returns>Exit code: 0 done, 1 unusable input, 2 wrong usage, 3 device failure, 130 interrupted.</returns>
    /// <exception cref="InvalidDataException">Input that cannot be used: its message is shown and the exit code is 1.</exception>
    public abstract int Run(VerbContext context);
}
