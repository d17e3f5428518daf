using SoilBeta.Forests;

namespace SoilBeta.Devices.Gpu;

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
