using System.Diagnostics;
using SoilBeta.Devices;
using SoilBeta.Devices.Host;
using SoilBeta.Mapping.Shards;
using SoilBeta.Soil;

namespace SoilBeta.Mapping.Maps;

/// <summary>Where finished tiles come from: a device, or the parts that others have computed.</summary>
internal interface ITileSource
{
    /// <summary>Makes sure, before anything is computed or written, that the tiles of all ecosystems can be had.</summary>
    /// <exception cref="InvalidDataException">They cannot.</exception>
    void Begin(MapContext context, MapSurvey survey, Func<string, MapForest> forestOf);

    /// <summary>The finished tiles of an ecosystem, in the map's order.</summary>
    /// <param name="context">Map.</param>
    /// <param name="ecosystem">Ecosystem.</param>
    /// <param name="forest">Its forest.</param>
    /// <param name="plan">What is computed.</param>
    /// <param name="drawn">Run of the draws.</param>
    ITiles Of(MapContext context, EcosystemSurvey ecosystem, MapForest forest, RunPlan plan, DrawRun drawn);
}

/// <summary>Computes tiles on a device, each kept in a journal as it is finished.</summary>
/// <param name="device">Device.</param>
/// <param name="journal">Path of the journal of an ecosystem, and a mode that the study compares with or nothing for its own.</param>
internal sealed class DeviceTiles(IDevice device, Func<string, string, string> journal) : ITileSource
{
    /// <summary>Work of a tile on a CPU, tree evaluations a core: large enough for speed, small enough that an interruption loses seconds.</summary>
    private const double TileEvaluations = 1e8;

    /// <summary>Tree evaluations that a realisation of a regression takes as long as: all covariates are perturbed for it alone.</summary>
    private const double RegressionWork = 20;

    /// <summary>Cells of a tile at least, where there are so many realisations that fewer would be work enough.</summary>
    private const int FewestCells = 64;

    /// <summary>Which part of the map is computed.</summary>
    public Shard Part { get; init; } = Shard.Whole;

    /// <summary>Cells of a tile, where the device's wish shall not count (tests cut maps in odd ways); null otherwise.</summary>
    public int? TileCells { get; init; }

    /// <summary>Totals of single tiles that a journal may hold, bytes (tests make it small).</summary>
    public long FewTotals { get; init; } = TileJournal.FewTotals;

    /// <summary>Root of the training table's correlations where the study wants its covariates' errors correlated so; null otherwise.</summary>
    public double[][]? TrainingRoot { get; init; }

    /// <inheritdoc/>
    public void Begin(MapContext context, MapSurvey survey, Func<string, MapForest> forestOf) { }

    /// <inheritdoc/>
    public ITiles Of(MapContext context, EcosystemSurvey ecosystem, MapForest forest, RunPlan plan, DrawRun drawn)
    {
        using var run = ModelRun.Load(device, plan, context.Options.Threads);
        bool regression = plan.Forests.Linear.Count > 0;
        double evaluations = (double)plan.Realisations * plan.Forests.Trees;
        var report = context.Options.Report;
        string code = ecosystem.Code, other = drawn == DrawRun.Own(context.Study.Study) ? "" : drawn.Name, name = other.Length == 0 ? code : $"{code} with {drawn.Name} draws";
        var range = ecosystem.Range(context.Cells, Part);
        var head = new TileFileHead(MapKey.Of(context, code, forest, drawn, TrainingRoot), code, drawn.Name, Part, range, $"{device.Info.Name} ({device.Info.Description})");
        var cells = context.CellsFor(drawn);
        var tiles = TileJournal.Open(journal(code, other), head, () => ecosystem.Cut(cells, TileCells ?? CellsOfTile(context, plan, run, regression ? RegressionWork * evaluations : evaluations), range), FewTotals);
        try
        {
            long done = tiles.Finished.Sum(tile => (long)tiles.Tiles[tile].Cells);
            if (tiles.Loss is { } loss)
                report.Say($"{name}: an older journal was not used whole: {loss}.");
            if (done > 0)
                report.Say($"{name}: {done:N0} of {range.Cells:N0} cells are already computed; going on behind them.");
            if (done == range.Cells)
                return tiles;
            var clock = Stopwatch.StartNew();
            using (var work = report.Begin(regression ? $"{name}, a regression, on the host" : $"{name} on {device.Info.Name}", range.Cells - done, "cells"))
                MapPipeline.Run(tile => cells.Read(code, tile, context.AreaShift), run, tiles, work, context.Times, context.Options.Cancellation);
            double rate = (range.Cells - done) * evaluations / Math.Max(clock.Elapsed.TotalSeconds, 1e-3);
            report.Say(regression
                ? $"{name}: {plan.Realisations:N0} realisations of a regression, {rate / 1e6:N0} million /s."
                : $"{name}: {plan.Realisations:N0} realisations × {plan.Forests.Trees:N0} trees, {rate / 1e6:N0} million tree evaluations /s.");
            return tiles;
        }
        catch
        {
            tiles.Dispose();
            throw;
        }
    }

    private int CellsOfTile(MapContext context, RunPlan plan, IDeviceRun run, double evaluations)
    {
        int most = (int)Math.Clamp(context.Options.Memory.Tiles / ((MapPipeline.TilesBeside + MapPipeline.JobsOf(run)) * BytesOfCell(plan)), 1, run.PreferredCells);
        most = Math.Min(most, TileRecord.MostCells(plan, context.Zones.Combinations));
        int least = Math.Min(most, Math.Max(FewestCells, run.LeastCells));
        return device.Info.Kind == "cpu" ? CellsOfTile(device.Info.ComputeUnits, evaluations, least, most) : most;
    }

    /// <summary>Memory of a cell on its way through the device, bytes: what is read of it, what comes back, and the record that is written.</summary>
    private static long BytesOfCell(RunPlan plan)
    {
        long read = (sizeof(float) * (plan.Forests.Features.Count + 3)) + (sizeof(long) * 4);
        long found = (sizeof(long) * (1 + LayerDensities.Parts)) + (sizeof(int) * plan.Ranks.Count * (plan.SelectsDensities ? LayerDensities.Quantities + 1 : 1));
        return read + (2 * found);
    }

    /// <summary>Cells of a tile on a CPU.</summary>
    /// <param name="threads">Its threads.</param>
    /// <param name="evaluations">Tree evaluations of a cell.</param>
    /// <param name="least">Fewest cells.</param>
    /// <param name="most">Most cells.</param>
    public static int CellsOfTile(int threads, double evaluations, int least, int most) => (int)Math.Clamp(TileEvaluations * threads / evaluations, least, most);
}
