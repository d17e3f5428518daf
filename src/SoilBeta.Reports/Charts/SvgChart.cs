using System.Globalization;
using System.Security;
using System.Text;

namespace SoilBeta.Reports.Charts;

/// <summary>Draws a chart as SVG: axes, grid, bands, lines, marks, boxes and bars. Text and axes have the colour of the page, light or dark; marks tell their values when pointed at.</summary>
internal sealed class SvgChart
{
    /// <summary>Width of a chart, SVG units: fits a phone.</summary>
    public const double Width = 350;

    private const double Font = 11, Right = 14;

    /// <summary>Mean width of a character as a share of the font's size, on the wide side.</summary>
    private const double Character = 0.56;

    private readonly StringBuilder _body = new();
    private readonly Axis _x, _y;
    private readonly string _title;
    private readonly double _width, _height, _left, _bottom, _top;

    /// <summary>Begins a chart with its axes and grid.</summary>
    /// <param name="title">Title; empty for none.</param>
    /// <param name="x">Horizontal axis.</param>
    /// <param name="y">Vertical axis.</param>
    /// <param name="height">Height, SVG units.</param>
    /// <param name="width">Width, SVG units.</param>
    public SvgChart(string title, Axis x, Axis y, double height = 260, double width = Width)
    {
        (_title, _x, _y, _height, _width) = (title, x, y, height, width);
        _left = y.Labels.Max(label => TextWidth(label.Text)) + (y.Title.Length > 0 ? 26 : 10);
        _top = title.Length > 0 ? 28 : 8;
        bool wraps = x.IsNames && x.Labels.Any(label => TextWidth(label.Text) > NameWidth(x));
        _bottom = 20 + (wraps ? 13 : 0) + (x.Title.Length > 0 ? 18 : 0);
        Grid();
    }

    /// <summary>Width of a text in the chart's font, SVG units.</summary>
    public static double TextWidth(string text, double size = Font) => text.Length * Character * size;

    private double PlotWidth => _width - _left - Right;

    private double PlotHeight => _height - _top - _bottom;

    /// <summary>An area between two curves.</summary>
    public SvgChart Band(IEnumerable<(double X, double Low, double High)> points, string colour)
    {
        var all = points.Where(point => double.IsFinite(point.Low + point.High)).ToList();
        if (all.Count > 1)
            _body.Append(CultureInfo.InvariantCulture, $"<polygon points=\"{Points(all.Select(p => (p.X, p.Low)))} {Points(all.AsEnumerable().Reverse().Select(p => (p.X, p.High)))}\" fill=\"{colour}\" fill-opacity=\"0.18\"/>");
        return this;
    }

    /// <summary>A line.</summary>
    public SvgChart Line(IEnumerable<(double X, double Y)> points, string colour, string dash = "", double width = 2)
    {
        _body.Append(CultureInfo.InvariantCulture, $"<polyline points=\"{Points(points)}\" fill=\"none\" stroke=\"{colour}\" stroke-width=\"{width}\"{(dash.Length > 0 ? $" stroke-dasharray=\"{dash}\"" : "")} stroke-linejoin=\"round\"/>");
        return this;
    }

    /// <summary>Marks of one colour, each with a text that shows when it is pointed at; empty for none.</summary>
    public SvgChart Marks(IEnumerable<(double X, double Y, string Hover)> points, string colour, double radius = 2.4, double opacity = 1, MarkShape shape = MarkShape.Circle)
    {
        _body.Append(CultureInfo.InvariantCulture, $"<g fill=\"{colour}\" fill-opacity=\"{opacity}\">");
        foreach (var (x, y, hover) in points)
        {
            string title = hover.Length > 0 ? $"<title>{Escaped(hover)}</title>" : "";
            string at = string.Create(CultureInfo.InvariantCulture, $"{PixelX(x):0.#} {PixelY(y):0.#}");
            double r = radius;
            _body.Append(shape switch
            {
                MarkShape.Square => string.Create(CultureInfo.InvariantCulture, $"<path d=\"M{at}m{-r:0.#} {-r:0.#}h{2 * r:0.#}v{2 * r:0.#}h{-2 * r:0.#}z\">{title}</path>"),
                MarkShape.Triangle => string.Create(CultureInfo.InvariantCulture, $"<path d=\"M{at}m0 {-1.2 * r:0.#}l{1.2 * r:0.#} {2.1 * r:0.#}h{-2.4 * r:0.#}z\">{title}</path>"),
                MarkShape.Diamond => string.Create(CultureInfo.InvariantCulture, $"<path d=\"M{at}m0 {-1.4 * r:0.#}l{1.4 * r:0.#} {1.4 * r:0.#} {-1.4 * r:0.#} {1.4 * r:0.#} {-1.4 * r:0.#} {-1.4 * r:0.#}z\">{title}</path>"),
                _ => string.Create(CultureInfo.InvariantCulture, $"<circle cx=\"{PixelX(x):0.#}\" cy=\"{PixelY(y):0.#}\" r=\"{r:0.#}\">{title}</circle>"),
            });
        }
        _body.Append("</g>");
        return this;
    }

    /// <summary>A horizontal interval with caps.</summary>
    public SvgChart Interval(double y, double low, double high, string colour, string hover, double width = 2)
    {
        double left = PixelX(low), right = PixelX(high), at = PixelY(y);
        _body.Append(CultureInfo.InvariantCulture, $"<path d=\"M{left:0.#} {at - 4:0.#}v8M{left:0.#} {at:0.#}H{right:0.#}M{right:0.#} {at - 4:0.#}v8\" fill=\"none\" stroke=\"{colour}\" stroke-width=\"{width}\"><title>{Escaped(hover)}</title></path>");
        return this;
    }

    /// <summary>A box with whiskers, median and mean at a name of the horizontal axis.</summary>
    public SvgChart Box(double at, BoxValues box, string colour, string hover)
    {
        double half = 0.28 * PlotWidth / _x.Labels.Count, x = PixelX(at);
        half = Math.Min(half, 19);
        _body.Append(CultureInfo.InvariantCulture, $"<g><title>{Escaped(hover)}</title><path d=\"M{x:0.#} {PixelY(_y.Clamp(box.Q95)):0.#}V{PixelY(box.Q75):0.#}M{x:0.#} {PixelY(box.Q25):0.#}V{PixelY(_y.Clamp(box.Q05)):0.#}\" stroke=\"currentColor\"/>");
        _body.Append(CultureInfo.InvariantCulture, $"<rect x=\"{x - half:0.#}\" y=\"{PixelY(box.Q75):0.#}\" width=\"{2 * half:0.#}\" height=\"{PixelY(box.Q25) - PixelY(box.Q75):0.#}\" fill=\"{colour}\" stroke=\"currentColor\" stroke-width=\"0.6\"/><path d=\"M{x - half:0.#} {PixelY(box.Median):0.#}h{2 * half:0.#}\" stroke=\"#111\" stroke-width=\"2\"/>");
        _body.Append(CultureInfo.InvariantCulture, $"<path d=\"M{x:0.#} {PixelY(box.Mean) - 4.5:0.#}l4.5 4.5-4.5 4.5-4.5-4.5z\" fill=\"#fff\" stroke=\"#111\"/></g>");
        return this;
    }

    /// <summary>A horizontal bar from 0 at a name of the vertical axis.</summary>
    public SvgChart Bar(double at, double value, string colour, string hover)
    {
        double from = PixelX(Math.Min(0, value)), to = PixelX(Math.Max(0, value));
        _body.Append(CultureInfo.InvariantCulture, $"<rect x=\"{from:0.#}\" y=\"{PixelY(at) - 7:0.#}\" width=\"{Math.Max(0.5, to - from):0.#}\" height=\"14\" fill=\"{colour}\" stroke=\"currentColor\" stroke-width=\"0.5\"><title>{Escaped(hover)}</title></rect>");
        return this;
    }

    /// <summary>A vertical line through the plot.</summary>
    public SvgChart Upright(double x, string dash = "")
    {
        _body.Append(CultureInfo.InvariantCulture, $"<path d=\"M{PixelX(x):0.#} {_top:0.#}V{_height - _bottom:0.#}\" stroke=\"currentColor\" stroke-opacity=\"0.7\"{(dash.Length > 0 ? $" stroke-dasharray=\"{dash}\"" : "")}/>");
        return this;
    }

    /// <summary>A horizontal line through the plot.</summary>
    public SvgChart Level(double y)
    {
        _body.Append(CultureInfo.InvariantCulture, $"<path d=\"M{_left:0.#} {PixelY(y):0.#}H{_width - Right:0.#}\" stroke=\"currentColor\" stroke-opacity=\"0.7\"/>");
        return this;
    }

    /// <summary>A text at the top (share 1) or bottom (share 0) of the plot.</summary>
    public SvgChart Note(double x, bool top, string text)
    {
        _body.Append(CultureInfo.InvariantCulture, $"<text x=\"{PixelX(x):0.#}\" y=\"{(top ? _top + 11 : _height - _bottom - 5):0.#}\" text-anchor=\"middle\"{(top ? " font-weight=\"600\" font-size=\"12\"" : " font-size=\"10\"")}>{Escaped(text)}</text>");
        return this;
    }

    /// <summary>The finished chart.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"""
        <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_width:0.#} {_height:0.#}" width="{_width:0.#}" height="{_height:0.#}" font-family="system-ui, -apple-system, 'Segoe UI', 'DejaVu Sans', sans-serif" font-size="{Font}" fill="currentColor">{(_title.Length > 0 ? $"<text x=\"4\" y=\"14\" font-size=\"{TitleSize:0.#}\" font-weight=\"600\">{Escaped(_title)}</text>" : "")}{_body}</svg>
        """);

    /// <summary>A legend as a picture of its own, one for all panels of a figure.</summary>
    public static string Legend(IReadOnlyList<LegendKey> keys)
    {
        const double most = 700;
        var svg = new StringBuilder();
        double x = 0, y = 0, widest = 0;
        foreach (var key in keys)
        {
            double width = 30 + TextWidth(key.Name, 12) + 14;
            if (x > 0 && x + width > most)
                (x, y) = (0, y + 18);
            string sign = key.Shape is { } shape
                ? Sign(shape, x + 11, y + 9, key.Colour)
                : string.Create(CultureInfo.InvariantCulture, $"<path d=\"M{x:0.#} {y + 9:0.#}h24\" stroke=\"{key.Colour}\" stroke-width=\"2.5\"{(key.Dash.Length > 0 ? $" stroke-dasharray=\"{key.Dash}\"" : "")}/>");
            svg.Append(CultureInfo.InvariantCulture, $"{sign}<text x=\"{x + 29:0.#}\" y=\"{y + 13:0.#}\">{Escaped(key.Name)}</text>");
            x += width;
            widest = Math.Max(widest, x);
        }
        return string.Create(CultureInfo.InvariantCulture, $"<svg xmlns=\"http://www.w3.org/2000/svg\" class=\"keys\" viewBox=\"0 0 {widest:0.#} {y + 20:0.#}\" width=\"{widest:0.#}\" height=\"{y + 20:0.#}\" font-family=\"system-ui, -apple-system, 'Segoe UI', 'DejaVu Sans', sans-serif\" font-size=\"12\" fill=\"currentColor\">{svg}</svg>");

        static string Sign(MarkShape shape, double x, double y, string colour) => shape switch
        {
            MarkShape.Square => string.Create(CultureInfo.InvariantCulture, $"<rect x=\"{x - 4:0.#}\" y=\"{y - 4:0.#}\" width=\"8\" height=\"8\" fill=\"{colour}\"/>"),
            MarkShape.Triangle => string.Create(CultureInfo.InvariantCulture, $"<path d=\"M{x:0.#} {y - 5:0.#}l5 9h-10z\" fill=\"{colour}\"/>"),
            MarkShape.Diamond => string.Create(CultureInfo.InvariantCulture, $"<path d=\"M{x:0.#} {y - 5.5:0.#}l5.5 5.5-5.5 5.5-5.5-5.5z\" fill=\"{colour}\"/>"),
            _ => string.Create(CultureInfo.InvariantCulture, $"<circle cx=\"{x:0.#}\" cy=\"{y:0.#}\" r=\"4.5\" fill=\"{colour}\"/>"),
        };
    }

    /// <summary>A title too long for the width gets smaller letters.</summary>
    private double TitleSize => Math.Clamp((_width - 8) / Math.Max(1, _title.Length * Character), 9, 13);

    private double PixelX(double value) => _left + (_x.Share(value) * PlotWidth);

    private double PixelY(double value) => _height - _bottom - (_y.Share(value) * PlotHeight);

    private string Points(IEnumerable<(double X, double Y)> points) => string.Join(' ', points.Select(point => string.Create(CultureInfo.InvariantCulture, $"{PixelX(point.X):0.##},{PixelY(point.Y):0.##}")));

    private static string Escaped(string text) => SecurityElement.Escape(text) ?? "";

    private double NameWidth(Axis axis) => (PlotWidth / axis.Labels.Count) - 4;

    private void Grid()
    {
        double floor = _height - _bottom;
        foreach (var (at, text) in _y.Labels)
        {
            double y = PixelY(at);
            if (!_y.IsNames)
                _body.Append(CultureInfo.InvariantCulture, $"<path d=\"M{_left:0.#} {y:0.#}H{_width - Right:0.#}\" stroke=\"currentColor\" stroke-opacity=\"0.13\"/>");
            _body.Append(CultureInfo.InvariantCulture, $"<text x=\"{_left - 6:0.#}\" y=\"{y + 3.8:0.#}\" text-anchor=\"end\">{Escaped(text)}</text>");
        }
        double free = double.NegativeInfinity;
        foreach (var (at, text) in _x.Labels)
        {
            double x = PixelX(at), half = TextWidth(text) / 2;
            if (_x.IsNames)
            {
                string[] words = 2 * half > NameWidth(_x) ? text.Split(' ', 2) : [text];
                for (int i = 0; i < words.Length; i++)
                    _body.Append(CultureInfo.InvariantCulture, $"<text x=\"{x:0.#}\" y=\"{floor + 15 + (13 * i):0.#}\" text-anchor=\"middle\">{Escaped(words[i])}</text>");
                continue;
            }
            _body.Append(CultureInfo.InvariantCulture, $"<path d=\"M{x:0.#} {_top:0.#}V{floor:0.#}\" stroke=\"currentColor\" stroke-opacity=\"0.13\"/>");
            // The last label stays inside the picture; one that would touch its neighbour is left out.
            double middle = Math.Min(x, _width - half - 1);
            if (middle - half < free)
                continue;
            free = middle + half + 5;
            _body.Append(CultureInfo.InvariantCulture, $"<text x=\"{middle:0.#}\" y=\"{floor + 15:0.#}\" text-anchor=\"middle\">{Escaped(text)}</text>");
        }
        _body.Append(CultureInfo.InvariantCulture, $"<path d=\"M{_left:0.#} {_top:0.#}V{floor:0.#}H{_width - Right:0.#}\" fill=\"none\" stroke=\"currentColor\" stroke-opacity=\"0.8\"/>");
        if (_x.Title.Length > 0)
            _body.Append(CultureInfo.InvariantCulture, $"<text x=\"{_left + (PlotWidth / 2):0.#}\" y=\"{_height - 5:0.#}\" text-anchor=\"middle\" font-size=\"12\">{Escaped(_x.Title)}</text>");
        if (_y.Title.Length > 0)
            _body.Append(CultureInfo.InvariantCulture, $"<text transform=\"rotate(-90)\" x=\"{-(_top + (PlotHeight / 2)):0.#}\" y=\"12\" text-anchor=\"middle\" font-size=\"12\">{Escaped(_y.Title)}</text>");
    }
}

/// <summary>Shape of a mark.</summary>
internal enum MarkShape
{
    /// <summary>A disc.</summary>
    Circle,

    /// <summary>A square.</summary>
    Square,

    /// <summary>A triangle.</summary>
    Triangle,

    /// <summary>A diamond.</summary>
    Diamond,
}

/// <summary>An entry of a legend: a mark of a shape, or a line with a dash.</summary>
/// <param name="Name">Name.</param>
/// <param name="Colour">Colour.</param>
/// <param name="Dash">Dash of a line; empty for none.</param>
/// <param name="Shape">Shape of a mark; null for a line.</param>
internal sealed record LegendKey(string Name, string Colour, string Dash = "", MarkShape? Shape = null);

/// <summary>Values of a box plot.</summary>
/// <param name="Q05">5 % quantile.</param>
/// <param name="Q25">Lower quartile.</param>
/// <param name="Median">Median.</param>
/// <param name="Q75">Upper quartile.</param>
/// <param name="Q95">95 % quantile.</param>
/// <param name="Mean">Mean.</param>
internal sealed record BoxValues(double Q05, double Q25, double Median, double Q75, double Q95, double Mean);
