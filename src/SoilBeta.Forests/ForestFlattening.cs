namespace SoilBeta.Forests;

/// <summary>Converts forests to the layout of the devices: float thresholds that decide as the doubles do on float32 values, fixed-point leaves, nodes depth first.</summary>
public static class ForestFlattening
{
    /// <summary>Largest number of features that a flat node can address.</summary>
    public const int LargestFeatures = FlatNode.LargestFeatures;

    /// <summary>Flattens one forest, or its refits, with a common scale for all leaves.</summary>
    /// <param name="refits">Forests with the same features in the same order and the same number of trees.</param>
    /// <exception cref="InvalidDataException">The forests are incompatible, or a tree is too large for a flat node's offset.</exception>
    public static ForestSet Flatten(params IReadOnlyList<Forest> refits)
    {
        if (refits.Count == 0)
            throw new InvalidDataException("No forest to flatten.");
        double largest = 0;
        foreach (Forest forest in refits)
        {
            if (!forest.Features.SequenceEqual(refits[0].Features, StringComparer.Ordinal))
                throw new InvalidDataException($"Forests of one run must share their features: {string.Join(", ", refits[0].Features)} and {string.Join(", ", forest.Features)}.");
            if (forest.Trees.Count != refits[0].Trees.Count)
                throw new InvalidDataException($"Forests of one run must have the same number of trees: {refits[0].Trees.Count} and {forest.Trees.Count}.");
            if (forest.Outputs.Count != refits[0].Outputs.Count)
                throw new InvalidDataException($"Forests of one run must have the same outputs: {string.Join(", ", refits[0].Outputs)} and {string.Join(", ", forest.Outputs)}.");
            largest = Math.Max(largest, LargestLeaf(forest.Trees));
        }
        int outputs = refits[0].Outputs.Count;
        int shift = LeafShift(refits[0].Trees.Count, largest, outputs);
        return new ForestSet(refits[0].Features, [.. refits.Select(forest => Flatten(forest.Trees, new LeafScale(shift, outputs)))], shift) { Outputs = outputs, LargestLeaf = largest };
    }

    /// <summary>Exponent s of the leaves' scale 2^s: the largest with trees · rint(largest · 2^s) &lt; 2³¹, at most 30. Several outputs have room for the rounding of each, so that any sum of a realisation's outputs is below 2³¹ too.</summary>
    /// <param name="trees">Number of trees.</param>
    /// <param name="largest">Largest |leaf value| of all forests of the set; of several outputs, the largest sum of a leaf's |values|.</param>
    /// <param name="outputs">Number of outputs.</param>
    public static int LeafShift(int trees, double largest, int outputs = 1)
    {
        if (!double.IsFinite(largest))
            throw new InvalidDataException($"A leaf of the forest has the value {largest}; leaves must be finite.");
        int shift = 30, rounding = outputs > 1 ? outputs : 0;
        while (trees * (Math.Round(Math.ScaleB(largest, shift)) + rounding) >= 2147483648.0)
            shift--;
        return shift;
    }

    /// <summary>Largest |leaf value| of some trees; of several outputs, the largest sum of a leaf's |values|.</summary>
    public static double LargestLeaf(IReadOnlyList<Tree> trees)
    {
        double largest = 0;
        foreach (Tree tree in trees)
        {
            for (int node = 0; node < tree.Nodes; node++)
            {
                if (tree.Feature[node] >= 0)
                    continue;
                double size = 0;
                foreach (double value in tree.ValuesAt(node))
                    size += Math.Abs(value);
                largest = Math.Max(largest, size);
            }
        }
        return largest;
    }

    /// <summary>Largest float ≤ a stored threshold: for every float32 x, comparing with either gives the same result. −∞ where no float is as small.</summary>
    public static float DeviceThreshold(double threshold)
    {
        float rounded = (float)threshold;
        return rounded > threshold ? MathF.BitDecrement(rounded) : rounded;
    }

    /// <summary>Flattens the trees of one forest of one output, depth first, with the leaves' scale of its set.</summary>
    /// <exception cref="InvalidDataException">A right child is more than <see cref="FlatNode.LargestOffset"/> nodes after its parent.</exception>
    public static FlatForest Flatten(IReadOnlyList<Tree> trees, int leafShift) => Flatten(trees, new LeafScale(leafShift, 1));

    /// <summary>Flattens the trees of one forest, depth first, with the leaves' scale of its set.</summary>
    /// <exception cref="InvalidDataException">A right child is more than <see cref="FlatNode.LargestOffset"/> nodes after its parent.</exception>
    internal static FlatForest Flatten(IReadOnlyList<Tree> trees, LeafScale leaves)
    {
        var roots = new int[trees.Count + 1];
        for (int tree = 0; tree < trees.Count; tree++)
            roots[tree + 1] = checked(roots[tree] + trees[tree].Nodes);
        var nodes = new FlatNode[roots[^1]];
        var table = leaves.TableFor(nodes.Length, trees.Count);
        for (int tree = 0; tree < trees.Count; tree++)
            Flatten(trees[tree], tree, table, nodes.AsSpan(roots[tree], roots[tree + 1] - roots[tree]));
        return table.Finish(nodes, roots);
    }

    /// <summary>Checks a flat node's offset to its right child.</summary>
    /// <param name="offset">Nodes to skip.</param>
    /// <param name="tree">Index of the tree.</param>
    /// <exception cref="InvalidDataException">Beyond <see cref="FlatNode.LargestOffset"/>.</exception>
    internal static int CheckedOffset(int offset, int tree) => offset <= FlatNode.LargestOffset
        ? offset
        : throw new InvalidDataException($"Tree {tree + 1} is too large for the devices: a right child is {offset:N0} nodes after its parent, at most {FlatNode.LargestOffset:N0} are possible. Train with a larger minimum node size.");

    private static void Flatten(Tree tree, int number, LeafTable table, Span<FlatNode> nodes)
    {
        // The stack holds each right child with the position of its parent, whose offset is known only once the child is placed.
        var waiting = new Stack<(int Node, int Parent)>();
        int source = 0;
        for (int place = 0; place < nodes.Length; place++)
        {
            int feature = tree.Feature[source];
            if (feature >= 0)
            {
                nodes[place] = new FlatNode(BitConverter.SingleToUInt32Bits(DeviceThreshold(tree.Threshold[source])), feature, 0);
                waiting.Push((tree.Right[source], place));
                source = tree.Left[source];
                continue;
            }
            nodes[place] = table.Leaf(tree.ValuesAt(source));
            if (waiting.Count == 0)
            {
                if (place != nodes.Length - 1)
                    throw new InvalidDataException($"Tree {number + 1} has {nodes.Length} nodes, of which only {place + 1} can be reached from its root.");
                return;
            }
            (source, int parent) = waiting.Pop();
            nodes[parent] = new FlatNode(nodes[parent].Value, nodes[parent].Feature, CheckedOffset(place + 1 - parent, number));
        }
        throw new InvalidDataException($"Tree {number + 1} has a node with two parents.");
    }
}
