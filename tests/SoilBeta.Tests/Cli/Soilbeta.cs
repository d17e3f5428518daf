using System.Diagnostics;

namespace SoilBeta.Tests.Cli;

/// <summary>Runs the program as a user does: its own process, its exit code, its two streams.</summary>
internal static class Soilbeta
{
    public static string Program => Path.Combine(AppContext.BaseDirectory, "soilbeta.dll");

    /// <summary>The program as the process that opens files first.</summary>
    public static IReadOnlyList<string> OpeningCommand => [Host, Program, "open-files"];

    public static string Host => Environment.ProcessPath is { } path && Path.GetFileNameWithoutExtension(path) == "dotnet" ? path : "dotnet";

    public static Result Run(string folder, params string[] arguments) => Run(folder, new Dictionary<string, string>(), arguments);

    public static Result Run(string folder, IReadOnlyDictionary<string, string> environment, params string[] arguments)
    {
        using var process = Start(folder, environment, arguments);
        var error = process.StandardError.ReadToEndAsync();
        string output = process.StandardOutput.ReadToEnd();
        if (!process.WaitForExit(120_000))
        {
            process.Kill(entireProcessTree: true);
            throw new TimeoutException($"soilbeta {string.Join(' ', arguments)} did not end within two minutes.");
        }
        return new Result(process.ExitCode, output, error.Result);
    }

    public static Process Start(string folder, IReadOnlyDictionary<string, string> environment, params string[] arguments) => Start(folder, environment, [], arguments);

    /// <summary>Starts the program by another one, which replaces itself by it: <c>env --default-signal=INT</c>.</summary>
    public static Process Start(string folder, IReadOnlyDictionary<string, string> environment, string[] by, params string[] arguments)
    {
        string[] line = [.. by, Host, Program, .. arguments];
        var start = new ProcessStartInfo(line[0])
        {
            WorkingDirectory = folder,
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (string argument in line[1..])
            start.ArgumentList.Add(argument);
        foreach (var (name, value) in environment)
            start.Environment[name] = value;
        return Process.Start(start)!;
    }

    internal sealed record Result(int ExitCode, string Output, string Error)
    {
        /// <summary>Checks the exit code and that no stack trace is shown.</summary>
        public Result ShouldExitWith(int code)
        {
            ExitCode.ShouldBe(code, Output + Error);
            Error.ShouldNotContain("   at ");
            Error.ShouldNotContain("Exception");
            Output.ShouldNotContain("   at SoilBeta");
            return this;
        }
    }
}
