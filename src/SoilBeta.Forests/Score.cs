namespace SoilBeta.Forests;

/// <summary>Agreement of predictions with observations.</summary>
/// <param name="RSquared">1 − Σ(observed − predicted)² / Σ(observed − mean)²; NaN where the observations do not vary.</param>
/// <param name="Rmse">Root of the mean squared error, in the target's unit.</param>
public readonly record struct Score(double RSquared, double Rmse)
{
    /// <summary>Standard error of R² by clusters of rows; NaN where unknown.</summary>
    public double RSquaredError { get; init; } = double.NaN;

    /// <summary>Standard error of the RMSE by clusters of rows; NaN where unknown.</summary>
    public double RmseError { get; init; } = double.NaN;

    /// <summary>Score of all outputs together: the mean of their R² and the root of the mean of their mean squared errors.</summary>
    /// <param name="observed">Observations, [output][row].</param>
    /// <param name="predicted">Predictions, [output][row]; NaN where there is none.</param>
    public static Score OfOutputs(double[][] observed, double[][] predicted)
    {
        Score[] each = [.. observed.Select((target, output) => FromPredictions(target, predicted[output]))];
        return each.Length == 1 ? each[0] : new Score(each.Average(score => score.RSquared), Math.Sqrt(each.Average(score => score.Rmse * score.Rmse)));
    }

    /// <summary>Score of each of several outputs; none for one output.</summary>
    /// <param name="observed">Observations, [output][row].</param>
    /// <param name="predicted">Predictions, [output][row]; NaN where there is none.</param>
    public static IReadOnlyList<Score> EachOutput(double[][] observed, double[][] predicted) =>
        observed.Length == 1 ? [] : [.. observed.Select((target, output) => FromPredictions(target, predicted[output]))];

    /// <summary>Scores predictions; ignores rows whose prediction is NaN.</summary>
    public static Score FromPredictions(ReadOnlySpan<double> observed, ReadOnlySpan<double> predicted)
    {
        double sum = 0, error = 0, total = 0;
        int count = 0;
        double first = double.NaN;
        bool varies = false;
        for (int i = 0; i < observed.Length; i++)
        {
            if (double.IsNaN(predicted[i]))
                continue;
            sum += observed[i];
            first = count++ == 0 ? observed[i] : first;
            varies |= observed[i] != first;
        }
        double mean = sum / count;
        for (int i = 0; i < observed.Length; i++)
        {
            if (double.IsNaN(predicted[i]))
                continue;
            error += (observed[i] - predicted[i]) * (observed[i] - predicted[i]);
            total += (observed[i] - mean) * (observed[i] - mean);
        }
        return new Score(varies ? 1 - (error / total) : double.NaN, Math.Sqrt(error / count));
    }
}
