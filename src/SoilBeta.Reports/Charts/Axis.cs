using System.Globalization;
using SoilBeta.Reports.Data;

namespace SoilBeta.Reports.Charts;

/// <summary>An axis of a chart: its range, its title, and where it has labels. A range from high to low runs the other way.</summary>
/// <param name="Low">Value at the left or bottom end.</param>
/// <param name="High">Value at the right or top end.</param>
/// <param name="Title">Title with unit; empty for none.</param>
/// <param name="Labels">Position and text of each label.</param>
internal sealed record Axis(double Low, double High, string Title, IReadOnlyList<(double At, string Text)> Labels)
{
    /// <summary>Whether it has names instead of numbers.</summary>
    public bool IsNames { get; private init; }

    /// <summary>A numeric axis whose ends are on round numbers.</summary>
    /// <param name="low">Smallest value.</param>
    /// <param name="high">Largest value.</param>
    /// <param name="title">Title with unit.</param>
    /// <param name="about">Number of steps to aim for.</param>
    public static Axis Round(double low, double high, string title, int about = 5)
    {
        if (!(high > low))
            (low, high) = (low - (Math.Max(1e-3, Math.Abs(low)) / 2), high + (Math.Max(1e-3, Math.Abs(high)) / 2));
        double step = Step(low, high, about);
        return Numeric(Math.Floor((low / step) + 1e-9) * step, Math.Ceiling((high / step) - 1e-9) * step, title, about);
    }

    /// <summary>A numeric axis with the given ends.</summary>
    public static Axis Numeric(double low, double high, string title, int about = 5)
    {
        double step = Step(Math.Min(low, high), Math.Max(low, high), about);
        int decimals = 0;
        while (decimals < 9 && Math.Abs((step * Math.Pow(10, decimals)) - Math.Round(step * Math.Pow(10, decimals))) > 1e-6)
            decimals++;
        var labels = new List<(double, string)>();
        for (long i = (long)Math.Ceiling((Math.Min(low, high) / step) - 1e-9); i * step <= Math.Max(low, high) + (1e-9 * step); i++)
            labels.Add((i * step, (i * step).ToString("N" + decimals.ToString(CultureInfo.InvariantCulture), CultureInfo.InvariantCulture).Replace('-', '−')));
        return new Axis(low, high, title, labels);
    }

    /// <summary>An axis of names, the first at 0; on a vertical axis the first is on top.</summary>
    public static Axis Names(IReadOnlyList<string> names, bool vertical) =>
        vertical ? new Axis(names.Count - 0.5, -0.5, "", [.. names.Select((name, i) => ((double)i, name))]) { IsNames = true } : new Axis(-0.5, names.Count - 0.5, "", [.. names.Select((name, i) => ((double)i, name))]) { IsNames = true };

    /// <summary>Position of a value, 0 at the low end and 1 at the high end.</summary>
    public double Share(double value) => (value - Low) / (High - Low);

    /// <summary>A value inside the range.</summary>
    public double Clamp(double value) => Math.Clamp(value, Math.Min(Low, High), Math.Max(Low, High));

    private static double Step(double low, double high, int about)
    {
        double raw = (high - low) / about, power = Math.Pow(10, Math.Floor(Math.Log10(raw)));
        double[] nice = [1, 2, 2.5, 5, 10];
        return power * nice.First(one => one * power >= raw * 0.999);
    }
}
