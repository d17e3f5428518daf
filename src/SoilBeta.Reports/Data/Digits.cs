using System.Globalization;

namespace SoilBeta.Reports.Data;

/// <summary>Formats numbers for reading: as many digits as are significant.</summary>
internal static class Digits
{
    /// <summary>Three significant digits, no exponent, with thousands separators; a dash for none.</summary>
    public static string Format(double value, int significant = 3)
    {
        if (!double.IsFinite(value))
            return "–";
        if (value == 0)
            return "0";
        int whole = (int)Math.Floor(Math.Log10(Math.Abs(value))) + 1;
        int decimals = Math.Clamp(significant - whole, 0, 9);
        double rounded = whole > significant ? Math.Round(value / Math.Pow(10, whole - significant)) * Math.Pow(10, whole - significant) : value;
        return Sign(rounded.ToString("N" + decimals.ToString(CultureInfo.InvariantCulture), CultureInfo.InvariantCulture));
    }

    /// <summary>A fixed number of decimals; a dash for none.</summary>
    public static string Fixed(double value, int decimals) => double.IsFinite(value) ? Sign(value.ToString("F" + decimals.ToString(CultureInfo.InvariantCulture), CultureInfo.InvariantCulture)) : "–";

    /// <summary>A range with as many decimals as its middle has by <see cref="Format"/>: 10.1 has 8.8–11.7.</summary>
    public static string Range(double middle, double low, double high)
    {
        string shown = Format(middle);
        int point = shown.IndexOf('.', StringComparison.Ordinal);
        int decimals = point < 0 ? 0 : shown.Length - point - 1;
        return point < 0 && Math.Abs(middle) >= 1000 ? $"{Format(low)}–{Format(high)}" : $"{Fixed(low, decimals)}–{Fixed(high, decimals)}";
    }

    /// <summary>β: four decimals.</summary>
    public static string Beta(double value) => Fixed(value, 4);

    /// <summary>A share as per cent.</summary>
    public static string Percent(double share) => double.IsFinite(share) ? Fixed(share * 100, Math.Abs(share) < 0.0995 ? 1 : 0) + " %" : "–";

    /// <summary>A count with thousands separators.</summary>
    public static string Count(double value) => value.ToString("N0", CultureInfo.InvariantCulture);

    // −0.001 rounds to zero at two decimals and loses its sign: 0.00.
    private static string Sign(string text) => !text.StartsWith('-') ? text : text.AsSpan().ContainsAnyInRange('1', '9') ? "−" + text[1..] : text[1..];

    /// <summary>Formats a number for the data file of a figure; empty for NaN.</summary>
    public static string Data(double value) => CsvFile.Number(value, 7);

    /// <summary>Formats a count for the data file of a figure.</summary>
    public static string Data(int value) => CsvFile.Number(value);
}
