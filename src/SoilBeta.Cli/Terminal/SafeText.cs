using System.Globalization;
using System.Text;

namespace SoilBeta.Cli.Terminal;

/// <summary>Text for a terminal or a log: what comes from strangers' files can neither steer the one nor forge or flood the lines of the other.</summary>
internal static class SafeText
{
    private const int LongestLine = 2_000;
    private const int MostLines = 200;

    /// <summary>Lines without control characters (escape sequences, carriage returns) and marks that turn the direction of writing; long ones are cut, and so are many.</summary>
    public static IReadOnlyList<string> Lines(string text)
    {
        string[] lines = text.Split('\n');
        var safe = lines.Take(MostLines).Select(Line).ToList();
        if (lines.Length > MostLines)
            safe.Add(string.Create(CultureInfo.InvariantCulture, $"… and {lines.Length - MostLines:N0} more lines."));
        return safe;
    }

    /// <summary>One line.</summary>
    public static string Line(string text)
    {
        var safe = new StringBuilder(Math.Min(text.Length, LongestLine) + 40);
        foreach (char c in text.AsSpan(0, Math.Min(text.Length, LongestLine)).TrimEnd('\r'))
            safe.Append(c == '\t' ? ' ' : IsHarmless(c) ? c : '\uFFFD');
        if (text.Length > LongestLine)
            safe.Append(CultureInfo.InvariantCulture, $" … ({text.Length - LongestLine:N0} more characters)");
        return safe.ToString();
    }

    private static bool IsHarmless(char c) => !char.IsControl(c) && c is not ((>= '\u2028' and <= '\u202E') or (>= '\u2066' and <= '\u2069') or '\uFEFF');
}
