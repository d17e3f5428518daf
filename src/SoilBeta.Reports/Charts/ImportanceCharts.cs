using SoilBeta.Reports.Data;
using SoilBeta.Reports.Markup;

namespace SoilBeta.Reports.Charts;

/// <summary>The paper's Figure S1: importance of the covariates.</summary>
internal static class ImportanceCharts
{
    /// <summary>The figure; null where there is no importance.</summary>
    public static Figure? Draw(StudyOutputs outputs)
    {
        if (outputs.Importance is not { Rows.Count: > 0 } table)
            return null;
        bool scaled = table.Has("permutation_scaled");
        string column = scaled ? "permutation_scaled" : "permutation";
        var panels = new List<Panel>();
        foreach (var ecosystem in outputs.Study.Ecosystems)
        {
            var bars = table.Rows.Where(row => table.Text(row, "ecosystem") == ecosystem.Code).Select(row => (Name: table.Text(row, "covariate"), Value: table.Number(row, column))).Where(bar => double.IsFinite(bar.Value)).ToList();
            if (bars.Count > 0)
                panels.Add(Panel.Chart($"importance-{Html.Slug(ecosystem.Code)}", Chart(bars, scaled, ChartStyle.ColourOf(outputs, ecosystem.Code), ecosystem.Name), $"Importance of the covariates in {ecosystem.Name}"));
        }
        string what = scaled
            ? "Increase of the out-of-bag mean squared error of β when a covariate is permuted, over its standard error (no unit; randomForest's %IncMSE)."
            : "Increase of the out-of-bag mean squared error of β when a covariate is permuted (β², no unit).";
        return panels.Count == 0 ? null : new Figure("importance", "Importance of the covariates", what + " Covariates that resemble each other share their importance.", panels, table.Headers, table.Rows);
    }

    private static object Chart(List<(string Name, double Value)> bars, bool scaled, string colour, string name)
    {
        object data = ChartStyle.Data(bars.Select(bar => new { name = bar.Name, value = bar.Value, hover = $"{bar.Name}: {Digits.Format(bar.Value)}" }));
        object y = new { field = "name", type = "nominal", sort = bars.OrderByDescending(bar => bar.Value).Select(bar => bar.Name), title = ChartStyle.None, axis = new { title = ChartStyle.None, labelLimit = 110 } };
        return ChartStyle.Layered(
            60 + (bars.Count * 24),
            [new { data, mark = new { type = "bar", color = colour, stroke = "currentColor", strokeWidth = 0.5, height = 15 }, encoding = new { y, x = ChartStyle.Quantity("value", scaled ? "increase of error / its standard error" : "increase of mean squared error", scaled ? null : ".1e", zero: true, ticks: scaled ? 5 : 3), description = ChartStyle.Hover } }],
            name);
    }
}
