namespace SoilBeta.Forests.Validation;

/// <summary>Agreement of predictions with observations, in five measures; an undefined measure is NaN.</summary>
/// <param name="Count">Pairs compared.</param>
/// <param name="RSquared">1 − Σ(o − p)² / Σ(o − mean o)²: below 0 where the mean of the observations predicts better. NaN where observations do not vary.</param>
/// <param name="AdjustedRSquared">1 − (1 − R²)(n − 1) / (n − k − 1) with k features; NaN where n ≤ k + 1.</param>
/// <param name="Rmse">Root of the mean squared error, in the target's unit.</param>
/// <param name="Bias">Mean of predicted − observed, in the target's unit.</param>
/// <param name="Concordance">Lin's concordance correlation (1989, Biometrics 45, 255–268): 2 s(o,p) / (s²(o) + s²(p) + (mean o − mean p)²), moments over n.</param>
public readonly record struct ScoreCard(int Count, double RSquared, double AdjustedRSquared, double Rmse, double Bias, double Concordance)
{
    /// <summary>A score without pairs: all measures are undefined.</summary>
    public static ScoreCard None { get; } = new(0, double.NaN, double.NaN, double.NaN, double.NaN, double.NaN);

    /// <summary>Scores predictions; ignores pairs in which either is NaN.</summary>
    /// <param name="observed">Observed values.</param>
    /// <param name="predicted">Predicted values.</param>
    /// <param name="features">Features of the model, for the adjusted R².</param>
    public static ScoreCard FromPredictions(ReadOnlySpan<double> observed, ReadOnlySpan<double> predicted, int features)
    {
        int n = 0;
        double meanO = 0, meanP = 0;
        for (int i = 0; i < observed.Length; i++)
        {
            if (double.IsNaN(observed[i]) || double.IsNaN(predicted[i]))
                continue;
            n++;
            meanO += (observed[i] - meanO) / n;
            meanP += (predicted[i] - meanP) / n;
        }
        if (n == 0)
            return None;
        double oo = 0, pp = 0, op = 0, error = 0;
        for (int i = 0; i < observed.Length; i++)
        {
            double o = observed[i], p = predicted[i];
            if (double.IsNaN(o) || double.IsNaN(p))
                continue;
            oo += (o - meanO) * (o - meanO);
            pp += (p - meanP) * (p - meanP);
            op += (o - meanO) * (p - meanP);
            error += (o - p) * (o - p);
        }
        double r2 = oo > 0 ? 1 - (error / oo) : double.NaN;
        double adjusted = n > features + 1 ? 1 - ((1 - r2) * (n - 1) / (n - features - 1)) : double.NaN;
        double spread = oo + pp + (n * (meanO - meanP) * (meanO - meanP));
        return new ScoreCard(n, r2, adjusted, Math.Sqrt(error / n), meanP - meanO, spread > 0 && oo > 0 ? 2 * op / spread : double.NaN);
    }
}

/// <summary>Scores of the repeats of a design: mean, standard deviation over the repeats, and standard error by clusters. The score of a repeat pools all of its folds.</summary>
/// <param name="Mean">Mean of each measure over the repeats in which it is defined; the count is that of one repeat.</param>
/// <param name="Sd">Standard deviation over the repeats (n − 1); NaN for one repeat.</param>
public sealed record ScoreSummary(ScoreCard Mean, ScoreCard Sd)
{
    /// <summary>Standard error of each mean by clusters of rows; its count is the number of clusters, 0 where coordinates are unknown.</summary>
    public ScoreCard StandardError { get; init; } = ScoreCard.None;

    /// <summary>Side of the clusters, degrees; null where coordinates are unknown.</summary>
    public double? ClusterDegrees { get; init; }

    /// <summary>Scores predictions.</summary>
    /// <param name="observed">Observed values, [row].</param>
    /// <param name="repeats">Predictions, [repeat][row]; NaN where there is none.</param>
    /// <param name="features">Features of the model.</param>
    /// <param name="clusters">Clusters of the rows; null where coordinates are unknown.</param>
    public static ScoreSummary FromRepeats(double[] observed, IReadOnlyList<double[]> repeats, int features, ProfileClusters? clusters)
    {
        var summary = FromRepeats([.. repeats.Select(predicted => ScoreCard.FromPredictions(observed, predicted, features))]);
        return clusters is null ? summary : summary with { StandardError = ClusterErrors.Estimate(observed, repeats, features, clusters.Of), ClusterDegrees = clusters.Degrees };
    }

    /// <summary>Summarises repeats.</summary>
    public static ScoreSummary FromRepeats(IReadOnlyList<ScoreCard> repeats)
    {
        var (r2, r2Sd) = MeanSd(repeats, card => card.RSquared);
        var (adjusted, adjustedSd) = MeanSd(repeats, card => card.AdjustedRSquared);
        var (rmse, rmseSd) = MeanSd(repeats, card => card.Rmse);
        var (bias, biasSd) = MeanSd(repeats, card => card.Bias);
        var (concordance, concordanceSd) = MeanSd(repeats, card => card.Concordance);
        int count = repeats.Count == 0 ? 0 : repeats[0].Count;
        return new ScoreSummary(
            new ScoreCard(count, r2, adjusted, rmse, bias, concordance),
            new ScoreCard(repeats.Count, r2Sd, adjustedSd, rmseSd, biasSd, concordanceSd));
    }

    private static (double Mean, double Sd) MeanSd(IReadOnlyList<ScoreCard> repeats, Func<ScoreCard, double> measure)
    {
        double[] values = [.. repeats.Select(measure).Where(double.IsFinite)];
        if (values.Length == 0)
            return (double.NaN, double.NaN);
        double mean = values.Average();
        return (mean, values.Length < 2 ? double.NaN : Math.Sqrt(values.Sum(v => (v - mean) * (v - mean)) / (values.Length - 1)));
    }
}
