using System.Globalization;

namespace SoilBeta.Soil.Tables;

/// <summary>Estimates whether a file without a final line break was truncated within its last field, from the other values of that column.</summary>
internal sealed class LastField
{
    private const int FewestRows = 3;
    private const int MostTexts = 64;

    private readonly HashSet<string> texts = new(StringComparer.Ordinal);
    private int rows;
    private bool anyEmpty;
    private int leastDecimals = int.MaxValue;
    private string? current;

    /// <summary>Adds the last column's text of the next row.</summary>
    public void Add(string text)
    {
        if (current is { } before)
        {
            rows++;
            anyEmpty |= before.Length == 0;
            if (IsNumber(before))
                leastDecimals = Math.Min(leastDecimals, Decimals(before));
            else if (texts.Count < MostTexts)
                texts.Add(before);
        }
        current = text;
    }

    /// <summary>Why the last text looks incomplete; null if it does not.</summary>
    public string? WhyCut()
    {
        if (current is not { } last)
            return null;
        if (last.Length > 0 && (char.IsAsciiDigit(last[0]) || last[0] is '-' or '.') && (last[^1] is '.' or 'e' or 'E' or '-' or '+') && last != "-" && last != ".")
            return $"the number '{last}' is incomplete";
        if (rows < FewestRows)
            return null;
        if (last.Length == 0)
            return anyEmpty ? null : "its last field is empty, as in no other row";
        if (IsNumber(last))
            return leastDecimals < int.MaxValue && Decimals(last) < leastDecimals ? $"'{last}' has fewer decimals than any other value of its column" : null;
        return !texts.Contains(last) && texts.Count < MostTexts && texts.Any(text => text.StartsWith(last, StringComparison.Ordinal)) ? $"'{last}' is the beginning of another text of its column" : null;
    }

    private static bool IsNumber(string text) => double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out _);

    private static int Decimals(string text)
    {
        int point = text.IndexOf('.', StringComparison.Ordinal);
        int end = text.AsSpan().IndexOfAny('e', 'E');
        return point < 0 ? 0 : (end < 0 ? text.Length : end) - point - 1;
    }
}
