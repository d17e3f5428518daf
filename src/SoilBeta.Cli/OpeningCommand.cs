using SoilBeta.Cli.Terminal;
using SoilBeta.Rasters;
using SoilBeta.Studies;

namespace SoilBeta.Cli;

/// <summary>Runs this program as the process that opens files first.</summary>
internal static class OpeningCommand
{
    /// <summary>The verb, hidden in help because only the program itself uses it.</summary>
    public const string Verb = "open-files";

    /// <summary>Creates the opener of a GDAL session from a verb's options.</summary>
    /// <param name="seconds">Time limit of the first opening of a file, s.</param>
    /// <param name="context">Tells whether this process is the program itself; gives the cancellation token.</param>
    /// <exception cref="UsageException">Not a positive number of seconds.</exception>
    public static IFirstOpen FirstOpen(double seconds, VerbContext context) => seconds > 0
        ? context.OwnsProcess ? new FirstOpenProcess(Own(), new OpeningLimits(seconds), context.Cancellation) : new FirstOpenInProcess()
        : throw new UsageException($"--open-seconds {seconds}: expected a number above 0.");

    // The program may be started as `dotnet soilbeta.dll`, as a tool, or as a single file.
    private static string[] Own() => Environment.ProcessPath is { } host && Path.GetFileNameWithoutExtension(host) != "dotnet"
        ? [host, Verb]
        : [Environment.ProcessPath ?? "dotnet", Path.GetFullPath(Environment.GetCommandLineArgs()[0]), Verb];
}
