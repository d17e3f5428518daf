
namespace SoilBeta.Forests;

/// <summary>A regression forest: the mean of its trees' leaves.</summary>
public sealed record Forest
{
    private readonly IReadOnlyList<string>? _outputs;

    /// <summary>Names of the features.</summary>
    public required IReadOnlyList<string> Features { get; init; }

    /// <summary>Unit of each feature; empty strings where unknown.</summary>
    public required IReadOnlyList<string> Units { get; init; }

    /// <summary>The trees.</summary>
    public required IReadOnlyList<Tree> Trees { get; init; }

    /// <summary>Name of the target.</summary>
    public string Target { get; init; } = "beta";

    /// <summary>Names of the outputs, in the order of the leaves' values; by default the target alone.</summary>
    public IReadOnlyList<string> Outputs
    {
        get => _outputs ?? [Target];
        init => _outputs = value;
    }

    /// <summary>Unit of the outputs; empty where unknown.</summary>
    public string OutputUnit { get; init; } = "";

    /// <summary>Kind of model.</summary>
    public ModelKind Model { get; init; } = ModelKind.Forest;

    /// <summary>Ranges of the training data, [feature]; empty where unknown.</summary>
    public IReadOnlyList<FeatureRange> Ranges { get; init; } = [];

    /// <summary>Options of its training; null where unknown.</summary>
    public ForestOptions? Options { get; init; }

    /// <summary>Out-of-bag score; null where unknown. Of several outputs: the mean of their R² and the root of the mean of their squared errors.</summary>
    public Score? OutOfBag { get; init; }

    /// <summary>Out-of-bag score of each of several outputs; empty for one output, or where unknown.</summary>
    public IReadOnlyList<Score> OutputScores { get; init; } = [];

    /// <summary>Training data to store in the file; null for none. A forest that was read has none: see <see cref="ForestFile.ReadRows"/>.</summary>
    public TrainingRows? Rows { get; init; }

    /// <summary>Prediction of the first output at a point: the mean over trees, in tree order, in double.</summary>
    /// <param name="x">Features.</param>
    public double Predict(ReadOnlySpan<double> x)
    {
        double sum = 0;
        foreach (Tree tree in Trees)
            sum += tree.Predict(x);
        return sum / Trees.Count;
    }

    /// <summary>Predictions of all outputs at a point: means over trees, in tree order, in double.</summary>
    /// <param name="x">Features.</param>
    /// <param name="outputs">Receives the predictions, [output].</param>
    public void Predict(ReadOnlySpan<double> x, Span<double> outputs)
    {
        outputs.Clear();
        foreach (Tree tree in Trees)
        {
            ReadOnlySpan<double> values = tree.ValuesAt(tree.LeafOf(x));
            for (int output = 0; output < values.Length; output++)
                outputs[output] += values[output];
        }
        foreach (ref double output in outputs)
            output /= Trees.Count;
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
