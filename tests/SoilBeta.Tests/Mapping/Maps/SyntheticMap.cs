using SoilBeta.Devices;
using SoilBeta.Devices.Catalog;
using SoilBeta.Devices.Host;
using SoilBeta.Forests;
using SoilBeta.Mapping.Maps;
using SoilBeta.Mapping.Shards;
using SoilBeta.Mapping.Totals;
using SoilBeta.Rasters;
using SoilBeta.Studies;
using SoilBeta.Tests.Devices;
using SoilBeta.Tests.Rasters;
using SoilBeta.Tests.Studies;
using SoilBeta.Training.Assessment;
using SoilBeta.Training.Models;

namespace SoilBeta.Tests.Mapping.Maps;

/// <summary>A study of 23 × 22 cells with holes, rock, two sets of zones and two ecosystems that share cells; its stack is written once for each folder.</summary>
internal sealed class SyntheticMap : IDisposable
{
    public const int Width = 23;
    public const int Height = 22;

    private const string Text = """
        name: synthetic
        seed: 7
        grid: { resolution: 0.5 deg, bounds: [-60, -35, -48.5, -24] }
        covariates:
          - { name: f0, raster: a.tif, sd: 10 %, bounds: [0, 100] }
          - { name: f1, raster: b.tif, sd: "3" }
          - { name: f2, raster: c.tif, sd: 20 % }
        topsoil: { density: top.tif, sd: TOPSOIL }
        zones:
          - { name: half, raster: z.tif }
          - { name: third, raster: y.tif }
        ecosystems:
          - { code: CL, name: cropland, area: cl.tif }
          - { code: GL, name: grassland, area: gl.tif }
        uncertainty: { DRAWS, block: 1.7, refits: REFITS }
        """;

    private readonly TemporaryFolder _folder = new();
    private readonly Dictionary<string, MapForest> _forests;
    private readonly Dictionary<string, MapForest>? _direct;
    private readonly StackReader _stack;

    /// <param name="layers">A direct forest for each ecosystem, which then carries the carbon, as pruned from a pooled one; null for none.</param>
    public SyntheticMap(string mode = "common", string refits = "none", string topsoil = "0", string? uncertainty = null, int rock = 120, Func<string, int, ForestSet>? layers = null)
    {
        string count = refits == "none" ? "" : ", refit_count: 3";
        StudyYaml = Text.Replace("DRAWS", uncertainty ?? $"draws: 37, mode: {mode}").Replace("REFITS", refits + count).Replace("TOPSOIL", topsoil) + (layers is null ? "" : "\nforest: { model: direct }\n");
        Study = StudyText.Read(StudyYaml);
        int forests = refits == "none" ? 1 : 3;
        _forests = new()
        {
            ["CL"] = new MapForest(RandomForests.Make(1, 3, 20, 40, forests), "cl-checksum", "CL.forest"),
            ["GL"] = new MapForest(RandomForests.Make(2, 3, 20, 40, forests), "gl-checksum", "GL.forest"),
        };
        if (layers is not null)
            _direct = _forests.Keys.ToDictionary(code => code, code => new MapForest(layers(code, forests), "direct-checksum", "direct.forest"), StringComparer.Ordinal);
        WriteStack(rock);
        _stack = StackReader.Open(_folder["stack"]);
    }

    public StudyContext Study { get; private set; }

    /// <summary>The study's file.</summary>
    public string StudyYaml { get; }

    /// <summary>Changes the study; the stack stays.</summary>
    public void Change(Func<Study, Study> change) => Study = Study with { Study = change(Study.Study) };

    public StackReader Stack => _stack;

    /// <summary>Makes the maps in their own folder.</summary>
    public (OutputFolder Folder, IReadOnlyList<TotalsRow> Rows) Make(string name, MapSettings? settings = null)
    {
        settings ??= new MapSettings();
        var folder = new OutputFolder(_folder[name]);
        using var cpu = DeviceCatalog.Open("cpu", new DeviceOptions(settings.Threads));
        var options = new StepOptions { Threads = settings.Threads, Report = settings.Report, Cancellation = settings.Cancellation };
        var maker = new MapMaker(Study, folder, options, _stack, new DeviceTiles(settings.Device ?? cpu, new TileStore(folder.Tiles)) { TileCells = settings.TileCells, Options = settings.Tiles }, Runs())
        {
            Products = settings.AllProducts ? MapProduct.All : [MapProduct.All[0], MapProduct.All[5]],
            Skills = SkillFlags.Read(folder.Validation),
            Load = plan => ModelRun.Load(settings.Device ?? cpu, plan, settings.Threads),
        };
        return (folder, maker.Run(settings.Window ?? _stack.Grid.Whole));
    }

    /// <summary>Makes the maps with tiles of so many cells.</summary>
    public (OutputFolder Folder, IReadOnlyList<TotalsRow> Rows) Make(string name, int tileCells) => Make(name, new MapSettings { TileCells = tileCells });

    /// <summary>Computes one shard of the maps into its own folder.</summary>
    public void Shard(string name, Shard part, MapSettings settings)
    {
        var folder = new OutputFolder(_folder[name]);
        using var cpu = DeviceCatalog.Open("cpu", new DeviceOptions(settings.Threads));
        var options = new StepOptions { Threads = settings.Threads, Report = settings.Report, Cancellation = settings.Cancellation };
        var (context, survey) = MapContext.Open(Study, folder, options, _stack, _stack.Grid.Whole, Runs());
        var source = new DeviceTiles(settings.Device ?? cpu, new TileStore(folder.Shard(part.ToString()))) { Part = part, TileCells = settings.TileCells, Options = settings.Tiles };
        foreach (var ecosystem in survey.Ecosystems)
        {
            foreach (var request in Runs().Requests(ecosystem))
                source.Compute(context, request);
        }
    }

    public MapRuns Runs(StudyContext? study = null) => new((study ?? Study).Study, new CarbonChoice(_direct is null ? CarbonModel.Beta : CarbonModel.Direct), (code, model) => model == MapModel.Carbon && _direct is not null ? _direct[code] : _forests[code]);

    /// <summary>What is computed of an ecosystem with the study's own draws.</summary>
    public TileRequest Request(EcosystemSurvey ecosystem, StudyContext? study = null)
    {
        return Runs(study).Request(ecosystem, DrawRun.Own((study ?? Study).Study));
    }

    /// <summary>The finished tiles of an ecosystem in a folder of results.</summary>
    public FinishedTiles Tiles(string name, EcosystemSurvey ecosystem) =>
        new([.. new TileStore(Output(name).Tiles).SegmentsOf(ecosystem.Code, DrawRun.Own(Study.Study).Name).Select(path => Segment.Open(path)!)], Request(ecosystem).Plan, new ZoneIndex(Study.Study, _stack).Names.Count);

    /// <summary>What a map of the whole stack is made with.</summary>
    public (MapContext Context, MapSurvey Survey) Context(StudyContext? study = null) =>
        MapContext.Open(study ?? Study, new OutputFolder(_folder["none"]), new StepOptions { Threads = 1 }, _stack, _stack.Grid.Whole, Runs(study));

    /// <summary>Joins the parts in a folder.</summary>
    public OutputFolder Merge(string name, int parts)
    {
        var folder = new OutputFolder(_folder[name]);
        new MapMaker(Study, folder, new StepOptions { Threads = 2 }, _stack, new ShardSet(folder, parts), Runs()) { Products = [MapProduct.All[0], MapProduct.All[5]] }.Run(_stack.Grid.Whole);
        return folder;
    }

    /// <summary>A folder of results by its name.</summary>
    public OutputFolder Output(string name) => new(_folder[name]);

    public ForestSet Forest(string code) => _forests[code].Set;

    /// <summary>Every result of a map run, name → bytes; finished tiles, which differ with how the map was divided, are not results.</summary>
    public static SortedDictionary<string, byte[]> FilesOf(OutputFolder folder)
    {
        var files = new SortedDictionary<string, byte[]>(StringComparer.Ordinal);
        foreach (string path in Directory.EnumerateFiles(folder.Root, "*", SearchOption.AllDirectories))
        {
            if (!path.StartsWith(folder.Tiles, StringComparison.Ordinal) && !path.StartsWith(folder.Shards, StringComparison.Ordinal))
                files[Path.GetRelativePath(folder.Root, path)] = File.ReadAllBytes(path);
        }
        return files;
    }

    public static void ShouldBeTheSame(SortedDictionary<string, byte[]> found, SortedDictionary<string, byte[]> expected)
    {
        found.Keys.ShouldBe(expected.Keys);
        foreach (var (name, bytes) in expected)
            found[name].AsSpan().SequenceEqual(bytes).ShouldBeTrue(name);
    }

    public void Dispose()
    {
        _stack.Dispose();
        _folder.Dispose();
    }

    private void WriteStack(int rock)
    {
        var random = new Random(3);
        var grid = Grid.FromBounds(Crs.Wgs84, new Bounds(-60, -35, -48.5, -24), 0.5);
        using var stack = StackWriter.Create(_folder["stack"], grid, "synthetic");
        Layer(StackLayerNames.Covariate("f0"), _ => 100 * random.NextSingle());
        Layer(StackLayerNames.Covariate("f1"), _ => 100 * random.NextSingle());
        Layer(StackLayerNames.Covariate("f2"), _ => 100 * random.NextSingle());
        Layer(StackLayerNames.Topsoil, _ => 20 + (60 * random.NextSingle()));
        Layer(StackLayerNames.Valid, _ => random.Next(9) == 0 ? 0 : 1);
        Layer(StackLayerNames.Rock, _ => random.Next(5) == 0 ? rock * random.NextSingle() : float.PositiveInfinity);
        Layer(StackLayerNames.Hectares, cell => 3000 - (50f * (cell / Width)));
        Layer(StackLayerNames.Fraction("CL"), cell => cell / Width is 3 or 4 ? 0 : 0.6f * random.NextSingle());
        Layer(StackLayerNames.Fraction("GL"), _ => random.Next(3) == 0 ? 0.4f : 0);
        Layer(StackLayerNames.Zone("half"), cell => cell % Width < 11 ? 1 : 2, new() { [1] = "west", [2] = "=east" });
        Layer(StackLayerNames.Zone("third"), cell => cell / Width < 7 ? 5 : float.NaN, new() { [5] = "north" });
        stack.Commit();

        void Layer(string name, Func<int, float> value, SortedDictionary<int, string>? codes = null)
        {
            stack.Begin(new StackLayer { Name = name, Codes = codes ?? [] });
            stack.Write([.. Enumerable.Range(0, Width * Height).Select(value)]);
        }
    }
}

/// <summary>How a map is made; no result depends on any of it but window and products.</summary>
internal sealed record MapSettings
{
    public int? TileCells { get; init; }

    public IDevice? Device { get; init; }

    public int Threads { get; init; } = 2;

    public GridWindow? Window { get; init; }

    public bool AllProducts { get; init; }

    public IStepReport Report { get; init; } = SilentReport.Instance;

    public TileOptions Tiles { get; init; } = new();

    public CancellationToken Cancellation { get; init; }

    /// <summary>Every tile becomes a segment at once, and the run is stopped after so many of them.</summary>
    public static MapSettings StoppedAfter(int segments, int tileCells, CancellationTokenSource stop) => new()
    {
        TileCells = tileCells,
        Tiles = new TileOptions
        {
            Interval = TimeSpan.Zero,
            Written = _ =>
            {
                if (--segments == 0)
                    stop.Cancel();
            },
        },
        Cancellation = stop.Token,
    };
}

/// <summary>The plain loop as a device.</summary>
internal sealed class PlainDevice : IDevice
{
    public DeviceInfo Info { get; } = new("plain", "cpu", "plain loop", 1, 0);

    public IDeviceRun Load(RunPlan plan) => new PlainRun(plan);

    public void Dispose() { }

    private sealed class PlainRun(RunPlan plan) : IDeviceRun
    {
        public int PreferredCells => int.MaxValue;

        public DeviceTimings Timings => default;

        public TileResult Run(TileJob job, CancellationToken cancellation = default) => plan.DirectLayers is null ? PlainLoop.Run(plan, job) : PlainLoop.RunDirect(plan, job);

        public void Dispose() { }
    }
}
