using SoilBeta.Devices;
using SoilBeta.Soil;
using SoilBeta.Studies;
using SoilBeta.Training.Models;

namespace SoilBeta.Mapping.Maps;

/// <summary>Numbers of integers that a device returns for each cell.</summary>
/// <param name="Sums">Sums S over the realisations: 1 for a model of β, 0 for one whose outputs are layers.</param>
/// <param name="Parts">Parts of the profile whose densities are summed.</param>
/// <param name="Quantities">Densities with order statistics; 0 where they follow from those of β.</param>
/// <param name="Ranks">Order statistics of each.</param>
public readonly record struct TileShape(int Sums, int Parts, int Quantities, int Ranks)
{
    /// <summary>Bytes of a cell's integers.</summary>
    public long Bytes => (sizeof(long) * ((long)Sums + Parts)) + (sizeof(int) * Ranks * ((long)Sums + Quantities));

    /// <summary>Shape of the results of a model of a study, before there is a forest.</summary>
    /// <param name="study">Study.</param>
    /// <param name="carbon">Model that carries the carbon.</param>
    /// <param name="model">Model.</param>
    public static TileShape Of(Study study, CarbonChoice carbon, MapModel model)
    {
        int ranks = RunPlans.Ranks(study.Uncertainty).Length, layers = study.Layers.Count;
        return model switch
        {
            MapModel.Beta => new(1, 0, 0, ranks),
            MapModel.Target => new(0, study.Target!.Layers.Count, study.Target.Layers.Count, ranks),
            _ when carbon.Model == CarbonModel.Direct => new(0, layers, layers + TotalsLayer.ForLayers(study.Layers).Count, ranks),
            _ => new(1, LayerDensities.Parts, study.Topsoil.IsUncertain || study.Topsoil.Depth > 20 ? LayerDensities.Quantities : 0, ranks),
        };
    }

    /// <summary>Shape of the results of a plan.</summary>
    public static TileShape Of(RunPlan plan) => new(plan.DirectLayers is null ? 1 : 0, plan.Parts, plan.SelectsDensities ? plan.Quantities : 0, plan.Ranks.Count);
}
