using SoilBeta.Devices;
using SoilBeta.Devices.Catalog;
using SoilBeta.Forests;
using SoilBeta.Forests.Validation;
using SoilBeta.Mapping.Maps;
using SoilBeta.Rasters;
using SoilBeta.Studies;
using SoilBeta.Tests.Checkout;
using SoilBeta.Tests.Mapping.Maps;
using SoilBeta.Tests.Rasters;
using SoilBeta.Training.Assessment;
using SoilBeta.Training.Tables;
using SoilBeta.Workflow.Runs;
using SoilBeta.Workflow.Steps;

namespace SoilBeta.Tests.Workflow;

/// <summary>The sample study from its tables and rasters to its forests, and a window of it (24 × 22 cells in the Pampa) to maps: once for all tests here.</summary>
public sealed class SampleWindow : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public SampleWindow()
    {
        // The study next to its data, with fewer trees and draws: the test is that the parts fit together.
        string samples = Path.Combine(CheckoutFolder.Root, "data-samples");
        string text = File.ReadAllText(Path.Combine(samples, "study.yml")).Replace("trees: 200", "trees: 20").Replace("draws: 1000", "draws: 60")
            + "\nvalidation: { repeats: 0, holdouts: 0, blocks: [2], map_cells: 0 }\ndrivers: { points: 3, refits: 0, rows: 20, selection: false }\n";
        foreach (string file in Directory.EnumerateFiles(samples, "*", SearchOption.AllDirectories))
        {
            string copy = _folder[Path.GetRelativePath(samples, file)];
            Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
            File.Copy(file, copy);
        }
        File.WriteAllText(_folder["study.yml"], text);
        Study = StudyReader.Read(_folder["study.yml"]);
        Made = new OutputFolder(_folder["made"]);
        using var run = new StudyRun(Study, Made, new StepOptions());
        run.Stack();
        run.Profiles();
        run.Train();
        run.Finish();
    }

    public StudyContext Study { get; }

    public OutputFolder Made { get; }

    public Bounds Bounds { get; } = new(-61, -35.8333, -59.0001, -34);

    /// <summary>Makes the window's maps in a folder of their own.</summary>
    internal SortedDictionary<string, byte[]> Make(string name, int? tileCells, int threads = 2, IDevice? device = null, int? stoppedAfter = null)
    {
        var folder = new OutputFolder(_folder[name]);
        using var inputs = new MapInputs(Study.Study, Made);
        var stack = inputs.Stack;
        using var cpu = DeviceCatalog.Open("cpu", new DeviceOptions(threads));
        using var stop = new CancellationTokenSource();
        var options = new StepOptions { Threads = threads, Cancellation = stop.Token };
        var settings = stoppedAfter is { } segments ? MapSettings.StoppedAfter(segments, 0, stop) : new MapSettings();
        var maker = new MapMaker(Study, folder, options, stack, new DeviceTiles(device ?? cpu, new TileStore(folder.Tiles)) { TileCells = tileCells, Options = settings.Tiles }, inputs.Runs)
        {
            Products = [MapProduct.All[0], MapProduct.All[5]],
        };
        maker.Run(stack.Grid.WindowOf(Bounds)!.Value);
        return SyntheticMap.FilesOf(folder);
    }

    public void Dispose() => _folder.Dispose();
}

public class SampleWindowTests(SampleWindow sample) : IClassFixture<SampleWindow>
{
    [Fact]
    public void Tiles_threads_interruptions_and_the_plain_loop_give_the_same_bytes()
    {
        using var stack = StackReader.Open(sample.Made.Stack);
        stack.Grid.WindowOf(sample.Bounds)!.Value.Cells.ShouldBe(528);
        using var plain = new PlainDevice();
        var expected = sample.Make("plain", 100_000, device: plain);
        expected.Keys.Count(name => name.EndsWith(".tif")).ShouldBe(8);
        SyntheticMap.ShouldBeTheSame(sample.Make("cell", 1, threads: 1), expected);
        SyntheticMap.ShouldBeTheSame(sample.Make("prime", 37), expected);
        Should.Throw<OperationCanceledException>(() => sample.Make("interrupted", 24, stoppedAfter: 3));
        SyntheticMap.ShouldBeTheSame(sample.Make("interrupted", 24, threads: 1), expected);
    }

    /// <summary>Fewer trees than in the study; bench/uncertainty/density-coverage.py measures the whole. One in twenty of this many shares may deviate by two standard errors.</summary>
    [Fact]
    public void Held_out_profiles_lie_inside_their_prediction_bounds_as_often_as_the_levels_say()
    {
        var study = sample.Study.Study;
        using var inputs = new MapInputs(study, sample.Made);
        List<IReadOnlyList<CoverageRow>> ecosystems = [.. inputs.Training.Values.Select(data =>
            new IntervalCoverage(study, data, ProfilePlaces.ForProfiles(study, inputs.Stack, data.Profiles), null, ModelKind.Forest, new ForestOptions { Trees = 40, Seed = 1, Threads = 2 })
                .Of([FoldDesigns.Sites(data.Table.Sites, 10, 1, study.Seed)], () => { }, CancellationToken.None))];
        CoverageRow[] together = [.. CoverageRow.Together(ecosystems).Where(Wanted)], each = [.. ecosystems.SelectMany(rows => rows).Where(Wanted)];
        together.Length.ShouldBe(2 * 7);
        each.Length.ShouldBe(3 * 2 * 7);
        foreach (var row in together)
            row.Covered.ShouldBe(row.Nominal, 0.03, $"{row.Quantity}, {row.Nominal}");
        foreach (var row in each)
            row.Covered.ShouldBe(row.Nominal, 3 * row.StandardError, $"{row.Quantity}, {row.Nominal}, {row.Count} profiles");
        each.Count(row => Math.Abs(row.Covered - row.Nominal) > 2 * row.StandardError).ShouldBeLessThanOrEqualTo(4);

        static bool Wanted(CoverageRow row) => row is { Interval: IntervalCoverage.Prediction, Place: CoverageRow.Everywhere, Nominal: 0.9 or 0.95 };
    }

    [Fact]
    public void The_steps_leave_what_they_promise()
    {
        foreach (string path in new[] { sample.Made.Profiles, sample.Made.Rejected, sample.Made.Validation, sample.Made.Importance, sample.Made.Dependence, sample.Made.Manifest, sample.Made.Forest("CL"), sample.Made.Stack })
            File.Exists(path).ShouldBeTrue(path);
        using var again = new StudyRun(sample.Study, sample.Made, new StepOptions());
        again.Profiles().ShouldBeNull();
        again.Train().ShouldBeNull();
    }
}
