
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

    /// <summary>Name of the target.</summary>
    public string Target { get; init; } = "beta";

    /// <summary>Kind of model.</summary>
    public ModelKind Model { get; init; } = ModelKind.Forest;

    /// <summary>Ranges of the training data, [feature]; empty where unknown.</summary>
    public IReadOnlyList<FeatureRange> Ranges { get; init; } = [];

    /// <summary>Options of its training; null where unknown.</summary>
    public ForestOptions? Options { get; init; }

    /// <summary>Out-of-bag score; null where unknown.</summary>
    public Score? OutOfBag { get; init; }

    /// <summary>Training data to store in the file; null for none. A forest that was read has none: see <see cref="ForestFile.ReadRows"/>.</summary>
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

/// <summary>Range and moments of one feature in the training data, in its unit.</summary>
/// <param name="Min">Smallest value.</param>
/// <param name="Max">Largest value.</param>
/// <param name="Mean">Mean.</param>
/// <param name="Sd">Standard deviation (n − 1; 0 for one row).</param>
public readonly record struct FeatureRange(double Min, double Max, double Mean, double Sd)
{
    /// <summary>Range of a column.</summary>
    public static FeatureRange FromColumn(ReadOnlySpan<float> column)
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
