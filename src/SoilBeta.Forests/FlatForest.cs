namespace SoilBeta.Forests;

/// <summary>One forest as the devices read it: all trees' nodes in one array, depth first.</summary>
/// <param name="Nodes">Nodes of all trees, [tree][node].</param>
/// <param name="Roots">Position in <paramref name="Nodes"/> of each tree's root, and at the end the number of nodes: trees + 1 entries.</param>
public sealed record FlatForest(FlatNode[] Nodes, int[] Roots)
{
    /// <summary>Number of trees.</summary>
    public int Trees => Roots.Length - 1;
}
