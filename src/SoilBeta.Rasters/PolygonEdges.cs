namespace SoilBeta.Rasters;

/// <summary>Edges of a polygon with all its rings and parts, binned by y for a fast point-in-polygon test: a point is inside if an odd number of edges is east of it.</summary>
internal sealed class PolygonEdges
{
    /// <summary>Largest mean number of bins for each edge.</summary>
    private const int MostCopies = 8;

    private readonly (double X0, double Y0, double X1, double Y1)[] _edges;
    private readonly int[] _start;
    private readonly int[] _order;

    /// <summary>Bins the edges of rings.</summary>
    /// <param name="rings">x and y of each ring's points; the last is joined to the first.</param>
    public PolygonEdges(IReadOnlyList<(double[] X, double[] Y)> rings)
    {
        double west = double.PositiveInfinity, south = west, east = double.NegativeInfinity, north = east;
        var edges = new List<(double X0, double Y0, double X1, double Y1)>();
        foreach ((double[] x, double[] y) in rings)
        {
            for (int i = 0; i < x.Length; i++)
            {
                int next = i + 1 < x.Length ? i + 1 : 0;
                (west, south, east, north) = (Math.Min(west, x[i]), Math.Min(south, y[i]), Math.Max(east, x[i]), Math.Max(north, y[i]));
                if (y[i] != y[next])
                    edges.Add((x[i], y[i], x[next], y[next]));
            }
        }
        Bounds = new Bounds(west, south, east, north);
        _edges = [.. edges];
        int bins = Math.Clamp(_edges.Length / 4, 1, 4096);
        while (bins > 1 && _edges.Sum(edge => (long)Last(edge, bins) - First(edge, bins) + 1) > (long)MostCopies * _edges.Length)
            bins /= 2;
        _start = new int[bins + 1];
        foreach (var edge in _edges)
        {
            for (int bin = First(edge, bins); bin <= Last(edge, bins); bin++)
                _start[bin + 1]++;
        }
        for (int bin = 0; bin < bins; bin++)
            _start[bin + 1] += _start[bin];
        _order = new int[_start[bins]];
        int[] at = [.. _start];
        for (int i = 0; i < _edges.Length; i++)
        {
            for (int bin = First(_edges[i], bins); bin <= Last(_edges[i], bins); bin++)
                _order[at[bin]++] = i;
        }
    }

    /// <summary>Bounds of all points.</summary>
    public Bounds Bounds { get; }

    /// <summary>Whether a point is inside. A point on an edge belongs to the polygon on one side of it.</summary>
    public bool Hold(double x, double y)
    {
        if (!(x >= Bounds.West && x <= Bounds.East && y >= Bounds.South && y <= Bounds.North))
            return false;
        bool inside = false;
        int bin = Bin(y, _start.Length - 1);
        for (int at = _start[bin]; at < _start[bin + 1]; at++)
        {
            var (x0, y0, x1, y1) = _edges[_order[at]];
            if ((y0 <= y) != (y1 <= y) && x < x0 + ((y - y0) / (y1 - y0) * (x1 - x0)))
                inside = !inside;
        }
        return inside;
    }

    private int First((double X0, double Y0, double X1, double Y1) edge, int bins) => Bin(Math.Min(edge.Y0, edge.Y1), bins);

    private int Last((double X0, double Y0, double X1, double Y1) edge, int bins) => Bin(Math.Max(edge.Y0, edge.Y1), bins);

    private int Bin(double y, int bins) => Bounds.North > Bounds.South ? (int)Math.Clamp((y - Bounds.South) / (Bounds.North - Bounds.South) * bins, 0, bins - 1) : 0;
}
