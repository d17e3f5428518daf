using System.Globalization;

namespace SoilBeta.Soil.Tables;

/// <summary>Numbers and texts that stand for a missing value: <c>-99</c>, <c>n.d.</c>, <c>#N/A</c>.</summary>
public sealed class MissingCodes
{
    private readonly HashSet<string> texts = new(StringComparer.OrdinalIgnoreCase);
    private readonly List<double> numbers = [];
    private readonly bool anyFromDigit;

    /// <summary>Common codes of missing values in tables of numbers.</summary>
    public static IReadOnlyList<string> Usual { get; } = ["NA", "N/A", "NaN", "NULL", "NONE", "-", ".", "-9999"];

    /// <summary>No codes.</summary>
    public static MissingCodes None { get; } = new([]);

    /// <summary>Creates codes from their texts.</summary>
    /// <param name="codes">A numeric code matches that number in any notation: -99 also matches -99.0.</param>
    public MissingCodes(IEnumerable<string> codes)
    {
        foreach (string code in codes.Select(code => code.Trim()))
        {
            texts.Add(code);
            if (double.TryParse(code, NumberStyles.Float, CultureInfo.InvariantCulture, out double number) && double.IsFinite(number))
                numbers.Add(number);
        }
        anyFromDigit = texts.Any(text => text.Length > 0 && (char.IsAsciiDigit(text[0]) || text[0] == '+')) || numbers.Exists(number => number >= 0);
    }

    /// <summary>Whether 0 is a missing code.</summary>
    public bool HoldZero => numbers.Contains(0);

    /// <summary>Whether a text is one of the codes.</summary>
    /// <param name="text">Text of a field, trimmed.</param>
    public bool Hold(string text)
    {
        if (texts.Count == 0 || text.Length == 0 || (!anyFromDigit && char.IsAsciiDigit(text[0])))
            return false;
        if (texts.Contains(text))
            return true;
        // A code may have passed through float32 on its way into the table.
        return numbers.Count > 0 && double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double value) && numbers.Exists(number => number == value || (float)number == (float)value);
    }
}
