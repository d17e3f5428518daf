namespace SoilBeta.Numerics;

/// <summary>Quantiles of type 7, R's default: position h = (n − 1)·p among n ascending values, linear between neighbours (Hyndman and Fan 1996).</summary>
public static class OrderStatistics
{
    /// <summary>Position of the type 7 quantile among <paramref name="count"/> ascending values.</summary>
    /// <param name="count">Number of values, at least 1.</param>
    /// <param name="probability">Probability, 0 … 1.</param>
    public static QuantilePosition Type7(long count, double probability)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        if (!(probability >= 0 && probability <= 1))
            throw new ArgumentOutOfRangeException(nameof(probability), probability, "A probability lies between 0 and 1.");
        double h = (count - 1) * probability;
        long lower = Math.Min((long)h, count - 1);
        return new QuantilePosition(lower, Math.Min(lower + 1, count - 1), h - lower);
    }

    /// <summary>Type 7 quantile of ascending values; NaN where there are none.</summary>
    public static double Quantile(ReadOnlySpan<double> ascending, double probability)
    {
        if (ascending.IsEmpty)
            return double.NaN;
        var at = Type7(ascending.Length, probability);
        return at.Between(ascending[(int)at.Lower], ascending[(int)at.Upper]);
    }

    /// <summary>Inverse of the empirical distribution (type 1): the smallest of ascending values that a share <paramref name="probability"/> of them does not exceed; NaN where there are none.</summary>
    public static double Inverse(ReadOnlySpan<double> ascending, double probability)
    {
        const double Rounding = 1e-9; // of probability · count
        return ascending.IsEmpty ? double.NaN : ascending[Math.Clamp((int)Math.Ceiling((probability * ascending.Length) - Rounding) - 1, 0, ascending.Length - 1)];
    }
}

/// <summary>Two neighbouring positions, 0-based, and the position of a quantile between them.</summary>
/// <param name="Lower">Position of the lower neighbour.</param>
/// <param name="Upper">Position of the upper neighbour (the lower one at the end).</param>
/// <param name="Fraction">Position between lower and upper, 0 ≤ fraction &lt; 1.</param>
public readonly record struct QuantilePosition(long Lower, long Upper, double Fraction)
{
    /// <summary>Interpolates between the values at the two positions.</summary>
    public double Between(double lower, double upper) => lower + (Fraction * (upper - lower));
}
