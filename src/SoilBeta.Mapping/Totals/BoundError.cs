using SoilBeta.Numerics;

namespace SoilBeta.Mapping.Totals;

/// <summary>Sampling error of a quantile from the finite number of draws, estimated from batches of consecutive realisations: replicates of a Sobol set, or tenths of Monte Carlo draws.</summary>
internal static class BoundError
{
    /// <summary>Number of batches of Monte Carlo draws.</summary>
    public const int MonteCarloBatches = 10;

    /// <summary>Standard deviation of the batches' quantiles divided by the square root of their number; null without batches.</summary>
    /// <param name="realisations">Values in the order of the realisations.</param>
    /// <param name="batches">Number of batches.</param>
    /// <param name="probability">Probability of the quantile.</param>
    public static double? StandardError(ReadOnlySpan<double> realisations, int batches, double probability)
    {
        if (batches < 2 || realisations.Length < 2 * batches)
            return null;
        double[] quantiles = new double[batches];
        for (int batch = 0; batch < batches; batch++)
        {
            int first = (int)((long)realisations.Length * batch / batches), end = (int)((long)realisations.Length * (batch + 1) / batches);
            double[] values = realisations[first..end].ToArray();
            Array.Sort(values);
            quantiles[batch] = OrderStatistics.Quantile(values, probability);
        }
        double mean = quantiles.Average();
        return Math.Sqrt(quantiles.Sum(quantile => (quantile - mean) * (quantile - mean)) / (batches - 1) / batches);
    }
}
