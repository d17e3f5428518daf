using SoilBeta.Reports.Data;
using SoilBeta.Reports.Markup;

namespace SoilBeta.Reports.Charts;

/// <summary>The paper's Figure 2: partial dependence of β on each covariate, with bands where the forests were refitted.</summary>
internal static class DependenceCharts
{
    /// <summary>The figure; null where there are no curves.</summary>
    public static Figure? Draw(StudyOutputs outputs)
    {
        if (outputs.Dependence is not { Rows.Count: > 0 } table)
            return null;
        bool bands = table.Rows.Any(row => double.IsFinite(table.Number(row, "q025")));
        double[] values = [.. table.Rows.SelectMany(row => new[] { table.Number(row, "beta"), table.Number(row, "q025"), table.Number(row, "q975") }).Where(double.IsFinite)];
        double[] domain = [Math.Floor(values.Min() * 200) / 200, Math.Ceiling(values.Max() * 200) / 200];
        var panels = new List<Panel>();
        foreach (var covariate in outputs.Study.Covariates)
        {
            string[][] rows = [.. table.Rows.Where(row => table.Text(row, "covariate") == covariate.Name)];
            if (rows.Length > 0)
                panels.Add(Panel.Chart($"dependence-{Html.Slug(covariate.Name)}", Chart(outputs, table, rows, Units.Axis(covariate.Name, covariate.Unit), bands, domain), $"Partial dependence of β on {covariate.Name}"));
        }
        string band = bands ? " Bands: 2.5–97.5 % over models refitted on resampled sites." : " No bands: this study's models were not refitted for them.";
        return panels.Count == 0 ? null : new Figure(
            "dependence", "What drives β: partial dependence",
            $"Mean predicted soil β (no unit) when one covariate is set to each value for all profiles of an ecosystem. All panels share the vertical axis.{band} Curves show what the model learned, not what causes β.",
            panels, table.Headers, table.Rows);
    }

    private static object Chart(StudyOutputs outputs, CsvTable table, string[][] rows, string title, bool bands, double[] domain)
    {
        object data = ChartStyle.Data(rows.Select(row => new
        {
            code = outputs.NameOf(table.Text(row, "ecosystem")), value = table.Number(row, "value"), beta = table.Number(row, "beta"), low = Or(table.Number(row, "q025")), high = Or(table.Number(row, "q975")),
            hover = $"{outputs.NameOf(table.Text(row, "ecosystem"))}: β {Digits.Beta(table.Number(row, "beta"))}{(bands ? $" ({Digits.Beta(table.Number(row, "q025"))}–{Digits.Beta(table.Number(row, "q975"))})" : "")} at {Digits.Format(table.Number(row, "value"))}",
        }));
        string[] codes = [.. outputs.Study.Ecosystems.Select(ecosystem => ecosystem.Code).Where(code => table.Rows.Any(row => table.Text(row, "ecosystem") == code))];
        object colour = new
        {
            field = "code", type = "nominal", title = ChartStyle.None, scale = new { domain = codes.Select(outputs.NameOf), range = codes.Select(code => ChartStyle.ColourOf(outputs, code)) },
            legend = new { orient = "top", title = ChartStyle.None, symbolType = "stroke", symbolStrokeWidth = 3, symbolOpacity = 1, symbolSize = 220 },
        };
        object dash = new { field = "code", type = "nominal", scale = new { domain = codes.Select(outputs.NameOf), range = codes.Select((_, i) => Dashes[i % Dashes.Length]) }, legend = ChartStyle.None };
        object x = ChartStyle.Quantity("value", title);
        object Y(string field) => ChartStyle.Quantity(field, "soil β", ".3f", domain);
        List<object> layers = [];
        if (bands)
            layers.Add(new { data, mark = new { type = "area", opacity = 0.18 }, encoding = new { x, y = Y("low"), y2 = new { field = "high" }, color = colour } });
        layers.Add(new { data, mark = new { type = "line", strokeWidth = 2 }, encoding = new { x, y = Y("beta"), color = colour, strokeDash = dash } });
        layers.Add(new { data, mark = new { type = "point", filled = true, size = 16, opacity = 1 }, encoding = new { x, y = Y("beta"), color = colour, description = ChartStyle.Hover } });
        return ChartStyle.Layered(240, [.. layers]);
    }

    private static readonly int[][] Dashes = [[1, 0], [6, 3], [2, 2], [8, 3, 2, 3]];

    private static double? Or(double value) => double.IsFinite(value) ? value : null;
}
