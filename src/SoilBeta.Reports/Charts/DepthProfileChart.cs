using SoilBeta.Reports.Data;
using SoilBeta.Reports.Markup;

namespace SoilBeta.Reports.Charts;

/// <summary>The paper's Figure 4, depth profile: mean SOC density of each layer by ecosystem, with its interval.</summary>
internal static class DepthProfileChart
{
    private static readonly string[] Layers = ["0-20", "20-40", "40-60", "60-80", "80-100"];

    /// <summary>The figure; null where there are no totals.</summary>
    public static Figure? Draw(StudyOutputs outputs)
    {
        TotalsLine[] lines = [.. outputs.WholeMap().Where(line => Layers.Contains(line.Layer, StringComparer.Ordinal) && line.AreaMha > 0)];
        if (lines.Length == 0)
            return null;
        string[] codes = [.. lines.Select(line => line.Ecosystem).Distinct(StringComparer.Ordinal)];
        double top = Math.Ceiling(lines.Max(line => line.HighDensity) / 10) * 10;
        return new Figure(
            "depth-profile", "Carbon density by depth",
            "Mean SOC density of each 20 cm layer over the mapped area (Mg C ha⁻¹): points at the layer's middle, bars the covariate-and-resampling interval of the mean (2.5–97.5 % of the realisations).",
            [.. codes.Select(code => Panel.Chart($"depth-profile-{Html.Slug(code)}", Chart([.. lines.Where(line => line.Ecosystem == code)], top, ChartStyle.ColourOf(outputs, code), outputs.NameOf(code)), $"Carbon density by depth, {outputs.NameOf(code)}"))],
            ["ecosystem", "layer_cm", "area_mha", "density_mg_ha", "q025_mg_ha", "q975_mg_ha"],
            lines.Select(line => (string[])[line.Ecosystem, line.Layer, Digits.Data(line.AreaMha), Digits.Data(line.Density), Digits.Data(line.LowDensity), Digits.Data(line.HighDensity)]));
    }

    private static object Chart(TotalsLine[] lines, double top, string colour, string name)
    {
        object data = ChartStyle.Data(lines.Select(line => new
        {
            depth = (Array.IndexOf(Layers, line.Layer) * 20) + 10, density = line.Density, low = line.LowDensity, high = line.HighDensity,
            hover = $"{line.Layer} cm: {Digits.Format(line.Density)} ({Digits.Format(line.LowDensity)}–{Digits.Format(line.HighDensity)}) Mg C ha⁻¹",
        }));
        object y = new { field = "depth", type = "quantitative", title = "depth, cm", scale = new { domain = new[] { 100, 0 }, nice = false, zero = false }, axis = new { values = new[] { 0, 20, 40, 60, 80, 100 } } };
        object X(string field) => ChartStyle.Quantity(field, "SOC density, " + Units.Density, domain: [0, top]);
        return ChartStyle.Layered(
            260,
            [
                new { data, mark = new { type = "line", color = colour, strokeWidth = 2, orient = "vertical" }, encoding = new { y, x = X("density"), order = new { field = "depth", type = "quantitative" } } },
                new { data, mark = new { type = "rule", strokeWidth = 2 }, encoding = new { y, x = X("low"), x2 = new { field = "high" }, description = ChartStyle.Hover } },
                new { data, mark = new { type = "point", filled = true, size = 28, opacity = 1, color = colour, stroke = "#111111", strokeWidth = 0.7 }, encoding = new { y, x = X("density"), description = ChartStyle.Hover } },
            ],
            name);
    }
}
