using SoilBeta.Forests;
using SoilBeta.Forests.Validation;
using SoilBeta.Soil;
using SoilBeta.Studies;
using SoilBeta.Training.Tables;

namespace SoilBeta.Training.Models;

/// <summary>The bounds of a single profile that a model's maps have: of β, and of each density by its ratios (<see cref="DensityRatios"/>).</summary>
internal static class PredictionModel
{
    /// <summary>Folds of sites in which a regression predicts its own profiles.</summary>
    private const int Folds = 10;

    /// <summary>Prepares the bounds of a forest, or of a constant.</summary>
    /// <param name="study">Study.</param>
    /// <param name="forest">The forest, its features in the table's order.</param>
    /// <param name="data">What it was trained on.</param>
    /// <param name="places">What the map has at the profiles' places.</param>
    public static PredictionBounds Of(Study study, Forest forest, TrainingData data, ProfilePlaces places)
    {
        double[] betas = forest.Model == ModelKind.Constant ? OtherSites(data.Table)
            : ForestBags.FromForest(forest, data.Table)?.OutOfBag(forest, places.At(data.Table)) ?? InSample(forest, places.At(data.Table));
        return new PredictionBounds(Quantiles(study, forest, data, places, betas));
    }

    /// <summary>Prepares the bounds of a regression: its ratios are those of all profiles, predicted in folds of sites.</summary>
    /// <param name="study">Study.</param>
    /// <param name="regression">The regression.</param>
    /// <param name="data">What it was fitted to.</param>
    /// <param name="places">What the map has at the profiles' places.</param>
    public static PredictionBounds Of(Study study, RegressionModel regression, TrainingData data, ProfilePlaces places)
    {
        var betas = new double[data.Table.Rows];
        Array.Fill(betas, double.NaN);
        var table = places.At(data.Table);
        foreach (var fold in FoldDesigns.Sites(data.Table.Sites, Folds, 1, study.Seed).Repeats.SelectMany(repeat => repeat))
        {
            if (fold.Train.Length <= 2 * (table.Features.Count + 1))
                continue;
            double[] predicted = MixedTraining.Predict(MixedTraining.Fit(data.Table, fold.Train), table.Subset(fold.Test));
            for (int i = 0; i < predicted.Length; i++)
                betas[fold.Test[i]] = predicted[i];
        }
        var constant = ForestTrainer.Constant(data.Table).Forest;
        return new PredictionBounds(Quantiles(study, constant, data, places, betas), new RegressionIntervals(regression, BetaLimits.Lower, BetaLimits.Upper));
    }

    /// <summary>What a model's file keeps, so that <c>predict</c> knows its bounds and its dissimilarity index.</summary>
    /// <param name="study">Study.</param>
    /// <param name="data">What the model was trained on.</param>
    /// <param name="bounds">Its bounds.</param>
    /// <param name="importance">Importance of each covariate.</param>
    public static TrainingRows Rows(Study study, TrainingData data, PredictionBounds bounds, double[] importance) => new()
    {
        Table = data.Table,
        Folds = data.Folds(study).Folds,
        Weights = study.Applicability.ScaledWeightsOf(importance, importance.Length),
        Ratios = [.. bounds.Quantiles.Targets.Skip(1)],
        TopsoilDepth = study.Topsoil.Depth,
    };

    /// <summary>How many profiles each density's bounds come from, in words.</summary>
    public static string Profiles(PredictionBounds bounds) =>
        string.Join(", ", bounds.Quantiles.Targets.Skip(1).Select(target => $"{target.Name.Split('_')[0]} cm {target.Known}")) + $", of {bounds.Quantiles.Targets[0].Known} profiles";

    private static CalibratedQuantiles Quantiles(Study study, Forest forest, TrainingData data, ProfilePlaces places, double[] betas) => CalibratedQuantiles.FromForest(
        forest, data.Table, QuantileForest.IntervalRows, new QuantileTarget("beta", data.Table.Target, IsRatio: false, BetaLimits.Lower, BetaLimits.Upper), DensityRatios.Targets(data.Profiles, places, study.Topsoil.Depth, betas));

    // A constant without the profile's site.
    private static double[] OtherSites(TrainingTable table)
    {
        var sites = table.Sites.Select((site, row) => (site, row)).GroupBy(pair => pair.site).ToDictionary(group => group.Key, group => (Sum: group.Sum(pair => table.Target[pair.row]), Count: group.Count()));
        double sum = table.Target.Sum();
        return [.. table.Sites.Select(site => sites[site].Count < table.Rows ? (sum - sites[site].Sum) / (table.Rows - sites[site].Count) : double.NaN)];
    }

    // A forest from elsewhere: nothing says which profiles its trees drew.
    private static double[] InSample(Forest forest, TrainingTable places)
    {
        var x = new double[places.Features.Count];
        return [.. Enumerable.Range(0, places.Rows).Select(row =>
        {
            for (int feature = 0; feature < x.Length; feature++)
                x[feature] = places.Columns[feature][row];
            return forest.Predict(x);
        })];
    }
}
