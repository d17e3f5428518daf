using SoilBeta.Devices;
using SoilBeta.Mapping.Totals;
using SoilBeta.Studies.StudyFile;
using SoilBeta.Training.Models;

namespace SoilBeta.Mapping.Maps;

/// <summary>Totals under other correlations of errors than the study's, for comparison: the whole run again for each, keeping only the totals.</summary>
internal static class ComparisonRuns
{
    /// <summary>What is computed of an ecosystem under a mode.</summary>
    /// <param name="study">Study.</param>
    /// <param name="forest">The ecosystem's forest.</param>
    /// <param name="mode">Block, independent or common, or a replicate of the study's own draws.</param>
    /// <param name="trainingRoot">Root of the training table's correlations, for common draws.</param>
    public static RunPlan Plan(Study study, MapForest forest, string mode, double[][]? trainingRoot)
    {
        var plan = RunPlans.Of(WithMode(study, mode), forest.Set, forest.Name, trainingRoot);
        int replicate = ReplicateMap.NamesOf(study).ToList().IndexOf(mode);
        return replicate < 0 ? plan : ReplicateMap.PlanOf(plan, study.Uncertainty.Replicates, replicate);
    }

    /// <summary>Totals of an ecosystem from its finished tiles.</summary>
    public static EcosystemTotals Of(MapContext context, EcosystemSurvey ecosystem, FinishedTiles tiles)
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

    /// <summary>The study with another mode of draws.</summary>
    public static Study WithMode(Study study, string mode)
    {
        if (mode == study.Uncertainty.Mode || ReplicateMap.NamesOf(study).Contains(mode, StringComparer.Ordinal))
            return study;
        var other = study.Copy();
        other.Uncertainty.Mode = mode;
        if (mode != "common")
            (other.Uncertainty.Sampler, other.Uncertainty.Correlation) = ("monte-carlo", "none");
        return other;
    }
}
