namespace SoilBeta.Files;

/// <summary>Makes text of unknown origin safe to print: without characters that control a terminal, forge log lines or reverse the writing direction.</summary>
public static class PlainText
{
    /// <summary>Replaces each tab by a space and every other control or direction character by U+FFFD.</summary>
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
