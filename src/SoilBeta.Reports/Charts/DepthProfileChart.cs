using SoilBeta.Reports.Data;
using SoilBeta.Reports.Markup;
using SoilBeta.Studies;

namespace SoilBeta.Reports.Charts;

/// <summary>The paper's Figure 4, depth profile: mean SOC density of each layer by ecosystem, with its interval.</summary>
internal static class DepthProfileChart
{
    /// <summary>The figure; null where there are no totals.</summary>
    public static Figure? Draw(StudyOutputs outputs)
    {
        if (ReportedLayers.Among(outputs.WholeMap().Select(line => line.Layer)) is not { } depths)
            return null;
        var layers = depths.Layers.ToDictionary(layer => layer.Name, StringComparer.Ordinal);
        TotalsLine[] lines = [.. outputs.WholeMap().Where(line => layers.ContainsKey(line.Layer) && outputs.Covers.Contains(line.Ecosystem, StringComparer.Ordinal) && line.AreaMha > 0)];
        if (lines.Length == 0)
            return null;
        string[] codes = [.. lines.Select(line => line.Ecosystem).Distinct(StringComparer.Ordinal)];
        var chart = new SvgChart("", Axis.Round(0, lines.Max(line => line.HighDensity), "SOC density, " + Units.Density), Axis.Numeric(depths.Whole.Bottom, 0, "depth, cm"), 300, 440);
        for (int i = 0; i < codes.Length; i++)
        {
            TotalsLine[] own = [.. lines.Where(line => line.Ecosystem == codes[i])];
            // Side by side within a layer, so that intervals do not cover each other.
            double Depth(TotalsLine line) => ((layers[line.Layer].Top + layers[line.Layer].Bottom) / 2.0) + ((i - ((codes.Length - 1) / 2.0)) * Math.Min(3, 14.0 / codes.Length));
            string colour = ChartStyle.ColourOf(outputs, codes[i]), name = outputs.NameOf(codes[i]);
            string Hover(TotalsLine line) => $"{name}, {line.Layer.Replace("-", "–", StringComparison.Ordinal)} cm: {Digits.Format(line.Density)}{(line.LowPg == line.HighPg ? "" : $" ({Digits.Range(line.Density, line.LowDensity, line.HighDensity)})")} {Units.Density}";
            chart.Line(own.Select(line => (line.Density, Depth(line))), colour, ChartStyle.DashOf(outputs, codes[i]), 1.6);
            foreach (TotalsLine line in own.Where(line => line.LowPg < line.HighPg))
                chart.Interval(Depth(line), line.LowDensity, line.HighDensity, colour, Hover(line), 1.4);
            chart.Marks(own.Select(line => (line.Density, Depth(line), Hover(line))), colour, 3.2);
        }
        return new Figure(
            "depth-profile", "Carbon density by depth",
            "Mean SOC density of each layer over the mapped area (Mg C ha⁻¹): points near the layer's middle, bars the covariate-and-resampling interval of the mean (2.5–97.5 % of the realisations).",
            [Panel.Chart("depth-profile", chart, "Carbon density by depth and ecosystem")], ["ecosystem", "layer_cm", "area_mha", "density_mg_ha", "q025_mg_ha", "q975_mg_ha"],
            lines.Select(line => (string[])[line.Ecosystem, line.Layer, Digits.Data(line.AreaMha), Digits.Data(line.Density), Digits.Data(line.LowDensity), Digits.Data(line.HighDensity)]))
        {
            Legend = SvgChart.Legend(ChartStyle.Keys(outputs, codes)),
        };
    }
}
