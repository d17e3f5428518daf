using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using SoilBeta.Tests.Checkout;
using SoilBeta.Tests.Cli;

namespace SoilBeta.Tests.Soak;

/// <summary>The sample study as the soak runs it: its profiles and rasters on a coarser grid, with more draws, and few models, so that every step takes its share of the time.</summary>
internal sealed class SoakStudy : IDisposable
{
    /// <summary>SIGKILL: what <c>kill -9</c> sends.</summary>
    public const int Kill = 9;

    /// <summary>SIGTERM: what a system that shuts down sends first.</summary>
    public const int Terminate = 15;

    private readonly TemporaryFolder _folder = new();

    /// <summary>Copies the sample.</summary>
    /// <param name="resolution">Grid: <c>30 arcmin</c> gives some 540 cells, <c>10 arcmin</c> some 4,900.</param>
    /// <param name="draws">Draws a cell.</param>
    /// <param name="trees">Trees.</param>
    public SoakStudy(string resolution, int draws, int trees)
    {
        string samples = Path.Combine(CheckoutFolder.Root, "data-samples");
        foreach (string file in Directory.EnumerateFiles(samples, "*", SearchOption.AllDirectories))
        {
            string copy = _folder[Path.GetRelativePath(samples, file)];
            Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
            File.Copy(file, copy);
        }
        string text = File.ReadAllText(_folder["study.yml"]);
        foreach (var (what, into) in new[] { ("resolution: 5 arcmin", $"resolution: {resolution}"), ("trees: 200", Invariant($"trees: {trees}")), ("draws: 1000", Invariant($"draws: {draws}")) })
        {
            text.ShouldContain(what);
            text = text.Replace(what, into, StringComparison.Ordinal);
        }
        File.WriteAllText(_folder["study.yml"], text + "\nvalidation: { repeats: 0, holdouts: 0, blocks: [2], map_cells: 0, coverage: false }\ndrivers: { points: 3, refits: 0, rows: 20, selection: false }\n");
    }

    /// <summary>Where study, data and, by default, the output folders lie.</summary>
    public string Folder => _folder.Root;

    /// <summary>Runs the study to its end, or fails.</summary>
    public Soilbeta.Result Run(string output, params string[] arguments) => Soilbeta.Spawn(Folder, new Dictionary<string, string>(), Arguments(output, arguments));

    /// <summary>Runs the study, to its end or to where it is killed.</summary>
    /// <param name="output">Output folder.</param>
    /// <param name="moment">At which point it ends itself, <c>KILL renamed totals.csv</c>; null for none.</param>
    /// <param name="signal">A signal from outside; null for none.</param>
    /// <param name="arguments">Of the run.</param>
    public FollowedRun Follow(string output, string? moment, Signal? signal, params string[] arguments)
    {
        var clock = Stopwatch.StartNew();
        var environment = new Dictionary<string, string>();
        if (moment is not null)
            environment["SOILBETA_TEST_STOP"] = moment;
        using var process = Soilbeta.Start(Folder, environment, Arguments(output, arguments));
        var said = process.StandardError.ReadToEndAsync();
        var results = process.StandardOutput.ReadToEndAsync();
        if (signal is not null && !process.WaitForExit((int)signal.Milliseconds))
            _ = Send(process.Id, signal.Number);
        if (!process.WaitForExit(300_000))
        {
            process.Kill();
            throw new TimeoutException("the run does not end");
        }
        return new FollowedRun(process.ExitCode, said.Result + results.Result, clock.Elapsed.TotalMilliseconds);
    }

    /// <summary>Every result of a run by name, but for manifest, finished tiles and report: what must be the same bytes however often the run was interrupted.</summary>
    public SortedDictionary<string, byte[]> Results(string output)
    {
        string root = Path.Combine(Folder, output);
        var files = new SortedDictionary<string, byte[]>(StringComparer.Ordinal);
        foreach (string path in Directory.EnumerateFiles(root, "*", SearchOption.AllDirectories))
        {
            string name = Path.GetRelativePath(root, path).Replace('\\', '/');
            if (name is not ("manifest.json" or "report.html") && !name.StartsWith("work/", StringComparison.Ordinal) && !name.StartsWith("stac/", StringComparison.Ordinal)) // STAC items hold the time
                files[name] = File.ReadAllBytes(path);
        }
        return files;
    }

    /// <summary>Holds results against those of a run that was never interrupted.</summary>
    public static void ShouldBeTheSame(SortedDictionary<string, byte[]> found, SortedDictionary<string, byte[]> expected, string when)
    {
        found.Keys.ShouldBe(expected.Keys, when);
        foreach (var (name, bytes) in expected)
            found[name].AsSpan().SequenceEqual(bytes).ShouldBeTrue($"{name} differs {when}");
    }

    /// <summary>Sends a signal to a process.</summary>
    [DllImport("libc", EntryPoint = "kill", SetLastError = true)]
    public static extern int Send(int process, int signal);

    /// <summary>A figure of the soak from the environment, or what the tests of every change use.</summary>
    public static int Setting(string name, int otherwise) => int.TryParse(Environment.GetEnvironmentVariable(name), NumberStyles.None, CultureInfo.InvariantCulture, out int value) ? value : otherwise;

    /// <summary>Adds a line to the results of the soak, if this is one.</summary>
    public static void Report(string line)
    {
        if (Environment.GetEnvironmentVariable("SOILBETA_SOAK_RESULTS") is { Length: > 0 } results)
            File.AppendAllText(results, line + "\n");
    }

    public void Dispose() => _folder.Dispose();

    /// <summary>A signal that a run is sent.</summary>
    /// <param name="Milliseconds">When, ms after its start.</param>
    /// <param name="Number">Which.</param>
    internal sealed record Signal(double Milliseconds, int Number);

    /// <summary>What became of a run.</summary>
    /// <param name="Code">Exit code.</param>
    /// <param name="Said">All that it said.</param>
    /// <param name="Milliseconds">How long it took, ms.</param>
    internal sealed record FollowedRun(int Code, string Said, double Milliseconds);

    private static string[] Arguments(string output, string[] arguments) => ["run", "study.yml", "--device", "cpu", "--output", output, .. arguments];

    private static string Invariant(FormattableString text) => FormattableString.Invariant(text);
}
