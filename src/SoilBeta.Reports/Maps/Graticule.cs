using System.Globalization;
using System.Text;
using SoilBeta.Rasters;

namespace SoilBeta.Reports.Maps;

/// <summary>Meridians and parallels over a picture, as SVG.</summary>
internal static class Graticule
{
    private const int Points = 240;

    /// <summary>Degrees between the meridians and between the parallels on a globe.</summary>
    private const double GlobeMeridians = 60, GlobeParallels = 30;

    /// <summary>Half the width of a character, as a share of the text's size.</summary>
    private const double HalfCharacter = 0.31;

    private static readonly double[] Steps = [0.1, 0.25, 0.5, 1, 2, 5, 10, 15, 20, 30, 45, 60];

    /// <summary>Lines and labels, in a picture's pixels × <paramref name="scale"/>.</summary>
    /// <param name="projection">Projection.</param>
    /// <param name="scale">SVG units for a pixel.</param>
    /// <param name="font">Size of the labels.</param>
    public static string Svg(PictureProjection projection, double scale, double font)
    {
        Bounds earth = projection.Earth;
        double step = Steps.FirstOrDefault(s => s >= Math.Min(earth.East - earth.West, earth.North - earth.South) / 4, 60);
        var svg = new StringBuilder();
        if (projection.IsGlobe)
            svg.Append(Edge(projection, scale));
        double across = projection.IsGlobe ? GlobeMeridians : step, labelled = double.NegativeInfinity;
        for (double longitude = Math.Ceiling(earth.West / across) * across; longitude <= earth.East + 1e-9; longitude += across)
        {
            var inside = Line(projection, i => (longitude, Within(earth.South, earth.North, i)));
            Draw(svg, inside, scale);
            (double X, double Y) foot = inside.Count == 0 ? default : inside.MaxBy(p => p.Y);
            if (foot.Y < projection.Height * 0.93 || foot.X < 0.04 * projection.Width || foot.X > 0.96 * projection.Width)
                continue;
            string label = Degrees(longitude, 'E', 'W');
            double half = label.Length * font * HalfCharacter;
            if ((foot.X * scale) - half < labelled)
                continue; // would touch the previous label
            labelled = (foot.X * scale) + half + (font * 0.4);
            svg.Append(CultureInfo.InvariantCulture, $"<text x=\"{foot.X * scale:0.#}\" y=\"{(projection.Height * scale) + (font * 1.15):0.#}\" text-anchor=\"middle\">{label}</text>");
        }
        double along = projection.IsGlobe ? GlobeParallels : step;
        for (double latitude = Math.Ceiling(earth.South / along) * along; latitude <= earth.North + 1e-9; latitude += along)
        {
            var inside = Line(projection, i => (Within(earth.West, earth.East, i), latitude));
            Draw(svg, inside, scale);
            if (inside.Count > 0 && inside.MinBy(p => p.X) is { } start && start.Y > 0.03 * projection.Height && start.Y < 0.97 * projection.Height)
                svg.Append(CultureInfo.InvariantCulture, $"<text x=\"{(projection.IsGlobe ? (start.X * scale) - 4 : -4):0.#}\" y=\"{(start.Y * scale) + (font * 0.35):0.#}\" text-anchor=\"end\">{Degrees(latitude, 'N', 'S')}</text>");
        }
        return svg.ToString();
    }

    /// <summary>The outline of a globe: its outermost meridians and parallels.</summary>
    private static string Edge(PictureProjection projection, double scale)
    {
        Bounds earth = projection.Earth;
        const int sides = Points / 4;
        (double Longitude, double Latitude) At(int i) => (i / sides) switch
        {
            0 => (earth.West, Part(earth.South, earth.North, i)),
            1 => (Part(earth.West, earth.East, i), earth.North),
            2 => (earth.East, Part(earth.North, earth.South, i)),
            _ => (Part(earth.East, earth.West, i), earth.South),
        };
        static double Part(double from, double to, int i) => from + ((to - from) * (i % sides) / sides);
        var points = Enumerable.Range(0, Points).Select(At).Select(place => projection.Place(place.Longitude, place.Latitude)).Where(p => double.IsFinite(p.X + p.Y));
        return $"<polygon points=\"{string.Join(' ', points.Select(p => string.Create(CultureInfo.InvariantCulture, $"{p.X * scale:0.#},{p.Y * scale:0.#}")))}\" fill=\"none\" stroke=\"currentColor\" stroke-opacity=\"0.5\" stroke-width=\"0.7\"/>";
    }

    private static double Within(double from, double to, int i) => from + ((to - from) * i / Points);

    private static List<(double X, double Y)> Line(PictureProjection projection, Func<int, (double Longitude, double Latitude)> at)
    {
        var line = new List<(double X, double Y)>();
        for (int i = 0; i <= Points; i++)
        {
            (double longitude, double latitude) = at(i);
            var point = projection.Place(longitude, latitude);
            if (point.X >= -0.5 && point.X <= projection.Width + 0.5 && point.Y >= -0.5 && point.Y <= projection.Height + 0.5)
                line.Add(point);
        }
        return line;
    }

    private static void Draw(StringBuilder svg, List<(double X, double Y)> line, double scale)
    {
        if (line.Count < 2)
            return;
        int every = Math.Max(1, line.Count / 40);
        var points = line.Where((_, i) => i % every == 0 || i == line.Count - 1).Select(p => string.Create(CultureInfo.InvariantCulture, $"{p.X * scale:0.#},{p.Y * scale:0.#}"));
        svg.Append(CultureInfo.InvariantCulture, $"<polyline class=\"graticule\" points=\"{string.Join(' ', points)}\" fill=\"none\" stroke=\"currentColor\" stroke-opacity=\"0.28\" stroke-width=\"0.6\"/>");
    }

    private static string Degrees(double value, char positive, char negative)
    {
        double rounded = Math.Round(value, 2);
        return Math.Abs(rounded) < 1e-6 ? "0°" : string.Create(CultureInfo.InvariantCulture, $"{Math.Abs(rounded):0.##}° {(rounded > 0 ? positive : negative)}");
    }
}
