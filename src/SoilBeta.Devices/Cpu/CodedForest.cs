using SoilBeta.Forests;

namespace SoilBeta.Devices.Cpu;

/// <summary>
/// A forest for the mask descent: 8-byte nodes whose two children are adjacent.
/// Low half: code of the threshold (16 bits) and feature (16 bits), or a leaf's value, or with several outputs its row in <see cref="Leaves"/>. High half: position of the left child, or a set top bit for a leaf of that tree.
/// </summary>
internal sealed unsafe class CodedForest : IDisposable
{
    /// <summary>Top bit of a node: a leaf.</summary>
    public const ulong Leaf = 1UL << 63;

    private readonly NativeBuffer _nodes;
    private readonly NativeBuffer _roots;
    private readonly NativeBuffer? _leaves;
    private readonly int _outputs;

    /// <summary>Encodes a forest with the codes of its thresholds.</summary>
    public CodedForest(FlatForest forest, ThresholdCodes codes)
    {
        Trees = forest.Trees;
        Count = checked((int)PositionsOf(forest.Nodes.Length, forest.Trees)); // LoadedForests does not encode larger ones
        _nodes = new NativeBuffer(8L * (Count + 8L));
        _roots = new NativeBuffer(4L * (Trees + 16L));
        _outputs = forest.Outputs;
        if (_outputs > 1)
        {
            _leaves = new NativeBuffer(LeafBytes(forest.Leaves.Length / _outputs, _outputs));
            new Span<int>(_leaves.Memory, _outputs).Clear();
            forest.Leaves.CopyTo(new Span<int>(Leaves, forest.Leaves.Length));
        }
        ulong* to = Nodes;
        var waiting = new Stack<(int From, int To)>();
        int next = 0;
        for (int tree = 0; tree < Trees; tree++)
        {
            next += next & 1; // pairs of children start at even positions, so that both are in one cache line
            Roots[tree] = next;
            waiting.Push((forest.Roots[tree], next));
            next += 2;
            while (waiting.TryPop(out (int From, int To) at))
            {
                FlatNode node = forest.Nodes[at.From];
                if (node.IsLeaf)
                {
                    to[at.To] = Leaf | ((ulong)tree << 32) | node.Value;
                    continue;
                }
                // The code of a threshold is its index among its feature's thresholds.
                int code = codes.Code(node.Feature, node.Threshold);
                to[at.To] = ((ulong)next << 32) | ((ulong)node.Feature << 16) | (uint)code;
                waiting.Push((at.From + node.RightOffset, next + 1));
                waiting.Push((at.From + 1, next));
                next += 2;
            }
        }
    }

    /// <summary>Number of node positions.</summary>
    public int Count { get; }

    /// <summary>Number of trees.</summary>
    public int Trees { get; }

    /// <summary>Nodes.</summary>
    public ulong* Nodes => (ulong*)_nodes.Memory;

    /// <summary>Position of each tree's root, [tree].</summary>
    public int* Roots => (int*)_roots.Memory;

    /// <summary>Fixed-point values of several outputs, [leaf][output], after a row −1 of zeros; null for one output.</summary>
    public int* Leaves => _leaves is null ? null : (int*)_leaves.Memory + _outputs;

    /// <summary>Memory of a forest with this many nodes, trees and outputs, bytes.</summary>
    public static long BytesOf(int nodes, int trees, int outputs) => (8L * (PositionsOf(nodes, trees) + 8)) + (4L * trees) + (outputs > 1 ? LeafBytes(LeavesOf(nodes, trees), outputs) : 0);

    /// <summary>Number of leaves of a forest with this many nodes and trees: one more than splits in each tree.</summary>
    public static long LeavesOf(int nodes, int trees) => ((long)nodes + trees) / 2;

    /// <inheritdoc/>
    public void Dispose()
    {
        _nodes.Dispose();
        _roots.Dispose();
        _leaves?.Dispose();
    }

    /// <summary>Whether positions of a forest's nodes fit into 31 bits; the top bit marks a leaf.</summary>
    public static bool CanHold(int nodes, int trees) => PositionsOf(nodes, trees) < int.MaxValue;

    private static long LeafBytes(long leaves, int outputs) => sizeof(int) * (leaves + 1) * outputs;

    private static long PositionsOf(int nodes, int trees) => (long)nodes + trees;
}
