using SoilBeta.Soil;

namespace SoilBeta.Mapping.Maps;

/// <summary>Fixed-point areas A = rint(hectares · 2^a): a is the largest exponent for which no sum of density · area over the whole study exceeds 61 bits.</summary>
internal static class AreaScale
{
    private const int SumBits = 61;
    private const int LargestShift = 20;

    /// <summary>Exponent a for a study.</summary>
    /// <param name="hectares">Area of all ecosystems in the whole grid, ha.</param>
    /// <param name="largestTopsoil">Largest possible topsoil density, Mg C ha⁻¹.</param>
    /// <param name="topsoilDepth">Depth of that topsoil, cm.</param>
    public static int Shift(double hectares, double largestTopsoil, int topsoilDepth)
    {
        // The densest layer: 80–100 cm at the largest β, relative to the topsoil's density; a topsoil of 10 cm is half a layer.
        double growth = Math.Pow(BetaLimits.Upper, 90) * (topsoilDepth < LayerDensities.Thickness ? 2 : 1);
        double density = Math.Min(int.MaxValue, Math.Ceiling(Math.Clamp(largestTopsoil, 1, LayerDensities.LargestTopsoilOf(topsoilDepth)) * LayerDensities.Units * growth));
        return ShiftOf(hectares, density);
    }

    /// <summary>Exponent a for layers that a forest predicts.</summary>
    /// <param name="hectares">Area of all ecosystems in the whole grid, ha.</param>
    /// <param name="largestDensity">Largest possible density of a layer, Mg C ha⁻¹.</param>
    public static int Shift(double hectares, double largestDensity) => ShiftOf(hectares, Math.Min(int.MaxValue, Math.Ceiling(Math.Max(largestDensity, 1) * LayerDensities.Units)));

    // Rounding adds at most half a unit for each cell, which fits into the spare bits.
    private static int ShiftOf(double hectares, double density) => (int)Math.Floor(Math.Min(LargestShift, SumBits - Math.Log2(Math.Max(1, hectares)) - Math.Log2(density)));

    /// <summary>Fixed-point value A of an area.</summary>
    public static long Fixed(double hectares, int shift) => (long)Math.Round(Math.ScaleB(hectares, shift), MidpointRounding.ToEven);

    /// <summary>Converts a sum of A to hectares.</summary>
    public static double Hectares(long sum, int shift) => Math.ScaleB(sum, -shift);
}
