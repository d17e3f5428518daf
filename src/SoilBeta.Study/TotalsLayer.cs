using SoilBeta.Soil;

namespace SoilBeta.Studies;

/// <summary>A depth interval of the totals: a 20 cm layer or a sum of layers, or an interval bounded by 30 cm, from the 10 cm slices of Equation 3.</summary>
/// <param name="Top">Upper depth, cm.</param>
/// <param name="Bottom">Lower depth, cm.</param>
public sealed record TotalsLayer(int Top, int Bottom)
{
    /// <summary>The intervals of <c>totals.csv</c> by Equation 3.</summary>
    public static readonly IReadOnlyList<TotalsLayer> All =
    [
        new(0, 20), new(20, 40), new(40, 60), new(60, 80), new(80, 100), new(20, 100), new(0, 100), new(0, 30), new(30, 100),
    ];

    /// <summary>The intervals of a direct model: its layers and their sums, and 0–30 and 30–100 cm where 30 cm is a bound.</summary>
    public static IReadOnlyList<TotalsLayer> ForLayers(LayerBounds layers)
    {
        IEnumerable<(int Top, int Bottom)> intervals = Enumerable.Range(0, layers.Count).Select(layer => (layers.Top(layer), layers.Bottom(layer)));
        intervals = intervals.Concat(layers.Sums().Select(sum => (layers.Top(sum.First), layers.Bottom(sum.Last))));
        if (layers.Has(InventoryDepth) && layers.Bottommost > InventoryDepth)
            intervals = intervals.Concat([(0, InventoryDepth), (InventoryDepth, layers.Bottommost)]);
        return [.. intervals.Distinct().Select(interval => new TotalsLayer(interval.Top, interval.Bottom))];
    }

    // Depth of the topsoil in inventories of carbon (IPCC), cm.
    private const int InventoryDepth = 30;

    /// <summary>Depth range, cm: <c>20-40</c>.</summary>
    public string Name => $"{Top}-{Bottom}";
}
