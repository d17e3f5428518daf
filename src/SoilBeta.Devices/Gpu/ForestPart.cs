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
