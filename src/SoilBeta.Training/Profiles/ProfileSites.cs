namespace SoilBeta.Training.Profiles;

/// <summary>Groups profiles that share coordinates, a covariate cell or the site given in their table, so that folds and bootstrap samples keep a group together.</summary>
public static class ProfileSites
{
    /// <summary>Largest difference of equal coordinates, degrees (about 10 m).</summary>
    public const double SamePlace = 1e-4;

    /// <summary>Site number of each profile, from 1 in the order of the profiles.</summary>
    /// <param name="keys">Keys of each profile, [profile][key]; profiles that share a key share a site.</param>
    public static int[] Group(IReadOnlyList<IReadOnlyList<string>> keys)
    {
        int[] parent = [.. Enumerable.Range(0, keys.Count)];
        var first = new Dictionary<string, int>(StringComparer.Ordinal);
        for (int i = 0; i < keys.Count; i++)
        {
            foreach (string key in keys[i])
            {
                if (!first.TryAdd(key, i))
                    parent[Root(parent, i)] = Root(parent, first[key]);
            }
        }

        var numbers = new Dictionary<int, int>();
        int[] sites = new int[keys.Count];
        for (int i = 0; i < sites.Length; i++)
        {
            int root = Root(parent, i);
            if (!numbers.TryGetValue(root, out sites[i]))
                numbers[root] = sites[i] = numbers.Count + 1;
        }
        return sites;
    }

    /// <summary>Keys of a profile: its coordinates, its cell, and its table's site.</summary>
    /// <param name="latitude">Degrees north.</param>
    /// <param name="longitude">Degrees east.</param>
    /// <param name="cell">Cell of the grid.</param>
    /// <param name="source">Source of the profile.</param>
    /// <param name="site">Site that the table names; empty for none.</param>
    public static IReadOnlyList<string> Keys(double latitude, double longitude, long cell, string source, string site)
    {
        string place = FormattableString.Invariant($"place {Math.Round(latitude / SamePlace):0} {Math.Round(longitude / SamePlace):0}");
        string inCell = FormattableString.Invariant($"cell {cell}");
        return site.Length == 0 ? [place, inCell] : [place, inCell, $"site {source}\n{site}"];
    }

    private static int Root(int[] parent, int i)
    {
        while (parent[i] != i)
            i = parent[i] = parent[parent[i]];
        return i;
    }
}
