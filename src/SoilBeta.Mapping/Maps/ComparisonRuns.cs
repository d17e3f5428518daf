using SoilBeta.Devices;
using SoilBeta.Mapping.Totals;
using SoilBeta.Studies;
using SoilBeta.Training.Models;

namespace SoilBeta.Mapping.Maps;

/// <summary>Totals under other correlations of errors than the study's, for comparison: the whole run again for each, keeping only the totals.</summary>
public static class ComparisonRuns
{
    /// <summary>Plan of an ecosystem for a run of the draws.</summary>
    /// <param name="study">Study.</param>
    /// <param name="forest">The ecosystem's forest.</param>
    /// <param name="run">Mode of the draws, or a replicate of the study's own.</param>
    /// <param name="trainingRoot">Root of the training table's correlations, for common draws.</param>
    public static RunPlan Plan(Study study, MapForest forest, DrawRun run, double[][]? trainingRoot)
    {
        var plan = RunPlans.ForForests(study.In(run.Mode), forest.Set, forest.Name, trainingRoot);
        return run.Replicate == 0 ? plan : ReplicateMap.PlanOf(plan, study.Uncertainty.Sampler.Replicates, run.Replicate - 1);
    }

    /// <summary>Totals of an ecosystem from its finished tiles.</summary>
    public static EcosystemTotals TotalsOf(MapContext context, EcosystemSurvey ecosystem, FinishedTiles tiles)
    {
        var totals = new EcosystemTotals(ecosystem.Code, context.Zones.Names.Count, checked((int)tiles.Plan.Realisations));
        foreach (var record in tiles.Read())
        {
            context.Options.Cancellation.ThrowIfCancellationRequested();
            totals.AddAreas(record.Cells.Tuples, record.Cells.ZoneTuples, record.Cells.Areas);
        }
        tiles.AddTotals(totals);
        return totals;
    }
}
