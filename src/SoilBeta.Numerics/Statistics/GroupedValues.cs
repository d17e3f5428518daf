namespace SoilBeta.Numerics.Statistics;

/// <summary>Values in named groups, for an analysis of variance.</summary>
/// <remarks>Groups are ordered by name, so that no result depends on the order of rows.</remarks>
public sealed class GroupedValues
{
    private GroupedValues(string[] names, double[][] values)
    {
        Names = names;
        Values = values;
        Means = [.. values.Select(Mean)];
        Variances = [.. values.Select((group, g) => group.Length < 2 ? double.NaN : group.Sum(v => (v - Means[g]) * (v - Means[g])) / (group.Length - 1))];
        Count = values.Sum(group => group.Length);
    }

    /// <summary>Names of the groups, ascending.</summary>
    public IReadOnlyList<string> Names { get; }

    /// <summary>Values, [group][value].</summary>
    public IReadOnlyList<double[]> Values { get; }

    /// <summary>Mean of each group.</summary>
    public IReadOnlyList<double> Means { get; }

    /// <summary>Variance of each group (n − 1); NaN for a group of one value.</summary>
    public IReadOnlyList<double> Variances { get; }

    /// <summary>Number of groups.</summary>
    public int Groups => Names.Count;

    /// <summary>Number of all values.</summary>
    public int Count { get; }

    /// <summary>Sorts values into groups; values that are not finite and rows whose group is null or empty are ignored.</summary>
    /// <param name="groups">Group of each value.</param>
    /// <param name="values">Values, as many as groups.</param>
    public static GroupedValues From(IReadOnlyList<string?> groups, IReadOnlyList<double> values)
    {
        if (groups.Count != values.Count)
            throw new ArgumentException($"{values.Count} values have {groups.Count} group names.", nameof(groups));
        var sorted = new SortedDictionary<string, List<double>>(StringComparer.Ordinal);
        for (int i = 0; i < values.Count; i++)
        {
            if (string.IsNullOrEmpty(groups[i]) || !double.IsFinite(values[i]))
                continue;
            if (!sorted.TryGetValue(groups[i]!, out var list))
                sorted[groups[i]!] = list = [];
            list.Add(values[i]);
        }
        return new GroupedValues([.. sorted.Keys], [.. sorted.Values.Select(list => list.ToArray())]);
    }

    /// <summary>Groups with at least this many values that are not all equal: the input of tests that estimate a variance for each group.</summary>
    /// <param name="leastCount">Minimum number of values.</param>
    public GroupedValues WithSpread(int leastCount = 2)
    {
        int[] kept = [.. Enumerable.Range(0, Groups).Where(g => Values[g].Length >= leastCount && Variances[g] > 0)];
        return new GroupedValues([.. kept.Select(g => Names[g])], [.. kept.Select(g => Values[g])]);
    }

    /// <summary>Why these groups cannot be compared; null if they can: at least two groups, more values than groups, and variance within groups.</summary>
    public string? WhyNotComparable()
    {
        if (Groups < 2)
            return Groups == 0 ? "there is no value in any group" : $"there is only one group ('{Names[0]}')";
        if (Count <= Groups)
            return "every group has one value, so nothing is known of the spread inside groups";
        return Variances.All(v => !(v > 0)) ? "all values of each group are the same" : null;
    }

    private static double Mean(double[] values)
    {
        double first = values.Average();
        return first + values.Average(v => v - first); // the second pass removes the rounding error of the first
    }
}
