namespace SoilBeta.Forests;

/// <summary>A target as integers, so that sums over rows are exact in any order.</summary>
internal sealed class FixedPointTarget
{
    private readonly double _unit;

    /// <summary>Converts a target.</summary>
    /// <param name="values">The target, [row].</param>
    public FixedPointTarget(double[] values)
    {
        Center = values.Average();
        Shift = ShiftFor(values.Max(value => Math.Abs(value - Center)), values.Length);
        _unit = Math.ScaleB(1.0, -Shift);
        Values = [.. values.Select(value => (long)Math.Round(Math.ScaleB(value - Center, Shift)))];
    }

    /// <summary>rint((value − <see cref="Center"/>) · 2^<see cref="Shift"/>), [row].</summary>
    public long[] Values { get; }

    /// <summary>Mean of the target.</summary>
    public double Center { get; }

    /// <summary>Exponent of the scale.</summary>
    public int Shift { get; }

    /// <summary>Prediction of a node: the mean of its targets, rounded to float32, so that a leaf takes four bytes in a file.</summary>
    /// <param name="sum">Sum of the node's integer targets.</param>
    /// <param name="count">Rows, copies counted.</param>
    public double LeafValue(long sum, long count) => (float)(Center + ((double)sum / count * _unit));

    /// <summary>Exponent such that |sum over all rows and copies| stays below 2⁴³: a sum and its count share 64 bits, and the sum is exact as a double.</summary>
    /// <param name="spread">Largest |value| to be scaled.</param>
    /// <param name="rows">Number of rows.</param>
    public static int ShiftFor(double spread, int rows)
    {
        int bits = RankedTable.CountBits + 23 - RankedTable.BitsOf(rows);
        return spread > 0 ? Math.Clamp(bits - 1 - Math.ILogB(spread), -1000, 1000) : 0;
    }
}
