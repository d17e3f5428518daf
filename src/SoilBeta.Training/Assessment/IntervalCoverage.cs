using SoilBeta.Devices;
using SoilBeta.Devices.Catalog;
using SoilBeta.Devices.Host;
using SoilBeta.Forests;
using SoilBeta.Forests.Validation;
using SoilBeta.Studies;
using SoilBeta.Training.Models;
using SoilBeta.Training.Tables;

namespace SoilBeta.Training.Assessment;

/// <summary>Coverage of held-out profiles by intervals computed without them: the model's prediction interval and the covariate-and-resampling interval, of β and of each density on the map.</summary>
/// <remarks>
/// The support is a point: a profile's own β and densities. For each fold of a design's first repeat, a model is trained and its levels are calibrated on the other folds; its bounds at the held-out sites are made as on a map, from the
/// map's topsoil and covariates there. A profile is scored on the layers that it reaches, where the map has a topsoil; inside and outside the area of applicability of the fold's model.
/// </remarks>
/// <param name="study">Study, for the errors of the covariates.</param>
/// <param name="data">Profiles.</param>
/// <param name="places">Values of the map at their sites.</param>
/// <param name="importance">Importance of each covariate, the weights of the area of applicability; null if unknown.</param>
/// <param name="kind">Kind of model.</param>
/// <param name="grow">How forests are grown.</param>
internal sealed class IntervalCoverage(Study study, TrainingData data, ProfilePlaces places, double[]? importance, ModelKind kind, ForestOptions grow)
{
    /// <summary>Name of the prediction interval.</summary>
    public const string Prediction = "prediction";

    /// <summary>Name of the interval of the covariates' errors, that of the maps without refits.</summary>
    public const string Covariates = "covariate";

    private const int Draws = 400;

    private static readonly double[] s_nominals = [0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95];

    /// <summary>Nominal coverages, ascending.</summary>
    public static IReadOnlyList<double> Nominals => s_nominals;

    /// <summary>Levels of their bounds, ascending.</summary>
    public static IReadOnlyList<double> Levels => s_levels;

    // Levels ascend: the lower bounds from the widest interval to the narrowest, then the upper ones in reverse.
    private static readonly double[] s_levels = [.. s_nominals.SelectMany(nominal => new[] { (1 - nominal) / 2, (1 + nominal) / 2 }).Order()];

    /// <summary>Nominal coverage of the intervals of <see cref="CoveredForMap"/>.</summary>
    private const double NominalForMap = 0.9;

    private readonly Dictionary<string, double[]> _coveredForMap = new(StringComparer.Ordinal);

    /// <summary>Suffix of a map → 1 for each profile inside its 90 % prediction interval under the folds that represent the map, 0 outside, NaN where unknown; set by <see cref="Of"/>.</summary>
    public IReadOnlyDictionary<string, double[]> CoveredForMap => _coveredForMap;

    /// <summary>Assesses coverage under each design that has folds.</summary>
    /// <param name="plans">Designs.</param>
    /// <param name="trained">Called for each model.</param>
    /// <param name="cancellation">Cancellation token.</param>
    public IReadOnlyList<CoverageRow> Of(IReadOnlyList<FoldPlan> plans, Action trained, CancellationToken cancellation)
    {
        var rows = new List<CoverageRow>();
        using var device = DeviceCatalog.Open("cpu", new DeviceOptions(grow.Threads));
        foreach (var plan in Designs(plans))
        {
            var tally = new CoverageTally(s_nominals);
            foreach (var fold in plan.Repeats[0])
            {
                cancellation.ThrowIfCancellationRequested();
                AddFold(fold, device, tally, plan.StandsForMap);
                trained();
            }
            rows.AddRange(tally.Rows(plan.Design));
        }
        return rows;
    }

    /// <summary>Designs for assessing coverage: complete folds, not the paper's single holdouts.</summary>
    public static IEnumerable<FoldPlan> Designs(IReadOnlyList<FoldPlan> plans) => plans.Where(plan => plan.Repeats.Count > 0 && plan.Repeats[0].Count > 1);

    private void AddFold(Fold fold, IDevice device, CoverageTally tally, bool standsForMap)
    {
        var inside = data.Subset(fold.Train);
        var (bounds, set) = Train(inside, places.Subset(fold.Train));
        var there = places.Subset(fold.Test);
        var at = there.At(data.Table.Subset(fold.Test));
        int cells = fold.Test.Length;
        float[] covariates = [.. at.Columns.SelectMany(column => column)];
        double[] quantiles = bounds.QuantilesAt(covariates, cells, s_levels, grow.Threads);
        var runPlan = RunPlans.AtProfiles(study, set, Draws, s_levels);
        using var run = ModelRun.Load(device, runPlan, grow.Threads);
        var result = run.Run(new TileJob { Cells = cells, Covariates = covariates, Topsoil = [.. there.Topsoil.Select(value => float.IsFinite(value) ? value : 0)], SoilDepths = there.SoilDepths });
        var summaries = new Summaries(runPlan, s_levels);
        bool[]? applicable = Applicable(inside, covariates, cells);
        for (int cell = 0; cell < cells; cell++)
        {
            int row = fold.Test[cell], of = cell;
            foreach (var product in MapProduct.All)
            {
                double observed = product.IsBeta ? data.Table.Target[row] : DensityRatios.Observed(data.Profiles[row], product);
                if (double.IsNaN(observed) || (!product.IsBeta && !float.IsFinite(there.Topsoil[cell])))
                    continue;
                double mean = product.IsBeta ? 1 : summaries.MeanDensity(result, cell, product.FirstLayer, product.LastLayer);
                var held = new HeldOutValue(product.Suffix, observed, data.Table.Sites[row], applicable?[cell]);
                double Bound(int level)
                {
                    double quantile = quantiles[(((product.Number * s_levels.Length) + level) * cells) + of];
                    return product.IsBeta ? quantile : DensityRatios.Bound(mean, quantile);
                }
                tally.Add(Prediction, held, Bound);
                if (standsForMap)
                    Keep(product.Suffix, row, observed, Bound);
                tally.Add(Covariates, held, level => product.IsBeta
                    ? summaries.QuantileBeta(result, of, level)
                    : summaries.QuantileDensity(result, there.Topsoil[of], there.SoilDepths[of], of, product.FirstLayer, product.LastLayer, level));
            }
        }
    }

    private void Keep(string quantity, int row, double observed, Func<int, double> bound)
    {
        if (!_coveredForMap.TryGetValue(quantity, out double[]? covered))
        {
            _coveredForMap[quantity] = covered = new double[data.Table.Rows];
            Array.Fill(covered, double.NaN);
        }
        int nominal = Array.IndexOf(s_nominals, NominalForMap);
        double lower = bound(s_nominals.Length - 1 - nominal), upper = bound(s_nominals.Length + nominal);
        covered[row] = double.IsNaN(lower + upper) ? double.NaN : observed >= lower && observed <= upper ? 1 : 0;
    }

    // Whether the fold's model applies at each site, as on the map; null without a threshold.
    private bool[]? Applicable(TrainingData inside, float[] covariates, int cells)
    {
        double[] weights = study.Applicability.WeightsOf(importance, study.Covariates.Count);
        int[] folds = inside.Folds(study).Folds;
        return DissimilarityIndex.Fit(inside.Table, weights, folds, grow.Threads) is { } index && !double.IsNaN(index.Threshold)
            ? [.. index.Compute(covariates, cells, grow.Threads).Select(value => value <= index.Threshold)]
            : null;
    }

    // The levels are calibrated inside the fold: no held-out profile influences its interval.
    private (PredictionBounds Bounds, ForestSet Set) Train(TrainingData inside, ProfilePlaces at)
    {
        if (kind == ModelKind.Mixed)
        {
            var regression = MixedTraining.Fit(inside.Table, [.. Enumerable.Range(0, inside.Table.Rows)]);
            return (PredictionModel.BoundsFor(study, regression, inside, at), LinearFunction.Set(regression.Features, [regression.Function]));
        }
        var forest = kind == ModelKind.Constant ? ForestTrainer.Constant(inside.Table).Forest : ForestTrainer.Train(inside.Table, grow).Forest;
        return (PredictionModel.BoundsFor(study, forest, inside, at), ForestFlattening.Flatten(forest));
    }
}
