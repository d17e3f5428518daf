namespace SoilBeta.Forests;

/// <summary>The forests of one run: one, or B refits with the same features and number of trees, with one fixed-point scale for all leaves.</summary>
/// <param name="Features">Names of the features in the order of <see cref="FlatNode.Feature"/>.</param>
/// <param name="Refits">The forests, [refit]; one entry when there are no refits. From a file they are <see cref="FlatForestsOnDemand"/>.</param>
/// <param name="LeafShift">Exponent s of the leaves' scale 2^s: the largest with trees · max|value| · 2^s &lt; 2³¹, at most 30; of several outputs, the largest sum over a leaf's |values| counts. May be negative for large targets.</param>
public sealed record ForestSet(IReadOnlyList<string> Features, IReadOnlyList<FlatForest> Refits, int LeafShift)
{
    /// <summary>The functions of a regression, [refit], which replace the trees; empty for forests.</summary>
    public IReadOnlyList<LinearFunction> Linear { get; init; } = [];

    /// <summary>Number of values that a leaf holds: realisations have this many sums S.</summary>
    public int Outputs { get; init; } = 1;

    /// <summary>Largest |value| of a leaf of all forests, or of several outputs the largest sum of a leaf's |values|; NaN where unknown.</summary>
    public double LargestLeaf { get; init; } = double.NaN;

    /// <summary>Trees of each refit.</summary>
    public int Trees => Refits is FlatForestsOnDemand demanded ? demanded.Trees : Refits[0].Trees;

    /// <summary>Value of one unit of a realisation's sum S: value = (float)S · scale. 1 / (trees · 2^s), rounded to float once.</summary>
    public float Scale => (float)(1.0 / (Trees * Math.ScaleB(1.0, LeafShift)));

    /// <summary>Whether forests are read on demand: code that needs one repeatedly should keep it.</summary>
    public bool OnDemand => Refits is FlatForestsOnDemand;

    /// <summary>Index of each tree's root in a refit, then its number of nodes.</summary>
    public int[] RootsOf(int refit) => Refits is FlatForestsOnDemand demanded ? demanded.Roots(refit) : Refits[refit].Roots;

    /// <summary>The same forests with a change applied to each: on reading, if forests are read on demand, otherwise immediately.</summary>
    /// <param name="change">Change of a forest that leaves its trees at their positions.</param>
    public ForestSet Each(Func<FlatForest, FlatForest> change) => this with
    {
        Refits = Refits is FlatForestsOnDemand demanded ? new FlatForestsOnDemand(demanded.Count, demanded.Trees, refit => change(demanded[refit])) : [.. Refits.Select(change)],
    };

    /// <summary>The same refits in another order.</summary>
    /// <param name="order">Index in this set of each refit.</param>
    public ForestSet InOrder(int[] order) => this with
    {
        Refits = Refits is FlatForestsOnDemand demanded ? new FlatForestsOnDemand(order.Length, demanded.Trees, refit => demanded[order[refit]]) : [.. order.Select(refit => Refits[refit])],
        Linear = Linear.Count == 0 ? [] : [.. order.Select(refit => Linear[refit])],
    };
}
