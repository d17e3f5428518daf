using SoilBeta.Reports.Data;
using SoilBeta.Reports.Markup;
using SoilBeta.Reports.Sections;

namespace SoilBeta.Reports.Charts;

/// <summary>Accuracy plots: observed coverage of held-out profiles against the nominal coverage of the intervals.</summary>
internal static class CoverageCharts
{
    private static readonly string[] Intervals = [HeldOutCoverage.Prediction, HeldOutCoverage.Covariate];

    private static readonly string[] Colours = ["#0072B2", "#D55E00"];

    private static readonly int[][] Dashes = [[1, 0], [5, 3]];

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
            panels, table.Headers, table.Rows);
    }

    private static object Chart(CsvTable table, List<string[]> rows, string[] designs, string name)
    {
        static string Series(string interval, string design) => $"{interval}, {HeldOutCoverage.Words(design)}";
        object data = ChartStyle.Data(rows.Select(row => new
        {
            nominal = 100 * table.Number(row, "nominal"), covered = 100 * table.Number(row, "covered"), series = Series(table.Text(row, "interval"), table.Text(row, "design")),
            hover = $"{table.Text(row, "interval")} interval, {HeldOutCoverage.Words(table.Text(row, "design"))}: nominal {Digits.Percent(table.Number(row, "nominal"))}, observed {Digits.Percent(table.Number(row, "covered"))}",
        }));
        object diagonal = ChartStyle.Data([new { nominal = 0, covered = 0 }, new { nominal = 100, covered = 100 }]);
        var series = designs.SelectMany((design, d) => Intervals.Select((interval, i) => (Name: Series(interval, design), Colour: Colours[i], Dash: Dashes[d]))).ToList();
        string[] names = [.. series.Select(one => one.Name)];
        object legend = new { title = ChartStyle.None, orient = "top", columns = 1, labelLimit = 300, symbolType = "stroke", symbolStrokeWidth = 2.5, symbolSize = 220 };
        object colour = new { field = "series", type = "nominal", scale = new { domain = names, range = series.Select(one => one.Colour) }, legend };
        object dash = new { field = "series", type = "nominal", scale = new { domain = names, range = series.Select(one => one.Dash) }, legend };
        object x = ChartStyle.Quantity("nominal", "nominal coverage, %", null, [0, 100]), y = ChartStyle.Quantity("covered", "observed coverage, %", null, [0, 100]);
        return ChartStyle.Layered(
            350,
            [
                new { data = diagonal, mark = new { type = "line", strokeWidth = 0.8, color = "currentColor" }, encoding = new { x, y } },
                new { data, mark = new { type = "line", strokeWidth = 2 }, encoding = new { x, y, color = colour, strokeDash = dash } },
                new { data, mark = new { type = "point", filled = true, size = 20, opacity = 1 }, encoding = new { x, y, color = colour, description = ChartStyle.Hover } },
            ],
            name);
    }
}
