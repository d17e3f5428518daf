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

    /// <summary>Number of values from which every n-th decides the tails.</summary>
    private const int Enough = 100_000;

    /// <summary>Decimals that show every tick as it is: 2 for steps of 0.25.</summary>
    public int Decimals
    {
        get
        {
            double step = Ticks[1] - Ticks[0];
            int decimals = 0;
            while (decimals < 9 && Math.Abs((step * Math.Pow(10, decimals)) - Math.Round(step * Math.Pow(10, decimals))) > 1e-4 * step * Math.Pow(10, decimals))
                decimals++;
            return decimals;
        }
    }

    /// <summary>A common scale for pictures that are compared; null where they have no value.</summary>
    public static MapScale? Fit(IEnumerable<float[]> pictures)
    {
        float[] all = [.. pictures.SelectMany(values => values).Where(float.IsFinite)];
        if (all.Length == 0)
            return null;
        // The tails of a large map are known well enough from a part of it.
        int every = 1 + (all.Length / Enough);
        float[] sorted = every == 1 ? all : [.. Enumerable.Range(0, all.Length / every).Select(i => all[i * every])];
        (float least, float most) = (all.Min(), all.Max());
        Array.Sort(sorted);
        double low = sorted[(int)(Tail * (sorted.Length - 1))], high = sorted[(int)((1 - Tail) * (sorted.Length - 1))];
        if (high - low < 1e-6 * Math.Abs(high) || high == low)
            (low, high) = Around(low);
        double step = Nice((high - low) / 4);
        low = Math.Floor((low / step) + 1e-9) * step;
        high = Math.Ceiling((high / step) - 1e-9) * step;
        int count = (int)Math.Round((high - low) / step);
        return new MapScale(low, high, [.. Enumerable.Range(0, count + 1).Select(i => low + (i * step))], least < low, most > high);
    }

    /// <summary>Position of a value between low (0) and high (1).</summary>
    public double Share(double value) => (value - Low) / (High - Low);

    /// <summary>A range around the only value of a map: 5 % to each side, and from 0 where the value is 0, since no quantity that is 0 everywhere goes below it.</summary>
    private static (double Low, double High) Around(double value) => value == 0 ? (0, 0.1) : (value - (Math.Abs(value) / 20), value + (Math.Abs(value) / 20));

    /// <summary>The largest of 1, 2, 2.5 and 5 times a power of ten that is not above a value.</summary>
    public static double RoundBelow(double value)
    {
        double power = Math.Pow(10, Math.Floor(Math.Log10(value)));
        double[] steps = [1, 2, 2.5, 5];
        return power * steps.Last(nice => nice * power <= value);
    }

    private static double Nice(double step)
    {
        double power = Math.Pow(10, Math.Floor(Math.Log10(step)));
        double[] steps = [1, 2, 2.5, 5, 10];
        return power * steps.First(nice => nice * power >= step * 0.999);
    }
}
