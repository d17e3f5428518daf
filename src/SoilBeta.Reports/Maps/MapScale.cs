namespace SoilBeta.Reports.Maps;

/// <summary>Range of values of a colour scale, and the ticks of its legend.</summary>
/// <param name="Low">Value of the first colour; also used for smaller values.</param>
/// <param name="High">Value of the last colour; also used for larger values.</param>
/// <param name="Ticks">Values of the legend.</param>
/// <param name="CutLow">Whether there are smaller values.</param>
/// <param name="CutHigh">Whether there are larger values.</param>
internal sealed record MapScale(double Low, double High, IReadOnlyList<double> Ticks, bool CutLow, bool CutHigh)
{
    /// <summary>Share of the values that may lie beyond each end.</summary>
    private const double Tail = 0.02;

    /// <summary>Decimals of the ticks.</summary>
    public int Decimals => Math.Clamp((int)Math.Ceiling(-Math.Log10(Ticks[1] - Ticks[0]) - 1e-9), 0, 6);

    /// <summary>A common scale for pictures that are compared; null where they have no value.</summary>
    public static MapScale? Fit(IEnumerable<float[]> pictures)
    {
        float[] sorted = [.. pictures.SelectMany(values => values).Where(float.IsFinite)];
        if (sorted.Length == 0)
            return null;
        Array.Sort(sorted);
        double low = sorted[(int)(Tail * (sorted.Length - 1))], high = sorted[(int)((1 - Tail) * (sorted.Length - 1))];
        if (high - low < 1e-9 * Math.Max(1, Math.Abs(high)))
            (low, high) = (low - (Math.Max(1e-3, Math.Abs(low)) / 2), high + (Math.Max(1e-3, Math.Abs(high)) / 2));
        double step = Nice((high - low) / 4);
        low = Math.Floor((low / step) + 1e-9) * step;
        high = Math.Ceiling((high / step) - 1e-9) * step;
        int count = (int)Math.Round((high - low) / step);
        return new MapScale(low, high, [.. Enumerable.Range(0, count + 1).Select(i => low + (i * step))], sorted[0] < low, sorted[^1] > high);
    }

    /// <summary>Position of a value between low (0) and high (1).</summary>
    public double Share(double value) => (value - Low) / (High - Low);

    private static double Nice(double step)
    {
        double power = Math.Pow(10, Math.Floor(Math.Log10(step)));
        double[] steps = [1, 2, 2.5, 5, 10];
        return power * steps.First(nice => nice * power >= step * 0.999);
    }
}
