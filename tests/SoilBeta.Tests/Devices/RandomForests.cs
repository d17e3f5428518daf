using SoilBeta.Forests;

namespace SoilBeta.Tests.Devices;

/// <summary>Forests with random splits within the remaining box of each node, for tests of the descent.</summary>
internal static class RandomForests
{
    /// <summary>Refits of random trees over features in 0 … 100.</summary>
    /// <param name="seed">Seed.</param>
    /// <param name="features">Number of features.</param>
    /// <param name="trees">Trees of each refit.</param>
    /// <param name="leaves">Leaves of each tree.</param>
    /// <param name="refits">Number of refits.</param>
    /// <param name="outputs">Values of a leaf: one is like β, several are −20 … 100, or less the further down.</param>
    public static ForestSet Make(int seed, int features, int trees, int leaves, int refits = 1, int outputs = 1)
    {
        var random = new Random(seed);
        double largest = outputs == 1 ? 1.02 : Enumerable.Range(1, outputs).Sum(layer => 100.0 / layer);
        int shift = 30;
        while (trees * ((largest * Math.ScaleB(1, shift)) + outputs) >= int.MaxValue)
            shift--;
        return new ForestSet(
            [.. Enumerable.Range(0, features).Select(f => $"f{f}")],
            [.. Enumerable.Range(0, refits).Select(_ => MakeForest(random, features, trees, leaves, shift, outputs))],
            shift) { Outputs = outputs, LargestLeaf = largest };
    }

    private static FlatForest MakeForest(Random random, int features, int trees, int leaves, int shift, int outputs)
    {
        var rows = new List<int>();
        var nodes = new List<FlatNode>();
        var roots = new List<int>();
        var low = new float[features];
        var high = new float[features];
        for (int tree = 0; tree < trees; tree++)
        {
            roots.Add(nodes.Count);
            Array.Fill(low, 0f);
            Array.Fill(high, 100f);
            Grow(leaves);
        }
        roots.Add(nodes.Count);
        return new FlatForest([.. nodes], [.. roots]) { Outputs = outputs, Leaves = [.. rows] };

        void Grow(int leavesHere)
        {
            if (leavesHere == 1 && outputs > 1)
            {
                nodes.Add(new FlatNode((uint)(rows.Count / outputs), 0, 0));
                for (int layer = 1; layer <= outputs; layer++)
                    rows.Add((int)Math.Round(((120 * random.NextDouble()) - 20) / layer * Math.ScaleB(1, shift)));
                return;
            }
            if (leavesHere == 1)
            {
                double value = 0.93 + (0.09 * random.NextDouble());
                nodes.Add(new FlatNode(unchecked((uint)(int)Math.Round(value * Math.ScaleB(1, shift))), 0, 0));
                return;
            }
            int feature = random.Next(features);
            float threshold = low[feature] + ((high[feature] - low[feature]) * (0.2f + (0.6f * random.NextSingle())));
            int at = nodes.Count;
            nodes.Add(default);
            int left = Math.Max(1, (int)(leavesHere * (0.3 + (0.4 * random.NextDouble()))));
            float before = high[feature];
            high[feature] = threshold;
            Grow(left);
            high[feature] = before;
            nodes[at] = new FlatNode(BitConverter.SingleToUInt32Bits(threshold), feature, nodes.Count - at);
            before = low[feature];
            low[feature] = threshold;
            Grow(leavesHere - left);
            low[feature] = before;
        }
    }
}
