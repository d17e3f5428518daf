using SoilBeta.Forests;

namespace SoilBeta.Devices.Gpu;

/// <summary>A range of refits and trees that is on the device at one time: whole refits, or, where one is too large, some of its trees.</summary>
/// <param name="RefitFirst">First refit.</param>
/// <param name="RefitCount">Number of refits.</param>
/// <param name="TreeFirst">First tree of each refit.</param>
/// <param name="TreeCount">Number of trees per refit.</param>
/// <param name="Nodes">Total number of nodes.</param>
internal sealed record ForestPart(int RefitFirst, int RefitCount, int TreeFirst, int TreeCount, long Nodes)
{
    /// <summary>Maximum number of nodes in a part that joins several refits (32 MB), because they are first gathered in an array on the host.</summary>
    private const long MostJoined = 1 << 22;

    /// <summary>Splits a forest set into parts of at most <paramref name="bytes"/> bytes of nodes each.</summary>
    /// <param name="set">The forests.</param>
    /// <param name="bytes">Size of a part, bytes.</param>
    /// <param name="nodeBytes">Size of a node on the device, bytes.</param>
    /// <exception cref="InvalidDataException">A single tree is larger.</exception>
    public static IReadOnlyList<ForestPart> Split(ForestSet set, long bytes, int nodeBytes)
    {
        long room = bytes / nodeBytes;
        var parts = new List<ForestPart>();
        for (int refit = 0; refit < set.Refits.Count;)
        {
            int[] roots = set.RootsOf(refit);
            if (roots[^1] > room)
            {
                parts.AddRange(SplitTrees(refit, roots, room, nodeBytes));
                refit++;
                continue;
            }
            int first = refit;
            long nodes = 0;
            while (refit < set.Refits.Count && nodes + set.RootsOf(refit)[^1] <= (nodes == 0 ? room : Math.Min(room, MostJoined)))
                nodes += set.RootsOf(refit++)[^1];
            parts.Add(new ForestPart(first, refit - first, 0, set.Trees, nodes));
        }
        return parts;
    }

    /// <summary>Nodes of the largest tree of a set.</summary>
    public static int LargestTree(ForestSet set) =>
        Enumerable.Range(0, set.Refits.Count).Max(refit => Enumerable.Range(0, set.Trees).Max(tree => set.RootsOf(refit)[tree + 1] - set.RootsOf(refit)[tree]));

    /// <summary>Number of roots and ends: those of every refit.</summary>
    public long Roots => (long)RefitCount * (TreeCount + 1);

    /// <summary>Position of each root and of the end among the part's nodes, [refit][trees + 1].</summary>
    public uint[] RootsOf(ForestSet set)
    {
        var positions = new uint[Roots]; // no more than nodes
        uint at = 0;
        for (int refit = 0; refit < RefitCount; refit++)
        {
            int[] roots = set.RootsOf(RefitFirst + refit);
            for (int tree = 0; tree <= TreeCount; tree++)
                positions[(refit * (TreeCount + 1)) + tree] = at + (uint)(roots[TreeFirst + tree] - roots[TreeFirst]);
            at = positions[(refit * (TreeCount + 1)) + TreeCount];
        }
        return positions;
    }

    /// <summary>Nodes of a refit's trees.</summary>
    /// <param name="forest">The refit.</param>
    public ReadOnlySpan<FlatNode> NodesOf(FlatForest forest) => forest.Nodes.AsSpan(forest.Roots[TreeFirst]..forest.Roots[TreeFirst + TreeCount]);

    private static IEnumerable<ForestPart> SplitTrees(int refit, int[] roots, long room, int nodeBytes)
    {
        for (int tree = 0; tree < roots.Length - 1;)
        {
            int first = tree;
            while (tree < roots.Length - 1 && roots[tree + 1] - roots[first] <= room)
                tree++;
            if (tree == first)
                throw new InvalidDataException($"tree {tree + 1} has {roots[tree + 1] - roots[tree]:N0} nodes of {nodeBytes} bytes; the device may hold {room:N0} at once. Raise --memory, or take --device cpu.");
            yield return new ForestPart(refit, 1, first, tree - first, roots[tree] - roots[first]);
        }
    }
}

/// <summary>Values of the leaves of a part of the forest, [leaf][output], gathered from its refits; empty where a leaf holds its only value itself.</summary>
/// <param name="outputs">Outputs of a leaf.</param>
internal sealed class PartLeaves(int outputs)
{
    private readonly List<int> _values = [];

    /// <summary>Memory of the values for each node of a forest (every other one is a leaf), bytes.</summary>
    /// <param name="outputs">Outputs of a leaf.</param>
    public static int BytesOfNode(int outputs) => outputs > 1 ? outputs * sizeof(int) / 2 : 0;

    /// <summary>Largest size of the values of a part, bytes.</summary>
    /// <param name="outputs">Outputs of a leaf.</param>
    /// <param name="nodes">Nodes.</param>
    /// <param name="roots">Roots and ends: each tree has one leaf more than splits.</param>
    public static long Bytes(int outputs, long nodes, long roots) => outputs > 1 ? ((nodes / 2) + roots) * outputs * sizeof(int) : 0;

    /// <summary>The values gathered so far.</summary>
    public ReadOnlySpan<int> Values => System.Runtime.InteropServices.CollectionsMarshal.AsSpan(_values);

    /// <summary>The node for the device: a leaf with several outputs gets its row among the part's.</summary>
    /// <param name="forest">The refit.</param>
    /// <param name="node">The node.</param>
    public FlatNode Of(FlatForest forest, FlatNode node)
    {
        if (outputs == 1 || !node.IsLeaf)
            return node;
        int row = _values.Count / outputs;
        _values.AddRange(forest.Leaves.AsSpan(node.LeafValue * outputs, outputs));
        return new FlatNode((uint)row, node.Link);
    }
}
