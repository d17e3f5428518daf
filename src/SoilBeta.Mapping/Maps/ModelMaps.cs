using SoilBeta.Studies;

namespace SoilBeta.Mapping.Maps;

/// <summary>A model that makes maps of an ecosystem.</summary>
public enum MapModel
{
    /// <summary>The model that carries the carbon: layers, their sums and totals, and β where it is a model of β.</summary>
    Carbon,

    /// <summary>The forest of β, where another model carries the carbon.</summary>
    Beta,

    /// <summary>The forest of the study's target.</summary>
    Target,
}

/// <summary>The maps that come from one model of an ecosystem.</summary>
/// <param name="Model">Model.</param>
/// <param name="Products">Its maps.</param>
public sealed record ModelMaps(MapModel Model, IReadOnlyList<MapProduct> Products)
{
    /// <summary>The models of a study, with their maps; a model without maps is left out unless it has the totals.</summary>
    /// <param name="study">Study.</param>
    /// <param name="carbon">Model that carries the carbon.</param>
    /// <param name="products">The study's maps, or some of them.</param>
    public static IReadOnlyList<ModelMaps> For(Study study, CarbonChoice carbon, IReadOnlyList<MapProduct> products)
    {
        var models = products.GroupBy(product => product.Target is not null ? MapModel.Target : product.IsBeta && !CarriesBeta(study, carbon) ? MapModel.Beta : MapModel.Carbon).ToDictionary(group => group.Key, group => new ModelMaps(group.Key, [.. group]));
        return [.. new[] { MapModel.Beta, MapModel.Carbon, MapModel.Target }.Where(model => models.ContainsKey(model) || model == MapModel.Carbon).Select(model => models.GetValueOrDefault(model) ?? new ModelMaps(model, []))];
    }

    /// <summary>Whether β is mapped from the model that carries the carbon.</summary>
    public static bool CarriesBeta(Study study, CarbonChoice carbon) => carbon.Model == CarbonModel.Beta || carbon.Model == study.Carbon && carbon.Model != CarbonModel.Direct;
}
