using SoilBeta.Soil;

namespace SoilBeta.Studies.Totals;

/// <summary>A depth interval of the totals as halves of the five 20 cm layers: depth weighting by 10 cm, in integers.</summary>
/// <param name="Name">Bounds, cm: <c>20-40</c>.</param>
/// <param name="Halves">How many halves of each layer belong to it, [layer].</param>
public sealed record TotalsLayer(string Name, IReadOnlyList<int> Halves)
{
    /// <summary>The intervals of <c>totals.csv</c>. 0–30 and 30–100 take half of 20–40.</summary>
    public static readonly IReadOnlyList<TotalsLayer> All =
    [
        Of(0, 20), Of(20, 40), Of(40, 60), Of(60, 80), Of(80, 100), Of(20, 100), Of(0, 100), Of(0, 30), Of(30, 100),
    ];

    /// <summary>Any bounds in steps of 10 cm.</summary>
    public static TotalsLayer Of(int top, int bottom)
    {
        int[] halves = new int[LayerDensities.Layers];
        for (int depth = top; depth < bottom; depth += 10)
            halves[depth / 20]++;
        return new TotalsLayer($"{top}-{bottom}", halves);
    }

    /// <summary>The interval's part of the layers' fixed-point sums, in halves of their unit: up to ten times a layer's sum, which may have 61 bits.</summary>
    /// <param name="layers">Sums of the five layers.</param>
    public Int128 SumHalves(ReadOnlySpan<long> layers)
    {
        Int128 sum = 0;
        for (int layer = 0; layer < layers.Length; layer++)
            sum += (Int128)Halves[layer] * layers[layer];
        return sum;
    }

    /// <summary>The interval's part of the layers' values.</summary>
    public double Weigh(ReadOnlySpan<double> layers)
    {
        double sum = 0;
        for (int layer = 0; layer < layers.Length; layer++)
            sum += 0.5 * Halves[layer] * layers[layer];
        return sum;
    }
}
