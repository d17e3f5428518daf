namespace SoilBeta.Forests;

/// <summary>Restricts a forest to places where some of its features have known values: those features go, and so does every split on them.</summary>
public static class ForestPruning
{
    /// <summary>The forest where some features have the given values. Its predictions there are the same to the last bit.</summary>
    /// <param name="forest">The forest.</param>
    /// <param name="fixedFeatures">Values by feature. The forest has all of them.</param>
    /// <exception cref="ArgumentException">The forest lacks a feature.</exception>
    public static Forest At(Forest forest, IReadOnlyDictionary<string, double> fixedFeatures)
    {
        if (fixedFeatures.Keys.FirstOrDefault(name => !forest.Features.Contains(name, StringComparer.Ordinal)) is { } missing)
            throw new ArgumentException($"The forest has no feature '{missing}'; it has {string.Join(", ", forest.Features)}.", nameof(fixedFeatures));
        double?[] values = [.. forest.Features.Select(name => fixedFeatures.TryGetValue(name, out double value) ? value : (double?)null)];
        int[] kept = [.. Enumerable.Range(0, values.Length).Where(feature => values[feature] is null)];
        var place = new int[values.Length];
        for (int i = 0; i < kept.Length; i++)
            place[kept[i]] = i;
        return forest with
        {
            Features = [.. kept.Select(feature => forest.Features[feature])],
            Units = [.. kept.Select(feature => forest.Units[feature])],
            Ranges = forest.Ranges.Count == 0 ? [] : [.. kept.Select(feature => forest.Ranges[feature])],
            Trees = [.. forest.Trees.Select(tree => Pruned(tree, values, place))],
            Rows = null,
        };
    }

    private static Tree Pruned(Tree tree, double?[] values, int[] place)
    {
        var feature = new List<int>();
        var threshold = new List<double>();
        var left = new List<int>();
        var right = new List<int>();
        var value = new List<double>();
        // The stack holds each right child with the position of its parent; a left child follows its parent at once.
        var waiting = new Stack<(int Node, int Parent)>();
        waiting.Push((0, -1));
        while (waiting.TryPop(out (int Node, int Parent) next))
        {
            int node = next.Node;
            while (tree.Feature[node] >= 0 && values[tree.Feature[node]] is { } known)
                node = known <= tree.Threshold[node] ? tree.Left[node] : tree.Right[node];
            int at = feature.Count;
            if (next.Parent >= 0)
                right[next.Parent] = at;
            bool split = tree.Feature[node] >= 0;
            feature.Add(split ? place[tree.Feature[node]] : -1);
            threshold.Add(tree.Threshold[node]);
            left.Add(split ? at + 1 : -1);
            right.Add(-1);
            value.AddRange(tree.ValuesAt(node));
            if (split)
            {
                waiting.Push((tree.Right[node], at));
                waiting.Push((tree.Left[node], -1));
            }
        }
        return new Tree([.. feature], [.. threshold], [.. left], [.. right], [.. value]) { Outputs = tree.Outputs };
    }
}
