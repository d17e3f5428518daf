namespace SoilBeta.Reports.Markup;

/// <summary>A figure of the report: one or more panels above a caption, with the data as CSV.</summary>
/// <param name="Id">Name of its files under <c>figures/</c>.</param>
/// <param name="Title">Short title.</param>
/// <param name="Caption">Caption with units, as markup.</param>
/// <param name="Panels">Panels.</param>
/// <param name="Headers">Columns of the data.</param>
/// <param name="Rows">Rows of the data.</param>
internal sealed record Figure(string Id, string Title, string Caption, IReadOnlyList<Panel> Panels, IReadOnlyList<string> Headers, IEnumerable<string[]> Rows)
{
    /// <summary>Legend of all panels, as SVG; empty for none.</summary>
    public string Legend { get; init; } = "";

    /// <summary>Whether it is a map that only readers without the viewer see: without scripts, and on paper.</summary>
    public bool IsStaticMap { get; init; }
}

/// <summary>A panel of a figure.</summary>
/// <param name="Id">Name of its file.</param>
/// <param name="Svg">SVG.</param>
/// <param name="Description">Text alternative for readers who do not see the panel.</param>
/// <param name="HasPng">Whether there is a PNG of it too.</param>
internal sealed record Panel(string Id, string Svg, string Description, bool HasPng = false)
{
    /// <summary>A chart.</summary>
    public static Panel Chart(string id, object chart, string description) => new(id, chart.ToString()!, description);

    /// <summary>A map with its PNG.</summary>
    public static Panel Picture(string id, string svg, string description) => new(id, svg, description, HasPng: true);
}

/// <summary>A section of the page: markup, with figures in between.</summary>
/// <param name="Id">Anchor.</param>
/// <param name="Title">Heading.</param>
/// <param name="Parts">Markup (string) and figures in their order.</param>
internal sealed record Section(string Id, string Title, IReadOnlyList<object> Parts);
