using System.Globalization;

namespace SoilBeta.Studies.StudyFile;

/// <summary>A standard deviation as a study writes it.</summary>
/// <param name="IsShare">Whether it is a share of |x|; else it is in the variable's unit.</param>
/// <param name="Amount">The share (0.1 for <c>10 %</c>), or the deviation in the variable's unit.</param>
public readonly record struct StandardDeviation(bool IsShare, double Amount)
{
    /// <summary>The paper's: 10 % of |x|.</summary>
    public const string Paper = "10 %";

    /// <summary>Whether a share of |x| means nothing for a covariate: its zero is a convention (°C, pH).</summary>
    /// <param name="name">Name of the covariate.</param>
    /// <param name="unit">Its unit.</param>
    public static bool MustBeAbsolute(string name, string unit)
    {
        string lower = unit.Trim().ToLowerInvariant();
        return lower is "°c" or "degc" or "deg c" or "celsius" or "c" or "ph" or "-log10(h+)" || lower.StartsWith("ph ", StringComparison.Ordinal) || lower.StartsWith("°c ", StringComparison.Ordinal)
            || name.Equals("ph", StringComparison.OrdinalIgnoreCase);
    }

    /// <summary>Reads <c>10 %</c> or <c>0.5</c>.</summary>
    /// <returns>Null when the text is neither.</returns>
    public static StandardDeviation? Parse(string text)
    {
        bool share = text.TrimEnd().EndsWith('%');
        string number = share ? text.TrimEnd()[..^1] : text;
        if (!double.TryParse(number, NumberStyles.Float, CultureInfo.InvariantCulture, out double value) || !double.IsFinite(value) || value < 0)
            return null;
        return new StandardDeviation(share, share ? value / 100 : value);
    }
}

/// <summary>The size of a cell as a study writes it.</summary>
/// <param name="Value">Size in <paramref name="Unit"/>; degrees for arc minutes and seconds.</param>
/// <param name="Unit">Unit.</param>
public readonly record struct Resolution(double Value, ResolutionUnit Unit)
{
    /// <summary>Reads <c>5 arcmin</c>, <c>30 arcsec</c>, <c>0.5 deg</c>, <c>1000 m</c>, <c>1 km</c>, or a bare number in the unit of the CRS.</summary>
    /// <returns>Null when the text is none of them.</returns>
    public static Resolution? Parse(string text)
    {
        string trimmed = text.Trim();
        int end = trimmed.Length;
        while (end > 0 && !char.IsAsciiDigit(trimmed[end - 1]) && trimmed[end - 1] != '.')
            end--;
        if (!double.TryParse(trimmed[..end], NumberStyles.Float, CultureInfo.InvariantCulture, out double value) || !double.IsFinite(value) || value <= 0)
            return null;
        return trimmed[end..].Trim().ToLowerInvariant() switch
        {
            "" => new Resolution(value, ResolutionUnit.Crs),
            "deg" or "degree" or "degrees" or "°" => new Resolution(value, ResolutionUnit.Degree),
            "arcmin" or "'" or "′" or "min" => new Resolution(value / 60, ResolutionUnit.Degree),
            "arcsec" or "\"" or "″" or "sec" => new Resolution(value / 3600, ResolutionUnit.Degree),
            "m" or "metre" or "metres" or "meter" or "meters" => new Resolution(value, ResolutionUnit.Metre),
            "km" => new Resolution(value * 1000, ResolutionUnit.Metre),
            _ => null,
        };
    }
}

/// <summary>Unit of a cell size.</summary>
public enum ResolutionUnit
{
    /// <summary>The unit of the grid's CRS.</summary>
    Crs,

    /// <summary>Degrees: the CRS must be geographic.</summary>
    Degree,

    /// <summary>Metres: the CRS must be projected.</summary>
    Metre,
}
