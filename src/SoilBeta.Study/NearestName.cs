namespace SoilBeta.Studies;

/// <summary>Suggests the known name that is most similar to a misspelt one, for messages.</summary>
public static class NearestName
{
    private const int LongestCompared = 64;

    /// <summary>The candidate with the smallest edit distance (insertions, deletions, substitutions, transpositions; ignoring case), or null if more than a third of the word would change.</summary>
    /// <param name="word">Word as written.</param>
    /// <param name="candidates">Known names.</param>
    public static string? Find(string word, IEnumerable<string> candidates)
    {
        if (word.Length is 0 or > LongestCompared)
            return null;
        string? nearest = null;
        int smallest = int.MaxValue;
        foreach (string candidate in candidates)
        {
            int distance = Distance(word.ToLowerInvariant(), candidate.ToLowerInvariant());
            if (distance < smallest)
                (nearest, smallest) = (candidate, distance);
        }
        return nearest is not null && smallest <= Math.Max(1, Math.Max(word.Length, nearest.Length) / 3) ? nearest : null;
    }

    /// <summary>Hint for a message: <c>Did you mean 'x'?</c>, or the list of known names.</summary>
    public static string Hint(string word, IReadOnlyCollection<string> candidates) =>
        Find(word, candidates) is { } nearest ? $"Did you mean '{nearest}'?" : $"Known are: {string.Join(", ", candidates)}.";

    private static int Distance(string a, string b)
    {
        int[,] d = new int[a.Length + 1, b.Length + 1];
        for (int i = 0; i <= a.Length; i++)
            d[i, 0] = i;
        for (int j = 0; j <= b.Length; j++)
            d[0, j] = j;
        for (int i = 1; i <= a.Length; i++)
        {
            for (int j = 1; j <= b.Length; j++)
            {
                int change = a[i - 1] == b[j - 1] ? 0 : 1;
                d[i, j] = Math.Min(Math.Min(d[i - 1, j], d[i, j - 1]) + 1, d[i - 1, j - 1] + change);
                if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
                    d[i, j] = Math.Min(d[i, j], d[i - 2, j - 2] + 1);
            }
        }
        return d[a.Length, b.Length];
    }
}
