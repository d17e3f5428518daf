using SoilBeta.Cli.Terminal;

namespace SoilBeta.Cli;

/// <summary>A verb of the command line: its properties are its options (CommandLineParser's attributes), its file its specification.</summary>
internal interface IVerb
{
    /// <summary>Does the work: results to stdout, progress and messages to stderr.</summary>
    /// <param name="context">Where it writes to, where its paths begin and when to end.</param>
    /// <returns>Exit code: 0 done, 1 unusable input, 2 wrong usage, 3 device failure, 130 interrupted.</returns>
    /// <exception cref="InvalidDataException">Input that cannot be used: its message is shown and the exit code is 1.</exception>
    int Run(VerbContext context);
}
