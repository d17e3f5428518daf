using System.Text.Json;
using SoilBeta.Reports.Data;

namespace SoilBeta.Reports.Charts;

/// <summary>The look of all charts: text in the page's colour (light or dark), one colour for each ecosystem from a palette safe for colour-blind readers (Okabe and Ito).</summary>
internal static class ChartStyle
{
    /// <summary>Vega-Lite's null: no scale, no legend, no title. (A plain null is omitted from a specification.)</summary>
    public static readonly JsonElement None = JsonDocument.Parse("null").RootElement.Clone();

    /// <summary>Width of a chart, pixels: fits a phone.</summary>
    public const int Width = 350;

    private const string Ink = "currentColor";

    private static readonly string[] Palette = ["#E69F00", "#009E73", "#0072B2", "#CC79A7", "#D55E00", "#56B4E9", "#8C6D31", "#7B4173"];

    /// <summary>Colour of an ecosystem; grey for all ecosystems together.</summary>
    public static string ColourOf(StudyOutputs outputs, string code)
    {
        int index = outputs.Study.Ecosystems.ToList().FindIndex(ecosystem => ecosystem.Code == code);
        return index < 0 ? "#777777" : Palette[index % Palette.Length];
    }

    /// <summary>A complete specification.</summary>
    /// <param name="height">Height, pixels.</param>
    /// <param name="layers">Layers.</param>
    /// <param name="title">Title; null for none.</param>
    /// <param name="width">Width, pixels.</param>
    public static object Layered(int height, object[] layers, string? title = null, int width = Width) => new
    {
        width,
        height,
        autosize = new { type = "fit", contains = "padding" },
        padding = 4,
        background = "transparent",
        title = title is null ? null : new { text = title, anchor = "start", color = Ink, fontSize = 13, fontWeight = 600 },
        config = s_config,
        layer = layers,
    };

    /// <summary>Rows as Vega-Lite's inline data.</summary>
    public static object Data(IEnumerable<object> rows) => new { values = rows.ToArray() };

    /// <summary>Tooltip of a mark: the field <c>hover</c> of its row.</summary>
    public static object Hover { get; } = new { field = "hover", type = "nominal" };

    /// <summary>A quantitative axis that need not include zero.</summary>
    public static object Quantity(string field, string title, string? format = null, double[]? domain = null, bool zero = false, int ticks = 5) => new
    {
        field,
        type = "quantitative",
        title,
        axis = new { format, tickCount = ticks },
        scale = new { zero, nice = domain is null, domain },
    };

    private static readonly object s_config = new
    {
        font = "system-ui, -apple-system, 'Segoe UI', 'DejaVu Sans', sans-serif",
        view = new { stroke = "transparent" },
        axis = new { labelColor = Ink, titleColor = Ink, domainColor = Ink, tickColor = Ink, gridColor = Ink, gridOpacity = 0.12, labelFontSize = 11, titleFontSize = 12, titleFontWeight = 400, labelOverlap = true },
        legend = new { labelColor = Ink, titleColor = Ink, labelFontSize = 11, titleFontSize = 11, orient = "top" },
        text = new { color = Ink, fontSize = 11 },
        rule = new { color = Ink },
    };
}
