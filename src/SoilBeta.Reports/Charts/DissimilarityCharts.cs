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
            panels.Add(Panel.Chart($"dissimilarity-error-{Html.Slug(ecosystem.Code)}", Chart(table, rows, "rmse", quantity == Beta ? "RMSE of β" : "RMSE, Mg C ha⁻¹", threshold, ecosystem.Name), $"{error} by index, {ecosystem.Name}"));
            if (rows.Any(row => double.IsFinite(table.Number(row, "covered"))))
                panels.Add(Panel.Chart($"dissimilarity-coverage-{Html.Slug(ecosystem.Code)}", Chart(table, rows, "covered", "coverage, %", threshold, ecosystem.Name), $"Coverage by index, {ecosystem.Name}"));
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

    private static SvgChart Chart(CsvTable table, string[][] rows, string column, string title, double threshold, string name)
    {
        bool share = column == "covered";
        double scale = share ? 100 : 1;
        double[] index = [.. rows.Select(row => table.Number(row, "index")), .. double.IsFinite(threshold) ? [threshold] : Array.Empty<double>()];
        double[] values = [.. rows.SelectMany(row => new[] { scale * table.Number(row, column), scale * table.Number(row, column + "_fit") }).Where(double.IsFinite)];
        Axis y = share ? Axis.Round(Math.Min(90, values.Min()), 100, title) : Axis.Round(0, values.Max(), title);
        var chart = new SvgChart(name, Axis.Round(index.Min(), index.Max(), "dissimilarity index"), y, 230);
        chart.Marks(
            rows.Where(row => double.IsFinite(table.Number(row, column))).Select(row => (table.Number(row, "index"), scale * table.Number(row, column), $"index {Digits.Fixed(table.Number(row, "index"), 3)}: {(share ? Digits.Percent(table.Number(row, column)) : Digits.Format(table.Number(row, column)))}, {Digits.Count(table.Number(row, "n"))} profiles")),
            Colour, 2, 0.6);
        chart.Line(rows.Where(row => double.IsFinite(table.Number(row, column + "_fit"))).Select(row => (table.Number(row, "index"), scale * table.Number(row, column + "_fit"))), Colour);
        if (double.IsFinite(threshold))
            chart.Upright(threshold, "4 3");
        return share ? chart.Level(90) : chart;
    }
}
