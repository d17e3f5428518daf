namespace SoilBeta.Numerics.Statistics;

/// <summary>Letters of a multiple comparison: two groups share a letter if and only if they do not differ significantly.</summary>
/// <remarks>The insert-and-absorb algorithm of Piepho (2004), J. Comput. Graph. Stat. 13, 456–466; the first letter goes to the first group.</remarks>
public static class LetterDisplay
{
    /// <summary>Letters of each group.</summary>
    /// <param name="groups">Number of groups, in the order of the letters (usually descending means).</param>
    /// <param name="differ">Whether two groups differ significantly.</param>
    /// <returns>Letters, [group]: <c>a</c> … <c>z</c>, then <c>A</c> … <c>Z</c>.</returns>
    public static string[] Letters(int groups, Func<int, int, bool> differ)
    {
        var columns = new List<SortedSet<int>> { new(Enumerable.Range(0, groups)) };
        for (int a = 0; a < groups; a++)
        {
            for (int b = a + 1; b < groups; b++)
            {
                if (differ(a, b))
                    columns = Split(columns, a, b);
            }
        }
        var ordered = columns.OrderBy(column => column.Min).ThenBy(column => column.Max).ToList();
        return [.. Enumerable.Range(0, groups).Select(g => string.Concat(ordered.Select((column, c) => column.Contains(g) ? Letter(c) : "")))];
    }

    private static List<SortedSet<int>> Split(List<SortedSet<int>> columns, int a, int b)
    {
        var next = new List<SortedSet<int>>();
        foreach (var column in columns)
        {
            if (!(column.Contains(a) && column.Contains(b)))
            {
                next.Add(column);
                continue;
            }
            next.Add(new SortedSet<int>(column.Where(g => g != a)));
            next.Add(new SortedSet<int>(column.Where(g => g != b)));
        }
        return [.. next.Where((column, i) => !next.Where((other, j) => j != i && column.IsSubsetOf(other) && (column.Count < other.Count || j < i)).Any())];
    }

    private static string Letter(int index) => index < 26 ? ((char)('a' + index)).ToString() : index < 52 ? ((char)('A' + index - 26)).ToString() : $"[{index}]";
}
