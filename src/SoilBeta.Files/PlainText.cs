namespace SoilBeta.Files;

/// <summary>Text from files of unknown origin, without characters that steer a terminal, forge lines of a log or turn the direction of writing.</summary>
public static class PlainText
{
    /// <summary>The text with a space for each tab and U+FFFD for every other control character and mark of direction.</summary>
    /// <param name="text">One line.</param>
    public static string Clean(ReadOnlySpan<char> text)
    {
        foreach (char c in text)
        {
            if (!IsHarmless(c))
                return string.Create(text.Length, text, static (into, from) =>
                {
                    for (int i = 0; i < from.Length; i++)
                        into[i] = from[i] == '\t' ? ' ' : IsHarmless(from[i]) ? from[i] : '\uFFFD';
                });
        }
        return text.ToString();
    }

    private static bool IsHarmless(char c) => !char.IsControl(c) && c is not ((>= '\u200E' and <= '\u200F') or (>= '\u2028' and <= '\u202E') or (>= '\u2066' and <= '\u2069') or '\u061C' or '\uFEFF');
}
