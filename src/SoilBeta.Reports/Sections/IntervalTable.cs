using System.Text.Json;
using SoilBeta.Reports.Data;
using SoilBeta.Reports.Markup;
using SoilBeta.Reports.Pages;
using SoilBeta.Studies;

namespace SoilBeta.Reports.Sections;

/// <summary>All kinds of interval of the totals next to each other, with the errors that each includes.</summary>
internal static class IntervalTable
{
    /// <summary>The table for all ecosystems together; empty where there is no such total.</summary>
    /// <param name="outputs">Results.</param>
    /// <param name="layer">Depth interval.</param>
    public static string Make(StudyOutputs outputs, TotalsLayer layer)
    {
        var lines = outputs.Lines().Where(line => line is { Ecosystem: "ALL", Zone: "all" } && line.Layer == layer.Name).ToList();
        if (lines.Count == 0)
            return "";
        bool errors = lines.Exists(line => double.IsFinite(line.LowError));
        List<string> headers = ["<interval", "2.5–97.5 %, Pg C", "<errors that it includes"];
        if (errors)
            headers.Insert(2, "standard error of its bounds");
        var rows = lines.Select(line =>
        {
            List<string> row = [$"<code>{Html.Text(line.Interval)}</code>", Digits.Range(line.MeanPg, line.LowPg, line.HighPg), $"<span class=\"words\">{Html.Text(Includes(outputs, line.Interval))}</span>"];
            if (errors)
                row.Insert(2, double.IsFinite(line.LowError) ? $"{Digits.Format(line.LowError, 2)} and {Digits.Format(line.HighError, 2)}" : "–");
            return (IReadOnlyList<string>)row;
        });
        return Html.P($"The same stock of all ecosystems in {layer.Top}–{layer.Bottom} cm, {Digits.Format(lines[0].MeanPg)} Pg C, under each way of adding errors up:") + Html.Table(headers, rows);
    }

    private static string Includes(StudyOutputs outputs, string interval) =>
        outputs.TotalsJson.At("intervals", interval) is { ValueKind: JsonValueKind.String } words ? words.GetString()! : "not said in totals.json";
}
