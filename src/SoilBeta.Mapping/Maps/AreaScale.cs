using SoilBeta.Soil;

namespace SoilBeta.Mapping.Maps;

/// <summary>Fixed-point areas A = rint(hectares · 2^a): a is the largest for which no sum of density · area of the whole study leaves 61 bits.</summary>
internal static class AreaScale
{
    private const int SumBits = 61;
    private const int LargestShift = 20;

    /// <summary>a for a study.</summary>
    /// <param name="hectares">Area of all ecosystems in the whole grid, ha.</param>
    /// <param name="largestTopsoil">Largest topsoil density that can occur, Mg C ha⁻¹.</param>
    /// <param name="topsoilDepth">Depth of that topsoil, cm.</param>
    public static int Shift(double hectares, double largestTopsoil, int topsoilDepth)
    {
        // The densest layer: 80–100 cm at the largest β, seen from the topsoil's density; a topsoil of 10 cm is half a layer.
        double growth = Math.Pow(BetaLimits.Upper, 90) * (topsoilDepth < LayerDensities.Thickness ? 2 : 1);
        double density = Math.Min(int.MaxValue, Math.Ceiling(Math.Clamp(largestTopsoil, 1, LayerDensities.LargestTopsoilOf(topsoilDepth)) * LayerDensities.Units * growth));
        // Rounding adds at most half a unit a cell, which the spare bits take.
        return (int)Math.Floor(Math.Min(LargestShift, SumBits - Math.Log2(Math.Max(1, hectares)) - Math.Log2(density)));
    }

    /// <summary>A of an area.</summary>
    public static long Fixed(double hectares, int shift) => (long)Math.Round(Math.ScaleB(hectares, shift), MidpointRounding.ToEven);

    /// <summary>Hectares of a sum of A.</summary>
    public static double Hectares(long sum, int shift) => Math.ScaleB(sum, -shift);
}
