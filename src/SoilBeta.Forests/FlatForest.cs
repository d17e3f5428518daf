namespace SoilBeta.Forests;

/// <summary>A forest in the layout of the devices: the nodes of all trees in one array, depth first.</summary>
/// <param name="Nodes">Nodes of all trees, [tree][node].</param>
/// <param name="Roots">Index in <paramref name="Nodes"/> of each tree's root, then the number of nodes: trees + 1 entries.</param>
public sealed record FlatForest(FlatNode[] Nodes, int[] Roots)
{
    /// <summary>Number of trees.</summary>
    public int Trees => Roots.Length - 1;
}
