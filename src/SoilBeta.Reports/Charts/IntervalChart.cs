using SoilBeta.Numerics;
using SoilBeta.Reports.Data;
using SoilBeta.Reports.Markup;
using SoilBeta.Studies;

namespace SoilBeta.Reports.Charts;

/// <summary>The kinds of interval of the stock of all ecosystems next to each other, as a dot plot.</summary>
internal static class IntervalChart
{
    /// <summary>The figure; null where there is no such total.</summary>
    /// <param name="outputs">Outputs.</param>
    /// <param name="layer">Depth interval of the totals.</param>
    public static Figure? Draw(StudyOutputs outputs, string layer)
    {
        var lines = outputs.Lines().Where(line => line is { Ecosystem: "ALL", Zone: "all" } && line.Layer == layer && line.HighPg > line.LowPg).ToList();
        if (lines.Count < 2)
            return null;
        var chart = new SvgChart("", Axis.Round(lines.Min(line => line.LowPg), lines.Max(line => line.HighPg), "stock, Pg C"), Axis.Names([.. lines.Select(line => Name(line.Interval))], vertical: true), 76 + (lines.Count * 24), 520);
        for (int i = 0; i < lines.Count; i++)
        {
            string hover = $"{Name(lines[i].Interval)}: {Digits.Format(lines[i].MeanPg)} ({Digits.Range(lines[i].MeanPg, lines[i].LowPg, lines[i].HighPg)}) Pg C";
            chart.Interval(i, lines[i].LowPg, lines[i].HighPg, "#0072B2", hover, 2.4).Marks([(lines[i].MeanPg, i, hover)], "#0072B2", 4);
        }
        return new Figure(
            "intervals", "The stock under each way of adding errors up", $"Stock of all ecosystems in {layer.Replace("-", "–", StringComparison.Ordinal)} cm, Pg C: mean and 2.5–97.5 % of each kind of interval. What each includes is in the table below.",
            [Panel.Chart("intervals", chart, "Intervals of the stock")], ["interval", "mean_pg", "q025_pg", "q975_pg"], lines.Select(line => (string[])[line.Interval, Digits.Data(line.MeanPg), Digits.Data(line.LowPg), Digits.Data(line.HighPg)]));
    }

    /// <summary>An interval's name for readers.</summary>
    public static string Name(string interval)
    {
        int plus = interval.IndexOf('+', StringComparison.Ordinal);
        if (plus > 0)
            return $"{Name(interval[..plus])}, {interval[plus..].Replace("+", "+ ", StringComparison.Ordinal)}";
        return interval == DrawMode.Common.Word() ? "one error for the whole map"
            : interval == DrawMode.Block.Word() ? "errors shared in blocks"
            : interval == DrawMode.Independent.Word() ? "each cell its own error"
            : interval == Comonotone ? "every cell at its bound" : interval;
    }

    private const string Comonotone = "comonotone";
}
