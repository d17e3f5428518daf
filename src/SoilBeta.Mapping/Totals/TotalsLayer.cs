using System.Numerics;
using SoilBeta.Soil;

namespace SoilBeta.Mapping.Totals;

/// <summary>A depth interval of the totals: 20 cm layers and sums of them, and what 30 cm bounds, from Equation 3's 10 cm slices.</summary>
/// <param name="Top">Upper depth, cm.</param>
/// <param name="Bottom">Lower depth, cm.</param>
public sealed record TotalsLayer(int Top, int Bottom)
{
    /// <summary>The intervals of <c>totals.csv</c>.</summary>
    public static readonly IReadOnlyList<TotalsLayer> All =
    [
        new(0, 20), new(20, 40), new(40, 60), new(60, 80), new(80, 100), new(20, 100), new(0, 100), new(0, 30), new(30, 100),
    ];

    /// <summary>Bounds, cm: <c>20-40</c>.</summary>
    public string Name => $"{Top}-{Bottom}";

    /// <summary>The interval's part of the layers and of 20–30 cm.</summary>
    /// <param name="parts">Sums or values, [part]; of a type that their sum fits, since a layer's sum may have 61 bits.</param>
    public T Sum<T>(ReadOnlySpan<T> parts)
        where T : INumber<T> => LayerDensities.Between(Top, Bottom, parts);
}
