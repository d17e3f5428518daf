namespace SoilBeta.Mapping.Totals;

/// <summary>A depth interval of the totals: a 20 cm layer or a sum of layers, or an interval bounded by 30 cm, from the 10 cm slices of Equation 3.</summary>
/// <param name="Top">Upper depth, cm.</param>
/// <param name="Bottom">Lower depth, cm.</param>
public sealed record TotalsLayer(int Top, int Bottom)
{
    /// <summary>The intervals of <c>totals.csv</c>.</summary>
    public static readonly IReadOnlyList<TotalsLayer> All =
    [
        new(0, 20), new(20, 40), new(40, 60), new(60, 80), new(80, 100), new(20, 100), new(0, 100), new(0, 30), new(30, 100),
    ];

    /// <summary>Depth range, cm: <c>20-40</c>.</summary>
    public string Name => $"{Top}-{Bottom}";
}
