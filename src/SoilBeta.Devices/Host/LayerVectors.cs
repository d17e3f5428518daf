using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using SoilBeta.Soil;

namespace SoilBeta.Devices.Host;

/// <summary>Equation 3 for sixteen realisations at once: a copy of <see cref="LayerDensities.Compute"/> for a topsoil of 20 cm, with the same operations in the same order. A test compares the two.</summary>
internal static class LayerVectors
{
    /// <summary>Computes the realisations that fill whole vectors.</summary>
    /// <param name="sums">Sums S, [realisation].</param>
    /// <param name="scale">Value of one unit of S.</param>
    /// <param name="fixedTopsoil">Topsoil density where it does not vary, Mg C ha⁻¹.</param>
    /// <param name="topsoil">Topsoil density, Mg C ha⁻¹, [realisation], where it varies; otherwise empty.</param>
    /// <param name="densities">Receives the parts, 1/65,536 Mg C ha⁻¹, [part][realisation], <paramref name="stride"/> realisations a part.</param>
    /// <param name="stride">Number of realisations between two parts.</param>
    /// <returns>Number of realisations computed.</returns>
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    public static int Compute(ReadOnlySpan<int> sums, float scale, float fixedTopsoil, ReadOnlySpan<float> topsoil, Span<int> densities, int stride)
    {
        var scales = Vector512.Create(scale);
        var units = Vector512.Create(LayerDensities.Units);
        var shareUnits = Vector512.Create((float)LayerDensities.ShareUnits);
        ref int to = ref MemoryMarshal.GetReference(densities);
        int i = 0;
        for (; i + 16 <= sums.Length; i += 16)
        {
            var beta = Vector512.ConvertToSingle(Vector512.Create(sums.Slice(i, 16))) * scales;
            var b2 = beta * beta;
            var b5 = b2 * b2 * beta;
            var p = b5 * b5;
            var q = p * p;
            var density = (topsoil.IsEmpty ? Vector512.Create(fixedTopsoil) : Vector512.Create(topsoil.Slice(i, 16))) * units;
            for (int layer = 0; layer < LayerDensities.Layers; layer++)
            {
                Vector512.ConvertToInt32(density).StoreUnsafe(ref to, (nuint)((layer * stride) + i));
                density *= q;
            }
            // The upper slice of 20–40 cm. Dividends stay below 2⁵¹, divisors below 2²³ and quotients below 2³¹: the double nearest to a quotient is never the next integer, so truncation gives the integer division.
            var (lower, upper) = Vector512.Widen(Vector512.LoadUnsafe(ref to, (nuint)(stride + i)));
            var (lowerShare, upperShare) = Vector512.Widen(Vector512.ConvertToInt32(p * shareUnits) + Vector512.Create(LayerDensities.ShareUnits));
            var lowerSlice = Vector512.ConvertToInt64(Vector512.ConvertToDouble(lower * LayerDensities.ShareUnits) / Vector512.ConvertToDouble(lowerShare));
            var upperSlice = Vector512.ConvertToInt64(Vector512.ConvertToDouble(upper * LayerDensities.ShareUnits) / Vector512.ConvertToDouble(upperShare));
            Vector512.Narrow(lowerSlice, upperSlice).StoreUnsafe(ref to, (nuint)((LayerDensities.Layers * stride) + i));
        }
        return i;
    }
}
