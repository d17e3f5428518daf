using SoilBeta.Numerics;
using SoilBeta.Reports.Charts;
using SoilBeta.Reports.Data;
using SoilBeta.Reports.Markup;
using SoilBeta.Reports.Pages;
using SoilBeta.Studies;

namespace SoilBeta.Reports.Sections;

/// <summary>Densities by ecosystem and depth; stocks by ecosystem and zone, compared with the paper's where the study asks for it.</summary>
internal static class CarbonSection
{
    /// <summary>The section.</summary>
    public static Section Make(StudyOutputs outputs)
    {
        TotalsLine[] lines = [.. outputs.WholeMap().Where(line => outputs.Covers.Contains(line.Ecosystem, StringComparer.Ordinal))];
        if (lines.Length == 0)
            return new Section("carbon", "Carbon by land cover and depth", [NoTotals]);
        if (ReportedLayers.Among(lines.Select(line => line.Layer)) is not { } depths)
            return new Section("carbon", "Carbon by land cover and depth", [NoTotals]);
        string[] codes = [.. lines.Select(line => line.Ecosystem).Distinct(StringComparer.Ordinal)];
        var rows = depths.All.Select(depth => depth.Name).Select(layer => (IReadOnlyList<string>)[layer.Replace("-", "–", StringComparison.Ordinal), .. codes.Select(code => lines.FirstOrDefault(line => line.Ecosystem == code && line.Layer == layer) is { } line
            ? Digits.Format(line.Density) + (line.LowPg == line.HighPg ? "" : $" <span class=\"range\">{Digits.Range(line.Density, line.LowDensity, line.HighDensity)}</span>") : "–")]);
        var all = outputs.Lines().ToList();
        var own = codes.SelectMany(code => depths.Main.Select(layer => (IReadOnlyList<string>)Stock(outputs, all, code, layer.Name)));
        List<object> parts =
        [
            Html.P("Mean SOC density over the mapped area, Mg C ha⁻¹, with the 2.5–97.5 % range of the realisations; no range where nothing is uncertain."),
            Html.Table(["<depth, cm", .. codes.Select(code => Html.Text(outputs.NameOf(code)))], rows),
        ];
        if (DepthProfileChart.Draw(outputs) is { } chart)
            parts.Add(chart);
        parts.Add(Html.P("SOC stock of the mapped area, Pg C. <i>Realisations</i>: quantiles of the total over the realisations. <i>Cells added up</i>: the cells' quantiles summed, as if all were low, or high, at once."));
        parts.Add(Html.Table(["<ecosystem", "<depth, cm", "area, Mha", "stock, Pg C", "realisations 2.5–97.5 %", "cells added up"], own));
        parts.Add(Zones(outputs, all, depths));
        parts.AddRange(Html.Folded("What the intervals include", [Html.P(Includes(outputs)), IntervalChart.Draw(outputs, depths.Subsoil.Name), IntervalTable.Make(outputs, depths.Subsoil)]));
        return new Section("carbon", "Carbon by land cover and depth", parts);
    }

    /// <summary>The comparison with Wang et al. 2025; null where the study does not ask for it.</summary>
    public static Section? Paper(StudyOutputs outputs) => outputs.Study.ComparesWithPaper && outputs.WholeMap().ToList() is { Count: > 0 } lines ? new Section("paper", "Compared with Wang et al. 2025", [.. PaperComparison.Rows(outputs, lines)]) : null;

    private static string NoTotals => Html.Missing("There is no <code>totals.csv</code>: nothing has been mapped. Make it: <code>soilbeta map STUDY.yml</code>.");

    private static string Includes(StudyOutputs outputs)
    {
        var s = outputs.Study;
        string[] codes = [.. s.Ecosystems.Select(ecosystem => ecosystem.Code)];
        string mode = s.Uncertainty.Mode switch
        {
            DrawMode.Common => "a draw is the same error everywhere",
            DrawMode.Block => $"errors are shared within blocks of {Digits.Format(s.Uncertainty.Block, 2)}",
            _ => "each cell has its own errors, which cancel in totals",
        };
        string refits = s.Uncertainty.Refits == RefitMode.None ? "not the model's own uncertainty (<code>refits: none</code>)" : codes.All(code => ModelNames.OfLayers(outputs, code) == ModelNames.Mixed) ? $"the regression's, by {s.Uncertainty.RefitCount} draws of its coefficients ({s.Uncertainty.Refits.Word()})" : $"the model's, by {s.Uncertainty.RefitCount} refits on resampled sites ({s.Uncertainty.Refits.Word()})";
        string topsoil = !s.Topsoil.IsUncertain ? "not that of the topsoil, which is taken as certain (so 0–20 cm has no range)" : $"that of the topsoil ({s.Topsoil.Sd})";
        string sds = string.Join(", ", s.Covariates.Select(covariate => $"{Html.Text(covariate.Name)} {covariate.Sd}{(covariate.Sd.IsShare ? "" : " " + Html.Text(Units.Pretty(covariate.Unit)))}"));
        return $"<b>What the interval includes:</b> it is a <i>covariate-and-resampling interval</i>, not a confidence interval. It holds the errors of the covariates (standard deviations: {sds}; {Digits.Count(s.Uncertainty.Draws)} draws, {mode}); {refits}; {topsoil}. It does not hold the scatter of single soils around the model, nor errors of the profiles, of bulk density or of the ecosystems' areas.";
    }

    private static string[] Stock(StudyOutputs outputs, List<TotalsLine> all, string code, string layer)
    {
        TotalsLine? own = all.Find(line => line.Ecosystem == code && line.Layer == layer && line.Zone == "all" && line.Interval == outputs.Study.Uncertainty.Mode.Word());
        TotalsLine? added = all.Find(line => line.Ecosystem == code && line.Layer == layer && line.Zone == "all" && line.Interval == "comonotone");
        static string Range(TotalsLine? line) => line is null ? "–" : line.LowPg == line.HighPg ? "none" : Digits.Range(line.MeanPg, line.LowPg, line.HighPg);
        return [Html.Text(outputs.NameOf(code)), layer.Replace("-", "–", StringComparison.Ordinal), Digits.Format(own?.AreaMha ?? double.NaN), Digits.Format(own?.MeanPg ?? double.NaN), Range(own), Range(added)];
    }

    private static string Cm(TotalsLayer layer) => $"{layer.Top}–{layer.Bottom} cm";

    private static string Zones(StudyOutputs outputs, List<TotalsLine> all, ReportedLayers depths)
    {
        var zones = outputs.Own().Where(line => line.Ecosystem == "ALL" && line.Layer == depths.Whole.Name && line.Zone != "all").OrderByDescending(line => line.MeanPg).ToList();
        if (zones.Count == 0)
            return "";
        bool one = outputs.Study.Zones.Count == 1; // then its name need not stand before each zone
        return Html.P($"By zone, all ecosystems{(zones.Count > 20 ? $" (the 20 largest of {zones.Count}; <code>totals.csv</code> has all)" : "")}, Pg C in {Cm(depths.Whole)} and {Cm(depths.Subsoil)}:")
            + Html.Table(["<zone", "area, Mha", $"in <span class=\"nb\">{Cm(depths.Whole)}</span>", "2.5–97.5 %", $"in <span class=\"nb\">{Cm(depths.Subsoil)}</span>", "2.5–97.5 %"], zones.Take(20).Select(line =>
            {
                TotalsLine? subsoil = all.Find(other => other.Ecosystem == "ALL" && other.Layer == depths.Subsoil.Name && other.Zone == line.Zone && other.Interval == line.Interval);
                return (IReadOnlyList<string>)[Html.Text(one ? line.Zone[(line.Zone.IndexOf(':', StringComparison.Ordinal) + 1)..] : line.Zone), Digits.Format(line.AreaMha), Digits.Format(line.MeanPg), Digits.Range(line.MeanPg, line.LowPg, line.HighPg), Digits.Format(subsoil?.MeanPg ?? double.NaN), subsoil is null ? "–" : Digits.Range(subsoil.MeanPg, subsoil.LowPg, subsoil.HighPg)];
            }));
    }
}
