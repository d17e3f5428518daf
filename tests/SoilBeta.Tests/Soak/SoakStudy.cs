using System.Globalization;
using SoilBeta.Tests.Checkout;
using SoilBeta.Tests.Cli;

namespace SoilBeta.Tests.Soak;

/// <summary>The sample study as the soak runs it: its profiles and rasters on a coarser grid, with more draws, and few models, so that every step takes its share of the time.</summary>
internal sealed class SoakStudy : IDisposable
{
    /// <summary>SIGKILL: what <c>kill -9</c> sends.</summary>
    public const int Kill = 9;

    // FL is the sample's smallest ecosystem and so the last whose tiles are computed: once its maps are written, no tile is computed any more.
    private static readonly (string Name, Func<string, bool> Begins)[] s_steps =
    [
        ("stack", point => point == "stack begins"),
        ("profiles", point => point == "profiles begins"),
        ("train", point => point.StartsWith("train ", StringComparison.Ordinal)),
        ("tiles", point => point.Contains(" on cpu ", StringComparison.Ordinal)),
        ("maps", point => point.StartsWith("whole FL_", StringComparison.Ordinal)),
        ("totals", point => point.StartsWith("begun totals.", StringComparison.Ordinal)),
        ("report", point => point == "report begins"),
    ];

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
    public Soilbeta.Result Run(string output, params string[] arguments) => Soilbeta.Run(Folder, Arguments(output, arguments));

    /// <summary>Runs the study to its end in this process.</summary>
    /// <returns>The points that it passed, step by step, in their order.</returns>
    public IReadOnlyList<(string Name, IReadOnlyList<string> Points)> Points(string output, params string[] arguments)
    {
        var steps = new List<(string Name, List<string> Points)>();
        RunPoints.Listen(point =>
        {
            lock (steps)
            {
                string? next = s_steps.FirstOrDefault(step => step.Begins(point)).Name;
                if (next is not null && next != steps.LastOrDefault().Name && !steps.Exists(step => step.Name == next))
                    steps.Add((next, []));
                if (steps.Count > 0 && point != "says")
                    steps[^1].Points.Add(point);
            }
        });
        Run(output, arguments).ShouldExitWith(0);
        RunPoints.Listen(null);
        return [.. steps.Select(step => (step.Name, (IReadOnlyList<string>)step.Points))];
    }

    /// <summary>Runs the study in a process of its own that sends itself a signal at a point.</summary>
    public Soilbeta.Result Stopped(string output, string signal, string point, params string[] arguments) =>
        Soilbeta.Spawn(Folder, new Dictionary<string, string> { ["SOILBETA_TEST_STOP"] = $"{signal} {point}" }, Arguments(output, arguments));

    /// <summary>Every result of a run by name, but for manifest, journal and report: what must be the same bytes however often the run was interrupted.</summary>
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

    /// <summary>A figure of the soak from the environment, or what the tests of every change use.</summary>
    public static int Setting(string name, int otherwise) => int.TryParse(Environment.GetEnvironmentVariable(name), NumberStyles.None, CultureInfo.InvariantCulture, out int value) ? value : otherwise;

    /// <summary>Adds a line to the results of the soak, where it is one.</summary>
    public static void Report(string line)
    {
        if (Environment.GetEnvironmentVariable("SOILBETA_SOAK_RESULTS") is { Length: > 0 } results)
            File.AppendAllText(results, line + "\n");
    }

    public void Dispose() => _folder.Dispose();

    private static string[] Arguments(string output, string[] arguments) => ["run", "study.yml", "--device", "cpu", "--output", output, .. arguments];

    private static string Invariant(FormattableString text) => FormattableString.Invariant(text);
}
