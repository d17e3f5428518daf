using System.Globalization;
using SoilBeta.Devices;
using SoilBeta.Devices.Host;
using SoilBeta.Devices.Catalog;
using SoilBeta.Forests.Validation;
using SoilBeta.Mapping.Maps;
using SoilBeta.Mapping.Shards;
using SoilBeta.Mapping.Totals;
using SoilBeta.Numerics;
using SoilBeta.Rasters;
using SoilBeta.Soil;
using SoilBeta.Studies;
using SoilBeta.Training.Assessment;
using SoilBeta.Training.Models;
using SoilBeta.Workflow.Runs;

namespace SoilBeta.Workflow.Steps;

/// <summary>Maps, intervals and totals: stack and <c>forests/CODE.forest</c> → <c>maps/…</c>, <c>totals.csv</c>, <c>totals.json</c>.</summary>
public static class MapStep
{
    /// <summary>Runs the step on a study whose stack and forests exist; resumes an interrupted one.</summary>
    /// <param name="study">The study.</param>
    /// <param name="inputs">Stack, forests and profiles; results go into their output folder.</param>
    /// <param name="options">Device, threads, memory, report, cancellation token; no result depends on them.</param>
    /// <param name="request">Part of the grid.</param>
    /// <exception cref="InvalidDataException">Stack or forests are missing, damaged or of another study, or nothing can be mapped.</exception>
    /// <exception cref="DeviceException">The device failed; finished tiles are kept.</exception>
    internal static MapResult Run(StudyContext study, MapInputs inputs, StepOptions options, MapRequest request)
    {
        var window = WindowOf(inputs.Stack.Grid, request);
        options = RequireForests(study, inputs, options);
        using var device = OpenDevice(options);
        var source = new DeviceTiles(device, new TileStore(inputs.Folder.Tiles));
        var maker = Maker(study, inputs, options, source, device);
        return new MapResult(maker.Run(window), $"{device.Info.Name} ({device.Info.Description})", maker.Times.Seconds) { TileFolders = source.Used };
    }

    /// <summary>Computes one shard of the map and stores its tiles in the shard's own folder; resumes an interrupted one. Any number of shards may be computed at the same time.</summary>
    /// <param name="study">The study.</param>
    /// <param name="folder">Output folder with stack and forests, which are only read.</param>
    /// <param name="options">Device, threads, memory, report, cancellation token.</param>
    /// <param name="request">Part of the grid.</param>
    /// <param name="part">The shard.</param>
    /// <exception cref="InvalidDataException">Stack or forests are missing, damaged or not current, a run is changing them, or the shard is already being computed.</exception>
    /// <exception cref="DeviceException">The device failed; finished tiles are kept.</exception>
    public static ShardResult Shard(StudyContext study, OutputFolder folder, StepOptions options, MapRequest request, Shard part)
    {
        OutputGuard.Require(study, folder);
        using var shared = File.Exists(folder.Stack) ? OutputLock.Share(folder) : null;
        PreparedFolder.Require(study, folder, options);
        using var own = OutputLock.TakeShard(folder.Shard(part.ToString()));
        using var inputs = new MapInputs(study.Study, folder);
        options = RequireForests(study, inputs, options);
        using var device = OpenDevice(options);
        var (context, survey) = MapContext.Open(study, folder, options, inputs.Stack, WindowOf(inputs.Stack.Grid, request), inputs.Runs);
        var source = new DeviceTiles(device, new TileStore(folder.Shard(part.ToString()))) { Part = part };
        long cells = 0;
        foreach (var ecosystem in survey.Ecosystems)
        {
            foreach (var tiles in inputs.Runs.Requests(ecosystem))
                source.Compute(context, tiles);
            cells += ecosystem.Range(context.Cells, part).Cells;
        }
        return new ShardResult(folder.Shard(part.ToString()), cells);
    }

    /// <summary>Joins the shards: maps and totals equal to those of <see cref="Run"/>, byte for byte.</summary>
    /// <param name="study">The study.</param>
    /// <param name="inputs">Stack, forests and profiles; their output folder has the shards.</param>
    /// <param name="options">Threads, memory, report, cancellation token.</param>
    /// <param name="request">Part of the grid, as for the shards.</param>
    /// <param name="shards">Number of shards; null to take it from the folder.</param>
    /// <exception cref="InvalidDataException">A shard is missing, incomplete, damaged or of another map; the message names each, with advice.</exception>
    internal static MapResult Merge(StudyContext study, MapInputs inputs, StepOptions options, MapRequest request, int? shards)
    {
        options = RequireForests(study, inputs, options with { Device = "cpu" });
        var set = new ShardSet(inputs.Folder, ShardSet.CountIn(inputs.Folder, shards));
        using var device = study.Study.Uncertainty.JointQuantiles ? OpenDevice(options) : null;
        var maker = Maker(study, inputs, options, set, device);
        var rows = maker.Run(WindowOf(inputs.Stack.Grid, request));
        return new MapResult(rows, $"{set.Count} shard{(set.Count == 1 ? "" : "s")}: {string.Join(", ", set.Devices)}", maker.Times.Seconds);
    }

    /// <summary>Inputs of the maps.</summary>
    /// <param name="study">The study.</param>
    /// <param name="inputs">Stack, forests and profiles.</param>
    /// <param name="request">Part of the grid.</param>
    internal static StepInputs InputsOf(StudyContext study, MapInputs inputs, MapRequest request)
    {
        var folder = inputs.Folder;
        string residuals = inputs.Carbon.Model == CarbonModel.Direct ? folder.HeldOutCarbon : folder.HeldOut;
        var parts = new StepInputs()
            .With("the study", study.Checksum)
            .With("the stack", inputs.Stack.Checksum)
            .With("the model of carbon", inputs.Carbon.Model.Word())
            .With("--bounds", WindowOf(inputs.Stack.Grid, request).ToString())
            .With("profiles.csv", File.Exists(folder.Profiles) ? Checksums.OfFile(folder.Profiles) : "none")
            .With(Path.GetFileName(residuals), study.Study.Uncertainty.Residuals && File.Exists(residuals) ? Checksums.OfFile(residuals) : "none")
            .With("importance.csv", File.Exists(folder.Importance) ? Checksums.OfFile(folder.Importance) : "none");
        foreach (var ecosystem in study.Study.Ecosystems)
        {
            string code = ecosystem.Code;
            foreach (var maps in inputs.Runs.Models(study.Study.Products))
                parts.With($"forests/{Path.GetFileName(inputs.PathOf(code, maps.Model))}", inputs.ForestChecksum(code, maps.Model));
            parts.With($"what validation.json says of {code}", SaidOf(inputs.Skill(code)));
        }
        return parts;
    }

    private static string SaidOf(SkillFlag flag) => $"{flag.Sentence} {flag.SubsoilSentence} {flag.Applicability?.Sentence}";

    /// <summary>Outputs of the step; evaluated after it, since a forest of another program has no map of applicability.</summary>
    public static IEnumerable<string> OutputsOf(Study study, OutputFolder folder) =>
        study.Ecosystems.Select(ecosystem => ecosystem.Code).Append("ALL").SelectMany(code => study.Products.Select(product => folder.Map($"{code}_{product.Suffix}")))
            .Concat(study.Ecosystems.Select(ecosystem => folder.Map($"{ecosystem.Code}_{ApplicabilityMaps.Suffix}")).Where(File.Exists))
            .Prepend(folder.TotalsJson).Prepend(folder.TotalsCsv);

    private static MapMaker Maker(StudyContext study, MapInputs inputs, StepOptions options, ITileSource source, IDevice? device) =>
        new(study, inputs.Folder, options, inputs.Stack, source, inputs.Runs)
        {
            Training = inputs.Training,
            Skills = inputs.Skills,
            Load = device is null ? null : plan => ModelRun.Load(device, plan, options.Threads),
        };

    // Find forests that are missing, damaged, of another study or too large before hours of computing with the others.
    private static StepOptions RequireForests(StudyContext study, MapInputs inputs, StepOptions options)
    {
        long nodes = 0;
        foreach (var ecosystem in study.Study.Ecosystems)
        {
            // A plan has the study's covariates and layers.
            foreach (var maps in inputs.Runs.Models(study.Study.Products))
                nodes = Math.Max(nodes, inputs.Runs.Request(new EcosystemSurvey(ecosystem.Code, []), DrawRun.Own(study.Study, maps.Model)).Forest.Nodes);
        }
        long rows = inputs.Training.Values.Sum(data => (long)data.Table.Rows);
        int zones = new ZoneIndex(study.Study, inputs.Stack).Names.Count;
        TotalsShape.RequireRoom(zones, inputs.Carbon.Model == CarbonModel.Direct ? study.Study.Layers.Count : LayerDensities.Parts, study.Study.Uncertainty.Realisations);
        var device = DeviceCatalog.Resolve(options.Device);
        var memory = options.Memory.For(StudyMemory.ForStudy(study.Study, zones, nodes, rows, 2 * device.Members), device.Name);
        options.Heap.Set(memory.Heap);
        return options with { Memory = memory };
    }

    private static IDevice OpenDevice(StepOptions options)
    {
        var device = DeviceCatalog.Open(options.Device, new DeviceOptions(options.Threads, options.Memory.Device));
        options.Report.Say($"maps on {device.Info.Name} ({device.Info.Description}){(options.Device == "auto" ? $": {DeviceCatalog.Automatic().Reason}" : "")}.");
        return device;
    }

    private static GridWindow WindowOf(Grid grid, MapRequest request)
    {
        if (request.Bounds is not { } bounds)
            return grid.Whole;
        var all = grid.Bounds;
        return grid.WindowOf(bounds) ?? throw new InvalidDataException(string.Create(CultureInfo.InvariantCulture,
            $"--bounds {bounds.West},{bounds.South},{bounds.East},{bounds.North} lies outside the study's grid ({all.West},{all.South},{all.East},{all.North})."));
    }
}

/// <summary>Part of a study to map.</summary>
/// <param name="Bounds">Bounds in the unit of the grid's reference system; null for all of it. The pixels are the same in both cases.</param>
public sealed record MapRequest(Bounds? Bounds = null);

/// <summary>Result of <see cref="MapStep"/>.</summary>
/// <param name="Totals">Rows of <c>totals.csv</c>.</param>
/// <param name="Device">Device that computed it.</param>
/// <param name="Seconds">Time in which at least one thread worked on a stage, s, by stage; stages overlap.</param>
public sealed record MapResult(IReadOnlyList<TotalsRow> Totals, string Device, IReadOnlyDictionary<string, double> Seconds)
{
    /// <summary>Folders of the maps' tiles.</summary>
    internal IReadOnlySet<string> TileFolders { get; init; } = new HashSet<string>();
}

/// <summary>Result of <see cref="MapStep.Shard"/>.</summary>
/// <param name="Folder">The shard's folder.</param>
/// <param name="Cells">Number of cells of the shard, over all ecosystems.</param>
public sealed record ShardResult(string Folder, long Cells);
