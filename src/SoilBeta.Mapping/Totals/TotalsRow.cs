using System.Text.Json.Serialization;
using SoilBeta.Numerics;
using SoilBeta.Soil;
using SoilBeta.Studies;

namespace SoilBeta.Mapping.Totals;

/// <summary>A row of <c>totals.csv</c>.</summary>
/// <param name="Ecosystem">Ecosystem, or <c>ALL</c>.</param>
/// <param name="Layer">Depth interval, cm.</param>
/// <param name="Zone">Zone; <c>all</c> is the whole map.</param>
/// <param name="AreaMha">Area, million ha.</param>
/// <param name="MeanPg">Mean over the realisations, Pg C.</param>
/// <param name="Q025Pg">2.5 % quantile, Pg C.</param>
/// <param name="Q975Pg">97.5 % quantile, Pg C.</param>
/// <param name="Interval"><c>common</c>, <c>block</c>, <c>independent</c>: quantiles of the realisations' totals under those draws; <c>comonotone</c>: sums of the cells' quantiles, as in the paper.</param>
/// <param name="DensityMgHa">Mean density over the area, Mg C ha⁻¹.</param>
public sealed record TotalsRow(string Ecosystem, string Layer, string Zone, double AreaMha, double MeanPg, double Q025Pg, double Q975Pg, string Interval, double DensityMgHa)
{
    /// <summary>Sampling error of the 2.5 % quantile from the finite number of draws, Pg C; null where it was not requested.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public double? SeQ025Pg { get; init; }

    /// <summary>As above, for the 97.5 % quantile.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public double? SeQ975Pg { get; init; }

    /// <summary>Rows of an ecosystem: each zone with area, each depth interval, the run's own interval and the comonotone one.</summary>
    /// <param name="totals">Sums.</param>
    /// <param name="zones">Names of the zones.</param>
    /// <param name="areaShift">Exponent a of the fixed-point areas.</param>
    /// <param name="mode">Mode of the run's draws: common, block or independent.</param>
    /// <param name="probabilities">Probabilities of the lower and upper bound.</param>
    /// <param name="batches">Number of batches or replicates for standard errors; 0 for none.</param>
    public static IEnumerable<TotalsRow> Rows(EcosystemTotals totals, IReadOnlyList<string> zones, int areaShift, DrawMode mode, IReadOnlyList<double> probabilities, int batches = 0)
    {
        // Value of one unit of density times one fixed-point hectare, Mg C.
        double unit = Math.ScaleB(1 / LayerDensities.Units, -areaShift);
        var (shape, layers) = (totals.Shape, totals.Shape.Layers);
        double[] realisations = new double[shape.Realisations];
        for (int zone = 0; zone < shape.Zones; zone++)
        {
            if (totals.Areas[zone] == 0 && zone > 0)
                continue;
            double hectares = Math.ScaleB(totals.Areas[zone], -areaShift);
            for (int layer = 0; layer < layers.Count; layer++)
            {
                Int128 sum = Realisations(totals, zone, layers[layer], unit, realisations);
                double mean = (double)sum * unit / shape.Realisations;
                double? lowerError = BoundError.StandardError(realisations, batches, probabilities[0]), upperError = BoundError.StandardError(realisations, batches, probabilities[1]);
                Array.Sort(realisations);
                int at = shape.Bound(zone, layer, 0);
                yield return Row(layer, zone, hectares, mean, OrderStatistics.Quantile(realisations, probabilities[0]), OrderStatistics.Quantile(realisations, probabilities[1]), IntervalNames.Describe(mode)) with
                {
                    SeQ025Pg = Pg(lowerError),
                    SeQ975Pg = Pg(upperError),
                };
                yield return Row(layer, zone, hectares, mean, totals.Comonotone[at], totals.Comonotone[at + 1], IntervalNames.Comonotone);
            }
        }

        static double? Pg(double? mg) => mg is { } value ? Stock.PgFromMg(value) : null;

        TotalsRow Row(int layer, int zone, double hectares, double mean, double lower, double upper, string interval) =>
            new(totals.Code, layers[layer].Name, zones[zone], Stock.MhaFromHectares(hectares), Stock.PgFromMg(mean), Stock.PgFromMg(lower), Stock.PgFromMg(upper), interval, hectares > 0 ? mean / hectares : 0);
    }

    private static Int128 Realisations(EcosystemTotals totals, int zone, TotalsLayer layer, double unit, double[] values)
    {
        Int128 sum = 0;
        var shape = totals.Shape;
        Span<Int128> parts = stackalloc Int128[shape.Parts];
        for (int realisation = 0; realisation < values.Length; realisation++)
        {
            for (int part = 0; part < parts.Length; part++)
                parts[part] = totals.Sums[shape.At(zone, part, realisation)];
            Int128 total = shape.Sum<Int128>(layer, parts);
            sum += total;
            values[realisation] = (double)total * unit;
        }
        return sum;
    }
}
