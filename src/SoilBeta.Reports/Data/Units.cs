using System.Text.RegularExpressions;

namespace SoilBeta.Reports.Data;

/// <summary>Typesets units: <c>g kg-1</c> becomes g kg⁻¹.</summary>
internal static partial class Units
{
    /// <summary>SOC density.</summary>
    public const string Density = "Mg C ha⁻¹";

    /// <summary>A unit with superscript exponents.</summary>
    public static string Pretty(string unit) => Exponent().Replace(unit, match => string.Concat(match.Value.Select(Raised)));

    /// <summary>Title of an axis: name and unit.</summary>
    public static string Axis(string name, string unit) => unit.Length == 0 || unit == name || unit is "1" ? name : $"{name} ({Pretty(unit)})";

    private static char Raised(char c) => c switch { '-' => '⁻', '1' => '¹', '2' => '²', '3' => '³', _ => c };

    [GeneratedRegex(@"(?<=\p{L})-[123](?!\d)", RegexOptions.None, 1000)]
    private static partial Regex Exponent();
}
