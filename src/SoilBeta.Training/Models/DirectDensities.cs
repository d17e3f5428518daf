using SoilBeta.Soil;
using SoilBeta.Studies;

namespace SoilBeta.Training.Models;

/// <summary>SOC density of a depth interval as a direct model maps it: its layers, the first replaced by a given topsoil of its depth, ended at rock. In double; devices use the same steps on integers.</summary>
public static class DirectDensities
{
    /// <summary>Density between two bounds of the study's layers, Mg C ha⁻¹; NaN where the topsoil is needed and unknown.</summary>
    /// <param name="study">Study, for its layers.</param>
    /// <param name="layers">Densities that the model predicts, Mg C ha⁻¹, [layer].</param>
    /// <param name="product">Depth interval.</param>
    /// <param name="topsoil">Topsoil density of the map, Mg C ha⁻¹.</param>
    /// <param name="soilDepth">Depth to rock of the map, cm; 100 or more for none.</param>
    public static double Between(Study study, ReadOnlySpan<double> layers, MapProduct product, float topsoil, int soilDepth)
    {
        LayerSum wanted = study.Layers.Between(product.Top, product.Bottom) ?? throw new ArgumentException($"{product.Suffix} is not between bounds of the layers {study.Layers}.", nameof(product));
        double sum = 0;
        for (int layer = wanted.First; layer <= wanted.Last; layer++)
        {
            double whole = layer == 0 && study.TopsoilReplacesFirst ? topsoil : layers[layer];
            sum += whole * RockCut.SoilBetween(soilDepth, study.Layers.Top(layer), study.Layers.Bottom(layer)) / study.Layers.Thickness(layer);
        }
        return sum;
    }
}
