using SoilBeta.Reports.Data;
using SoilBeta.Reports.Markup;

namespace SoilBeta.Reports.Charts;

/// <summary>Error and coverage of held-out profiles by dissimilarity index, from <c>dissimilarity.csv</c>.</summary>
internal static class DissimilarityCharts
{
    private const string Beta = "beta", Subsoil = "subsoilMapTopsoil", Colour = "#0072B2";

    /// <summary>The figure; null where errors by index were not assessed.</summary>
    public static Figure? Draw(StudyOutputs outputs)
    {
        if (outputs.Dissimilarity is not { Rows.Count: > 0 } table)
            return null;
        var panels = new List<Panel>();
        foreach (var ecosystem in outputs.Study.Ecosystems)
        {
            string quantity = Rows(table, ecosystem.Code, Subsoil).Length > 0 ? Subsoil : Beta;
            string[][] rows = Rows(table, ecosystem.Code, quantity);
            if (rows.Length == 0)
                continue;
            string error = quantity == Beta ? "RMSE of β" : "RMSE of 20–100 cm, Mg C ha⁻¹";
            double threshold = outputs.Validation.Items("ecosystems").FirstOrDefault(item => item.Text("code") == ecosystem.Code).Number("applicability", "threshold");
            panels.Add(Panel.Chart($"dissimilarity-error-{Html.Slug(ecosystem.Code)}", Chart(table, rows, "rmse", error, threshold, ecosystem.Name), $"{error} by index, {ecosystem.Name}"));
            if (rows.Any(row => double.IsFinite(table.Number(row, "covered"))))
                panels.Add(Panel.Chart($"dissimilarity-coverage-{Html.Slug(ecosystem.Code)}", Chart(table, rows, "covered", "inside their 90 % prediction interval, %", threshold, ecosystem.Name), $"Coverage by index, {ecosystem.Name}"));
        }
        return panels.Count == 0 ? null : new Figure(
            "dissimilarity", "Errors by dissimilarity index",
            "Held-out profiles (kNNDM) sorted by their dissimilarity index to the profiles of other folds: RMSE, and share inside their 90 % prediction interval (%), of a window that moves over them (points), and the nearest curve that never falls (error) or never rises (coverage). The vertical line is the threshold of the area of applicability; where a map's index is larger than any here, no error was measured.",
            panels, table.Headers, table.Rows);
    }

    /// <summary>Errors and coverage by index in words, a sentence for each ecosystem; empty where they were not assessed.</summary>
    public static IEnumerable<string> Sentences(StudyOutputs outputs)
    {
        if (outputs.Dissimilarity is not { Rows.Count: > 0 } table)
            yield break;
        foreach (var ecosystem in outputs.Study.Ecosystems)
        {
            foreach (var (quantity, name, unit) in new[] { (Beta, "β", ""), (Subsoil, "20–100 cm", " Mg C ha⁻¹") })
            {
                string[][] rows = Rows(table, ecosystem.Code, quantity);
                if (rows.Length == 0)
                    continue;
                string[] near = rows[0], far = rows[^1];
                string Value(string[] row) => quantity == Beta ? Digits.Beta(table.Number(row, "rmse_fit")) : Digits.Format(table.Number(row, "rmse_fit"));
                string covered = double.IsFinite(table.Number(near, "covered_fit"))
                    ? $", and the share inside their 90 % prediction interval from {Digits.Percent(table.Number(near, "covered_fit"))} to {Digits.Percent(table.Number(far, "covered_fit"))}" : "";
                yield return $"<b>{Html.Text(ecosystem.Name)}</b>: from an index of {Digits.Fixed(table.Number(near, "index"), 3)} to one of {Digits.Fixed(table.Number(far, "index"), 3)} the RMSE of {name} goes from {Value(near)} to {Value(far)}{unit}{covered}.";
            }
        }
    }

    private static string[][] Rows(CsvTable table, string code, string quantity) => [.. table.Rows.Where(row => table.Text(row, "ecosystem") == code && table.Text(row, "quantity") == quantity)];

    private static object Chart(CsvTable table, string[][] rows, string column, string title, double threshold, string name)
    {
        bool share = column == "covered";
        double scale = share ? 100 : 1;
        object data = ChartStyle.Data(rows.Select(row => new
        {
            index = table.Number(row, "index"), value = scale * table.Number(row, column), fit = scale * table.Number(row, column + "_fit"),
            hover = $"index {Digits.Fixed(table.Number(row, "index"), 3)}: {(share ? Digits.Percent(table.Number(row, column)) : Digits.Format(table.Number(row, column)))}, {Digits.Count(table.Number(row, "n"))} profiles",
        }));
        object x = ChartStyle.Quantity("index", "dissimilarity index"), domain = ChartStyle.Quantity("value", title, zero: !share), fit = ChartStyle.Quantity("fit", title, zero: !share);
        List<object> layers =
        [
            new { data, mark = new { type = "point", filled = true, size = 12, opacity = 0.6, color = Colour }, encoding = new { x, y = domain, description = ChartStyle.Hover } },
            new { data, mark = new { type = "line", strokeWidth = 2, color = Colour }, encoding = new { x, y = fit } },
        ];
        if (double.IsFinite(threshold))
            layers.Add(new { data = ChartStyle.Data([new { index = threshold }]), mark = new { type = "rule", strokeDash = new[] { 4, 3 } }, encoding = new { x } });
        if (share)
            layers.Add(new { data = ChartStyle.Data([new { value = 90 }]), mark = new { type = "rule", strokeWidth = 0.8 }, encoding = new { y = domain } });
        return ChartStyle.Layered(220, [.. layers], name);
    }
}
