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
