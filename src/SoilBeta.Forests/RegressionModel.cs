using SoilBeta.Numerics;

namespace SoilBeta.Forests;

/// <summary>A regression with a random intercept (<c>model: mixed</c>) as stored in a <c>.forest</c> file: enough to predict at new places, with uncertainty.</summary>
/// <remarks>A new place belongs to no known group, so its random intercept is 0, the mean: predictions are the fixed effects alone, and the variance between groups widens the interval of a single profile.</remarks>
public sealed record RegressionModel
{
    /// <summary>Names of the features.</summary>
    public required IReadOnlyList<string> Features { get; init; }

    /// <summary>Unit of each feature.</summary>
    public required IReadOnlyList<string> Units { get; init; }

    /// <summary>Name of the target.</summary>
    public string Target { get; init; } = "beta";

    /// <summary>Ranges of the training data, [feature].</summary>
    public required IReadOnlyList<FeatureRange> Ranges { get; init; }

    /// <summary>The fixed effects.</summary>
    public required LinearFunction Function { get; init; }

    /// <summary>Covariance of the fixed effects, the intercept first, [row][column]; 0 for predictors that were dropped.</summary>
    public required double[][] Covariance { get; init; }

    /// <summary>Variance between groups.</summary>
    public required double GroupVariance { get; init; }

    /// <summary>Variance within groups.</summary>
    public required double ResidualVariance { get; init; }

    /// <summary>Fixed effects drawn from their estimated distribution, in place of forests on resampled sites.</summary>
    public IReadOnlyList<LinearFunction> Refits { get; init; } = [];

    /// <summary>Training data to store in the file; null for none.</summary>
    public TrainingRows? Rows { get; init; }

    /// <summary>Variance of the prediction at a point from the errors of the fixed effects.</summary>
    /// <param name="x">Features.</param>
    public double VarianceOfMean(ReadOnlySpan<float> x)
    {
        double sum = 0;
        for (int row = 0; row < Covariance.Length; row++)
        {
            double product = 0;
            for (int column = 0; column < Covariance.Length; column++)
                product += Covariance[row][column] * (column == 0 ? 1 : x[column - 1]);
            sum += product * (row == 0 ? 1 : x[row - 1]);
        }
        return Math.Max(0, sum);
    }

    /// <summary>Draws fixed effects from a normal distribution around the estimate, with its covariance.</summary>
    /// <param name="refits">Number of draws.</param>
    /// <param name="seed">Seed; refit r does not depend on the number of draws.</param>
    public IReadOnlyList<LinearFunction> Draw(int refits, ulong seed)
    {
        int n = Covariance.Length;
        double[] sd = [.. Enumerable.Range(0, n).Select(i => Math.Sqrt(Covariance[i][i]))];
        // In terms of correlations, since an intercept and a coefficient of millimetres differ by many powers of ten. The intercept is last, because where covariates are far from 0 the coefficients nearly determine it.
        int[] order = [.. Enumerable.Range(1, n - 1), 0];
        double[][] correlation = [.. order.Select(i => order.Select(j => i == j ? 1 : sd[i] > 0 && sd[j] > 0 ? Covariance[i][j] / (sd[i] * sd[j]) : 0).ToArray())];
        double[][] root = CorrelationMatrix.Root(correlation) ?? throw new InvalidDataException("The covariance of the regression's coefficients has no root: its covariates are nearly combinations of each other. Leave one out.");
        return [.. Enumerable.Range(0, refits).Select(refit =>
        {
            var random = new ForestRandom(seed, RandomStream.RegressionCoefficients, (ulong)refit);
            var z = new double[n];
            for (int i = 0; i < n; i++)
                z[i] = NormalQuantile.FromBits(random.Next());
            var moved = new double[n];
            for (int row = 0; row < n; row++)
            {
                double sum = 0;
                for (int column = 0; column <= row; column++)
                    sum += root[row][column] * z[column];
                moved[order[row]] = sd[order[row]] * sum;
            }
            return new LinearFunction(Function.Intercept + moved[0], [.. Function.Coefficients.Select((coefficient, f) => coefficient + moved[f + 1])]);
        })];
    }
}
