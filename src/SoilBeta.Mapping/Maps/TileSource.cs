using System.Diagnostics;
using SoilBeta.Devices;
using SoilBeta.Devices.Host;

namespace SoilBeta.Mapping.Maps;

/// <summary>Source of finished tiles: a device, or shards computed earlier.</summary>
public interface ITileSource
{
    /// <summary>Checks, before anything is computed or written, that the tiles of all ecosystems are available.</summary>
    /// <exception cref="InvalidDataException">They are not.</exception>
    void Begin(MapContext context, MapSurvey survey, MapRuns runs);

    /// <summary>The finished tiles of an ecosystem.</summary>
    /// <param name="context">Map.</param>
    /// <param name="request">Tiles to compute.</param>
    FinishedTiles Compute(MapContext context, TileRequest request);
}

/// <summary>Request for an ecosystem's tiles.</summary>
/// <param name="Ecosystem">Ecosystem.</param>
/// <param name="Forest">Forest.</param>
/// <param name="Plan">The plan.</param>
/// <param name="Run">Run of the draws.</param>
public sealed record TileRequest(EcosystemSurvey Ecosystem, MapForest Forest, RunPlan Plan, DrawRun Run);

/// <summary>Computes tiles on a device and stores them.</summary>
/// <param name="device">Device.</param>
/// <param name="store">Store of the tiles.</param>
public sealed class DeviceTiles(IDevice device, TileStore store) : ITileSource
{
    /// <summary>Tree evaluations in a tile for each core of a CPU: enough for speed, few enough that an interruption loses only seconds.</summary>
    private const double TileEvaluations = 1e8;

    /// <summary>Tree evaluations that take as long as one realisation of a regression, which perturbs all covariates by itself.</summary>
    private const double RegressionWork = 20;

    /// <summary>Minimum number of cells in a tile, even where many realisations make each cell expensive.</summary>
    private const int FewestCells = 64;

    /// <summary>Divisor of the tiles' memory that gives the limit of those that wait to be written.</summary>
    private const int WaitingShare = 4;

    private readonly HashSet<string> _used = new(StringComparer.Ordinal);

    /// <summary>The shard that is computed.</summary>
    public Shard Part { get; init; } = Shard.Whole;

    /// <summary>Cells of a tile, for tests that override the device's preference; null otherwise.</summary>
    public int? TileCells { get; init; }

    /// <summary>Options of the segments.</summary>
    public TileOptions Options { get; init; } = new();

    /// <summary>Folders of computed or existing tiles.</summary>
    public IReadOnlySet<string> Used => _used;

    /// <inheritdoc/>
    public void Begin(MapContext context, MapSurvey survey, MapRuns runs) { }

    /// <inheritdoc/>
    public FinishedTiles Compute(MapContext context, TileRequest request)
    {
        var (ecosystem, plan) = (request.Ecosystem, request.Plan);
        string name = request.Run == DrawRun.Own(context.Study.Study) ? ecosystem.Code : $"{ecosystem.Code} with {request.Run.Name} draws";
        var report = context.Options.Report;
        var range = ecosystem.Range(context.Cells, Part);
        var head = new SegmentHead(TileKey.Parts(context, request), ecosystem.Code, request.Run.Name, $"{device.Info.Name} ({device.Info.Description})");
        string path = store.FolderOf(head);
        _used.Add(path);
        var folder = TileFolder.Open(path, head, Options with { WaitingBytes = Math.Min(Options.WaitingBytes, context.Options.Memory.Tiles / WaitingShare) });
        if (folder.Unusable > 0)
            report.Say($"{name}: {folder.Unusable:N0} file{(folder.Unusable == 1 ? "" : "s")} of finished tiles could not be used: damaged, or of another version of the program.");
        int zones = context.Zones.Names.Count;
        var finished = folder.Finished(plan, zones);
        long left = range.Cells - finished.Cells;
        if (finished.Cells > 0)
            report.Say($"{name}: {finished.Cells:N0} of {range.Cells:N0} cells are already computed{(left > 0 ? "; going on with the rest" : "")}.");
        if (left == 0)
            return finished;
        using var run = ModelRun.Load(device, plan, context.Options.Threads);
        bool regression = plan.Forests.Linear.Count > 0;
        double evaluations = (double)plan.Realisations * plan.Forests.Trees;
        var cells = context.CellsFor(request.Run);
        int tileCells = TileCells ?? CellsOfTile(context, plan, run, regression ? RegressionWork * evaluations : evaluations);
        var clock = Stopwatch.StartNew();
        long before = left;
        using (var work = report.Begin(regression ? $"{name}, a regression, on the host" : $"{name} on {device.Info.Name}", left, "cells"))
        {
            new MapPipeline
            {
                Code = ecosystem.Code,
                Cells = cells,
                AreaShift = context.AreaShift,
                Plan = plan,
                WithTotals = context.ShapeOf(plan, request.Run.Model).Layers.Count > 0,
                Run = run,
                Tiles = finished.Gaps(range).SelectMany(gap => ecosystem.Cut(cells, tileCells, gap)),
                Keep = record =>
                {
                    left -= record.Range.Cells;
                    if (folder.Add(record))
                        folder.RequireRoom(left, plan);
                    work.Advance(record.Range.Cells);
                },
                End = folder.Flush,
                Times = context.Times,
            }.Compute(context.Options.Cancellation);
        }
        double rate = before * evaluations / Math.Max(clock.Elapsed.TotalSeconds, 1e-3);
        report.Say(regression
            ? $"{name}: {plan.Realisations:N0} realisations of a regression, {rate / 1e6:N0} million /s."
            : $"{name}: {plan.Realisations:N0} realisations × {plan.Forests.Trees:N0} trees, {rate / 1e6:N0} million tree evaluations /s.");
        return folder.Finished(plan, zones);
    }

    private int CellsOfTile(MapContext context, RunPlan plan, IDeviceRun run, double evaluations)
    {
        long memory = context.Options.Memory.Tiles * (WaitingShare - 1) / WaitingShare;
        int most = (int)Math.Clamp(memory / ((MapPipeline.TilesBeside + MapPipeline.JobsOf(run)) * BytesOfCell(plan)), 1, run.PreferredCells);
        most = Math.Min(most, TileRecord.MostCells(plan));
        int least = Math.Min(most, Math.Max(FewestCells, run.LeastCells));
        return device.Info.Kind == "cpu" ? CellsOfTile(device.Info.ComputeUnits, evaluations, least, most) : most;
    }

    /// <summary>Memory for a cell in the pipeline, bytes: its input, its results, and the record that is written.</summary>
    private static long BytesOfCell(RunPlan plan)
    {
        long read = (sizeof(float) * (plan.Forests.Features.Count + 4)) + (sizeof(long) * 4);
        return read + (2 * TileShape.Of(plan).Bytes);
    }

    /// <summary>Number of cells per tile on a CPU.</summary>
    /// <param name="threads">Number of threads.</param>
    /// <param name="evaluations">Tree evaluations for each cell.</param>
    /// <param name="least">Minimum number of cells.</param>
    /// <param name="most">Largest number of cells.</param>
    public static int CellsOfTile(int threads, double evaluations, int least, int most) => (int)Math.Clamp(TileEvaluations * threads / evaluations, least, most);
}
