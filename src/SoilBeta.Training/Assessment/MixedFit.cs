using SoilBeta.Forests;
using SoilBeta.Forests.Validation;
using SoilBeta.Numerics.Statistics;

namespace SoilBeta.Training.Assessment;

/// <summary>A random-intercept regression of β on all covariates, the paper's comparison, as reported in the results.</summary>
/// <param name="Grouping">Groups of the random intercept: <c>site</c>, <c>source</c> or <c>ecosystem</c>.</param>
/// <param name="Criterion"><c>REML</c> or <c>ML</c>.</param>
/// <param name="Model">The fit.</param>
public sealed record MixedFit(string Grouping, string Criterion, RandomInterceptModel Model)
{
    /// <summary>Fits by REML and by maximum likelihood for each grouping; empty unless there are more rows than fixed effects.</summary>
    public static IReadOnlyList<MixedFit> All(TrainingTable table, params ReadOnlySpan<(string Name, string[] Groups)?> groupings)
    {
        var fits = new List<MixedFit>();
        if (table.Rows <= table.Features.Count + 1)
            return fits;
        int[] rows = [.. Enumerable.Range(0, table.Rows)];
        foreach (var grouping in groupings)
        {
            if (grouping is not { } g)
                continue;
            fits.Add(new MixedFit(g.Name, "REML", MixedLearner.Fit(table, g.Groups, rows)));
            fits.Add(new MixedFit(g.Name, "ML", MixedLearner.Fit(table, g.Groups, rows, restricted: false)));
        }
        return fits;
    }
}
