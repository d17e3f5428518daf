using System.Globalization;

namespace SoilBeta.Studies;

/// <summary>Size of a cell in the study's unit.</summary>
/// <param name="Value">Size in <paramref name="Unit"/>; degrees for arc minutes and seconds.</param>
/// <param name="Unit">Unit.</param>
public readonly record struct Resolution(double Value, ResolutionUnit Unit)
{
    /// <summary>Reads <c>5 arcmin</c>, <c>30 arcsec</c>, <c>0.5 deg</c>, <c>1000 m</c>, <c>1 km</c>, or a bare number in the unit of the CRS.</summary>
    /// <returns>The size; null if the text is none of these.</returns>
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
