using SoilBeta.Reports.Data;
using SoilBeta.Reports.Markup;
using SoilBeta.Reports.Sections;

namespace SoilBeta.Reports.Charts;

/// <summary>Accuracy plots: observed coverage of held-out profiles against the nominal coverage of the intervals.</summary>
internal static class CoverageCharts
{
    private static readonly string[] Intervals = [HeldOutCoverage.Prediction, HeldOutCoverage.Covariate];

    private static readonly string[] Colours = ["#0072B2", "#D55E00"];

    private static readonly string[] Dashes = ["", "5 3"];

    /// <summary>The figure; null where coverage was not assessed.</summary>
    public static Figure? Draw(StudyOutputs outputs)
    {
        if (outputs.Coverage is not { Rows.Count: > 0 } table)
            return null;
        string[] designs = [.. new[] { HeldOutCoverage.RandomDesign(table), HeldOutCoverage.BlockDesign(table) }.OfType<string>()];
        var panels = outputs.Study.Ecosystems.Select(ecosystem => (ecosystem, Rows: table.Rows.Where(row => table.Text(row, "ecosystem") == ecosystem.Code && table.Text(row, "quantity") == HeldOutCoverage.Beta && table.Text(row, "area") == "all" && designs.Contains(table.Text(row, "design"), StringComparer.Ordinal)).ToList()))
            .Where(pair => pair.Rows.Count > 0).Select(pair => Panel.Chart($"coverage-{Html.Slug(pair.ecosystem.Code)}", Chart(table, pair.Rows, designs, pair.ecosystem.Name), $"Covered against nominal share, {pair.ecosystem.Name}")).ToList();
        return panels.Count == 0 ? null : new Figure(
            "coverage", "Coverage of held-out profiles",
            "Share of the held-out profiles whose β is inside an interval (%), against the nominal coverage of the interval (%). On the thin line the two are equal; below it the interval is too narrow for single profiles. The support is a point: one profile, not the mean of a cell.",
            panels, table.Headers, table.Rows)
        {
            Legend = SvgChart.Legend([.. designs.SelectMany((design, d) => Intervals.Select((interval, i) => new LegendKey(Series(interval, design), Colours[i], Dashes[d])))]),
        };
    }

    private static string Series(string interval, string design) => $"{interval} interval, {HeldOutCoverage.Words(design)}";

    private static SvgChart Chart(CsvTable table, List<string[]> rows, string[] designs, string name)
    {
        var chart = new SvgChart(name, Axis.Numeric(0, 100, "nominal coverage, %"), Axis.Numeric(0, 100, "observed coverage, %"), 330).Line([(0, 0), (100, 100)], "currentColor", "", 0.8);
        foreach (var (design, d) in designs.Select((design, d) => (design, d)))
        {
            foreach (var (interval, i) in Intervals.Select((interval, i) => (interval, i)))
            {
                var points = rows.Where(row => table.Text(row, "interval") == interval && table.Text(row, "design") == design)
                    .Select(row => (X: 100 * table.Number(row, "nominal"), Y: 100 * table.Number(row, "covered"), Hover: $"{Series(interval, design)}: nominal {Digits.Percent(table.Number(row, "nominal"))}, observed {Digits.Percent(table.Number(row, "covered"))}")).ToList();
                chart.Line(points.Select(point => (point.X, point.Y)), Colours[i], Dashes[d]).Marks(points, Colours[i], 2);
            }
        }
        return chart;
    }
}
