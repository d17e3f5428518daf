using SoilBeta.Forests;
using SoilBeta.Forests.Validation;
using SoilBeta.Soil;
using SoilBeta.Studies;
using SoilBeta.Training.Assessment;
using SoilBeta.Training.Models;

namespace SoilBeta.Training.Carbon;

/// <summary>Coverage of held-out profiles by the prediction bounds of a direct forest, of each density on the map.</summary>
/// <remarks>For each fold of a design's first repeat a forest is trained and its levels are calibrated on the other folds. A bound is the forest's prediction at the site times the bound of the ratio, without draws of the covariates' errors.</remarks>
/// <param name="data">Profiles.</param>
/// <param name="grow">How forests are grown.</param>
internal sealed class DirectCoverage(CarbonData data, ForestOptions grow)
{
    /// <summary>Coverage by ecosystem.</summary>
    /// <param name="plans">Designs.</param>
    /// <param name="options">Threads, report, cancellation token.</param>
    public IReadOnlyDictionary<string, IReadOnlyList<CoverageRow>> Of(IReadOnlyList<FoldPlan> plans, StepOptions options)
    {
        FoldPlan[] designs = [.. IntervalCoverage.Designs(plans)];
        var rows = data.Study.Ecosystems.ToDictionary(ecosystem => ecosystem.Code, _ => new List<CoverageRow>(), StringComparer.Ordinal);
        using var work = options.Report.Begin("intervals of the direct forest", designs.Sum(plan => plan.Repeats[0].Count), "models");
        foreach (var plan in designs)
        {
            var tallies = rows.Keys.ToDictionary(code => code, _ => new CoverageTally([.. IntervalCoverage.Nominals]), StringComparer.Ordinal);
            foreach (var fold in plan.Repeats[0])
            {
                options.Cancellation.ThrowIfCancellationRequested();
                foreach (var (train, test) in data.Groups(fold))
                    Add(train, test, tallies, options.Threads);
                work.Advance(1);
            }
            foreach (var (code, tally) in tallies)
                rows[code].AddRange(tally.Rows(plan.Design));
        }
        return rows.ToDictionary(pair => pair.Key, pair => (IReadOnlyList<CoverageRow>)pair.Value, StringComparer.Ordinal);
    }

    private void Add(int[] train, int[] test, Dictionary<string, CoverageTally> tallies, int threads)
    {
        var study = data.Study;
        if (!train.Any(data.Trains))
            return;
        var (inside, places) = DirectTraining.Rows(study, [.. train.Select(row => data.Profiles[row])], data.Places.Subset(train));
        var forest = DirectTraining.Train(inside.Table, grow with { Threads = threads }).Forest;
        var bounds = DirectTraining.BoundsFor(study, forest, inside, places);
        double[] levels = [.. IntervalCoverage.Levels];
        double[] quantiles = bounds.QuantilesAt(data.DirectAtMap(test), test.Length, levels, threads);
        MapProduct[] products = [.. study.CarbonProducts.Where(product => !product.IsBeta)];
        for (int cell = 0; cell < test.Length; cell++)
        {
            int row = test[cell], of = cell;
            if (!data.IsMapped(row))
                continue;
            double[] layers = data.Predict(row, forest);
            for (int p = 0; p < products.Length; p++)
            {
                double observed = DirectTraining.Observed(study, data.Profiles[row], products[p]);
                if (double.IsNaN(observed))
                    continue;
                double mean = DirectDensities.Between(study, layers, products[p], data.Places.Topsoil[row], data.Places.SoilDepths[row]);
                int target = p + 1; // the first is the forest's own
                tallies[data.Profiles[row].Ecosystem].Add(IntervalCoverage.Prediction, new HeldOutValue(products[p].Suffix, observed, data.Table.Sites[row], null), level => DensityRatios.Bound(mean, quantiles[(((target * levels.Length) + level) * test.Length) + of]));
            }
        }
    }
}
