using System.Globalization;

namespace SoilBeta.Studies;

/// <summary>A standard deviation.</summary>
/// <param name="IsShare">Whether it is a share of |x| rather than in the variable's unit.</param>
/// <param name="Amount">The share (0.1 for <c>10 %</c>), or the deviation in the variable's unit.</param>
public readonly record struct StandardDeviation(bool IsShare, double Amount)
{
    /// <summary>The paper's: 10 % of |x|.</summary>
    public static readonly StandardDeviation Paper = new(true, 0.1);

    /// <summary>No error.</summary>
    public static readonly StandardDeviation None = new(true, 0);

    /// <summary>Text for a study file: <c>10 %</c>, <c>0.5</c>.</summary>
    public override string ToString() => IsShare ? string.Create(CultureInfo.InvariantCulture, $"{100 * Amount:0.######} %") : Amount.ToString(CultureInfo.InvariantCulture);

    /// <summary>Whether a share of |x| is meaningless for a covariate because its zero is a convention (°C, pH).</summary>
    /// <param name="name">Name of the covariate.</param>
    /// <param name="unit">Unit.</param>
    public static bool MustBeAbsolute(string name, string unit)
    {
        string lower = unit.Trim().ToLowerInvariant();
        return lower is "°c" or "degc" or "deg c" or "celsius" or "c" or "ph" or "-log10(h+)" || lower.StartsWith("ph ", StringComparison.Ordinal) || lower.StartsWith("°c ", StringComparison.Ordinal)
            || name.Equals("ph", StringComparison.OrdinalIgnoreCase);
    }

    /// <summary>Reads <c>10 %</c> or <c>0.5</c>.</summary>
    /// <returns>The deviation; null if the text is neither.</returns>
    public static StandardDeviation? Parse(string text)
    {
        bool share = text.TrimEnd().EndsWith('%');
        string number = share ? text.TrimEnd()[..^1] : text;
        if (!double.TryParse(number, NumberStyles.Float, CultureInfo.InvariantCulture, out double value) || !double.IsFinite(value) || value < 0)
            return null;
        return new StandardDeviation(share, share ? value / 100 : value);
    }
}
