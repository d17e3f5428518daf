using System.Globalization;

namespace SoilBeta.Soil.Tables;

/// <summary>A number that a table may hold: its name and unit here, the units that tables may use, and its physical range.</summary>
/// <param name="Name">The program's name of the column.</param>
/// <param name="Unit">The program's unit, for messages.</param>
/// <param name="Least">Smallest valid value, in the program's unit.</param>
/// <param name="Most">Largest value, in the program's unit.</param>
/// <param name="Units">Units a table may use → multiplier; the first is the default.</param>
internal sealed record Quantity(string Name, string Unit, double Least, double Most, IReadOnlyList<TableUnit> Units)
{
    private static readonly IReadOnlyList<TableUnit> Depths = [new("cm", 1), new("m", 100), new("mm", 0.1)];
    private static readonly IReadOnlyList<TableUnit> Contents = [new("g/kg", 1), new("%", 10), new("mg/kg", 0.001), new("mg/g", 1), new("fraction", 1000)];
    private static readonly IReadOnlyList<TableUnit> Percents = [new("%", 1), new("g/kg", 0.1), new("fraction", 100)];

    /// <summary>All quantities, by the program's name.</summary>
    public static IReadOnlyDictionary<string, Quantity> All { get; } = new Quantity[]
    {
        new("lat", "°N", -90, 90, [new("degrees", 1)]),
        new("lon", "°E", -180, 180, [new("degrees", 1)]),
        new("top", "cm", -500, 10000, Depths),
        new("bottom", "cm", -500, 10000, Depths),
        new("rock", "cm", 0, 100000, Depths),
        new("soc", "g kg⁻¹", 0, 1000, Contents),
        new("organic_matter", "g kg⁻¹", 0, 1000, Contents),
        new("total_nitrogen", "g kg⁻¹", 0, 100, Contents),
        new("bulk_density", "g cm⁻³", 0.1, 2.65, [new("g/cm3", 1), new("kg/m3", 0.001), new("kg/dm3", 1), new("t/m3", 1), new("mg/m3", 1)]),
        new("coarse", "%", 0, 100, [new("% volume", 1), new("% mass", 1), new("fraction volume", 100), new("fraction mass", 100)]),
        new("clay", "%", 0, 100, Percents),
        new("sand", "%", 0, 100, Percents),
        new("silt", "%", 0, 100, Percents),
        new("ph", "pH", 0, 14, [new("ph", 1), new("-log10(H+)", 1)]),
        new("year", "", 0, 3000, [new("year", 1)]),
        new("mat", "°C", -60, 60, [new("°C", 1), new("degC", 1), new("deg C", 1), new("Celsius", 1), new("C", 1), new("0.1 °C", 0.1)]),
        new("map", "mm", 0, 15_000, [new("mm", 1), new("mm/yr", 1), new("mm a-1", 1), new("cm", 10), new("cm/yr", 10), new("m", 1000), new("m/yr", 1000)]),
        new("cn", "", 0, 1000, [new("ratio", 1), new("1", 1), new("-", 1)]),
        new("mc", "mg kg⁻¹", 0, 100_000, [new("mg/kg", 1), new("ug/g", 1), new("g/kg", 1000), new("mmol/kg", 12.011)]),
        new("mn", "mg kg⁻¹", 0, 20_000, [new("mg/kg", 1), new("ug/g", 1), new("g/kg", 1000), new("mmol/kg", 14.007)]),
        new("bnpp", "g C m⁻² yr⁻¹", 0, 5000, [new("g/m2/yr", 1), new("kg/m2/yr", 1000), new("Mg/ha/yr", 100), new("t/ha/yr", 100)]),
    }.ToDictionary(quantity => quantity.Name);

    /// <summary>Names of columns that hold text.</summary>
    public static IReadOnlyList<string> Texts { get; } = ["profile_id", "source", "site", "country", "ecosystem", "horizon", "coarse_basis", "duplicate", "litter"];

    /// <summary>Finds a unit in any notation; null if it is unknown for this quantity.</summary>
    public TableUnit? Find(string unit)
    {
        string wanted = Plain(unit);
        foreach (TableUnit known in Units)
        {
            if (Plain(known.Name) == wanted)
                return known;
        }
        return null;
    }

    /// <summary>Parses a field in the unit of the table; accepts a percentage (<c>1.85%</c>) only where the unit is % or a fraction.</summary>
    /// <param name="text">Text that is not empty.</param>
    /// <param name="unit">Unit of the table.</param>
    /// <param name="value">The number.</param>
    /// <returns>False for anything but a finite number in this unit.</returns>
    public static bool TryParse(string text, string unit, out double value)
    {
        bool percent = text[^1] == '%';
        ReadOnlySpan<char> number = percent ? text.AsSpan(0, text.Length - 1).TrimEnd() : text;
        if (!double.TryParse(number, NumberStyles.Float, CultureInfo.InvariantCulture, out value) || !double.IsFinite(value))
            return false;
        if (!percent || unit.StartsWith('%'))
            return true;
        value /= 100;
        return unit.StartsWith("fraction", StringComparison.Ordinal);
    }

    /// <summary>The unit without spaces, superscripts, case and the carbon or nitrogen that it is a mass of.</summary>
    private static string Plain(string unit) => unit.Trim().ToLowerInvariant()
        .Replace("µ", "u", StringComparison.Ordinal).Replace("²", "2", StringComparison.Ordinal).Replace("³", "3", StringComparison.Ordinal).Replace("⁻", "-", StringComparison.Ordinal).Replace("¹", "1", StringComparison.Ordinal)
        .Replace("g kg-1", "g/kg", StringComparison.Ordinal).Replace("g cm-3", "g/cm3", StringComparison.Ordinal).Replace("kg m-3", "kg/m3", StringComparison.Ordinal)
        .Replace(" c m-2", "/m2", StringComparison.Ordinal).Replace(" m-2", "/m2", StringComparison.Ordinal).Replace(" c ha-1", "/ha", StringComparison.Ordinal).Replace(" ha-1", "/ha", StringComparison.Ordinal)
        .Replace(" kg-1", "/kg", StringComparison.Ordinal).Replace(" g-1", "/g", StringComparison.Ordinal).Replace(" yr-1", "/yr", StringComparison.Ordinal).Replace(" a-1", "/yr", StringComparison.Ordinal)
        .Replace(" c/kg", "/kg", StringComparison.Ordinal).Replace(" n/kg", "/kg", StringComparison.Ordinal)
        .Replace("percent", "%", StringComparison.Ordinal).Replace("weight", "mass", StringComparison.Ordinal).Replace(" vol", " volume", StringComparison.Ordinal)
        .Replace("volumeume", "volume", StringComparison.Ordinal).Replace(" ", "", StringComparison.Ordinal);
}
