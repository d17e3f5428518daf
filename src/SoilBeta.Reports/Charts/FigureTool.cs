using System.Diagnostics;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using SoilBeta.Studies;

namespace SoilBeta.Reports.Charts;

/// <summary>Draws charts with Vega-Lite in one Node process. The packages of the tool are installed once, in the user's cache, from the lock file shipped with the program.</summary>
internal sealed class FigureTool
{
    private const int LeastNode = 18;

    /// <summary>Error code of a missing file: ENOENT on Unix, ERROR_FILE_NOT_FOUND on Windows.</summary>
    private const int NoSuchFile = 2;

    /// <summary>Exit code that stands for a program that is not installed.</summary>
    private const int NotThere = -2;

    private static readonly TimeSpan InstallPatience = TimeSpan.FromMinutes(3);
    private static readonly TimeSpan DrawPatience = TimeSpan.FromMinutes(2);
    private static readonly JsonSerializerOptions Json = new() { DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull };
    private static readonly string[] Files = ["package.json", "package-lock.json", "render.mjs"];

    private readonly IStepReport _report;
    private readonly CancellationToken _cancellation;

    /// <summary>Creates the tool for one run.</summary>
    public FigureTool(IStepReport report, CancellationToken cancellation) => (_report, _cancellation) = (report, cancellation);

    /// <summary>Folder of the tool next to the program.</summary>
    public static string Source => Path.Combine(AppContext.BaseDirectory, "figures-tool");

    /// <summary>Folder of the installed tool and its packages.</summary>
    public static string Cache
    {
        get
        {
            string root = Environment.GetEnvironmentVariable("XDG_CACHE_HOME") is { Length: > 0 } cache ? cache : Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".cache");
            string version = Checksums.OfText(Files.Select(file => File.ReadAllText(Path.Combine(Source, file))))[..12];
            return Path.Combine(root, "soilbeta", "figures-" + version);
        }
    }

    /// <summary>Draws charts.</summary>
    /// <param name="specifications">Vega-Lite specification by identifier.</param>
    /// <param name="why">Reason why nothing could be drawn; empty on success.</param>
    /// <returns>SVG by identifier; a chart that failed is missing.</returns>
    public IReadOnlyDictionary<string, string> Draw(IReadOnlyDictionary<string, object> specifications, out string why)
    {
        var drawn = new Dictionary<string, string>(StringComparer.Ordinal);
        why = specifications.Count == 0 ? "" : WhyNot() ?? "";
        if (why.Length > 0 || specifications.Count == 0)
            return drawn;
        Outcome outcome = Run("node", [Path.Combine(Cache, "render.mjs")], JsonSerializer.Serialize(specifications, Json), DrawPatience);
        if (outcome.Code != 0)
        {
            why = $"Node could not draw them: {Last(outcome.Error)}";
            return drawn;
        }
        using var answer = JsonDocument.Parse(outcome.Output);
        foreach (var chart in answer.RootElement.EnumerateObject())
        {
            if (chart.Value.ValueKind == JsonValueKind.String)
                drawn[chart.Name] = chart.Value.GetString()!;
            else
                _report.Say($"chart {chart.Name} could not be drawn: {chart.Value.GetProperty("error").GetString()}");
        }
        return drawn;
    }

    /// <summary>Checks that the tool can run, installing its packages if necessary.</summary>
    /// <returns>The reason why it cannot run; null if it can.</returns>
    private string? WhyNot()
    {
        Outcome node = Run("node", ["--version"], "", TimeSpan.FromSeconds(20));
        if (node.Code is not (0 or NotThere))
            return $"Node.js does not run: {Last(node.Error)}. Once it does: soilbeta report STUDY.yml";
        if (node.Code == NotThere)
            return $"Node.js is not installed. Install nodejs ({LeastNode} or later) and npm, then: soilbeta report STUDY.yml";
        if (!int.TryParse(node.Output.Trim().TrimStart('v').Split('.')[0], out int major) || major < LeastNode)
            return $"Node.js {node.Output.Trim()} is too old: {LeastNode} or later is needed. Then: soilbeta report STUDY.yml";
        string done = Path.Combine(Cache, ".installed");
        if (File.Exists(done))
            return null;

        _report.Say("installing the chart tool's packages (Vega-Lite), once.");
        string building = $"{Cache}.{Environment.ProcessId}";
        try
        {
            Directory.CreateDirectory(building);
            foreach (string file in Files)
                File.Copy(Path.Combine(Source, file), Path.Combine(building, file), overwrite: true);
            Outcome npm = Run("npm", ["ci", "--ignore-scripts", "--no-audit", "--no-fund", "--fetch-retries=1", "--fetch-timeout=30000", "--prefix", building], "", InstallPatience);
            if (npm.Code != 0)
                return $"the chart tool's packages could not be installed ({Last(npm.Error)}). With a network and npm: soilbeta report STUDY.yml";
            File.WriteAllText(Path.Combine(building, ".installed"), "");
            if (!File.Exists(done))
            {
                if (Directory.Exists(Cache))
                    Directory.Delete(Cache, recursive: true);
                Directory.Move(building, Cache);
            }
            return null;
        }
        catch (IOException) when (File.Exists(done))
        {
            return null; // another process has installed it meanwhile
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            return $"the chart tool's packages could not be kept in {Cache}: {failure.Message} Set XDG_CACHE_HOME to a folder of yours, then: soilbeta report STUDY.yml";
        }
        finally
        {
            if (Directory.Exists(building))
                Directory.Delete(building, recursive: true);
        }
    }

    private Outcome Run(string program, IReadOnlyList<string> arguments, string input, TimeSpan patience)
    {
        var start = new ProcessStartInfo(OperatingSystem.IsWindows() && program == "npm" ? "npm.cmd" : program)
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            StandardInputEncoding = new UTF8Encoding(false),
            StandardOutputEncoding = Encoding.UTF8,
            WorkingDirectory = AppContext.BaseDirectory, // certain to exist, unlike TMPDIR
        };
        foreach (string argument in arguments)
            start.ArgumentList.Add(argument);
        try
        {
            using Process process = Process.Start(start)!;
            using var ended = _cancellation.Register(() => Kill(process));
            var output = process.StandardOutput.ReadToEndAsync();
            var error = process.StandardError.ReadToEndAsync();
            _ = Task.Run(() => Feed(process, input)); // in its own task, since writing blocks if the program never reads
            if (!process.WaitForExit(patience))
            {
                Kill(process);
                return new Outcome(-1, "", $"{program} did not end within {patience.TotalSeconds:0} s");
            }
            _cancellation.ThrowIfCancellationRequested();
            const int killed = 128; // and the number of the signal
            return process.ExitCode > killed
                ? new Outcome(process.ExitCode, "", $"{program} was killed by signal {process.ExitCode - killed}: by somebody, or by the system for lack of memory")
                : new Outcome(process.ExitCode, output.Result, error.Result);
        }
        catch (System.ComponentModel.Win32Exception missing)
        {
            return new Outcome(missing.NativeErrorCode == NoSuchFile ? NotThere : -1, "", $"{program} could not be started: {missing.Message}");
        }
    }

    private static void Feed(Process process, string input)
    {
        try
        {
            process.StandardInput.Write(input);
            process.StandardInput.Close();
        }
        catch (Exception ended) when (ended is IOException or InvalidOperationException)
        {
            // The process exited before reading its input: its exit code and message give the reason.
        }
    }

    private static void Kill(Process process)
    {
        try
        {
            process.Kill(entireProcessTree: true);
        }
        catch (InvalidOperationException)
        {
            // The process has exited already.
        }
    }

    private static string Last(string text) => text.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
        .LastOrDefault(line => !line.Contains("complete log", StringComparison.Ordinal) && !line.Contains("npm-cache", StringComparison.Ordinal) && !line.Contains("_logs", StringComparison.Ordinal)) ?? "no message";

    private readonly record struct Outcome(int Code, string Output, string Error);
}
