using SoilBeta.Devices;
using SoilBeta.Soil;
using SoilBeta.Studies;
using SoilBeta.Training.Models;

namespace SoilBeta.Mapping.Maps;

/// <summary>Everything that a device computes for the maps of a study: for each ecosystem, model and run of the draws, the forest and the plan.</summary>
/// <param name="study">Study.</param>
/// <param name="carbon">Model that carries the carbon.</param>
/// <param name="forestOf">The forest of an ecosystem for a model.</param>
/// <param name="trainingRoot">Root of the training table's correlations, [covariate][covariate], where the study requests them for common draws; null otherwise.</param>
public sealed class MapRuns(Study study, CarbonChoice carbon, Func<string, MapModel, MapForest> forestOf, double[][]? trainingRoot = null)
{
    /// <summary>Model that carries the carbon.</summary>
    public CarbonChoice Carbon => carbon;

    /// <summary>Depth intervals of the totals.</summary>
    public IReadOnlyList<TotalsLayer> Totals { get; } = carbon.Model == CarbonModel.Direct ? TotalsLayer.ForLayers(study.Layers) : study.Totals;

    /// <summary>The models of the study, with some of its maps.</summary>
    public IReadOnlyList<ModelMaps> Models(IReadOnlyList<MapProduct> products) => ModelMaps.For(study, carbon, products);

    /// <summary>Model whose forest of β the ecosystem's skill was assessed with.</summary>
    public MapModel BetaModel => ModelMaps.CarriesBeta(study, carbon) ? MapModel.Carbon : MapModel.Beta;

    /// <summary>Largest density of a layer that a draw can have, Mg C ha⁻¹, where a forest predicts the layers; 0 where they follow from the topsoil.</summary>
    /// <param name="codes">Ecosystems.</param>
    public double LargestDensity(IEnumerable<string> codes) => carbon.Model == CarbonModel.Direct ? codes.Max(code => Forest(code, MapModel.Carbon).Set.LargestLeaf) : 0;

    /// <summary>The forest of an ecosystem for a model.</summary>
    /// <exception cref="InvalidDataException">It is missing, damaged or of another study.</exception>
    public MapForest Forest(string code, MapModel model) => forestOf(code, model);

    /// <summary>All requests of an ecosystem.</summary>
    public IEnumerable<TileRequest> Requests(EcosystemSurvey ecosystem) => Models(study.Products).SelectMany(maps => DrawRun.All(study, maps.Model)).Select(run => Request(ecosystem, run));

    /// <summary>The request of an ecosystem and run.</summary>
    /// <exception cref="InvalidDataException">The forest is missing, damaged or of another study.</exception>
    public TileRequest Request(EcosystemSurvey ecosystem, DrawRun run)
    {
        var forest = Forest(ecosystem.Code, run.Model);
        var plan = Plan(forest, run);
        return new TileRequest(ecosystem, forest, run.Replicate == 0 ? plan : ReplicateMap.PlanOf(plan, study.Uncertainty.Sampler.Replicates, run.Replicate - 1), run);
    }

    private RunPlan Plan(MapForest forest, DrawRun run)
    {
        var own = study.In(run.Mode);
        return run.Model switch
        {
            MapModel.Beta => RunPlans.OfBeta(own, forest.Set, forest.Name, trainingRoot),
            MapModel.Target => RunPlans.ForTarget(own, forest.Set, forest.Name, trainingRoot),
            _ when carbon.Model == CarbonModel.Direct => WithSums(RunPlans.ForDirect(own, forest.Set, forest.Name, trainingRoot)),
            _ => RunPlans.ForForests(own, forest.Set, forest.Name, trainingRoot),
        };
    }

    // Order statistics of every sum of layers that is mapped, or whose total is reported.
    private RunPlan WithSums(RunPlan plan) => plan with
    {
        Sums = [.. study.Products.Where(product => product.Target is null && !product.IsBeta).Select(product => (product.Top, product.Bottom)).Concat(Totals.Select(layer => (layer.Top, layer.Bottom)))
            .Select(interval => plan.DirectLayers!.Between(interval.Top, interval.Bottom)).OfType<LayerSum>().Where(sum => sum.Last > sum.First).Distinct()],
    };
}
