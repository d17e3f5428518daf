using MathNet.Numerics.LinearAlgebra;

namespace SoilBeta.Numerics.Statistics;

/// <summary>Predictors of a regression, centred and scaled so that the normal equations are well conditioned, without redundant ones.</summary>
internal sealed class RegressionDesign
{
    /// <summary>Share of a scaled predictor's sum of squares below which the residual counts as 0 and the predictor as a combination of the others (R's qr: 1e-7 of the norm).</summary>
    private const double Tolerance = 1e-12;

    private readonly IReadOnlyList<string> _names;
    private readonly double[] _means, _scales;
    private readonly double _targetMean;

    private RegressionDesign(IReadOnlyList<string> names, Matrix<double> x, Vector<double> y, List<int> kept, double[] means, double[] scales, double targetMean)
    {
        _names = names;
        _means = means;
        _scales = scales;
        _targetMean = targetMean;
        X = x;
        Y = y;
        Kept = kept;
    }

    /// <summary>Rows × (1 + kept predictors): a column of ones, then centred predictors of unit variance.</summary>
    public Matrix<double> X { get; }

    /// <summary>Target minus its mean.</summary>
    public Vector<double> Y { get; }

    /// <summary>Indices of the predictors that are kept.</summary>
    public IReadOnlyList<int> Kept { get; }

    /// <summary>Difference of log |XᵀV⁻¹X| between the unscaled predictors and <see cref="X"/>.</summary>
    public double LogDeterminantShift => 2 * Kept.Sum(j => Math.Log(_scales[j]));

    /// <summary>Centres and scales the predictors and drops redundant ones.</summary>
    public static RegressionDesign Build(IReadOnlyList<string> names, IReadOnlyList<double[]> columns, double[] target, List<string> notes)
    {
        int rows = target.Length;
        double targetMean = target.DefaultIfEmpty(0).Average();
        var means = new double[names.Count];
        var scales = new double[names.Count];
        var kept = new List<int>();
        var orthogonal = new List<Vector<double>>();
        var scaled = new List<Vector<double>> { Vector<double>.Build.Dense(rows, 1) };
        for (int j = 0; j < names.Count; j++)
        {
            double mean = columns[j].DefaultIfEmpty(0).Average();
            var column = Vector<double>.Build.Dense(rows, i => columns[j][i] - mean);
            double scale = rows > 1 ? Math.Sqrt(column.DotProduct(column) / (rows - 1)) : 0;
            if (!(scale > 1e-12 * Math.Abs(mean)))
            {
                notes.Add($"Predictor '{names[j]}' is constant and was dropped.");
                continue;
            }
            column /= scale;
            var rest = column.Clone();
            foreach (var q in orthogonal)
                rest -= q * q.DotProduct(rest);
            double left = rest.DotProduct(rest);
            if (left < Tolerance * column.DotProduct(column))
            {
                notes.Add($"Predictor '{names[j]}' is a combination of those before it and was dropped.");
                continue;
            }
            orthogonal.Add(rest / Math.Sqrt(left));
            scaled.Add(column);
            kept.Add(j);
            means[j] = mean;
            scales[j] = scale;
        }
        var x = Matrix<double>.Build.DenseOfColumnVectors(scaled);
        return new RegressionDesign(names, x, Vector<double>.Build.Dense(rows, i => target[i] - targetMean), kept, means, scales, targetMean);
    }

    /// <summary>Covariance of all effects in the predictors' own units, the intercept first, [row][column]; 0 for dropped ones.</summary>
    public double[][] UnscaleCovariance(Matrix<double> covariance)
    {
        var map = Matrix<double>.Build.Dense(_names.Count + 1, covariance.RowCount);
        map[0, 0] = 1;
        for (int c = 1; c < covariance.RowCount; c++)
        {
            int j = Kept[c - 1];
            map[0, c] = -_means[j] / _scales[j];
            map[1 + j, c] = 1 / _scales[j];
        }
        return (map * covariance * map.Transpose()).ToRowArrays();
    }

    /// <summary>Converts coefficients and their covariance back to the predictors' own units.</summary>
    public IReadOnlyList<FixedEffect> Unscale(Vector<double> coefficients, Matrix<double> covariance)
    {
        // Rows of the map from scaled to unscaled coefficients: the intercept absorbs the centring.
        var effects = new List<FixedEffect>();
        var intercept = Vector<double>.Build.Dense(coefficients.Count, c => c == 0 ? 1 : -_means[Kept[c - 1]] / _scales[Kept[c - 1]]);
        effects.Add(new FixedEffect("(Intercept)", _targetMean + intercept.DotProduct(coefficients), Math.Sqrt(intercept * covariance * intercept)));
        for (int j = 0; j < _names.Count; j++)
        {
            int c = 1 + Kept.ToList().IndexOf(j);
            effects.Add(c == 0
                ? new FixedEffect(_names[j], 0, double.NaN)
                : new FixedEffect(_names[j], coefficients[c] / _scales[j], Math.Sqrt(covariance[c, c]) / _scales[j]));
        }
        return effects;
    }
}
