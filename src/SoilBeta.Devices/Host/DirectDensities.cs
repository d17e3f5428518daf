using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using SoilBeta.Soil;

namespace SoilBeta.Devices.Host;

/// <summary>Densities of the layers that a forest predicts: D = (int)((float)S · DensityUnit), the given topsoil in place of the first, rock, sums of layers.</summary>
/// <param name="plan">The plan.</param>
/// <param name="layers">Its layers.</param>
/// <param name="order">Order of a cell's realisations.</param>
internal sealed class DirectDensities(RunPlan plan, LayerBounds layers, RealisationOrder order)
{
    private readonly int _realisations = order.Realisation.Length;

    /// <summary>Computes the layers of all realisations of a cell.</summary>
    /// <param name="sums">Sums S, [layer][sum].</param>
    /// <param name="fixedTopsoil">Topsoil density where it does not vary, Mg C ha⁻¹.</param>
    /// <param name="topsoil">Topsoil density in every lane where it varies, Mg C ha⁻¹; otherwise empty.</param>
    /// <param name="densities">Receives the layers, 1/65,536 of the target's unit, [layer][sum].</param>
    public void Compute(ReadOnlySpan<int> sums, float fixedTopsoil, ReadOnlySpan<float> topsoil, Span<int> densities)
    {
        int given = plan.TopsoilReplacesFirst ? _realisations : 0;
        Convert(sums[given..], plan.DensityUnit, densities[given..]);
        if (given == 0)
            return;
        if (topsoil.IsEmpty)
        {
            densities[.._realisations].Fill((int)(fixedTopsoil * LayerDensities.Units));
            return;
        }
        foreach (RealisationOrder.Segment segment in order.Segments)
        {
            for (int lane = 0; lane < segment.Lanes; lane++)
                densities[segment.FirstSum + lane] = (int)(topsoil[segment.FirstLane + lane] * LayerDensities.Units);
        }
    }

    /// <summary>Ends the layers of all realisations at rock.</summary>
    /// <param name="soilDepth">Depth to rock, cm.</param>
    /// <param name="densities">The layers, [layer][sum].</param>
    public void CutAtRock(int soilDepth, Span<int> densities)
    {
        for (int layer = 0; layer < layers.Count; layer++)
        {
            int thickness = layers.Thickness(layer), soil = RockCut.SoilBetween(soilDepth, layers.Top(layer), layers.Bottom(layer));
            if (soil == thickness)
                continue;
            foreach (ref int density in densities.Slice(layer * _realisations, _realisations))
                density = RockCut.Layer(density, soil, thickness);
        }
    }

    /// <summary>Adds up the sums of layers, after the layers.</summary>
    /// <param name="densities">The layers, then the sums, [quantity][sum].</param>
    public void AddUp(Span<int> densities)
    {
        for (int s = 0; s < plan.Sums.Count; s++)
        {
            Span<int> sum = densities.Slice((layers.Count + s) * _realisations, _realisations);
            sum.Clear();
            for (int layer = plan.Sums[s].First; layer <= plan.Sums[s].Last; layer++)
                AddTo(sum, densities.Slice(layer * _realisations, _realisations));
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static void Convert(ReadOnlySpan<int> sums, float unit, Span<int> densities)
    {
        var units = Vector512.Create(unit);
        int i = 0;
        for (; i + 16 <= sums.Length; i += 16)
            Vector512.ConvertToInt32(Vector512.ConvertToSingle(Vector512.Create(sums.Slice(i, 16))) * units).CopyTo(densities[i..]);
        for (; i < sums.Length; i++)
            densities[i] = (int)(sums[i] * unit);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static void AddTo(Span<int> sum, ReadOnlySpan<int> layer)
    {
        int i = 0;
        for (; i + 16 <= sum.Length; i += 16)
            (Vector512.Create<int>(sum.Slice(i, 16)) + Vector512.Create(layer.Slice(i, 16))).CopyTo(sum[i..]);
        for (; i < sum.Length; i++)
            sum[i] += layer[i];
    }
}
