using SoilBeta.Forests;
using SoilBeta.Forests.Validation;
using SoilBeta.Soil;
using SoilBeta.Studies;
using SoilBeta.Training.Tables;

namespace SoilBeta.Training.Models;

/// <summary>Bounds of a single profile on a model's maps: of β, and of each density by its ratios (<see cref="DensityRatios"/>).</summary>
public static class PredictionModel
{
    /// <summary>Number of folds of sites in which a regression predicts its own profiles.</summary>
    private const int Folds = 10;

    /// <summary>Prepares the bounds of a forest, or of a constant.</summary>
    /// <param name="study">Study.</param>
    /// <param name="forest">The forest, with features in the table's order.</param>
    /// <param name="data">Its training data.</param>
    /// <param name="places">Values of the map at the profiles' sites.</param>
    public static PredictionBounds BoundsFor(Study study, Forest forest, TrainingData data, ProfilePlaces places)
    {
        double[] betas = forest.Model == ModelKind.Constant ? OtherSites(data.Table)
            : ForestBags.FromForest(forest, data.Table)?.OutOfBag(forest, places.At(data.Table)) ?? InSample(forest, places.At(data.Table));
        return new PredictionBounds(Quantiles(study, forest, data, places, betas));
    }

    /// <summary>Prepares the bounds of a regression: its ratios come from all profiles, predicted in folds of sites.</summary>
    /// <param name="study">Study.</param>
    /// <param name="regression">The regression.</param>
    /// <param name="data">Its training data.</param>
    /// <param name="places">Values of the map at the profiles' sites.</param>
    public static PredictionBounds BoundsFor(Study study, RegressionModel regression, TrainingData data, ProfilePlaces places)
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

    /// <summary>Training data to store in the model's file, from which <c>predict</c> computes bounds and dissimilarity index.</summary>
    /// <param name="study">Study.</param>
    /// <param name="data">Training data of the model.</param>
    /// <param name="bounds">Bounds.</param>
    /// <param name="importance">Importance of each covariate.</param>
    public static TrainingRows Rows(Study study, TrainingData data, PredictionBounds bounds, double[] importance) => new()
    {
        Table = data.Table,
        Folds = data.Folds(study).Folds,
        Weights = study.Applicability.ScaledWeightsOf(importance, importance.Length),
        Ratios = [.. bounds.Quantiles.Targets.Skip(1)],
        TopsoilDepth = study.Topsoil.Depth,
    };

    /// <summary>Number of profiles behind each density's bounds, in words.</summary>
    public static string Profiles(PredictionBounds bounds) =>
        string.Concat(bounds.Quantiles.Targets.Skip(1).Select(target => $"{target.Name.Split('_')[0]} cm {target.Known}, ")) + $"{(bounds.Quantiles.Targets.Count > 1 ? "of " : "")}{bounds.Quantiles.Targets[0].Known} profiles";

    private static CalibratedQuantiles Quantiles(Study study, Forest forest, TrainingData data, ProfilePlaces places, double[] betas) => CalibratedQuantiles.FromForest(
        forest, data.Table, QuantileForest.IntervalRows, new QuantileTarget("beta", data.Table.Target, IsRatio: false, BetaLimits.Lower, BetaLimits.Upper), DensityRatios.Targets(data.Profiles, places, study.Topsoil.Depth, betas));

    // A constant fitted without the profile's site.
    private static double[] OtherSites(TrainingTable table)
    {
        var sites = table.Sites.Select((site, row) => (site, row)).GroupBy(pair => pair.site).ToDictionary(group => group.Key, group => (Sum: group.Sum(pair => table.Target[pair.row]), Count: group.Count()));
        double sum = table.Target.Sum();
        return [.. table.Sites.Select(site => sites[site].Count < table.Rows ? (sum - sites[site].Sum) / (table.Rows - sites[site].Count) : double.NaN)];
    }

    // An imported forest: which profiles its trees drew is unknown.
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
