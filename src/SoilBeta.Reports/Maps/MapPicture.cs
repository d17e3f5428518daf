using System.Globalization;
using System.Text;
using SoilBeta.Rasters;
using SoilBeta.Reports.Data;
using SoilBeta.Reports.Markup;
using SoilBeta.Studies;

namespace SoilBeta.Reports.Maps;

/// <summary>A map as a picture: PNG by GDAL under an SVG with graticule, title and legend.</summary>
internal static class MapPicture
{
    private const byte Sea = 0, Unmapped = 1, Hatch = 2, Line = 3, Doubt = 4, FirstColour = 5;

    /// <summary>Width of a panel and of a wide one, SVG units.</summary>
    private const double Panel = 350, WidePanel = 460, Right = 8, Top = 24;

    /// <summary>Ratio of width to height above which a picture takes half of the page's width instead of a third.</summary>
    private const double WideAspect = 1.45;

    /// <summary>Draws the picture and writes <c>figures/ID.png</c>.</summary>
    /// <param name="canvas">Land and projection.</param>
    /// <param name="folder">Output folder.</param>
    /// <param name="layer">Layer to draw.</param>
    public static Panel Draw(MapCanvas canvas, OutputFolder folder, PictureLayer layer)
    {
        var (id, title, values, doubt, scale, ramp, legend) = layer;
        byte[] pixels = Background(canvas);
        int width = canvas.Projection.Width;
        for (int i = 0; i < pixels.Length; i++)
        {
            if (!float.IsFinite(values[i]) || pixels[i] == Line)
                continue;
            bool hatched = doubt is not null && doubt[i] && ((i % width) + (i / width)) % 9 < 2;
            pixels[i] = hatched ? Doubt : (byte)(FirstColour + (int)Math.Round(Math.Clamp(scale.Share(values[i]), 0, 1) * (ColourRamp.Steps - 1)));
        }
        string png = Write(canvas, folder, id, pixels, ramp);
        return Markup.Panel.Picture(id, Frame(canvas, title, png, Legend(canvas, id, scale, ramp, legend), ""), title);
    }

    /// <summary>Draws the land with marks on it.</summary>
    /// <param name="canvas">Land and projection.</param>
    /// <param name="folder">Output folder.</param>
    /// <param name="id">Name of its files.</param>
    /// <param name="title">Title above it.</param>
    /// <param name="marks">Returns the marks as SVG; its argument converts longitude and latitude to SVG units.</param>
    /// <param name="legend">Names and colours of the legend.</param>
    public static Panel DrawMarks(MapCanvas canvas, OutputFolder folder, string id, string title, Func<Func<double, double, (double X, double Y)>, string> marks, IReadOnlyList<(string Name, string Colour)> legend)
    {
        byte[] pixels = Background(canvas);
        for (int i = 0; i < pixels.Length; i++)
            pixels[i] = pixels[i] == Hatch ? Unmapped : pixels[i];
        string png = Write(canvas, folder, id, pixels, ColourRamp.Beta);
        double unit = Unit(canvas), font = Font(canvas);
        string drawn = marks((longitude, latitude) =>
        {
            (double x, double y) = canvas.Projection.Place(longitude, latitude);
            return (x * unit, y * unit);
        });
        var keys = new StringBuilder("<g class=\"legend\">");
        for (int i = 0; i < legend.Count; i++)
            keys.Append(CultureInfo.InvariantCulture, $"<circle cx=\"{8 + (i % 3 * 9.8 * font):0.#}\" cy=\"{(font * 0.4) + (i / 3 * font * 1.5):0.#}\" r=\"{font * 0.38:0.#}\" fill=\"{legend[i].Colour}\" stroke=\"#111\" stroke-width=\"0.5\"/><text x=\"{8 + (font * 0.7) + (i % 3 * 9.8 * font):0.#}\" y=\"{(font * 0.75) + (i / 3 * font * 1.5):0.#}\">{Html.Text(legend[i].Name)}</text>");
        return Markup.Panel.Picture(id, Frame(canvas, title, png, (keys.Append("</g>").ToString(), 8 + ((legend.Count + 2) / 3 * font * 1.5)), drawn), title);
    }

    private static string Label(MapScale scale, int tick) =>
        (tick == 0 && scale.CutLow ? "≤ " : tick == scale.Ticks.Count - 1 && scale.CutHigh ? "≥ " : "") + Digits.Fixed(scale.Ticks[tick], scale.Decimals);

    private static bool IsWide(MapCanvas canvas) => canvas.Projection.Width > canvas.Projection.Height * WideAspect;

    /// <summary>Size of the text: a wide picture shrinks more on a phone.</summary>
    private static double Font(MapCanvas canvas) => IsWide(canvas) ? 12.5 : 11;

    /// <summary>Width of the parallels' labels.</summary>
    private static double Left(MapCanvas canvas) => Font(canvas) * 3.8;

    private static double Width(MapCanvas canvas) => (IsWide(canvas) ? WidePanel : Panel) - Left(canvas) - Right;

    private static double Unit(MapCanvas canvas) => Width(canvas) / canvas.Projection.Width;

    private static byte[] Background(MapCanvas canvas)
    {
        int width = canvas.Projection.Width;
        byte[] pixels = new byte[canvas.Land.Length];
        for (int i = 0; i < pixels.Length; i++)
        {
            if (canvas.Outline[i])
                pixels[i] = Line;
            else if (canvas.Land[i])
                pixels[i] = ((i % width) - (i / width) + 160_000) % 16 < 2 ? Hatch : Unmapped;
            else
                pixels[i] = Sea;
        }
        return pixels;
    }

    private static string Write(MapCanvas canvas, OutputFolder folder, string id, byte[] pixels, ColourRamp ramp)
    {
        Colour[] colours =
        [
            new(255, 255, 255, 0), new(214, 214, 210), new(178, 178, 174), new(90, 90, 90), new(255, 255, 255),
            .. Enumerable.Range(0, ColourRamp.Steps).Select(i => ramp.At(i / (ColourRamp.Steps - 1.0))),
        ];
        string path = Path.Combine(folder.Figures, id + ".png");
        PalettePicture.Write(path, canvas.Projection.Width, canvas.Projection.Height, pixels, colours);
        return Convert.ToBase64String(File.ReadAllBytes(path));
    }

    private static string Frame(MapCanvas canvas, string title, string png, (string Svg, double Height) legend, string marks)
    {
        double width = Width(canvas), height = width * canvas.Projection.Height / canvas.Projection.Width, left = Left(canvas), total = width + left + Right, font = Font(canvas);
        double bottom = Top + height + (font * 1.6);
        string wide = IsWide(canvas) ? " class=\"wide\"" : "";
        string frame = canvas.Projection.IsGlobe ? "" : FormattableString.Invariant($"<rect width=\"{width:0.#}\" height=\"{height:0.#}\" fill=\"none\" stroke=\"currentColor\" stroke-opacity=\"0.5\" stroke-width=\"0.7\"/>");
        return string.Create(CultureInfo.InvariantCulture, $"""
            <svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" viewBox="0 0 {total:0.#} {bottom + legend.Height + 6:0.#}" width="{total:0.#}" height="{bottom + legend.Height + 6:0.#}"{wide} font-family="system-ui, -apple-system, 'Segoe UI', 'DejaVu Sans', sans-serif" font-size="{font}" fill="currentColor">
            <text x="{left:0.#}" y="15" font-size="{font + 2}" font-weight="600">{Html.Text(title)}</text>
            <g transform="translate({left:0.#},{Top})"><image width="{width:0.#}" height="{height:0.#}" preserveAspectRatio="none" xlink:href="data:image/png;base64,{png}"/>{Graticule.Svg(canvas.Projection, Unit(canvas), font)}{frame}{marks}</g>
            <g transform="translate({left:0.#},{bottom:0.#})">{legend.Svg}</g>
            </svg>
            """);
    }

    private static (string Svg, double Height) Legend(MapCanvas canvas, string id, MapScale scale, ColourRamp ramp, string title)
    {
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
        return (svg.Append("</g>").ToString(), y + 17 + font);
    }
}

/// <summary>Content of a picture.</summary>
/// <param name="Id">Name of its files.</param>
/// <param name="Title">Title above it.</param>
/// <param name="Values">Values at the pixels.</param>
/// <param name="Doubt">Pixels to hatch; null for none.</param>
/// <param name="Scale">Scale of the colours.</param>
/// <param name="Ramp">Colours.</param>
/// <param name="Legend">Title of the legend: quantity and unit.</param>
internal sealed record PictureLayer(string Id, string Title, float[] Values, bool[]? Doubt, MapScale Scale, ColourRamp Ramp, string Legend);
