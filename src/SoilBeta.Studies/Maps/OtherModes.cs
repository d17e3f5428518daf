using SoilBeta.Devices;
using SoilBeta.Studies.StudyFile;
using SoilBeta.Studies.Totals;

namespace SoilBeta.Studies.Maps;

/// <summary>Totals under other correlations of errors than the study's, for comparison: the whole run once more for each, keeping only the totals.</summary>
internal static class OtherModes
{
    /// <summary>Totals of an ecosystem under a mode.</summary>
    /// <param name="context">Map.</param>
    /// <param name="ecosystem">Ecosystem.</param>
    /// <param name="mode">Block, independent or common.</param>
    /// <param name="forest">Its forest.</param>
    /// <param name="device">Device.</param>
    /// <param name="trainingRoot">Root of the training table's correlations, for common draws.</param>
    public static EcosystemTotals Of(MapContext context, EcosystemSurvey ecosystem, string mode, MapForest forest, IDevice device, double[][]? trainingRoot)
    {
        var study = context.Study with { Study = WithMode(context.Study.Study, mode) };
        var plan = MapPlan.Of(study.Study, forest.Set, forest.Name, trainingRoot);
        var cells = new EcosystemCells(study, context.Stack, context.Window, context.Zones);
        var totals = new EcosystemTotals(ecosystem.Code, context.Zones.Names.Count, checked((int)plan.Realisations));
        using var run = device.Load(plan);
        using var work = context.Options.Report.Begin($"{ecosystem.Code} with {mode} draws", Math.Max(1, ecosystem.Cells), "cells");
        foreach (var tile in ecosystem.Cut(cells, run.PreferredCells))
        {
            var block = cells.Read(ecosystem.Code, tile, context.AreaShift);
            var record = TileRecord.Of(0, block, run.Run(block.ToJob(), context.Options.Cancellation));
            totals.AddTile(record.Tuples, record.Areas, record.Result.Totals);
            work.Advance(block.Cells);
        }
        return totals;
    }

    private static Study WithMode(Study study, string mode)
    {
        var other = study.Copy();
        other.Uncertainty.Mode = mode;
        if (mode != "common")
            (other.Uncertainty.Sampler, other.Uncertainty.Correlation) = ("monte-carlo", "none");
        return other;
    }
}
