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

    private static SvgChart Chart(List<(string Name, double Value)> bars, bool scaled, string colour, string name)
    {
        // Squared errors of β are some 10⁻⁵: the axis has the power of ten in its title.
        int power = scaled ? 0 : (int)Math.Floor(Math.Log10(Math.Max(1e-12, bars.Max(bar => Math.Abs(bar.Value)))));
        double unit = Math.Pow(10, power);
        List<(string Name, double Value)> sorted = [.. bars.OrderByDescending(bar => bar.Value)];
        string title = scaled ? "increase of error / its standard error" : $"increase of squared error, 10{Raised(power)}";
        var chart = new SvgChart(name, Axis.Round(Math.Min(0, sorted[^1].Value / unit), Math.Max(1e-9, sorted[0].Value / unit), title), Axis.Names([.. sorted.Select(bar => bar.Name)], vertical: true), 76 + (bars.Count * 22));
        for (int i = 0; i < sorted.Count; i++)
            chart.Bar(i, sorted[i].Value / unit, colour, $"{sorted[i].Name}: {(scaled ? Digits.Format(sorted[i].Value) : sorted[i].Value.ToString("0.##E+0", System.Globalization.CultureInfo.InvariantCulture))}");
        return chart;
    }

    private static string Raised(int power) => string.Concat(power.ToString(System.Globalization.CultureInfo.InvariantCulture).Select(c => c == '-' ? '⁻' : "⁰¹²³⁴⁵⁶⁷⁸⁹"[c - '0']));
}
