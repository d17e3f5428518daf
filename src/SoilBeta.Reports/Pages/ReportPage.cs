using System.Globalization;
using System.Text;
using SoilBeta.Reports.Charts;
using SoilBeta.Reports.Data;
using SoilBeta.Reports.Markup;
using SoilBeta.Studies;

namespace SoilBeta.Reports.Pages;

/// <summary>Assembles sections and figures: one page without scripts or external resources, and the files of the figures.</summary>
internal sealed class ReportPage(StudyOutputs outputs, FigureTool tool)
{
    private const string NoCharts = "Charts are missing: ";

    /// <summary>Draws the charts, writes <c>figures/</c>, and returns the page.</summary>
    /// <param name="sections">Sections in their order.</param>
    /// <param name="why">Reason why charts are missing; empty if none is.</param>
    public string Make(IReadOnlyList<Section> sections, out string why)
    {
        var figures = sections.SelectMany(section => section.Parts.OfType<Figure>()).ToList();
        var charts = figures.SelectMany(figure => figure.Panels).Where(panel => panel.Specification is not null).ToDictionary(panel => panel.Id, panel => panel.Specification!, StringComparer.Ordinal);
        var drawn = tool.Draw(charts, out why);
        string folder = outputs.Folder.Figures;
        var body = new StringBuilder();
        int number = 0;
        foreach (var section in sections)
        {
            body.Append(CultureInfo.InvariantCulture, $"<section id=\"{section.Id}\">\n<h2>{Html.Text(section.Title)}</h2>\n");
            foreach (object part in section.Parts)
                body.Append(part is Figure figure ? Write(figure, ++number, drawn, folder, why) : (string)part);
            body.Append("</section>\n");
        }
        return Page(sections, body.ToString());
    }

    private static string Write(Figure figure, int number, IReadOnlyDictionary<string, string> drawn, string folder, string why)
    {
        CsvFile.Write(Path.Combine(folder, figure.Id + ".csv"), figure.Headers, figure.Rows);
        var panels = new StringBuilder();
        // Four panels go two by two, not three and one; so do pictures twice as wide as high.
        string layout = figure.Panels.Count <= 4 ? " few" : "";
        layout += figure.Panels.Any(panel => panel.Svg?.Contains("class=\"wide\"", StringComparison.Ordinal) == true) ? " wides" : figure.Panels.Count == 4 ? " pairs" : "";
        foreach (var panel in figure.Panels)
        {
            string? svg = panel.Svg ?? drawn.GetValueOrDefault(panel.Id);
            if (svg is null)
                continue;
            WholeFile.WriteText(Path.Combine(folder, panel.Id + ".svg"), svg.Replace("<svg ", "<svg color=\"#111\" ", StringComparison.Ordinal));
            panels.Append(CultureInfo.InvariantCulture, $"<div class=\"panel\" role=\"img\" aria-label=\"{Html.Text(panel.Description)}\">{svg}</div>\n");
        }
        string content = panels.Length > 0 ? $"<div class=\"panels{layout}\">\n{panels}</div>" : Html.Missing(NoCharts + Html.Text(why.Length > 0 ? why : "it could not be drawn") + ".");
        string files = string.Join(", ", figure.Panels.Where(panel => panel.Svg is not null || drawn.ContainsKey(panel.Id)).Select((panel, i) => $"<a href=\"figures/{panel.Id}.{(panel.Svg is null ? "svg" : "png")}\">{i + 1}</a>"));
        return $"<figure id=\"figure-{figure.Id}\">\n{content}\n<figcaption><b>Figure {number}. {Html.Text(figure.Title)}.</b> {figure.Caption} <span class=\"files\">Data: <a href=\"figures/{figure.Id}.csv\">CSV</a>{(files.Length > 0 ? $"; panels: {files}" : "")}.</span></figcaption>\n</figure>\n";
    }

    private string Page(IReadOnlyList<Section> sections, string body)
    {
        string title = $"{outputs.Study.Name}: soil carbon at depth";
        string navigation = string.Concat(sections.Select(section => $"<a href=\"#{section.Id}\">{Html.Text(section.Title)}</a>"));
        return $"""
            <!DOCTYPE html>
            <html lang="en">
            <head>
            <meta charset="utf-8">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <meta name="color-scheme" content="light dark">
            <meta http-equiv="Content-Security-Policy" content="default-src 'none'; img-src data:; style-src 'unsafe-inline'">
            <meta name="generator" content="SoilBeta.Gpu {ProgramVersion.Current}">
            <link rel="icon" href="data:,">
            <title>{Html.Text(title)}</title>
            <style>
            {Style()}
            </style>
            </head>
            <body>
            <header><h1>{Html.Text(outputs.Study.Name)}</h1><p>Soil organic carbon at depth, from {Digits.Count(outputs.Profiles?.Rows.Count ?? 0)} profiles to maps with their uncertainty. β says how fast carbon declines with depth (Eq. 3: each 20 cm layer has β²⁰ of the one above); carbon of a layer is its density in Mg C ha⁻¹; totals are stocks in Pg C.</p><nav>{navigation}</nav></header>
            <main>
            {body}</main>
            <footer>SoilBeta.Gpu {ProgramVersion.Current} · method after Wang et al. 2025, Earth System Science Data 17, 3375</footer>
            </body>
            </html>

            """;
    }

    private static string Style()
    {
        using Stream stream = typeof(ReportPage).Assembly.GetManifestResourceStream("SoilBeta.Reports.Pages.page.css")!;
        using var reader = new StreamReader(stream, Encoding.UTF8);
        return reader.ReadToEnd();
    }
}
