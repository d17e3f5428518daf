
namespace SoilBeta.Reports.Markup;

/// <summary>A figure of the report: one or more panels above a caption, with the data as CSV.</summary>
/// <param name="Id">Name of its files under <c>figures/</c>.</param>
/// <param name="Title">Short title.</param>
/// <param name="Caption">Caption with units, as markup.</param>
/// <param name="Panels">Panels.</param>
/// <param name="Headers">Columns of the data.</param>
/// <param name="Rows">Rows of the data.</param>
internal sealed record Figure(string Id, string Title, string Caption, IReadOnlyList<Panel> Panels, IReadOnlyList<string> Headers, IEnumerable<string[]> Rows);

/// <summary>A panel: a chart still to be drawn, or finished SVG.</summary>
/// <param name="Id">Name of its file.</param>
/// <param name="Specification">Vega-Lite specification; null where <paramref name="Svg"/> is given.</param>
/// <param name="Svg">Finished SVG.</param>
/// <param name="Description">Text alternative for readers who do not see the panel.</param>
internal sealed record Panel(string Id, object? Specification, string? Svg, string Description)
{
    /// <summary>A chart.</summary>
    public static Panel Chart(string id, object specification, string description) => new(id, specification, null, description);

    /// <summary>A finished picture.</summary>
    public static Panel Picture(string id, string svg, string description) => new(id, null, svg, description);
}

/// <summary>A section of the page: markup, with figures in between.</summary>
/// <param name="Id">Anchor.</param>
/// <param name="Title">Heading.</param>
/// <param name="Parts">Markup (string) and figures in their order.</param>
internal sealed record Section(string Id, string Title, IReadOnlyList<object> Parts);
