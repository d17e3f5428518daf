using SoilBeta.Forests.Validation;

namespace SoilBeta.Forests;

/// <summary>A regression forest: the mean of its trees' leaves.</summary>
public sealed record Forest
{
    /// <summary>Names of the features.</summary>
    public required IReadOnlyList<string> Features { get; init; }

    /// <summary>Unit of each feature; empty strings where unknown.</summary>
    public required IReadOnlyList<string> Units { get; init; }

    /// <summary>The trees.</summary>
    public required IReadOnlyList<Tree> Trees { get; init; }

    /// <summary>Name of what is predicted.</summary>
    public string Target { get; init; } = "beta";

    /// <summary>Kind of model.</summary>
    public ModelKind Model { get; init; } = ModelKind.Forest;

    /// <summary>What the training data spanned, [feature]; empty where unknown.</summary>
    public IReadOnlyList<FeatureRange> Ranges { get; init; } = [];

    /// <summary>How it was grown; null where unknown.</summary>
    public ForestOptions? Options { get; init; }

    /// <summary>Out-of-bag score; null where unknown.</summary>
    public Score? OutOfBag { get; init; }

    /// <summary>What it was trained on, to be written with it; null for nothing. A forest that is read has none: <see cref="ForestFile.ReadRows"/>.</summary>
    public TrainingRows? Rows { get; init; }

    /// <summary>Prediction at a point: the mean over trees, in tree order, in double.</summary>
    /// <param name="x">Features.</param>
    public double Predict(ReadOnlySpan<double> x)
    {
        double sum = 0;
        foreach (Tree tree in Trees)
            sum += tree.Predict(x);
        return sum / Trees.Count;
    }
}

/// <summary>What the training data spanned in one feature, in its unit.</summary>
/// <param name="Min">Smallest value.</param>
/// <param name="Max">Largest value.</param>
/// <param name="Mean">Mean.</param>
/// <param name="Sd">Standard deviation (n − 1; 0 for one row).</param>
public readonly record struct FeatureRange(double Min, double Max, double Mean, double Sd)
{
    /// <summary>Range of a column.</summary>
    public static FeatureRange Of(ReadOnlySpan<float> column)
    {
        double min = double.PositiveInfinity, max = double.NegativeInfinity, sum = 0, squares = 0;
        foreach (float value in column)
        {
            min = Math.Min(min, value);
            max = Math.Max(max, value);
            sum += value;
        }
        double mean = sum / column.Length;
        foreach (float value in column)
            squares += (value - mean) * (value - mean);
        return new FeatureRange(min, max, mean, column.Length > 1 ? Math.Sqrt(squares / (column.Length - 1)) : 0);
    }
}

/// <summary>How well predictions meet what was observed.</summary>
/// <param name="RSquared">1 − Σ(observed − predicted)² / Σ(observed − mean)²; NaN where the observations do not vary.</param>
/// <param name="Rmse">Root of the mean squared error, in the target's unit.</param>
public readonly record struct Score(double RSquared, double Rmse)
{
    /// <summary>Standard error of R² by clusters of rows; NaN where it is not known.</summary>
    public double RSquaredError { get; init; } = double.NaN;

    /// <summary>Standard error of the RMSE by clusters of rows; NaN where it is not known.</summary>
    public double RmseError { get; init; } = double.NaN;

    /// <summary>The score with its standard errors.</summary>
    /// <param name="observed">What was scored.</param>
    /// <param name="predicted">Its predictions.</param>
    /// <param name="clusters">Clusters of the rows; null where their places are not known.</param>
    public static Score Of(double[] observed, double[] predicted, ProfileClusters? clusters)
    {
        var score = Of(observed, predicted);
        if (clusters is null)
            return score;
        var errors = ClusterErrors.Of(observed, [predicted], 0, clusters.Of);
        return score with { RSquaredError = errors.RSquared, RmseError = errors.Rmse };
    }

    /// <summary>Score of predictions; rows whose prediction is NaN are left out.</summary>
    public static Score Of(ReadOnlySpan<double> observed, ReadOnlySpan<double> predicted)
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
