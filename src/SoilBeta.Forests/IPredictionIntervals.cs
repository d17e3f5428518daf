using SoilBeta.Numerics;

namespace SoilBeta.Forests;

/// <summary>Computes bounds for a single observation at a point, not for the mean there.</summary>
public interface IPredictionIntervals
{
    /// <summary>Quantiles at cells, on all threads.</summary>
    /// <param name="covariates">Features, [feature][cell].</param>
    /// <param name="cells">Number of cells.</param>
    /// <param name="probabilities">Probabilities, ascending.</param>
    /// <param name="threads">Threads; the result does not depend on them.</param>
    /// <param name="cancellation">Cancellation token.</param>
    /// <returns>Quantiles, [probability][cell], ascending with the probability.</returns>
    double[] QuantilesAt(float[] covariates, int cells, double[] probabilities, int threads, CancellationToken cancellation = default);
}

/// <summary>Prediction intervals of a regression: normal around the fixed effects, with their variance plus those between and within groups.</summary>
/// <param name="model">The regression.</param>
/// <param name="lower">Smallest possible value of the target; bounds stop there.</param>
/// <param name="upper">Largest possible value of the target.</param>
public sealed class RegressionIntervals(RegressionModel model, double lower = double.NegativeInfinity, double upper = double.PositiveInfinity) : IPredictionIntervals
{
    /// <inheritdoc/>
    public double[] QuantilesAt(float[] covariates, int cells, double[] probabilities, int threads, CancellationToken cancellation = default)
    {
        const int AtOnce = 4096;
        double[] normal = [.. probabilities.Select(NormalQuantile.At)];
        var result = new double[probabilities.Length * cells];
        Parallel.For(0, (cells + AtOnce - 1) / AtOnce, new ParallelOptions { MaxDegreeOfParallelism = Math.Max(1, threads), CancellationToken = cancellation }, batch =>
        {
            var x = new float[model.Features.Count];
            for (int cell = batch * AtOnce; cell < Math.Min(cells, (batch + 1) * AtOnce); cell++)
            {
                for (int feature = 0; feature < x.Length; feature++)
                    x[feature] = covariates[(feature * cells) + cell];
                var (mean, sd) = At(x);
                for (int i = 0; i < normal.Length; i++)
                    result[(i * cells) + cell] = Math.Min(Math.Max(mean + (normal[i] * sd), lower), upper);
            }
        });
        return result;
    }

    /// <summary>Smallest possible value.</summary>
    internal double Lower => lower;

    /// <summary>Largest possible value.</summary>
    internal double Upper => upper;

    /// <summary>Mean and standard deviation of a single observation at a point, before clipping to the possible values.</summary>
    internal (double Mean, double Sd) At(ReadOnlySpan<float> x) => (model.Function.At(x), Math.Sqrt(model.VarianceOfMean(x) + model.GroupVariance + model.ResidualVariance));
}
