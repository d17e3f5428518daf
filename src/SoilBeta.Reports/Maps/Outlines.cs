using System.Globalization;
using System.Text;
using SoilBeta.Rasters;
using SoilBeta.Rasters.NaturalEarth;

namespace SoilBeta.Reports.Maps;

/// <summary>Land, coast and borders of Natural Earth in the pixels of a projection, clipped to its surroundings.</summary>
internal sealed class Outlines
{
    /// <summary>Width of the surroundings on each side, as a share of a region's longer span: a viewer may pan there, and its window may be higher than the map.</summary>
    private const double Margin = 0.8;

    /// <summary>Longest step of an edge before projection, degrees: straight lines in degrees are curves in the picture.</summary>
    private const double LongestStep = 3;

    /// <summary>Longest step of a projected line, as a share of the picture's width: beyond it the line crosses an interruption of the projection.</summary>
    private const double LongestJump = 0.5;

    private readonly PictureProjection _projection;
    private readonly Bounds _box;

    /// <summary>Projects and clips the world.</summary>
    public Outlines(PictureProjection projection)
    {
        _projection = projection;
        Bounds earth = projection.Earth;
        double around = Margin * Math.Max(earth.East - earth.West, earth.North - earth.South), centre = projection.CentralLongitude;
        _box = projection.IsGlobe
            ? new Bounds(centre - 179.999, -90, centre + 179.999, 90)
            : new Bounds(earth.West - around, Math.Max(-89.9, earth.South - around), earth.East + around, Math.Min(89.9, earth.North + around));
        Land = [.. WorldMap.Countries.SelectMany(country => country.Polygons).SelectMany(rings => rings).SelectMany(ring => Shifted(ring)).Select(ClipRing).Where(ring => ring.Count > 2).Select(Project).Where(line => line.Length > 2)];
        Coast = [.. Lines(WorldMap.Coast)];
        Borders = [.. Lines(WorldMap.Borders)];
    }

    /// <summary>Rings of the land, [ring][point], pixels; to be filled by the even-odd rule.</summary>
    public IReadOnlyList<(float X, float Y)[]> Land { get; }

    /// <summary>Coastlines, [line][point], pixels.</summary>
    public IReadOnlyList<(float X, float Y)[]> Coast { get; }

    /// <summary>Land borders, [line][point], pixels.</summary>
    public IReadOnlyList<(float X, float Y)[]> Borders { get; }

    /// <summary>Lines as the data of an SVG path.</summary>
    /// <param name="lines">Lines, pixels.</param>
    /// <param name="scale">SVG units per pixel.</param>
    /// <param name="closed">Whether they are rings.</param>
    public static string Path(IEnumerable<(float X, float Y)[]> lines, double scale, bool closed)
    {
        const double tolerance = 0.8; // SVG units: less is not seen at the size of a panel
        var path = new StringBuilder();
        foreach (var line in lines)
        {
            // Islets too small to be seen would be most of a globe's path.
            if (Math.Max(line.Max(p => p.X) - line.Min(p => p.X), line.Max(p => p.Y) - line.Min(p => p.Y)) * scale < 1.5 * tolerance)
                continue;
            var kept = new List<(double X, double Y)>();
            foreach (var (x, y) in line)
            {
                (double X, double Y) point = (x * scale, y * scale);
                if (kept.Count == 0 || Math.Abs(point.X - kept[^1].X) + Math.Abs(point.Y - kept[^1].Y) > tolerance)
                    kept.Add(point);
            }
            if (kept.Count < (closed ? 3 : 2))
                continue;
            for (int i = 0; i < kept.Count; i++)
                path.Append(CultureInfo.InvariantCulture, $"{(i == 0 ? 'M' : i == 1 ? 'L' : ' ')}{kept[i].X:0.#} {kept[i].Y:0.#}");
            if (closed)
                path.Append('Z');
        }
        return path.ToString();
    }

    private IEnumerable<(float X, float Y)[]> Lines(IEnumerable<LonLat[]> lines) =>
        lines.SelectMany(line => Shifted(line)).SelectMany(line => Inside(line)).Select(Project).SelectMany(Unbroken);

    /// <summary>A line at the longitudes of the picture, which may go beyond ±180°.</summary>
    private IEnumerable<LonLat[]> Shifted(LonLat[] line)
    {
        double west = line.Min(p => p.Longitude), east = line.Max(p => p.Longitude), south = line.Min(p => p.Latitude), north = line.Max(p => p.Latitude);
        if (north < _box.South || south > _box.North)
            yield break;
        foreach (int turn in (int[])[0, -360, 360])
        {
            if (east + turn >= _box.West && west + turn <= _box.East)
                yield return turn == 0 ? line : [.. line.Select(p => new LonLat(p.Longitude + turn, p.Latitude))];
        }
    }

    /// <summary>The part of a ring in the box (Sutherland and Hodgman).</summary>
    private List<LonLat> ClipRing(LonLat[] ring)
    {
        List<LonLat> points = [.. ring];
        points = Half(points, p => p.Longitude - _box.West);
        points = Half(points, p => _box.East - p.Longitude);
        points = Half(points, p => p.Latitude - _box.South);
        return Half(points, p => _box.North - p.Latitude);

        static List<LonLat> Half(List<LonLat> points, Func<LonLat, double> inside)
        {
            var kept = new List<LonLat>(points.Count);
            for (int i = 0; i < points.Count; i++)
            {
                LonLat from = points[i], to = points[(i + 1) % points.Count];
                double a = inside(from), b = inside(to);
                if (a >= 0)
                    kept.Add(from);
                if (a >= 0 != b >= 0)
                    kept.Add(new LonLat(from.Longitude + ((to.Longitude - from.Longitude) * a / (a - b)), from.Latitude + ((to.Latitude - from.Latitude) * a / (a - b))));
            }
            return kept;
        }
    }

    /// <summary>The parts of a line in the box, each with the points just outside.</summary>
    private IEnumerable<List<LonLat>> Inside(LonLat[] line)
    {
        bool In(LonLat p) => p.Longitude >= _box.West && p.Longitude <= _box.East && p.Latitude >= _box.South && p.Latitude <= _box.North;
        var part = new List<LonLat>();
        foreach (LonLat point in line)
        {
            if (In(point))
            {
                part.Add(point);
            }
            else if (part.Count > 0)
            {
                yield return part;
                part = [];
            }
        }
        if (part.Count > 1)
            yield return part;
    }

    private (float X, float Y)[] Project(List<LonLat> line)
    {
        var x = new List<double>(line.Count);
        var y = new List<double>(line.Count);
        for (int i = 0; i < line.Count; i++)
        {
            x.Add(line[i].Longitude);
            y.Add(line[i].Latitude);
            if (i + 1 == line.Count)
                break;
            double wide = line[i + 1].Longitude - line[i].Longitude, high = line[i + 1].Latitude - line[i].Latitude;
            int steps = (int)(Math.Max(Math.Abs(wide), Math.Abs(high)) / LongestStep);
            for (int step = 1; step <= steps; step++)
            {
                x.Add(line[i].Longitude + (wide * step / (steps + 1)));
                y.Add(line[i].Latitude + (high * step / (steps + 1)));
            }
        }
        double[] px = [.. x], py = [.. y];
        _projection.Place(px, py);
        return [.. px.Zip(py).Where(point => double.IsFinite(point.First + point.Second)).Select(point => ((float)point.First, (float)point.Second))];
    }

    private IEnumerable<(float X, float Y)[]> Unbroken((float X, float Y)[] line)
    {
        int from = 0;
        for (int i = 1; i <= line.Length; i++)
        {
            if (i < line.Length && Math.Abs(line[i].X - line[i - 1].X) < LongestJump * _projection.Width)
                continue;
            if (i - from > 1)
                yield return line[from..i];
            from = i;
        }
    }
}
