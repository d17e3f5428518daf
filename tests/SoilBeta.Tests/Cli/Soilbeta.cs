using System.Diagnostics;
using System.Text;
using SoilBeta.Cli.Terminal;
using SoilBeta.Cli;

namespace SoilBeta.Tests.Cli;

/// <summary>Runs the program: its verbs in this process, or a process of its own.</summary>
internal static class Soilbeta
{
    public static string Program => Path.Combine(AppContext.BaseDirectory, "soilbeta.dll");

    /// <summary>The program as the process that opens files first.</summary>
    public static IReadOnlyList<string> OpeningCommand => [Host, Program, "open-files"];

    public static string Host => Environment.ProcessPath is { } path && Path.GetFileNameWithoutExtension(path) == "dotnet" ? path : "dotnet";

    /// <summary>
    /// Runs a verb in this process, as if it were started in a folder: relative paths begin there and are shown without it.
    /// What belongs to a process (environment, signals, streams, limits, <c>--allow-network</c>, opening files first) needs <see cref="Spawn"/>, which costs about a second of CPU.
    /// </summary>
    public static Result Run(string folder, params string[] arguments)
    {
        arguments.ShouldNotContain("--allow-network");
        using var output = new MemoryStream();
        using var text = new StreamWriter(output, new UTF8Encoding(false), leaveOpen: true) { AutoFlush = true };
        using var error = new StringWriter();
        var context = new VerbContext(TextWriter.Synchronized(text), TextWriter.Synchronized(error), CancellationToken.None) { Folder = folder, OpenOutput = () => new KeptOpen(output) };
        int code = SoilBeta.Cli.Program.Run(arguments, context);
        return new Result(code, FromFolder(Encoding.UTF8.GetString(output.ToArray())), FromFolder(error.ToString()));

        string FromFolder(string said) => said.Replace(Path.TrimEndingDirectorySeparator(folder) + Path.DirectorySeparatorChar, "", StringComparison.Ordinal);
    }

    /// <summary>Runs the program as a user does: its own process, its exit code, its two streams.</summary>
    public static Result Spawn(string folder, IReadOnlyDictionary<string, string> environment, params string[] arguments)
    {
        using var process = Start(folder, environment, arguments);
        return Result.Of(process);
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

    // A verb closes what it opened; the bytes are still wanted.
    private sealed class KeptOpen(MemoryStream inner) : Stream
    {
        public override bool CanRead => false;

        public override bool CanSeek => false;

        public override bool CanWrite => true;

        public override long Length => throw new NotSupportedException();

        public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

        public override void Flush() => inner.Flush();

        public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => inner.Write(buffer, offset, count);
    }

    internal sealed record Result(int ExitCode, string Output, string Error)
    {
        /// <summary>Waits for a process to end and takes what it has said; one that hangs is ended after two minutes.</summary>
        public static Result Of(Process process)
        {
            var error = process.StandardError.ReadToEndAsync();
            var output = process.StandardOutput.ReadToEndAsync();
            if (!process.WaitForExit(120_000))
            {
                process.Kill(entireProcessTree: true);
                throw new TimeoutException($"{string.Join(' ', process.StartInfo.ArgumentList)} did not end within two minutes.");
            }
            return new Result(process.ExitCode, output.Result, error.Result);
        }

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
