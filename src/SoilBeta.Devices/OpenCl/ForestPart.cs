using SoilBeta.Forests;

namespace SoilBeta.Devices.OpenCl;

/// <summary>A range of refits and trees that is on the device at one time: whole refits, or, where one is too large, some of its trees.</summary>
/// <param name="RefitFirst">First refit.</param>
/// <param name="RefitCount">Number of refits.</param>
/// <param name="TreeFirst">First tree of each refit.</param>
/// <param name="TreeCount">Number of trees per refit.</param>
/// <param name="Nodes">Total number of nodes.</param>
internal sealed record ForestPart(int RefitFirst, int RefitCount, int TreeFirst, int TreeCount, long Nodes)
{
    /// <summary>Size of a node, bytes.</summary>
    public const int NodeBytes = 8;

    /// <summary>Maximum number of nodes in a part that joins several refits (32 MB), because they are first gathered in an array on the host.</summary>
    private const long MostJoined = 1 << 22;

    /// <summary>Splits a forest set into parts of at most <paramref name="bytes"/> bytes of nodes each.</summary>
    /// <exception cref="InvalidDataException">A single tree is larger.</exception>
    public static IReadOnlyList<ForestPart> Split(ForestSet set, long bytes)
    {
        long room = bytes / NodeBytes;
        var parts = new List<ForestPart>();
        for (int refit = 0; refit < set.Refits.Count;)
        {
            int[] roots = set.RootsOf(refit);
            if (roots[^1] > room)
            {
                parts.AddRange(SplitTrees(refit, roots, room));
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

    /// <summary>Copies this part's nodes and roots to the device.</summary>
    /// <param name="set">The forests.</param>
    /// <param name="queue">Queue for the copies.</param>
    /// <param name="nodes">Receives the nodes, [refit][tree][node].</param>
    /// <param name="roots">Receives the position of each root and the end, [refit][trees + 1].</param>
    public void Upload(ForestSet set, ClQueue queue, ClBuffer nodes, ClBuffer roots)
    {
        var positions = new uint[RefitCount * (TreeCount + 1)]; // no more than nodes
        FlatNode[] joined = RefitCount == 1 ? [] : new FlatNode[Nodes];
        uint at = 0;
        for (int refit = 0; refit < RefitCount; refit++)
        {
            FlatForest forest = set.Refits[RefitFirst + refit];
            int start = forest.Roots[TreeFirst];
            for (int tree = 0; tree <= TreeCount; tree++)
                positions[(refit * (TreeCount + 1)) + tree] = at + (uint)(forest.Roots[TreeFirst + tree] - start);
            ReadOnlySpan<FlatNode> own = forest.Nodes.AsSpan(start..forest.Roots[TreeFirst + TreeCount]);
            if (RefitCount == 1)
                queue.Write(nodes, own);
            else
                own.CopyTo(joined.AsSpan((int)at));
            at += (uint)own.Length;
        }
        queue.Write<FlatNode>(nodes, joined);
        queue.Write<uint>(roots, positions);
    }

    /// <summary>Size of the roots of this part, bytes.</summary>
    public long RootBytes => (long)RefitCount * (TreeCount + 1) * sizeof(uint);

    private static IEnumerable<ForestPart> SplitTrees(int refit, int[] roots, long room)
    {
        for (int tree = 0; tree < roots.Length - 1;)
        {
            int first = tree;
            while (tree < roots.Length - 1 && roots[tree + 1] - roots[first] <= room)
                tree++;
            if (tree == first)
                throw new InvalidDataException($"tree {tree + 1} has {roots[tree + 1] - roots[tree]:N0} nodes of {NodeBytes} bytes; the device may hold {room:N0} at once. Raise --memory, or take --device cpu.");
            yield return new ForestPart(refit, 1, first, tree - first, roots[tree] - roots[first]);
        }
    }
}
