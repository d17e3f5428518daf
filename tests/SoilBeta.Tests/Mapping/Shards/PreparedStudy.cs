using SoilBeta.Mapping.Maps;
using SoilBeta.Mapping.Shards;
using SoilBeta.Rasters;
using SoilBeta.Studies;
using SoilBeta.Tests.Cli;
using SoilBeta.Workflow.Runs;
using SoilBeta.Workflow.Steps;

namespace SoilBeta.Tests.Mapping.Shards;

/// <summary>Tests that share one <see cref="PreparedStudy"/>.</summary>
[CollectionDefinition(Name)]
public sealed class PreparedStudySharing : ICollectionFixture<PreparedStudy>
{
    public const string Name = "prepared study";
}

/// <summary>The small study with everything that a map can write (prediction, applicability, other modes, residuals, uncertain areas), prepared for shards and mapped whole: once for all tests here.</summary>
public sealed class PreparedStudy : IDisposable
{
    private readonly SmallStudy _small = new();

    public PreparedStudy()
    {
        _small.Change("study.yml", "uncertainty: { draws: 20 }", "uncertainty: { draws: 20, compare: [independent, block], block: 1, residuals: true, refits: cycled, refit_count: 3 }");
        _small.Change("study.yml", "repeats: 0", "repeats: 1");
        _small.Change("study.yml", "area: cl.asc", "area: cl.asc, area_sd: 10 %");
        Study = StudyReader.Read(Path.Combine(_small.Folder, "study.yml"));
        var prepared = new OutputFolder(_small.Output);
        Prepare(Study, prepared);
        Whole = Copy("whole");
        using (var run = new StudyRun(Study, Whole, Options()))
            run.Map(new MapRequest());
        Expected = Results(Whole);
        Shards = Copy("shards-of-3");
        foreach (int number in new[] { 3, 1, 2 })
            MapStep.Shard(Study, Shards, Options(), new MapRequest(), new Shard(number, 3));
    }

    public StudyContext Study { get; }

    /// <summary>Folder of the study file and its inputs.</summary>
    public string Inputs => _small.Folder;

    /// <summary>Mapped in one run.</summary>
    public OutputFolder Whole { get; }

    /// <summary>Prepared, with three shards.</summary>
    public OutputFolder Shards { get; }

    /// <summary>What one run writes: name → bytes.</summary>
    public SortedDictionary<string, byte[]> Expected { get; }

    public static StepOptions Options(IStepReport? report = null) => new() { Threads = 1, Device = "cpu", Report = report ?? SilentReport.Instance };

    public static void Prepare(StudyContext study, OutputFolder folder)
    {
        using var run = new StudyRun(study, folder, Options());
        run.Stack();
        run.Profiles();
        run.Train();
    }

    public static SortedDictionary<string, byte[]> Results(OutputFolder folder)
    {
        var files = new SortedDictionary<string, byte[]>(StringComparer.Ordinal);
        foreach (string path in Directory.EnumerateFiles(folder.Root, "*", SearchOption.AllDirectories))
        {
            string name = Path.GetRelativePath(folder.Root, path).Replace('\\', '/');
            if (name != "manifest.json" && !name.StartsWith("work/", StringComparison.Ordinal) && !name.StartsWith("shards/", StringComparison.Ordinal))
                files[name] = File.ReadAllBytes(path);
        }
        return files;
    }

    /// <summary>A copy of a prepared folder, of that without shards by default.</summary>
    public OutputFolder Copy(string name, OutputFolder? from = null)
    {
        from ??= new OutputFolder(_small.Output);
        var to = new OutputFolder(Path.Combine(_small.Folder, "copies", name));
        foreach (string path in Directory.EnumerateFiles(from.Root, "*", SearchOption.AllDirectories))
        {
            string copy = Path.Combine(to.Root, Path.GetRelativePath(from.Root, path));
            Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
            File.Copy(path, copy, overwrite: true);
        }
        return to;
    }

    public StudyContext Read(StudyOverrides? overrides = null) => StudyReader.Read(Path.Combine(_small.Folder, "study.yml"), overrides);

    public StudyContext ReadChanged(string what, string into)
    {
        string changed = Path.Combine(_small.Folder, $"changed-{Guid.NewGuid():N}.yml");
        File.WriteAllText(changed, File.ReadAllText(Path.Combine(_small.Folder, "study.yml")).Replace(what, into, StringComparison.Ordinal));
        return StudyReader.Read(changed);
    }

    public void Merge(OutputFolder folder, int? shards = null, StudyContext? study = null)
    {
        using var run = new StudyRun(study ?? Study, folder, Options());
        run.Merge(new MapRequest(), shards);
    }

    public void Dispose() => _small.Dispose();
}
