namespace SoilBeta.Forests.Validation;

/// <summary>Cluster-robust standard errors, with clusters of rows as the independent units: the spread from resampling clusters with replacement, to first order and without random numbers.</summary>
/// <remarks>
/// With θ the score, θ(c) the score without cluster c, n(c) of n rows in it and C clusters, SE² = C/(C − 1) · Σ((1 − n(c)/n)(θ − θ(c)))². For a mean this is the usual cluster-robust error,
/// C/(C − 1) · Σ(Σ(x − mean) over c)²/n².
/// </remarks>
public static class ClusterErrors
{
    /// <summary>Standard error of each measure of a score; NaN with fewer than two clusters, or where a measure is undefined without one of them. The count is the number of clusters.</summary>
    /// <param name="observed">Observed values, [row].</param>
    /// <param name="repeats">Predictions, [repeat][row]; the score is the mean over the repeats.</param>
    /// <param name="features">Features of the model.</param>
    /// <param name="clusters">Cluster of each row, from 0.</param>
    public static ScoreCard Estimate(double[] observed, IReadOnlyList<double[]> repeats, int features, int[] clusters)
    {
        int count = clusters.Length == 0 ? 0 : clusters.Max() + 1, known = 0;
        double origin = 0;
        foreach (double value in observed)
        {
            if (double.IsFinite(value))
                origin += (value - origin) / ++known;
        }
        var parts = repeats.Select(predicted =>
        {
            var each = new ScoreMoments[count];
            for (int row = 0; row < observed.Length; row++)
            {
                if (!double.IsNaN(observed[row]) && !double.IsNaN(predicted[row]))
                    each[clusters[row]] = each[clusters[row]].Plus(observed[row] - origin, predicted[row] - origin);
            }
            return (Each: each, All: each.Aggregate(default(ScoreMoments), (a, b) => a + b));
        }).ToArray();
        int[] own = [.. Enumerable.Range(0, count).Where(c => parts.Any(part => part.Each[c].Count > 0))];
        double[] share = [.. own.Select(c => parts.Sum(part => (double)part.Each[c].Count) / parts.Sum(part => (double)part.All.Count))];
        ScoreCard whole = ScoreSummary.FromRepeats([.. parts.Select(part => part.All.Card(features))]).Mean;
        ScoreCard[] without = [.. own.Select(c => ScoreSummary.FromRepeats([.. parts.Select(part => (part.All - part.Each[c]).Card(features))]).Mean)];
        double Error(Func<ScoreCard, double> measure) => StandardError(measure(whole), [.. without.Select(measure)], share);
        return new ScoreCard(own.Length, Error(card => card.RSquared), Error(card => card.AdjustedRSquared), Error(card => card.Rmse), Error(card => card.Bias), Error(card => card.Concordance));
    }

    /// <summary>Mean of values and its standard error; ignores rows that are NaN.</summary>
    /// <param name="values">Values, [row].</param>
    /// <param name="clusters">Cluster of each row, from 0.</param>
    public static (double Mean, double StandardError, int Clusters) Mean(double[] values, int[] clusters)
    {
        var sums = new SortedDictionary<int, (double Sum, int Count)>();
        for (int row = 0; row < values.Length; row++)
        {
            if (double.IsNaN(values[row]))
                continue;
            var (sum, count) = sums.GetValueOrDefault(clusters[row]);
            sums[clusters[row]] = (sum + values[row], count + 1);
        }
        double total = sums.Values.Sum(part => part.Sum), rows = sums.Values.Sum(part => part.Count);
        if (rows == 0)
            return (double.NaN, double.NaN, 0);
        double error = StandardError(total / rows, [.. sums.Values.Select(part => (total - part.Sum) / (rows - part.Count))], [.. sums.Values.Select(part => part.Count / rows)]);
        return (total / rows, error, sums.Count);
    }

    /// <summary>A score and its standard error.</summary>
    /// <param name="observed">Observed values.</param>
    /// <param name="predicted">Predictions.</param>
    /// <param name="clusters">Clusters of the rows; null where their places are not known.</param>
    public static Score ScoreOf(double[] observed, double[] predicted, ProfileClusters? clusters)
    {
        var score = Score.FromPredictions(observed, predicted);
        if (clusters is null)
            return score;
        var errors = Estimate(observed, [predicted], 0, clusters.Of);
        return score with { RSquaredError = errors.RSquared, RmseError = errors.Rmse };
    }

    private static double StandardError(double whole, double[] without, double[] share)
    {
        if (without.Length < 2 || !Array.TrueForAll(without, double.IsFinite))
            return double.NaN;
        double sum = 0;
        for (int c = 0; c < without.Length; c++)
            sum += (1 - share[c]) * (1 - share[c]) * (whole - without[c]) * (whole - without[c]);
        return Math.Sqrt(without.Length / (without.Length - 1.0) * sum);
    }
}
