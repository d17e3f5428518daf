using SoilBeta.Reports.Charts;
using SoilBeta.Reports.Data;
using SoilBeta.Reports.Pages;

namespace SoilBeta.Reports.Sections;

/// <summary>Densities by ecosystem and depth, and stocks beside the paper's.</summary>
internal static class StockSections
{
    private static readonly string[] Layers = ["0-20", "20-40", "40-60", "60-80", "80-100", "20-100", "0-100"];

    /// <summary>Densities.</summary>
    public static Section Densities(StudyOutputs outputs)
    {
        TotalsLine[] lines = [.. outputs.WholeMap()];
        if (lines.Length == 0)
            return new Section("densities", "Carbon by ecosystem and depth", [NoTotals]);
        string[] codes = [.. lines.Select(line => line.Ecosystem).Distinct(StringComparer.Ordinal)];
        var rows = Layers.Select(layer => (IReadOnlyList<string>)[layer.Replace("-", "–", StringComparison.Ordinal), .. codes.Select(code => lines.FirstOrDefault(line => line.Ecosystem == code && line.Layer == layer) is { } line
            ? Digits.Of(line.Density) + (line.LowPg == line.HighPg ? "" : $" <span class=\"range\">{Digits.Of(line.LowDensity)}–{Digits.Of(line.HighDensity)}</span>") : "–")]);
        List<object> parts =
        [
            Html.P("Mean SOC density over the mapped area, Mg C ha⁻¹, with the 2.5–97.5 % range of the realisations; no range where nothing is uncertain."),
            Html.Table(["<depth, cm", .. codes.Select(code => Html.Text(outputs.NameOf(code)))], rows),
            Html.P(Includes(outputs)),
        ];
        if (DepthProfileChart.Of(outputs) is { } chart)
            parts.Add(chart);
        return new Section("densities", "Carbon by ecosystem and depth", parts);
    }

    /// <summary>Stocks.</summary>
    public static Section Stocks(StudyOutputs outputs)
    {
        TotalsLine[] lines = [.. outputs.WholeMap()];
        if (lines.Length == 0)
            return new Section("stocks", "Stocks, beside the paper's", [NoTotals]);
        string[] codes = [.. lines.Select(line => line.Ecosystem).Distinct(StringComparer.Ordinal)];
        var all = outputs.Lines().ToList();
        var own = codes.SelectMany(code => new[] { "0-20", "20-100", "0-100" }.Select(layer => (IReadOnlyList<string>)Stock(outputs, all, code, layer)));
        var paper = outputs.Study.Ecosystems.Select(ecosystem => (Ecosystem: ecosystem, Paper: PaperNumbers.Of(ecosystem.Code, ecosystem.Name))).Where(pair => pair.Paper is not null)
            .Select(pair => (IReadOnlyList<string>)Compare(outputs, lines, pair.Ecosystem.Code, pair.Paper!)).ToList();
        List<object> parts =
        [
            Html.P("SOC stock of the mapped area, Pg C. <i>Realisations</i>: quantiles of the total over the realisations. <i>Cells added up</i>: the paper's way, the cells' quantiles summed as if all were low, or high, at once."),
            Html.Table(["<ecosystem", "<depth, cm", "area, Mha", "stock, Pg C", "realisations 2.5–97.5 %", "cells added up"], own),
        ];
        parts.Add(paper.Count == 0
            ? Html.Missing("None of this study's ecosystems is one of the paper's (cropland, grassland, forest), so there is nothing to compare.")
            : Html.P("Beside the paper (Wang et al. 2025, Table 1 and Table S1, as far as this program knows them; the globe, not this region):")
                + Html.Table(["<ecosystem", "density <span class=\"nb\">20–100 cm</span>", "the paper's", "layer <span class=\"nb\">20–40 cm</span>", "the paper's", "layer <span class=\"nb\">80–100 cm</span>", "the paper's", "mean β of profiles", "the paper's", "stock at this area, Pg C", "with the paper's density"], paper)
                + Html.P($"Densities in Mg C ha⁻¹. The paper's β: implied by its densities / by its Table 1, which do not agree. Its globe: {PaperNumbers.Topsoil:0} Pg C in 0–20 cm, with no uncertainty, and {PaperNumbers.Subsoil:0} Pg C in 20–100 cm, whose lower bound of {PaperNumbers.LowerBound:0} Pg C adds up cells (cropland 62, grassland 148, forest 451).")
                + AtPaperArea(outputs, lines)
                + Html.P("The paper's other areas and the full Table S1 are not part of this program and are not guessed."));
        parts.Add(Zones(outputs, all));
        return new Section("stocks", "Stocks, beside the paper's", parts);
    }

    private static string NoTotals => Html.Missing("There is no <code>totals.csv</code>: nothing has been mapped. Make it: <code>soilbeta map STUDY.yml</code>.");

    private static string Includes(StudyOutputs outputs)
    {
        var s = outputs.Study;
        string mode = s.Uncertainty.Mode switch
        {
            "common" => "a draw is the same error everywhere",
            "block" => $"errors are shared within blocks of {Digits.Of(s.Uncertainty.Block, 2)}",
            _ => "each cell has its own errors, which cancel in totals",
        };
        string refits = s.Uncertainty.Refits is "none" or null ? "not the model's own uncertainty (<code>refits: none</code>)" : s.Forest.Model == "mixed" ? $"the regression's, by {s.Uncertainty.RefitCount} draws of its coefficients ({Html.Text(s.Uncertainty.Refits)})" : $"the forest's, by {s.Uncertainty.RefitCount} refits on resampled sites ({Html.Text(s.Uncertainty.Refits)})";
        string topsoil = string.IsNullOrEmpty(s.Topsoil.Sd) ? "not that of the topsoil, which is taken as certain (so 0–20 cm has no range)" : $"that of the topsoil ({Html.Text(s.Topsoil.Sd)})";
        string sds = string.Join(", ", s.Covariates.Select(covariate => $"{Html.Text(covariate.Name)} {Html.Text(covariate.Sd ?? "10 %")}{(covariate.Sd?.Contains('%') == false ? " " + Html.Text(Units.Pretty(covariate.Unit)) : "")}"));
        return $"<b>What the interval includes:</b> it is a <i>covariate-and-resampling interval</i>, not a confidence interval. It holds the errors of the covariates (standard deviations: {sds}; {Digits.Count(s.Uncertainty.Draws)} draws, {mode}); {refits}; {topsoil}. It does not hold the scatter of single soils around the model, nor errors of the profiles, of bulk density or of the ecosystems' areas.";
    }

    private static string[] Stock(StudyOutputs outputs, List<TotalsLine> all, string code, string layer)
    {
        TotalsLine? own = all.Find(line => line.Ecosystem == code && line.Layer == layer && line.Zone == "all" && line.Interval != "comonotone");
        TotalsLine? added = all.Find(line => line.Ecosystem == code && line.Layer == layer && line.Zone == "all" && line.Interval == "comonotone");
        static string Range(TotalsLine? line) => line is null ? "–" : line.LowPg == line.HighPg ? "none" : $"{Digits.Of(line.LowPg)}–{Digits.Of(line.HighPg)}";
        return [Html.Text(outputs.NameOf(code)), layer.Replace("-", "–", StringComparison.Ordinal), Digits.Of(own?.AreaMha ?? double.NaN), Digits.Of(own?.MeanPg ?? double.NaN), Range(own), Range(added)];
    }

    private static string[] Compare(StudyOutputs outputs, TotalsLine[] lines, string code, PaperNumbers paper)
    {
        TotalsLine? Of(string layer) => lines.FirstOrDefault(line => line.Ecosystem == code && line.Layer == layer);
        double beta = outputs.Validation.Items("ecosystems").FirstOrDefault(e => e.Text("code") == code).Number("meanBeta");
        TotalsLine? subsoil = Of("20-100");
        return
        [
            Html.Text(outputs.NameOf(code)), Digits.Of(subsoil?.Density ?? double.NaN), Digits.Of(paper.SubsoilDensity), Digits.Of(Of("20-40")?.Density ?? double.NaN), Digits.Of(paper.FirstLayer, 2),
            Digits.Of(Of("80-100")?.Density ?? double.NaN), Digits.Of(paper.LastLayer, 2), Digits.Beta(beta), $"{Digits.Beta(paper.BetaOfDensities)} / {Digits.Beta(paper.BetaOfTable1)}",
            Digits.Of(subsoil?.MeanPg ?? double.NaN), Digits.Of((subsoil?.AreaMha ?? double.NaN) * paper.SubsoilDensity / 1000),
        ];
    }

    private static string AtPaperArea(StudyOutputs outputs, TotalsLine[] lines) => string.Concat(outputs.Study.Ecosystems.Select(ecosystem =>
    {
        var paper = PaperNumbers.Of(ecosystem.Code, ecosystem.Name);
        TotalsLine? whole = lines.FirstOrDefault(line => line.Ecosystem == ecosystem.Code && line.Layer == "0-100");
        return paper is null || whole is null || !double.IsFinite(paper.AreaGha) ? "" : Html.P(
            $"At the paper's area: {Html.Text(ecosystem.Name)} has {Digits.Fixed(paper.AreaGha, 2)} Gha there; this study's {Digits.Of(whole.Density)} Mg C ha⁻¹ of 0–100 cm on that area would be {Digits.Of(whole.Density * paper.AreaGha)} Pg C, where the paper has 942 (167 Mg C ha⁻¹; in another place it prints 177). For a region this only compares densities.");
    }));

    private static string Zones(StudyOutputs outputs, List<TotalsLine> all)
    {
        var zones = all.Where(line => line is { Ecosystem: "ALL", Layer: "0-100" } && line.Zone != "all" && line.Interval != "comonotone").OrderByDescending(line => line.MeanPg).ToList();
        if (zones.Count == 0)
            return "";
        return Html.P($"By zone, all ecosystems{(zones.Count > 20 ? $" (the 20 largest of {zones.Count}; <code>totals.csv</code> has all)" : "")}, Pg C in 0–100 cm and 20–100 cm:")
            + Html.Table(["<zone", "area, Mha", "in <span class=\"nb\">0–100 cm</span>", "2.5–97.5 %", "in <span class=\"nb\">20–100 cm</span>", "2.5–97.5 %"], zones.Take(20).Select(line =>
            {
                TotalsLine? subsoil = all.Find(other => other.Ecosystem == "ALL" && other.Layer == "20-100" && other.Zone == line.Zone && other.Interval == line.Interval);
                return (IReadOnlyList<string>)[Html.Text(line.Zone), Digits.Of(line.AreaMha), Digits.Of(line.MeanPg), $"{Digits.Of(line.LowPg)}–{Digits.Of(line.HighPg)}", Digits.Of(subsoil?.MeanPg ?? double.NaN), subsoil is null ? "–" : $"{Digits.Of(subsoil.LowPg)}–{Digits.Of(subsoil.HighPg)}"];
            }));
    }
}
