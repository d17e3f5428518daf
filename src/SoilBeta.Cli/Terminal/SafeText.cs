using System.Globalization;

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
        string safe = PlainText.Clean(text.AsSpan(0, Math.Min(text.Length, LongestLine)).TrimEnd('\r'));
        return text.Length > LongestLine ? string.Create(CultureInfo.InvariantCulture, $"{safe} … ({text.Length - LongestLine:N0} more characters)") : safe;
    }
}
