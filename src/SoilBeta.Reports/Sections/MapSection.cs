using SoilBeta.Reports.Maps;
using SoilBeta.Reports.Markup;
using SoilBeta.Reports.Pages;

namespace SoilBeta.Reports.Sections;

/// <summary>Maps as pictures: a few in the page for readers without the viewer, the others as files.</summary>
internal static class MapSection
{
    /// <summary>The section.</summary>
    /// <param name="figures">Maps as pictures; null without a stack.</param>
    /// <param name="page">Writes the files.</param>
    public static Section Make(MapFigures? figures, ReportPage page)
    {
        if (figures is null)
            return new Section("maps", "Maps as pictures", [Html.Missing("Pictures of the maps need the prepared stack (<code>work/stack</code>), which is not there. Make it: <code>soilbeta run STUDY.yml</code>.")]);
        Figure? beta = figures.Beta();
        List<Figure> files = [.. new[] { figures.Layers(), figures.Uncertainty(), figures.Applicability(), figures.Covariates() }.OfType<Figure>()];
        files.ForEach(page.WriteFiles);
        string Links(Figure figure) => $"<li>{Html.Text(figure.Title)}: {string.Join(", ", figure.Panels.Select(panel => $"<a href=\"figures/{panel.Id}.svg\">{Html.Text(panel.Description)}</a>"))}; <a href=\"figures/{figure.Id}.csv\">data</a></li>\n";
        var parts = new List<object> { Html.P("Each picture is in <code>figures/</code> as SVG for print, and its cells as PNG of 1,000 pixels; <a href=\"figures/figures.zip\">figures.zip</a> has all of them.") };
        if (files.Count > 0)
            parts.Add($"<ul>\n{string.Concat(files.Select(Links))}</ul>\n");
        parts.AddRange(new object?[] { figures.Ecosystems(), beta ?? (object)Html.Missing("This figure needs <code>maps/…_beta.tif</code>, which is not there. Make it: <code>soilbeta map STUDY.yml</code>."), figures.Profiles() }.OfType<object>());
        if (figures.BoundErrors() is { Length: > 0 } errors)
            parts.Add(errors);
        return new Section("maps", "Maps as pictures", parts);
    }
}
