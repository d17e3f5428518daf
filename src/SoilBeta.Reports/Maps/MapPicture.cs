using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using SoilBeta.Rasters;
using SoilBeta.Reports.Data;
using SoilBeta.Reports.Markup;
using SoilBeta.Studies;

namespace SoilBeta.Reports.Maps;

/// <summary>A map as a picture: cells as PNG by GDAL on vector land, with coast, borders, graticule, scale bar and legend. Its colours follow the page's, light or dark.</summary>
internal static partial class MapPicture
{
    /// <summary>Width of a panel and of a wide one, SVG units.</summary>
    private const double Panel = 350, WidePanel = 460, Right = 8, Top = 24;

    /// <summary>Ratio of width to height above which a picture takes half of the page's width instead of a third.</summary>
    private const double WideAspect = 1.45;

    /// <summary>Period and width of the hatching, pixels.</summary>
    private const int HatchPeriod = 11, HatchWidth = 4;

    /// <summary>Draws the picture and writes <c>figures/ID.png</c>.</summary>
    /// <param name="canvas">Land and projection.</param>
    /// <param name="folder">Output folder.</param>
    /// <param name="layer">Layer to draw.</param>
    public static Panel Draw(MapCanvas canvas, OutputFolder folder, PictureLayer layer)
    {
        var (id, title, values, doubt, scale, ramp, legend) = layer;
        byte[] pixels = new byte[values.Length];
        int width = canvas.Projection.Width;
        bool hatched = false;
        for (int i = 0; i < pixels.Length; i++)
        {
            if (!float.IsFinite(values[i]))
                continue;
            bool hatch = doubt is not null && doubt[i];
            hatched |= hatch;
            if (!hatch || ((i % width) + (i / width)) % HatchPeriod >= HatchWidth)
                pixels[i] = (byte)(1 + (int)Math.Round(Math.Clamp(scale.Share(values[i]), 0, 1) * (ColourRamp.Steps - 1)));
        }
        Colour[] colours = [new(255, 255, 255, 0), .. Enumerable.Range(0, ColourRamp.Steps).Select(i => ramp.At(i / (ColourRamp.Steps - 1.0)))];
        string path = Path.Combine(folder.Figures, id + ".png");
        PalettePicture.Write(path, canvas.Projection.Width, canvas.Projection.Height, pixels, colours);
        double size = Width(canvas);
        string clip = layer.OnLand ? $" clip-path=\"url(#{id}-land)\"" : "";
        string image = string.Create(CultureInfo.InvariantCulture, $"<image width=\"{size:0.#}\" height=\"{size * canvas.Projection.Height / canvas.Projection.Width:0.#}\" preserveAspectRatio=\"none\"{clip} xlink:href=\"data:image/png;base64,{Convert.ToBase64String(File.ReadAllBytes(path))}\"/>");
        return Markup.Panel.Picture(id, Frame(canvas, id, title, image, Legend(canvas, layer, hatched), ""), title);
    }

    /// <summary>Draws the land with marks on it.</summary>
    /// <param name="canvas">Land and projection.</param>
    /// <param name="id">Name of its file.</param>
    /// <param name="title">Title above it.</param>
    /// <param name="marks">Returns the marks as SVG; its argument converts longitude and latitude to SVG units.</param>
    /// <param name="legend">Names and colours of the legend.</param>
    public static Panel DrawMarks(MapCanvas canvas, string id, string title, Func<Func<double, double, (double X, double Y)>, string> marks, IReadOnlyList<(string Name, string Colour)> legend)
    {
        double unit = Unit(canvas), font = Font(canvas);
        string drawn = marks((longitude, latitude) =>
        {
            (double x, double y) = canvas.Projection.Place(longitude, latitude);
            return (x * unit, y * unit);
        });
        var keys = new StringBuilder("<g class=\"legend\">");
        for (int i = 0; i < legend.Count; i++)
            keys.Append(CultureInfo.InvariantCulture, $"<circle cx=\"{8 + (i % 3 * 9.8 * font):0.#}\" cy=\"{(font * 0.4) + (i / 3 * font * 1.5):0.#}\" r=\"{font * 0.38:0.#}\" fill=\"{legend[i].Colour}\" stroke=\"#111\" stroke-width=\"0.5\"/><text x=\"{8 + (font * 0.7) + (i % 3 * 9.8 * font):0.#}\" y=\"{(font * 0.75) + (i / 3 * font * 1.5):0.#}\">{Html.Text(legend[i].Name)}</text>");
        return Markup.Panel.Chart(id, Frame(canvas, id, title, "", (keys.Append("</g>").ToString(), 8 + ((legend.Count + 2) / 3 * font * 1.5)), drawn), title);
    }

    /// <summary>A picture for programs that know no CSS variables: in the colours of a light page.</summary>
    public static string Standalone(string svg) => Variable().Replace(svg, "${colour}");

    /// <summary>Whether any part of a line may be in the picture.</summary>
    private static bool IsInside(MapCanvas canvas, (float X, float Y)[] line) =>
        line.Max(p => p.X) > 0 && line.Min(p => p.X) < canvas.Projection.Width && line.Max(p => p.Y) > 0 && line.Min(p => p.Y) < canvas.Projection.Height;

    private static string Label(MapScale scale, int tick) =>
        (tick == 0 && scale.CutLow ? "≤ " : tick == scale.Ticks.Count - 1 && scale.CutHigh ? "≥ " : "") + Digits.Fixed(scale.Ticks[tick], scale.Decimals);

    private static bool IsWide(MapCanvas canvas) => canvas.Projection.Width > canvas.Projection.Height * WideAspect;

    /// <summary>Size of the text: a wide picture shrinks more on a phone.</summary>
    private static double Font(MapCanvas canvas) => IsWide(canvas) ? 12.5 : 11;

    /// <summary>Width of the parallels' labels.</summary>
    private static double Left(MapCanvas canvas) => Font(canvas) * 3.8;

    private static double Width(MapCanvas canvas) => (IsWide(canvas) ? WidePanel : Panel) - Left(canvas) - Right;

    private static double Unit(MapCanvas canvas) => Width(canvas) / canvas.Projection.Width;

    private static string Frame(MapCanvas canvas, string id, string title, string image, (string Svg, double Height) legend, string marks)
    {
        double width = Width(canvas), height = width * canvas.Projection.Height / canvas.Projection.Width, left = Left(canvas), total = width + left + Right, font = Font(canvas), unit = Unit(canvas);
        double bottom = Top + height + (font * 1.6);
        string wide = IsWide(canvas) ? " class=\"wide\"" : "";
        bool globe = canvas.Projection.IsGlobe;
        string land = Outlines.Path(canvas.Outlines.Land.Where(line => IsInside(canvas, line)), unit, closed: true);
        string sea = globe ? "" : FormattableString.Invariant($"<rect width=\"{width:0.#}\" height=\"{height:0.#}\" style=\"fill:var(--sea,#eef3f6)\"/>");
        string edge = globe ? "" : FormattableString.Invariant($"<rect width=\"{width:0.#}\" height=\"{height:0.#}\" fill=\"none\" stroke=\"currentColor\" stroke-opacity=\"0.5\" stroke-width=\"0.7\"/>");
        return string.Create(CultureInfo.InvariantCulture, $"""
            <svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" viewBox="0 0 {total:0.#} {bottom + legend.Height + 6:0.#}" width="{total:0.#}" height="{bottom + legend.Height + 6:0.#}"{wide} font-family="system-ui, -apple-system, 'Segoe UI', 'DejaVu Sans', sans-serif" font-size="{font}" fill="currentColor">
            <text x="{left:0.#}" y="15" font-size="{font + 2}" font-weight="600">{Html.Text(title)}</text>
            <g transform="translate({left:0.#},{Top})"><clipPath id="{id}-frame"><rect width="{width:0.#}" height="{height:0.#}"/></clipPath><defs><path id="{id}-shape" d="{land}"/></defs><clipPath id="{id}-land"><use xlink:href="#{id}-shape" clip-rule="evenodd"/></clipPath>
            <g clip-path="url(#{id}-frame)">{sea}<use xlink:href="#{id}-shape" fill-rule="evenodd" style="fill:var(--land,#e9e8e5)"/>{image}<path d="{Outlines.Path(canvas.Outlines.Borders.Where(line => IsInside(canvas, line)), unit, closed: false)}" fill="none" style="stroke:var(--coast,#777)" stroke-width="0.5" stroke-dasharray="2.5 1.5"/><path d="{Outlines.Path(canvas.Outlines.Coast.Where(line => IsInside(canvas, line)), unit, closed: false)}" fill="none" style="stroke:var(--coast,#777)" stroke-width="0.6"/></g>{Graticule.Svg(canvas.Projection, unit, font)}{edge}{marks}{ScaleBar(canvas, width, height, font)}</g>
            <g transform="translate({left:0.#},{bottom:0.#})">{legend.Svg}</g>
            </svg>
            """);
    }

    /// <summary>A bar of a round length in the lower right corner; none on a globe, whose scale differs from place to place.</summary>
    private static string ScaleBar(MapCanvas canvas, double width, double height, double font)
    {
        if (canvas.Projection.IsGlobe)
            return "";
        double metres = canvas.Projection.MetresPerPixel / Unit(canvas);
        double km = MapScale.RoundBelow(metres * width * 0.28 / 1000), length = km * 1000 / metres, x = width - length - 8, y = height - 8;
        return string.Create(CultureInfo.InvariantCulture, $"<g class=\"scale\"><path d=\"M{x:0.#} {y - 4:0.#}V{y:0.#}H{x + length:0.#}V{y - 4:0.#}\" fill=\"none\" stroke=\"currentColor\" stroke-width=\"1.2\"/><text x=\"{x + (length / 2):0.#}\" y=\"{y - 5:0.#}\" text-anchor=\"middle\" font-size=\"{font - 1}\">{km:#,0.##} km</text></g>");
    }

    private static (string Svg, double Height) Legend(MapCanvas canvas, PictureLayer layer, bool hatched)
    {
        var (id, _, _, _, scale, ramp, title) = layer;
        double font = Font(canvas), bar = Math.Min(Width(canvas), 26 * font), y = font * 1.45, character = font * 0.64;
        var svg = new StringBuilder("<g class=\"legend\">");
        svg.Append(CultureInfo.InvariantCulture, $"<text x=\"0\" y=\"{font * 0.8:0.#}\">{Html.Text(title)}</text><defs><linearGradient id=\"{id}-ramp\">");
        for (int i = 0; i <= 12; i++)
            svg.Append(CultureInfo.InvariantCulture, $"<stop offset=\"{i / 12.0:0.###}\" stop-color=\"{ColourRamp.Hex(ramp.At(i / 12.0))}\"/>");
        svg.Append(CultureInfo.InvariantCulture, $"</linearGradient></defs><rect x=\"0\" y=\"{y:0.#}\" width=\"{bar:0.#}\" height=\"10\" fill=\"url(#{id}-ramp)\" stroke=\"currentColor\" stroke-opacity=\"0.5\" stroke-width=\"0.5\"/>");
        double taken = 0, free = bar - (Label(scale, scale.Ticks.Count - 1).Length * character);
        for (int i = 0; i < scale.Ticks.Count; i++)
        {
            double x = scale.Share(scale.Ticks[i]) * bar;
            svg.Append(CultureInfo.InvariantCulture, $"<line x1=\"{x:0.#}\" x2=\"{x:0.#}\" y1=\"{y + 10:0.#}\" y2=\"{y + 13:0.#}\" stroke=\"currentColor\" stroke-width=\"0.7\"/>");
            bool first = i == 0, last = i == scale.Ticks.Count - 1;
            string label = Label(scale, i);
            double half = label.Length * character / 2;
            if (!first && !last && (x - half < taken || x + half > free))
                continue; // keep the tick mark; its number would touch the next
            taken = first ? (2 * half) + character : x + half + character;
            svg.Append(CultureInfo.InvariantCulture, $"<text x=\"{x:0.#}\" y=\"{y + 13 + font:0.#}\" text-anchor=\"{(first ? "start" : last ? "end" : "middle")}\">{label}</text>");
        }
        double height = y + 17 + font;
        if (hatched)
        {
            Colour middle = ramp.At(0.6);
            svg.Append(CultureInfo.InvariantCulture, $"<defs><pattern id=\"{id}-hatch\" width=\"4\" height=\"4\" patternUnits=\"userSpaceOnUse\" patternTransform=\"rotate(45)\"><rect width=\"2.6\" height=\"4\" fill=\"{ColourRamp.Hex(middle)}\"/></pattern></defs><rect y=\"{height:0.#}\" width=\"20\" height=\"10\" fill=\"url(#{id}-hatch)\" stroke=\"currentColor\" stroke-opacity=\"0.5\" stroke-width=\"0.5\"/><text x=\"25\" y=\"{height + (font * 0.8):0.#}\">do not read</text>");
            height += font + 5;
        }
        return (svg.Append("</g>").ToString(), height);
    }

    [GeneratedRegex(@"var\(--[a-z]+,(?<colour>#[0-9a-f]+)\)", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Variable();
}

/// <summary>Content of a picture.</summary>
/// <param name="Id">Name of its files.</param>
/// <param name="Title">Title above it.</param>
/// <param name="Values">Values at the pixels.</param>
/// <param name="Doubt">Pixels to hatch; null for none.</param>
/// <param name="Scale">Scale of the colours.</param>
/// <param name="Ramp">Colours.</param>
/// <param name="Legend">Title of the legend: quantity and unit.</param>
internal sealed record PictureLayer(string Id, string Title, float[] Values, bool[]? Doubt, MapScale Scale, ColourRamp Ramp, string Legend)
{
    /// <summary>Whether it is drawn on land only: coarse rasters extend over the sea.</summary>
    public bool OnLand { get; init; }
}
