using System.Globalization;
using System.Text;
using SoilBeta.Reports.Data;
using SoilBeta.Reports.Maps;
using SoilBeta.Reports.Markup;
using SoilBeta.Reports.Viewer;
using SoilBeta.Studies;

namespace SoilBeta.Reports.Pages;

/// <summary>Assembles sections and figures: one page that loads nothing, whose only script is its own, and the files of the figures.</summary>
internal sealed class ReportPage(StudyOutputs outputs)
{
    private readonly SortedSet<string> _files = new(StringComparer.Ordinal);
    private int _number;

    /// <summary>Writes the files of the figures, and returns the page.</summary>
    /// <param name="sections">Sections in their order.</param>
    public string Make(IReadOnlyList<Section> sections)
    {
        var body = new StringBuilder();
        foreach (var section in sections)
        {
            body.Append(CultureInfo.InvariantCulture, $"<section id=\"{section.Id}\">\n");
            if (section != sections[0])
                body.Append(CultureInfo.InvariantCulture, $"<h2>{Html.Text(section.Title)}</h2>\n");
            foreach (object part in section.Parts)
                body.Append(part is Figure figure ? Write(figure) : (string)part);
            body.Append("</section>\n");
        }
        return Page(sections, body.ToString());
    }

    /// <summary>The two-page brief for paper: no script, no folding, static maps.</summary>
    /// <param name="first">Markup of the first page.</param>
    /// <param name="second">Markup of the second page.</param>
    public string Brief(string first, string second) => $"""
        {Head("default-src 'none'; img-src data:; style-src 'unsafe-inline'", Resource("brief.css"))}
        <body class="brief">
        <main><section>
        {first}</section><section>
        {second}</section></main>
        </body>
        </html>

        """;

    /// <summary>The panels of a figure as markup, with its legend.</summary>
    public static string Panels(Figure figure)
    {
        var panels = new StringBuilder();
        // Four panels go two by two, not three and one; so do pictures twice as wide as high.
        string layout = figure.Panels.Any(panel => panel.Svg.Contains("class=\"wide\"", StringComparison.Ordinal)) ? " wides" : figure.Panels.Count is 2 or 4 ? " pairs" : figure.Panels.Count == 1 ? " single" : "";
        foreach (var panel in figure.Panels)
            panels.Append(CultureInfo.InvariantCulture, $"<div class=\"panel\" role=\"img\" aria-label=\"{Html.Text(panel.Description)}\">{panel.Svg}</div>\n");
        return $"{(figure.Legend.Length > 0 ? $"<div class=\"legend-of-all\">{figure.Legend}</div>\n" : "")}<div class=\"panels{layout}\">\n{panels}</div>";
    }

    /// <summary>Writes the files of a figure: its data as CSV, each panel and the legend as SVG.</summary>
    public void WriteFiles(Figure figure)
    {
        CsvFile.Write(Named(figure.Id + ".csv"), figure.Headers, figure.Rows);
        foreach (var panel in figure.Panels)
        {
            WholeFile.WriteText(Named(panel.Id + ".svg"), Standalone(panel.Svg));
            if (panel.HasPng)
                _ = Named(panel.Id + ".png");
        }
        if (figure.Legend.Length > 0)
            WholeFile.WriteText(Named(figure.Id + "-legend.svg"), Standalone(figure.Legend));
    }

    /// <summary>Paths of all files of the figures written so far.</summary>
    public IReadOnlyCollection<string> Files => _files;

    private string Named(string name)
    {
        string path = Path.Combine(outputs.Folder.Figures, name);
        _files.Add(path);
        return path;
    }

    private static string Standalone(string svg) => MapPicture.Standalone(svg).Replace("<svg ", "<svg color=\"#111\" ", StringComparison.Ordinal);

    private string Write(Figure figure)
    {
        WriteFiles(figure);
        string files = string.Join(", ", figure.Panels.Select((panel, i) => $"<a href=\"figures/{panel.Id}.svg\">{(figure.Panels.Count > 1 ? (i + 1).ToString(CultureInfo.InvariantCulture) : "SVG")}</a>"));
        string kind = figure.IsStaticMap ? " class=\"static\"" : "";
        return $"<figure id=\"figure-{figure.Id}\"{kind}>\n{Panels(figure)}\n<figcaption><b>Figure {++_number}. {Html.Text(figure.Title)}.</b> {figure.Caption} <span class=\"files\">Data: <a href=\"figures/{figure.Id}.csv\">CSV</a>; {(figure.Panels.Count > 1 ? "panels: " : "")}{files}.</span></figcaption>\n</figure>\n";
    }

    private string Page(IReadOnlyList<Section> sections, string body)
    {
        // The browser hashes the script without what surrounds it.
        string script = ViewerBlock.Script.ReplaceLineEndings("\n"), hash = Convert.ToBase64String(Checksums.OfBytes(Encoding.UTF8.GetBytes(script)));
        string navigation = string.Concat(sections.Select(section => $"<a href=\"#{section.Id}\">{Html.Text(section.Title)}</a>"));
        return $"""
            {Head($"default-src 'none'; img-src data:; style-src 'unsafe-inline'; script-src 'sha256-{hash}'", "")}
            <body>
            <nav>{navigation}</nav>
            <main>
            {body}</main>
            <footer>SoilBeta.Gpu {ProgramVersion.Current} · method after Wang et al. 2025, Earth System Science Data 17, 3375 · coast and borders: Natural Earth</footer>
            <script>{script}</script>
            </body>
            </html>

            """;
    }

    private string Head(string policy, string style) => $"""
        <!DOCTYPE html>
        <html lang="en">
        <head>
        <meta charset="utf-8">
        <meta name="viewport" content="width=device-width, initial-scale=1">
        <meta name="color-scheme" content="light dark">
        <meta http-equiv="Content-Security-Policy" content="{policy}">
        <meta name="generator" content="SoilBeta.Gpu {ProgramVersion.Current}">
        <link rel="icon" href="data:,">
        <title>{Html.Text(outputs.Study.Title)}</title>
        <style>
        {Resource("page.css")}{style}
        </style>
        </head>
        """;

    private static string Resource(string name)
    {
        using Stream stream = typeof(ReportPage).Assembly.GetManifestResourceStream("SoilBeta.Reports.Pages." + name)!;
        using var reader = new StreamReader(stream, Encoding.UTF8);
        return reader.ReadToEnd();
    }
}
