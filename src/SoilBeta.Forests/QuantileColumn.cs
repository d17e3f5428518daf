namespace SoilBeta.Forests;

/// <summary>A target of a quantile forest's rows, in ascending order. Several targets of one table share the forest's weights, so that one descent through the trees serves them all.</summary>
internal sealed class QuantileColumn
{
    /// <summary>Rounding tolerance between a sum of weights and a probability.</summary>
    private const double Rounding = 1e-12;

    /// <summary>Sorts a target.</summary>
    /// <param name="values">The target, [row of the table]; NaN where unknown.</param>
    /// <param name="positions">Position of each row of the table among the forest's weights.</param>
    public QuantileColumn(double[] values, int[] positions)
    {
        int[] order = [.. Enumerable.Range(0, values.Length).Where(row => !double.IsNaN(values[row])).OrderBy(row => values[row]).ThenBy(row => positions[row])];
        Values = [.. order.Select(row => values[row])];
        Positions = [.. order.Select(row => positions[row])];
        Unknown = [.. Enumerable.Range(0, values.Length).Where(row => double.IsNaN(values[row])).Select(row => positions[row])];
    }

    /// <summary>Known values, ascending.</summary>
    public double[] Values { get; }

    /// <summary>Position among the weights of each of <see cref="Values"/>.</summary>
    public int[] Positions { get; }

    /// <summary>Positions of the rows with unknown values.</summary>
    public int[] Unknown { get; }

    /// <summary>Quantile of all known values; NaN without any.</summary>
    public double Unconditional(double probability) => Numerics.OrderStatistics.Inverse(Values, probability);

    /// <summary>Quantiles with given weights, scaled so that the weights of known rows sum to 1.</summary>
    /// <param name="weights">Weight of each position.</param>
    /// <param name="probabilities">Probabilities, ascending.</param>
    /// <param name="quantiles">Receives the quantiles.</param>
    /// <returns>False where no known row has weight.</returns>
    public bool Quantiles(double[] weights, ReadOnlySpan<double> probabilities, Span<double> quantiles)
    {
        double known = 1, sum = 0;
        if (Unknown.Length > 0)
        {
            known = 0;
            foreach (int position in Positions)
                known += weights[position];
        }
        if (!(known > 0) || Values.Length == 0)
            return false;
        int row = -1;
        for (int i = 0; i < probabilities.Length; i++)
        {
            double wanted = (Math.Max(Rounding, probabilities[i]) - Rounding) * known;
            while (row < 0 || (sum < wanted && row + 1 < Values.Length))
                sum += weights[Positions[++row]];
            quantiles[i] = Values[row];
        }
        return true;
    }
}

/// <summary>A further target of a forest's training rows, whose bounds at a point come from the forest's weights.</summary>
/// <param name="Name">Name.</param>
/// <param name="Values">Values, [row of the training table]; NaN where unknown, which excludes the row.</param>
/// <param name="IsRatio">Whether the values are ratios, above 0: levels are then calibrated by a factor, that is by adding logarithms; otherwise by a difference.</param>
/// <param name="Lower">Smallest possible value; bounds stop there.</param>
/// <param name="Upper">Largest possible value.</param>
public sealed record QuantileTarget(string Name, double[] Values, bool IsRatio, double Lower = double.NegativeInfinity, double Upper = double.PositiveInfinity)
{
    /// <summary>Number of rows with a known value.</summary>
    public int Known => Values.Count(value => !double.IsNaN(value));
}
