using SoilBeta.Studies;

namespace SoilBeta.Mapping.Maps;

/// <summary>The maps that come from one model of an ecosystem.</summary>
/// <param name="Products">The maps.</param>
/// <param name="HasTotals">Whether the totals come from this model too.</param>
public sealed record ModelMaps(IReadOnlyList<MapProduct> Products, bool HasTotals)
{
    /// <summary>The models of a study, with their maps.</summary>
    /// <param name="products">The study's maps, or some of them.</param>
    public static IReadOnlyList<ModelMaps> Of(IReadOnlyList<MapProduct> products) => [new(products, HasTotals: true)];
}
