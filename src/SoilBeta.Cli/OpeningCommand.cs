using SoilBeta.Cli.Terminal;
using SoilBeta.Rasters;
using SoilBeta.Studies;

namespace SoilBeta.Cli;

/// <summary>This program as the process that opens files first.</summary>
internal static class OpeningCommand
{
    /// <summary>Its verb, which the program's help leaves out: no use to a person.</summary>
    public const string Verb = "open-files";

    /// <summary>What of a verb's options a session takes.</summary>
    /// <param name="seconds">Most seconds that the first opening of a file may take.</param>
    /// <param name="context">Whether this process is the program itself, and when to end.</param>
    /// <exception cref="UsageException">No number of seconds.</exception>
    public static IFirstOpen FirstOpen(double seconds, VerbContext context) => seconds > 0
        ? context.OwnsProcess ? new FirstOpenProcess(Own(), new OpeningLimits(seconds), context.Cancellation) : new FirstOpenInProcess()
        : throw new UsageException($"--open-seconds {seconds}: expected a number above 0.");

    // Started as `dotnet soilbeta.dll`, as a tool, or as a single file.
    private static string[] Own() => Environment.ProcessPath is { } host && Path.GetFileNameWithoutExtension(host) != "dotnet"
        ? [host, Verb]
        : [Environment.ProcessPath ?? "dotnet", Path.GetFullPath(Environment.GetCommandLineArgs()[0]), Verb];
}
