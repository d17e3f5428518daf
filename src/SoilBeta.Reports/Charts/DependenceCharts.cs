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
            panels, table.Headers, table.Rows)
        {
            Legend = SvgChart.Legend(ChartStyle.Keys(outputs, table.Rows.Select(row => table.Text(row, "ecosystem")).Distinct(StringComparer.Ordinal))),
        };
    }

    private static SvgChart Chart(StudyOutputs outputs, CsvTable table, string[][] rows, string title, bool bands, double[] domain)
    {
        double[] values = [.. rows.Select(row => table.Number(row, "value")).Where(double.IsFinite)];
        var chart = new SvgChart("", Axis.Round(values.Min(), values.Max(), title), Axis.Round(domain[0], domain[1], "soil β"), 240);
        foreach (var own in rows.GroupBy(row => table.Text(row, "ecosystem"), StringComparer.Ordinal))
        {
            string colour = ChartStyle.ColourOf(outputs, own.Key);
            if (bands)
                chart.Band(own.Select(row => (table.Number(row, "value"), table.Number(row, "q025"), table.Number(row, "q975"))), colour);
            chart.Line(own.Select(row => (table.Number(row, "value"), table.Number(row, "beta"))), colour, ChartStyle.DashOf(outputs, own.Key));
            chart.Marks(own.Select(row => (table.Number(row, "value"), table.Number(row, "beta"),
                $"{outputs.NameOf(own.Key)}: β {Digits.Beta(table.Number(row, "beta"))}{(bands ? $" ({Digits.Beta(table.Number(row, "q025"))}–{Digits.Beta(table.Number(row, "q975"))})" : "")} at {Digits.Format(table.Number(row, "value"))}")), colour, 2);
        }
        return chart;
    }
}
