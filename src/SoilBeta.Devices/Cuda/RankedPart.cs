using SoilBeta.Devices.Gpu;
using SoilBeta.Forests;

namespace SoilBeta.Devices.Cuda;

/// <summary>A part of the forest on a device, with ranks in place of thresholds.</summary>
internal sealed class RankedPart : PartBuffers
{
    /// <summary>Memory of a node with its share of the thresholds (every other node is a leaf) and, where there are several outputs, of the leaves' values, bytes.</summary>
    /// <param name="outputs">Outputs of a leaf.</param>
    public static int NodeBytes(int outputs) => 8 + (sizeof(float) / 2) + PartLeaves.BytesOfNode(outputs);

    private readonly int _outputs;

    /// <summary>Allocates the buffers.</summary>
    public RankedPart(IlgpuContext context, ForestSet set, long nodes, long roots)
    {
        _outputs = set.Outputs;
        Nodes = context.Buffer(nodes * 8, "the forest's nodes");
        Roots = context.Buffer(roots * sizeof(int), "the forest's roots");
        Thresholds = context.Buffer((nodes / 2) * sizeof(float), "the forest's thresholds");
        Starts = context.Buffer(roots * (set.Features.Count + 1) * sizeof(int), "the positions of the thresholds");
        Leaves = context.Buffer(PartLeaves.Bytes(_outputs, nodes, roots), "the values of the leaves");
    }

    /// <summary>Nodes, [refit][tree][node].</summary>
    public GpuBuffer Nodes { get; }

    /// <summary>Position of each root and of the end, [refit][trees + 1].</summary>
    public GpuBuffer Roots { get; }

    /// <summary>Thresholds, [refit][feature][rank].</summary>
    public GpuBuffer Thresholds { get; }

    /// <summary>Position of each feature's first threshold, [refit][feature], then the end.</summary>
    public GpuBuffer Starts { get; }

    /// <summary>Values of the leaves where there are several outputs, [leaf][output].</summary>
    public GpuBuffer Leaves { get; }

    /// <summary>Most nodes on the way from a root to a leaf of the part.</summary>
    public int Depth { get; private set; }

    /// <inheritdoc/>
    public override void Upload(ForestSet set, ForestPart part, IGpuQueue queue)
    {
        var nodes = new FlatNode[part.Nodes];
        var thresholds = new List<float>();
        var starts = new List<int>();
        var leaves = new PartLeaves(_outputs);
        int at = 0;
        Depth = 0;
        for (int refit = 0; refit < part.RefitCount; refit++)
        {
            FlatForest forest = set.Refits[part.RefitFirst + refit];
            var ranked = new RankedForest(part.NodesOf(forest), set.Features.Count);
            starts.AddRange(ranked.Starts.SkipLast(1).Select(start => start + thresholds.Count));
            thresholds.AddRange(ranked.Thresholds);
            foreach (FlatNode node in ranked.Nodes)
                nodes[at++] = leaves.Of(forest, node);
            Depth = Math.Max(Depth, ranked.Depth);
        }
        starts.Add(thresholds.Count);
        queue.Write<FlatNode>(Nodes, nodes);
        queue.Write<uint>(Roots, part.RootsOf(set));
        queue.Write<float>(Thresholds, thresholds.ToArray());
        queue.Write<int>(Starts, starts.ToArray());
        queue.Write(Leaves, leaves.Values);
    }

    /// <inheritdoc/>
    public override void Dispose()
    {
        foreach (GpuBuffer buffer in new[] { Nodes, Roots, Thresholds, Starts, Leaves })
            buffer.Dispose();
    }
}

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
