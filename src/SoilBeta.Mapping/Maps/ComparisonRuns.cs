using SoilBeta.Mapping.Totals;

namespace SoilBeta.Mapping.Maps;

/// <summary>Totals under other correlations of errors than the study's, for comparison: the whole run again for each, keeping only the totals.</summary>
public static class ComparisonRuns
{
    /// <summary>Totals of an ecosystem from its finished tiles.</summary>
    public static EcosystemTotals TotalsOf(MapContext context, EcosystemSurvey ecosystem, FinishedTiles tiles)
    {
        var totals = new EcosystemTotals(ecosystem.Code, context.ShapeOf(tiles.Plan));
        foreach (var record in tiles.Read())
        {
            context.Options.Cancellation.ThrowIfCancellationRequested();
            totals.AddAreas(record.Cells.Tuples, record.Cells.ZoneTuples, record.Cells.Areas);
        }
        tiles.AddTotals(totals);
        return totals;
    }
}
