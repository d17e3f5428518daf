namespace SoilBeta.Soil.Tables;

/// <summary>Finds profiles that two tables of one source share: they would count twice.</summary>
public static class SharedProfiles
{
    /// <summary>Pairs of tables that share profiles, each in a sentence that names the first such profile.</summary>
    /// <param name="tables">All tables of a study.</param>
    public static IReadOnlyList<string> Problems(IReadOnlyList<HorizonTable> tables)
    {
        var first = new Dictionary<(string Source, string Id), (int Table, SoilProfile Profile)>();
        var shared = new Dictionary<(int First, int Second), List<(SoilProfile First, SoilProfile Second)>>();
        for (int i = 0; i < tables.Count; i++)
        {
            // A source taken from the file name was not stated by anyone.
            foreach (SoilProfile profile in tables[i].Profiles.Where(profile => profile.Source != tables[i].AssumedSource))
            {
                if (first.TryAdd((profile.Source, profile.Id), (i, profile)))
                    continue;
                var (table, other) = first[(profile.Source, profile.Id)];
                if (!shared.TryGetValue((table, i), out var pairs))
                    shared[(table, i)] = pairs = [];
                pairs.Add((other, profile));
            }
        }
        return [.. shared.Values.Select(pairs => Problem(pairs[0].First, pairs[0].Second, pairs.Count))];
    }

    private static string Problem(SoilProfile first, SoilProfile second, int count) =>
        $"profile '{first.Id}' of source '{first.Source}' is in two tables: {first.Where}, and {second.Where}{(count > 1 ? $" (and {count - 1:N0} more)" : "")}. It would count twice. "
        + "Remove it from one table, or put its rows into one; where these are different profiles, give the tables different names of their source (source).";
}
