using SoilBeta.Forests;
using SoilBeta.Forests.Validation;

namespace SoilBeta.Training.Models;

/// <summary><c>model: mixed</c>: the random-intercept regression by site (REML) as the model of an ecosystem.</summary>
/// <remarks>Its refits are draws of the fixed effects from their estimated covariance, the counterpart of forests on resampled sites.</remarks>
internal static class MixedTraining
{
    /// <summary>Fits the regression.</summary>
    /// <param name="table">Profiles.</param>
    /// <param name="rows">Rows to fit.</param>
    public static RegressionModel Fit(TrainingTable table, IReadOnlyList<int> rows)
    {
        var fit = MixedLearner.Fit(table, Groups(table), rows);
        return new RegressionModel
        {
            Features = table.Features,
            Units = table.Units,
            Target = table.TargetName,
            Ranges = [.. table.Columns.Select(column => FeatureRange.FromColumn(column))],
            Function = new LinearFunction(fit.Effects[0].Estimate, [.. fit.Effects.Skip(1).Select(effect => effect.Estimate)]),
            Covariance = [.. fit.EffectCovariance],
            GroupVariance = fit.GroupVariance,
            ResidualVariance = fit.ResidualVariance,
        };
    }

    /// <summary>Group of each row: its site.</summary>
    public static string[] Groups(TrainingTable table) => [.. table.Sites.Select(site => $"site {site}")];

    /// <summary>Expected increase of the squared error when a covariate is permuted: 2 · coefficient² · variance (residuals are uncorrelated with the covariates).</summary>
    public static double[] Importance(RegressionModel model) =>
        [.. model.Function.Coefficients.Select((coefficient, feature) => 2 * coefficient * coefficient * model.Ranges[feature].Sd * model.Ranges[feature].Sd)];

    /// <summary>Predictions of rows by the fixed effects.</summary>
    public static double[] Predict(RegressionModel model, TrainingTable table)
    {
        var x = new float[table.Features.Count];
        return [.. Enumerable.Range(0, table.Rows).Select(row =>
        {
            for (int feature = 0; feature < x.Length; feature++)
                x[feature] = table.Columns[feature][row];
            return model.Function.At(x);
        })];
    }
}
