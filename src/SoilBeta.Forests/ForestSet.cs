namespace SoilBeta.Forests;

/// <summary>The forests of one run: one, or B refits with the same features and number of trees, with one fixed-point scale for all leaves.</summary>
/// <param name="Features">Names of the features in the order of <see cref="FlatNode.Feature"/>.</param>
/// <param name="Refits">The forests, [refit]; one entry when there are no refits.</param>
/// <param name="LeafShift">s of the leaves' scale 2^s: the largest with trees · max|value| · 2^s &lt; 2³¹, at most 30. May be negative for large targets.</param>
public sealed record ForestSet(IReadOnlyList<string> Features, IReadOnlyList<FlatForest> Refits, int LeafShift)
{
    /// <summary>Where the model is a regression: its functions, [refit], which then count in place of the trees; empty for forests.</summary>
    public IReadOnlyList<LinearFunction> Linear { get; init; } = [];

    /// <summary>Trees of each refit.</summary>
    public int Trees => Refits[0].Trees;

    /// <summary>What one unit of a realisation's sum S is worth: value = (float)S · scale. 1 / (trees · 2^s), rounded to float once.</summary>
    public float Scale => (float)(1.0 / (Trees * Math.ScaleB(1.0, LeafShift)));
}
