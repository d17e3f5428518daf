using SoilBeta.Numerics;

namespace SoilBeta.Mapping.Totals;

/// <summary>Standard error of a quantile that the number of draws leaves, from batches of consecutive realisations: replicates of a Sobol set, or tenths of Monte Carlo draws.</summary>
internal static class BoundError
{
    /// <summary>Batches of Monte Carlo draws.</summary>
    public const int MonteCarloBatches = 10;

    /// <summary>Standard deviation of the batches' quantiles over the root of their number; null without batches.</summary>
    /// <param name="realisations">Values in the order of the realisations.</param>
    /// <param name="batches">Number of batches.</param>
    /// <param name="probability">Which quantile.</param>
    public static double? Of(ReadOnlySpan<double> realisations, int batches, double probability)
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
