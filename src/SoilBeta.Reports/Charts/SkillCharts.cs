using SoilBeta.Reports.Data;
using SoilBeta.Reports.Markup;

namespace SoilBeta.Reports.Charts;

/// <summary>R² of β under every validation design, next to that of a constant β: how skill depends on the design.</summary>
internal static class SkillCharts
{
    private static readonly string[] Known = ["forest", "mixed", "constant", "literature"];

    private static readonly string[] Colours = ["#0072B2", "#009E73", "#777777", "#D55E00"];

    private static readonly MarkShape[] Shapes = [MarkShape.Circle, MarkShape.Triangle, MarkShape.Square, MarkShape.Diamond];

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
            "R² of soil β (no unit; 1 is perfect, 0 no better than the profiles' own mean, below 0 worse) by how profiles were held out, from what a model remembers (in-sample) to whole blocks of degrees and folds matched to the map (kNNDM). Values below −0.5 are drawn there. Whether a gain is more than chance is in the verdicts above; standard errors by clusters of profiles are in the CSV, and shown when a mark is pointed at.",
            panels, table.Headers, table.Rows)
        {
            Legend = SvgChart.Legend([.. Known.Where(model => rows.Any(row => table.Text(row, "model") == model)).Select(model => new LegendKey(ModelNames.Name(model), Colours[Array.IndexOf(Known, model)], "", Shapes[Array.IndexOf(Known, model)]))]),
        };
    }

    private static SvgChart Chart(CsvTable table, string[][] rows, string[] designs, string name)
    {
        const double low = -0.5;
        var chart = new SvgChart(name, Axis.Numeric(low, 1, "R² of β", 3), Axis.Names([.. designs.Select(ModelNames.Design)], vertical: true), 90 + (designs.Length * 22)).Upright(0);
        foreach (string model in Known.Reverse())
        {
            chart.Marks(
                rows.Where(row => table.Text(row, "model") == model && double.IsFinite(table.Number(row, "r2"))).Select(row => (Math.Max(low, table.Number(row, "r2")), (double)Array.IndexOf(designs, table.Text(row, "design")),
                    $"{ModelNames.Design(table.Text(row, "design"))}, {ModelNames.Name(model)}: R² {Digits.Fixed(table.Number(row, "r2"), 3)} ± {Digits.Fixed(table.Number(row, "r2_se"), 3)}, RMSE {Digits.Format(table.Number(row, "rmse"))}")),
                Colours[Array.IndexOf(Known, model)], 4, 0.9, Shapes[Array.IndexOf(Known, model)]);
        }
        return chart;
    }
}
