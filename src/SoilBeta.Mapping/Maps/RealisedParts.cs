using SoilBeta.Devices;
using SoilBeta.Soil;

namespace SoilBeta.Mapping.Maps;

/// <summary>Densities of the parts of the profile in one realisation, from the sums S that a device returns: the same integers as on the device.</summary>
internal static class RealisedParts
{
    /// <summary>Computes the parts of a realisation.</summary>
    /// <param name="plan">Plan with layers.</param>
    /// <param name="sums">S of the cell, [output][realisation].</param>
    /// <param name="realisation">Realisation.</param>
    /// <param name="topsoil">Topsoil density of the realisation, Mg C ha⁻¹; not used where the forest predicts all layers.</param>
    /// <param name="soilDepth">Depth to rock, cm; 100 or more for none.</param>
    /// <param name="parts">Receives the densities, 1/65,536 Mg C ha⁻¹ or of the target's unit, [part].</param>
    public static void Compute(RunPlan plan, ReadOnlySpan<int> sums, int realisation, float topsoil, int soilDepth, Span<long> parts)
    {
        if (plan.DirectLayers is not { } layers)
        {
            var found = LayerDensities.Compute(topsoil, plan.TopsoilDepth, sums[realisation] * plan.Forests.Scale);
            if (soilDepth < LayerDensities.Layers * LayerDensities.Thickness)
                found = RockCut.Apply(found, soilDepth);
            for (int part = 0; part < parts.Length; part++)
                parts[part] = found[part];
            return;
        }
        int realisations = sums.Length / layers.Count;
        for (int layer = 0; layer < layers.Count; layer++)
        {
            int density = layer == 0 && plan.TopsoilReplacesFirst ? (int)(topsoil * LayerDensities.Units) : (int)(sums[(layer * realisations) + realisation] * plan.DensityUnit);
            parts[layer] = !plan.EndsAtRock ? density : RockCut.Layer(density, RockCut.SoilBetween(soilDepth, layers.Top(layer), layers.Bottom(layer)), layers.Thickness(layer));
        }
    }
}
