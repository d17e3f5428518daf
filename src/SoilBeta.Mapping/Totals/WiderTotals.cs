using SoilBeta.Numerics;
using SoilBeta.Soil;
using SoilBeta.Studies;

namespace SoilBeta.Mapping.Totals;

/// <summary>An error that the realisations of a run do not include, applied to the totals of an ecosystem afterwards.</summary>
/// <param name="AreaFactors">Factors of its area, mean 1, [realisation]; null where the area is exact.</param>
/// <param name="Residuals">Contribution of correlated residuals, Mg C, mean 0, [zone][part][realisation]; null where they are not included.</param>
internal sealed record WiderErrors(double[]? AreaFactors, double[]? Residuals);

/// <summary>Rows of totals whose intervals include more errors than the run's own: errors of areas, spatially correlated residuals, or both, realisation by realisation.</summary>
internal static class WiderTotals
{
    /// <summary>Factors 1 + sd · z of an ecosystem's area, at least 0, scaled to mean 1.</summary>
    /// <param name="seed">The study's seed.</param>
    /// <param name="ecosystem">Index of the ecosystem.</param>
    /// <param name="sd">Relative standard deviation.</param>
    /// <param name="realisations">Number of realisations.</param>
    public static double[] AreaFactors(ulong seed, int ecosystem, double sd, int realisations)
    {
        double[] factors = [.. Enumerable.Range(0, realisations).Select(r =>
            Math.Max(0, 1 + (sd * NormalQuantile.FromBits(Philox4x32.ForStream(RandomStream.EcosystemAreas, (uint)ecosystem, (uint)r, seed).First64))))];
        double mean = factors.Average();
        return mean > 0 ? [.. factors.Select(factor => factor / mean)] : factors;
    }

    /// <summary>The rows: for every ecosystem and all of them, zone, depth interval, and each kind of error that some ecosystem has.</summary>
    /// <param name="ecosystems">Totals of the run.</param>
    /// <param name="errors">Additional errors of each ecosystem, in the same order.</param>
    /// <param name="zones">Names of the zones.</param>
    /// <param name="areaShift">Exponent a of the fixed-point areas.</param>
    /// <param name="mode">Mode of the run's draws.</param>
    /// <param name="probabilities">Probabilities of the lower and upper bound.</param>
    public static IEnumerable<TotalsRow> Rows(
        IReadOnlyList<EcosystemTotals> ecosystems, IReadOnlyList<WiderErrors> errors, IReadOnlyList<string> zones, int areaShift, DrawMode mode, IReadOnlyList<double> probabilities)
    {
        bool area = errors.Any(error => error.AreaFactors is not null), residual = errors.Any(error => error.Residuals is not null);
        (bool Area, bool Residual)[] kinds = [.. new[] { (true, false), (false, true), (true, true) }.Where(kind => (!kind.Item1 || area) && (!kind.Item2 || residual))];
        var shape = ecosystems[0].Shape;
        int realisations = shape.Realisations;
        double[] values = new double[realisations], all = new double[realisations];
        foreach (var (withArea, withResidual) in kinds)
        {
            WiderErrors[] counted = [.. errors.Select(error => new WiderErrors(withArea ? error.AreaFactors : null, withResidual ? error.Residuals : null))];
            string interval = IntervalNames.Describe(mode, withArea, withResidual);
            for (int zone = 0; zone < zones.Count; zone++)
            {
                double totalHectares = 0;
                for (int e = 0; e < ecosystems.Count; e++)
                    totalHectares += Math.ScaleB(ecosystems[e].Areas[zone], -areaShift);
                if (totalHectares == 0 && zone > 0)
                    continue;
                foreach (var layer in shape.Layers)
                {
                    Array.Clear(all);
                    for (int e = 0; e < ecosystems.Count; e++)
                    {
                        Fill(values, ecosystems[e], counted[e], zone, layer, areaShift);
                        for (int r = 0; r < realisations; r++)
                            all[r] += values[r];
                        double hectares = Math.ScaleB(ecosystems[e].Areas[zone], -areaShift);
                        if (hectares > 0 || zone == 0)
                            yield return Row(ecosystems[e].Code, layer, zones[zone], hectares, interval, values, probabilities);
                    }
                    yield return Row("ALL", layer, zones[zone], totalHectares, interval, all, probabilities);
                }
            }
        }
    }

    private static void Fill(double[] values, EcosystemTotals totals, WiderErrors errors, int zone, TotalsLayer layer, int areaShift)
    {
        double unit = Math.ScaleB(1 / LayerDensities.Units, -areaShift);
        var shape = totals.Shape;
        Span<Int128> parts = stackalloc Int128[shape.Parts];
        Span<double> residuals = stackalloc double[shape.Parts];
        for (int r = 0; r < values.Length; r++)
        {
            for (int i = 0; i < parts.Length; i++)
            {
                int at = shape.At(zone, i, r);
                parts[i] = totals.Sums[at];
                residuals[i] = errors.Residuals is { } of ? of[at] : 0;
            }
            values[r] = (((double)shape.Sum<Int128>(layer, parts) * unit) + shape.Sum<double>(layer, residuals)) * (errors.AreaFactors is { } factors ? factors[r] : 1);
        }
    }

    private static TotalsRow Row(string code, TotalsLayer layer, string zone, double hectares, string interval, double[] values, IReadOnlyList<double> probabilities)
    {
        double[] sorted = [.. values.Order()];
        double mean = values.Average();
        return new TotalsRow(
            code, layer.Name, zone, Stock.MhaFromHectares(hectares), Stock.PgFromMg(mean), Stock.PgFromMg(OrderStatistics.Quantile(sorted, probabilities[0])),
            Stock.PgFromMg(OrderStatistics.Quantile(sorted, probabilities[1])), interval, hectares > 0 ? mean / hectares : 0);
    }
}
