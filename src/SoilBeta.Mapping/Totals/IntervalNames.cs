using SoilBeta.Numerics;
using SoilBeta.Studies;

namespace SoilBeta.Mapping.Totals;

/// <summary>Names of the kinds of interval in the totals, and what each includes: <c>intervals</c> in <c>totals.json</c>.</summary>
internal static class IntervalNames
{
    /// <summary>Sum of the cells' quantiles.</summary>
    public const string Comonotone = "comonotone";

    /// <summary>Name of an interval from realisations: <c>common</c>, <c>block+area</c>, <c>common+area+residual</c>.</summary>
    /// <param name="mode">Mode of the draws.</param>
    /// <param name="area">Whether it includes errors of the ecosystems' areas.</param>
    /// <param name="residual">Whether it includes residuals of β.</param>
    public static string Describe(DrawMode mode, bool area = false, bool residual = false) => $"{mode.Word()}{(area ? "+area" : "")}{(residual ? "+residual" : "")}";

    /// <summary>The kinds that occur, with the errors that they include.</summary>
    public static IReadOnlyDictionary<string, string> Describe(Study study, CarbonChoice carbon, IEnumerable<TotalsRow> rows)
    {
        var uncertainty = study.Uncertainty;
        string topsoil = !study.Topsoil.IsGiven ? "" : study.Topsoil.Sd is { Amount: > 0 } sd ? $"; topsoil sd {sd}" : "; the topsoil is certain";
        string refits = uncertainty.Refits == RefitMode.None ? "; no resampling" : $"; {uncertainty.RefitCount} refits on resampled sites, {uncertainty.Refits.Word()}";
        string errors = $"errors of the covariates{refits}{topsoil}";
        string residuals = carbon.Model == CarbonModel.Direct ? "relative residuals of the density below the topsoil" : "residuals of beta";
        string correlated = uncertainty.Correlation == ErrorCorrelation.None ? "" : ", covariates correlated with each other";
        var texts = new Dictionary<string, string>(StringComparer.Ordinal) { [Comonotone] = $"the cells' own quantiles added up ({errors})" };
        foreach (DrawMode mode in Enum.GetValues<DrawMode>())
        {
            string whole = mode switch
            {
                DrawMode.Block => $"{errors}; one error in each block of {uncertainty.Block}, none shared between blocks",
                DrawMode.Independent => $"{errors}; each cell's error its own",
                _ => $"{errors}; one error for the whole map{correlated}",
            };
            foreach (var (area, residual) in new[] { (false, false), (true, false), (false, true), (true, true) })
            {
                texts[Describe(mode, area, residual)] = whole + (area ? "; errors of the ecosystems' areas (area_sd), one factor for the whole map" : "")
                    + (residual ? $"; {residuals} correlated in space, by the variogram in residuals" : "");
            }
        }
        return rows.Select(row => row.Interval).Distinct(StringComparer.Ordinal).ToDictionary(interval => interval, interval => texts[interval], StringComparer.Ordinal);
    }
}

/// <summary>The variogram of the site residuals (of β, or relative ones of the density below the topsoil where a forest predicts the layers) that <c>+residual</c> intervals include: <c>residuals</c> in <c>totals.json</c>.</summary>
/// <param name="Nugget">Nugget, squared units of the residuals; not included, because it averages out over cells.</param>
/// <param name="Sill">Partial sill, squared units of the residuals.</param>
/// <param name="RangeKm">Distance at which the correlation is 1/e, km.</param>
/// <param name="BlockDegrees">Side of the blocks of the simulated field, degrees.</param>
/// <param name="Blocks">Number of blocks.</param>
public sealed record TotalsResiduals(double Nugget, double Sill, double RangeKm, double BlockDegrees, int Blocks);
