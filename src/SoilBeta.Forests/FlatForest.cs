namespace SoilBeta.Forests;

/// <summary>A forest in the layout of the devices: the nodes of all trees in one array, depth first.</summary>
/// <param name="Nodes">Nodes of all trees, [tree][node].</param>
/// <param name="Roots">Index in <paramref name="Nodes"/> of each tree's root, then the number of nodes: trees + 1 entries.</param>
public sealed record FlatForest(FlatNode[] Nodes, int[] Roots)
{
    /// <summary>Number of values that a leaf holds.</summary>
    public int Outputs { get; init; } = 1;

    /// <summary>Fixed-point values of several outputs, [leaf][output]; a leaf's <see cref="FlatNode.LeafValue"/> is then its row here. Empty for one output.</summary>
    public int[] Leaves { get; init; } = [];

    /// <summary>Number of trees.</summary>
    public int Trees => Roots.Length - 1;
}
