using System.Globalization;

namespace SoilBeta.Cli.Terminal;

/// <summary>Text for a terminal or a log: text of unknown origin cannot control the terminal, nor forge or flood lines of the log.</summary>
internal static class SafeText
{
    private const int LongestLine = 2_000;
    private const int MostLines = 200;

    /// <summary>Splits text into lines without control characters (escape sequences, carriage returns) and direction marks; truncates long lines and long texts.</summary>
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
