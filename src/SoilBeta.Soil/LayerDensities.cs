using System.Numerics;

namespace SoilBeta.Soil;

/// <summary>Equation 3 on fixed-point integers, the same bits on every device: from topsoil density and β to the SOC density of the five 20 cm layers. The one scalar implementation, which all host code calls.</summary>
/// <remarks>
/// Densities are in units of 1/65,536 Mg C ha⁻¹. Powers of β are unfused float products: β²⁰ = ((β²)²·β)⁴.
/// Checked copies: the vector code of the CPU device (<c>LayerVectors</c>) and <c>kernels/opencl/layers.h</c>. <see cref="Compute"/> has no arrays, spans or allocation, so that C# kernels can call it.
/// </remarks>
public static class LayerDensities
{
    /// <summary>Layers of 20 cm down to 100 cm.</summary>
    public const int Layers = 5;

    /// <summary>Thickness of a layer, cm.</summary>
    public const int Thickness = 20;

    /// <summary>Values kept of a realisation: the layers, then 20–30 cm, which splits 20–40 cm so that 0–30 and 30–100 cm are sums of parts.</summary>
    public const int Parts = Layers + 1;

    /// <summary>The parts, then sums of them: 20–100, 0–100, 0–30 and 30–100 cm, in this order.</summary>
    public const int Quantities = Parts + 4;

    /// <summary>Units of the share that splits 20–30 cm off 20–40 cm: small enough that the quotient is exact in double, which vector code uses.</summary>
    public const int ShareUnits = 1 << 20;

    /// <summary>Fixed-point units of one Mg C ha⁻¹.</summary>
    public const float Units = 65536f;

    /// <summary>Largest accepted density of a topsoil of 20 cm or more, Mg C ha⁻¹.</summary>
    public const float LargestTopsoil = 2000f;

    /// <summary>Largest accepted density of a topsoil of 10 cm, Mg C ha⁻¹.</summary>
    public const float LargestTopsoilOf10 = 1149f;

    /// <summary>Largest accepted topsoil density, Mg C ha⁻¹: up to β = 1.02 the integers of all layers together stay below 2³¹ units.</summary>
    /// <remarks>
    /// With p = β¹⁰ = 1.02¹⁰, 0–100 cm hold (1 + p + … + p⁹) / (1 + … + p^(d₀/10 − 1)) times the topsoil: 28.515 for d₀ = 10 cm and 12.850 for 20 cm, less for deeper ones.
    /// 2³¹ units are 32,768 Mg C ha⁻¹: 1,149 · 28.515 = 32,764 and 2,000 · 12.850 = 25,701. The margin, 1 in 8,000, exceeds the float rounding of the chain and of β to fixed point (1 in 100,000 each).
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

    /// <summary>SOC density of the layers 0–20 … 80–100 cm and of 20–30 cm.</summary>
    /// <param name="topsoil">SOC density of 0–<paramref name="topsoilDepth"/> cm, Mg C ha⁻¹, 0 … <see cref="LargestTopsoilOf"/>.</param>
    /// <param name="topsoilDepth">Depth of the topsoil d₀, cm: a multiple of 10 from 10 to 100.</param>
    /// <param name="beta">Soil β, 0 &lt; β ≤ 1.02.</param>
    public static LayerParts Compute(float topsoil, int topsoilDepth, float beta)
    {
        float p = TenthPower(beta);
        return topsoilDepth == Thickness ? FromTopLayer(topsoil, p) : FromTopsoil(topsoil, topsoilDepth, p);
    }

    /// <summary>Density between two depths, from the parts of a profile, in 1/65,536 Mg C ha⁻¹.</summary>
    /// <param name="top">Upper depth, cm: a multiple of 20, or 30.</param>
    /// <param name="bottom">Lower depth, cm: a multiple of 20, or 30.</param>
    /// <param name="parts">Parts.</param>
    public static long Between(int top, int bottom, LayerParts parts)
    {
        Span<long> each = stackalloc long[Parts];
        for (int part = 0; part < Parts; part++)
            each[part] = parts[part];
        return Between<long>(top, bottom, each);
    }

    /// <summary>Density between two depths, from the densities of the parts or from sums of them.</summary>
    /// <param name="top">Upper depth, cm: a multiple of 20, or 30.</param>
    /// <param name="bottom">Lower depth, cm: a multiple of 20, or 30.</param>
    /// <param name="parts">The layers, then 20–30 cm; any unit.</param>
    public static T Between<T>(int top, int bottom, ReadOnlySpan<T> parts)
        where T : INumber<T>
    {
        T sum = (bottom == 30 ? parts[Layers] : T.Zero) - (top == 30 ? parts[Layers] : T.Zero);
        for (int layer = top / 20; layer < bottom / 20; layer++)
            sum += parts[layer];
        return sum;
    }

    /// <summary>Index in <see cref="Quantities"/> of the density between two depths; −1 for any other pair of depths.</summary>
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

    /// <summary>Whether <see cref="Between{T}"/> gives the density between two depths: multiples of 20 cm, or 30.</summary>
    /// <param name="top">Upper depth, cm.</param>
    /// <param name="bottom">Lower depth, cm.</param>
    public static bool AreBounds(int top, int bottom)
    {
        return top < bottom && IsBound(top) && IsBound(bottom);

        static bool IsBound(int depth) => depth is >= 0 and <= Layers * Thickness && (depth % Thickness == 0 || depth == RockCut.SliceBottom);
    }

    /// <summary>Parts from a topsoil that is the first layer, without a quotient: layer k is X · qᵏ, q = β²⁰.</summary>
    private static LayerParts FromTopLayer(float topsoil, float p)
    {
        float q = p * p;
        float d0 = topsoil * Units;
        float d1 = d0 * q;
        float d2 = d1 * q;
        float d3 = d2 * q;
        float d4 = d3 * q;
        int to40 = (int)d1;
        // The upper of two 10 cm slices holds the share 1/(1 + p).
        int to30 = (int)((long)to40 * ShareUnits / (ShareUnits + (int)(p * ShareUnits)));
        return new LayerParts((int)d0, to40, (int)d2, (int)d3, (int)d4, to30);
    }

    /// <summary>Parts from any other topsoil: sums of the shares of 10 cm slices, 2²⁴ units for the first.</summary>
    /// <remarks>The quotient by the topsoil's share is an integer division. Layers are differences of cumulative sums, so that 0–d₀ cm equals the topsoil exactly.</remarks>
    private static LayerParts FromTopsoil(float topsoil, int topsoilDepth, float p)
    {
        float s0 = 16777216f, s1 = s0 * p, s2 = s1 * p, s3 = s2 * p, s4 = s3 * p, s5 = s4 * p, s6 = s5 * p, s7 = s6 * p, s8 = s7 * p, s9 = s8 * p;
        long to10 = (long)s0, to20 = to10 + (long)s1, to30 = to20 + (long)s2, to40 = to30 + (long)s3, to50 = to40 + (long)s4;
        long to60 = to50 + (long)s5, to70 = to60 + (long)s6, to80 = to70 + (long)s7, to90 = to80 + (long)s8, to100 = to90 + (long)s9;
        long share = topsoilDepth switch { 10 => to10, 20 => to20, 30 => to30, 40 => to40, 50 => to50, 60 => to60, 70 => to70, 80 => to80, 90 => to90, _ => to100 };
        long units = (int)(topsoil * Units);
        long d20 = units * to20 / share, d40 = units * to40 / share, d60 = units * to60 / share, d80 = units * to80 / share, d100 = units * to100 / share;
        return new LayerParts((int)d20, (int)(d40 - d20), (int)(d60 - d40), (int)(d80 - d60), (int)(d100 - d80), (int)(units * to30 / share) - (int)d20);
    }
}
