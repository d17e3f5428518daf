using SoilBeta.Forests;

namespace SoilBeta.Devices.Cuda;

/// <summary>The trees of a refit with each threshold replaced by its rank among the thresholds of its feature, for kernels that compare ranks.</summary>
/// <remarks>x′ ≤ threshold of rank r where the number of thresholds below x′ is at most r. So the leaf that a point reaches is the same.</remarks>
internal sealed class RankedForest
{
    /// <summary>Ranks the thresholds of some trees.</summary>
    /// <param name="nodes">Their nodes, [tree][node].</param>
    /// <param name="features">Number of features of the forest.</param>
    public RankedForest(ReadOnlySpan<FlatNode> nodes, int features)
    {
        var counts = new int[features + 1];
        foreach (FlatNode node in nodes)
        {
            if (!node.IsLeaf)
                counts[node.Feature + 1]++;
        }
        for (int feature = 0; feature < features; feature++)
            counts[feature + 1] += counts[feature];
        var all = new float[counts[features]];
        int[] next = counts[..features];
        foreach (FlatNode node in nodes)
        {
            if (!node.IsLeaf)
                all[next[node.Feature]++] = node.Threshold;
        }
        var distinct = new List<float>();
        Starts = new int[features + 1];
        for (int feature = 0; feature < features; feature++)
        {
            Span<float> own = all.AsSpan(counts[feature]..counts[feature + 1]);
            own.Sort();
            Starts[feature] = distinct.Count;
            for (int i = 0; i < own.Length; i++)
            {
                // Equal as numbers, as 0 and −0 are.
                if (i == 0 || own[i] != own[i - 1])
                    distinct.Add(own[i]);
            }
        }
        Starts[features] = distinct.Count;
        Thresholds = [.. distinct];
        Nodes = new FlatNode[nodes.Length];
        for (int i = 0; i < nodes.Length; i++)
        {
            FlatNode node = nodes[i];
            Nodes[i] = node.IsLeaf ? node : new FlatNode((uint)RankOf(node.Feature, node.Threshold), node.Link);
        }
        Depth = DepthOf(nodes);
    }

    /// <summary>Nodes with ranks in place of thresholds.</summary>
    public FlatNode[] Nodes { get; }

    /// <summary>Distinct thresholds, ascending, [feature][rank].</summary>
    public float[] Thresholds { get; }

    /// <summary>Position of a feature's first threshold, [feature], then the end.</summary>
    public int[] Starts { get; }

    /// <summary>Most nodes on the way from a root to a leaf.</summary>
    public int Depth { get; }

    private int RankOf(int feature, float threshold) => Array.BinarySearch(Thresholds, Starts[feature], Starts[feature + 1] - Starts[feature], threshold) - Starts[feature];

    /// <summary>Depth of the deepest tree: nodes are depth first, so that the right children that wait are a stack.</summary>
    private static int DepthOf(ReadOnlySpan<FlatNode> nodes)
    {
        int depth = 0, deepest = 0;
        var waiting = new Stack<int>(); // depth of the right children, the next one on top
        foreach (FlatNode node in nodes)
        {
            depth++;
            if (!node.IsLeaf)
            {
                waiting.Push(depth);
                continue;
            }
            deepest = Math.Max(deepest, depth);
            depth = waiting.Count > 0 ? waiting.Pop() : 0;
        }
        return deepest;
    }
}
