using SoilBeta.Numerics;
using SoilBeta.Studies;
using SoilBeta.Training.Profiles;
using SoilBeta.Training.Tables;

namespace SoilBeta.Mapping.Maps;

/// <summary>The relative prediction interval (band <c>rpi</c>): width of the prediction interval divided by the distance of the same quantiles of the training profiles. Above 1 the map says less about a single profile than the profiles' own distribution.</summary>
/// <remarks>
/// For β all profiles count; for a density those that reach all of its layers. Quantiles are defined as those of the bounds (the smallest value that at least the given share of profiles does not exceed), so that a constant β gets exactly 1.
/// For <c>ALL</c> the profiles of all ecosystems are pooled, also in cells of a single ecosystem, so that the map has one measure.
/// </remarks>
internal static class RelativeInterval
{
    /// <summary>Distance between the quantiles of the two levels among the training profiles, by ecosystem and <c>ALL</c> and suffix of the map, in its unit; NaN where fewer than two profiles have the quantity.</summary>
    /// <param name="study">Study, for its layers.</param>
    /// <param name="training">Profiles of each ecosystem.</param>
    /// <param name="products">Maps.</param>
    /// <param name="levels">Levels of the prediction interval, lower and upper.</param>
    public static IReadOnlyDictionary<(string Code, string Suffix), double> Spreads(Study study, IReadOnlyDictionary<string, TrainingData> training, IReadOnlyList<MapProduct> products, IReadOnlyList<double> levels)
    {
        (string Code, TrainingData[] Data)[] groups = [.. training.Select(pair => (pair.Key, new[] { pair.Value })), (MapContext.All, [.. training.Values])];
        return groups.SelectMany(group => products.Select(product => (group.Code, product.Suffix, Spread: Spread([.. group.Data.SelectMany(own => Values(study, own, product))], levels))))
            .ToDictionary(found => (found.Code, found.Suffix), found => found.Spread);
    }

    /// <summary>Width divided by spread; NaN where a bound is unknown or the profiles do not differ.</summary>
    public static double Index(double lower, double upper, double spread) => spread > 0 ? (upper - lower) / spread : double.NaN;

    private static IEnumerable<double> Values(Study study, TrainingData data, MapProduct product) =>
        (product.IsBeta ? data.Table.Target : data.Profiles.Select(profile => Observed(study, profile, product))).Where(value => !double.IsNaN(value));

    private static double Observed(Study study, ProfileRecord profile, MapProduct product)
    {
        var (layers, values) = product.Target is { } target ? (target.Layers, profile.Target) : (study.Layers, profile.StudyDensities);
        var wanted = layers.Between(product.Top, product.Bottom)!.Value;
        return values.Length == 0 ? double.NaN : values[wanted.First..(wanted.Last + 1)].Sum();
    }

    private static double Spread(double[] values, IReadOnlyList<double> levels)
    {
        Array.Sort(values);
        return values.Length < 2 ? double.NaN : OrderStatistics.Inverse(values, levels[1]) - OrderStatistics.Inverse(values, levels[0]);
    }
}

/// <summary>Area of an ecosystem by relative prediction interval, for one map; integers, so that the order of the cells does not matter.</summary>
internal sealed class RelativeIntervalAreas
{
    private long _above, _known, _all;

    /// <summary>Adds a cell.</summary>
    /// <param name="value">Its value on the map; NaN where unknown.</param>
    /// <param name="area">Its fixed-point area.</param>
    public void Add(float value, long area)
    {
        _all += area;
        _known += float.IsNaN(value) ? 0 : area;
        _above += value > 1 ? area : 0;
    }

    /// <summary>Shares of the area.</summary>
    /// <param name="spread">Spread of the training profiles, in the map's unit.</param>
    public Totals.TotalsRelativeInterval Shares(double spread) =>
        new(double.IsFinite(spread) ? spread : null, _all > 0 ? (double)_known / _all : 0, _known > 0 ? (double)_above / _known : null);
}
