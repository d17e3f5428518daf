using System.Numerics;

namespace SoilBeta.Soil;

/// <summary>Equation 3 on fixed-point integers, the same bits on every device: topsoil density and β give the SOC density of the five 20 cm layers.</summary>
/// <remarks>Densities are in units of 1/65,536 Mg C ha⁻¹. Powers of β are products in float, nothing fused: β²⁰ = ((β²)²·β)⁴.</remarks>
public static class LayerDensities
{
    /// <summary>Layers of 20 cm down to 100 cm.</summary>
    public const int Layers = 5;

    /// <summary>What is kept of a realisation: the layers, and behind them 20–30 cm, so that 0–30 and 30–100 cm can be told from the layers' sums.</summary>
    public const int Parts = Layers + 1;

    /// <summary>Parts, and sums of them: 20–100, 0–100, 0–30 and 30–100 cm, in this order.</summary>
    public const int Quantities = Parts + 4;

    /// <summary>Share units of the quotient that takes 20–30 cm from 20–40 cm: small enough for the quotient to be exact in double, as vector code has it.</summary>
    public const int ShareUnits = 1 << 20;

    /// <summary>Fixed-point units of one Mg C ha⁻¹.</summary>
    public const float Units = 65536f;

    /// <summary>Largest β that is possible: up to it the layers' integers cannot overflow.</summary>
    public const double LargestBeta = 1.02;

    /// <summary>Largest density of 0–20 cm or of a deeper topsoil that is accepted, Mg C ha⁻¹.</summary>
    public const float LargestTopsoil = 2000f;

    /// <summary>Largest topsoil density of 0–10 cm that is accepted, Mg C ha⁻¹.</summary>
    public const float LargestTopsoilOf10 = 1149f;

    /// <summary>Largest topsoil density that is accepted, Mg C ha⁻¹: up to β = 1.02 the integers of all layers together stay below 2³¹ units.</summary>
    /// <remarks>
    /// With p = β¹⁰ = 1.02¹⁰, 0–100 cm hold (1 + p + … + p⁹) / (1 + … + p^(d₀/10 − 1)) times the topsoil: 28.515 for d₀ = 10 cm and 12.850 for 20 cm, less for deeper ones.
    /// 2³¹ units are 32,768 Mg C ha⁻¹: 1,149 · 28.515 = 32,764 and 2,000 · 12.850 = 25,701. The margin, 1 in 8,000, is more than the chain's float rounding and that of β to fixed point (1 in 100,000 each).
    /// </remarks>
    /// <param name="topsoilDepth">Depth of the topsoil d₀, cm.</param>
    public static float LargestTopsoilOf(int topsoilDepth) => topsoilDepth < 20 ? LargestTopsoilOf10 : LargestTopsoil;

    /// <summary>β¹⁰ as p = (β⁴·β)².</summary>
    /// <param name="beta">Soil β, 0 &lt; β ≤ 1.02.</param>
    public static float TenthPower(float beta)
    {
        float b2 = beta * beta;
        float b5 = b2 * b2 * beta;
        return b5 * b5;
    }

    /// <summary>SOC density of the layers 0–20 … 80–100 cm, in 1/65,536 Mg C ha⁻¹.</summary>
    /// <param name="topsoil">SOC density of 0–<paramref name="topsoilDepth"/> cm, Mg C ha⁻¹, 0 … <see cref="LargestTopsoilOf"/>.</param>
    /// <param name="topsoilDepth">Depth of the topsoil d₀, cm: a multiple of 10 from 10 to 100.</param>
    /// <param name="beta">Soil β, 0 &lt; β ≤ 1.02.</param>
    /// <param name="layers">Receives the densities, [layer], and if there is room (<see cref="Parts"/>) that of 20–30 cm.</param>
    public static void Compute(float topsoil, int topsoilDepth, float beta, Span<int> layers)
    {
        float p = TenthPower(beta);
        if (topsoilDepth == 20)
        {
            float q = p * p;
            float density = topsoil * Units;
            for (int layer = 0; layer < Layers; layer++)
            {
                layers[layer] = (int)density;
                density *= q;
            }
            // Of two slices of 10 cm, the upper one holds 1/(1 + p).
            if (layers.Length > Layers)
                layers[Layers] = (int)((long)layers[1] * ShareUnits / (ShareUnits + (int)(p * ShareUnits)));
            return;
        }

        // Sums of the shares of 10 cm slices, 2²⁴ units for the first. The quotient by the topsoil's share is an integer division; layers are differences, so that 0–d₀ cm is the topsoil to the last unit.
        Span<long> shares = stackalloc long[(2 * Layers) + 1];
        float slice = 16777216f;
        shares[0] = 0;
        for (int i = 1; i < shares.Length; i++)
        {
            shares[i] = shares[i - 1] + (long)slice;
            slice *= p;
        }
        long units = (int)(topsoil * Units), topsoilShare = shares[topsoilDepth / 10], above = 0;
        for (int layer = 0; layer < Layers; layer++)
        {
            long below = units * shares[2 * (layer + 1)] / topsoilShare;
            layers[layer] = (int)(below - above);
            above = below;
        }
        if (layers.Length > Layers)
            layers[Layers] = (int)(units * shares[3] / topsoilShare) - layers[0];
    }

    /// <summary>Density between two depths from the densities of the parts, or from sums of them.</summary>
    /// <param name="top">Upper depth, cm: 0, 20, … or 30.</param>
    /// <param name="bottom">Lower depth, cm: 20, 40, … or 30.</param>
    /// <param name="parts">The layers, and 20–30 cm; any unit.</param>
    public static T Between<T>(int top, int bottom, ReadOnlySpan<T> parts)
        where T : INumber<T>
    {
        T sum = (bottom == 30 ? parts[Layers] : T.Zero) - (top == 30 ? parts[Layers] : T.Zero);
        for (int layer = top / 20; layer < bottom / 20; layer++)
            sum += parts[layer];
        return sum;
    }

    /// <summary>Position among the <see cref="Quantities"/> of the density between two depths; −1 for depths that are none of them.</summary>
    /// <param name="top">Upper depth, cm.</param>
    /// <param name="bottom">Lower depth, cm.</param>
    public static int QuantityOf(int top, int bottom) => (top, bottom) switch
    {
        (20, 30) => Layers,
        (20, 100) => Parts,
        (0, 100) => Parts + 1,
        (0, 30) => Parts + 2,
        (30, 100) => Parts + 3,
        _ => top % 20 == 0 && bottom == top + 20 && top is >= 0 and < 100 ? top / 20 : -1,
    };

    /// <summary>Ends the layers at rock: a layer that rock cuts keeps the share of its 20 cm that is soil, in whole centimetres, by an integer division that truncates.</summary>
    /// <param name="soilDepth">Depth to rock, cm; 100 or more leaves the layers as they are.</param>
    /// <param name="layers">Densities of the layers, [layer], and of 20–30 cm if it is there; changed in place. With rock down to 30 cm, all that is left of 20–40 cm lies above 30 cm.</param>
    public static void CutAtRock(int soilDepth, Span<int> layers)
    {
        for (int layer = 0; layer < Layers; layer++)
        {
            int left = Math.Clamp(soilDepth - (20 * layer), 0, 20);
            if (left < 20)
                layers[layer] = (int)((long)layers[layer] * left / 20);
        }
        if (layers.Length > Layers && soilDepth < 40)
            layers[Layers] = soilDepth <= 30 ? layers[1] : Math.Min(layers[Layers], layers[1]);
    }
}
