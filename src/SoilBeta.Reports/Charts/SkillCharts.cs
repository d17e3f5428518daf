using SoilBeta.Reports.Data;
using SoilBeta.Reports.Markup;

namespace SoilBeta.Reports.Charts;

/// <summary>R² of β under every validation design, next to that of a constant β: how skill depends on the design.</summary>
internal static class SkillCharts
{
    private static readonly string[] Known = ["forest", "mixed", "constant", "literature"];

    private static readonly string[] Colours = ["#0072B2", "#009E73", "#777777", "#D55E00"];

    private static readonly string[] Shapes = ["circle", "triangle-up", "square", "cross"];

    /// <summary>The figure; null where there are no scores by design.</summary>
    public static Figure? Draw(StudyOutputs outputs)
    {
        if (outputs.Scores is not { Rows.Count: > 0 } table)
            return null;
        string[][] rows = [.. table.Rows.Where(row => table.Text(row, "quantity") == "beta" && Known.Contains(table.Text(row, "model"), StringComparer.Ordinal))];
        string[] designs = [.. rows.Select(row => table.Text(row, "design")).Distinct(StringComparer.Ordinal)];
        var panels = new List<Panel>();
        foreach (var ecosystem in outputs.Study.Ecosystems)
        {
            string[][] own = [.. rows.Where(row => table.Text(row, "ecosystem") == ecosystem.Code)];
            if (own.Length > 0)
                panels.Add(Panel.Chart($"skill-{Html.Slug(ecosystem.Code)}", Chart(table, own, designs, ecosystem.Name), $"R² of β by validation design, {ecosystem.Name}"));
        }
        return panels.Count == 0 ? null : new Figure(
            "skill", "Skill under every design",
            "R² of soil β (no unit; 1 is perfect, 0 no better than the profiles' own mean, below 0 worse) by how profiles were held out, from what a model remembers (in-sample) to whole blocks of degrees and folds matched to the map (kNNDM). Values below −0.5 are drawn there. Whether a gain is more than chance is in the verdicts above; standard errors by clusters of profiles are in the table below and when pointed at.",
            panels, table.Headers, table.Rows);
    }

    private static object Chart(CsvTable table, string[][] rows, string[] designs, string name)
    {
        string[] models = [.. Known.Where(model => rows.Any(row => table.Text(row, "model") == model))];
        object data = ChartStyle.Data(rows.Where(row => double.IsFinite(table.Number(row, "r2"))).Select(row => new
        {
            design = table.Text(row, "design"), model = table.Text(row, "model"), r2 = Math.Max(-0.5, table.Number(row, "r2")),
            hover = $"{table.Text(row, "design")}, {table.Text(row, "model")}: R² {Digits.Fixed(table.Number(row, "r2"), 3)} ± {Digits.Fixed(table.Number(row, "r2_se"), 3)}, RMSE {Digits.Format(table.Number(row, "rmse"))}",
        }));
        object y = new { field = "design", type = "nominal", sort = designs, title = ChartStyle.None, axis = new { title = ChartStyle.None, labelLimit = 110, grid = true } };
        object x = new { field = "r2", type = "quantitative", title = "R² of β", scale = new { domain = new[] { -0.5, 1 }, nice = false, clamp = true }, axis = new { values = new[] { -0.5, 0, 0.5, 1 }, format = ".1f" } };
        object colour = new { field = "model", type = "nominal", scale = new { domain = models, range = models.Select(model => Colours[Array.IndexOf(Known, model)]) }, legend = new { title = ChartStyle.None, orient = "top", columns = 2 } };
        object shape = new { field = "model", type = "nominal", scale = new { domain = models, range = models.Select(model => Shapes[Array.IndexOf(Known, model)]) }, legend = new { title = ChartStyle.None, orient = "top", columns = 2 } };
        return ChartStyle.Layered(
            110 + (designs.Length * 24),
            [
                new { data = ChartStyle.Data([new { zero = 0 }]), mark = new { type = "rule", strokeWidth = 1, opacity = 0.6 }, encoding = new { x = new { field = "zero", type = "quantitative" } } },
                new { data, mark = new { type = "point", filled = true, size = 55, opacity = 0.9 }, encoding = new { x, y, color = colour, shape, description = ChartStyle.Hover } },
            ],
            name);
    }
}
