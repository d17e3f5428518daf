namespace SoilBeta.Rasters;

/// <summary>Finds the polygon that contains each cell's centre where polygons and grid have different reference systems. Transforms the centres to the polygons' system, because long straight edges would bend in the other direction and the edges of the grid's map could split them. Longitudes are modulo 360.</summary>
internal sealed class ZonesAtCentres : IDisposable
{
    /// <summary>Number of cells to process at once.</summary>
    private const int CellsAtOnce = 1 << 20;

    /// <summary>Tolerance of a centre after transformation and back, as a share of a cell.</summary>
    private const double RoundTrip = 0.01;

    private readonly Grid _grid;
    private readonly bool _degrees;
    private readonly CoordinateTransform _toPolygons;
    private readonly CoordinateTransform? _back;

    /// <summary>Prepares the transformation for a grid and the reference system of the polygons.</summary>
    public ZonesAtCentres(Grid grid, Crs polygons)
    {
        (_grid, _degrees) = (grid, polygons.IsDegrees);
        _toPolygons = new CoordinateTransform(grid.Crs, polygons);
        // A projected system may also map places far outside its area of use; a geographic one contains every place once.
        _back = polygons.IsGeographic ? null : new CoordinateTransform(polygons, grid.Crs);
    }

    /// <summary>Codes of the cells, by blocks of rows: first row, and codes [row][column], NaN outside all polygons; the last polygon wins.</summary>
    /// <param name="polygons">Polygons with their codes, in order; may be enumerated repeatedly.</param>
    /// <param name="cancellation">Cancellation token.</param>
    public IEnumerable<(int FirstRow, float[] Codes)> Blocks(IReadOnlyList<(PolygonEdges Edges, float Code)> polygons, CancellationToken cancellation)
    {
        int rows = Math.Clamp(CellsAtOnce / _grid.Width, 1, _grid.Height);
        for (int first = 0; first < _grid.Height; first += rows)
        {
            int count = Math.Min(rows, _grid.Height - first);
            var centres = Centres(first, count);
            float[] codes = new float[count * _grid.Width];
            Array.Fill(codes, float.NaN);
            foreach ((PolygonEdges edges, float code) in polygons)
            {
                cancellation.ThrowIfCancellationRequested();
                int turns = _degrees ? VectorZones.MostTurns : 0;
                for (int turn = -turns; turn <= turns; turn++)
                    centres.Fill(codes, code, edges, 360.0 * turn);
            }
            yield return (first, codes);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _toPolygons.Dispose();
        _back?.Dispose();
    }

    private BinnedPoints Centres(int firstRow, int rows)
    {
        double[] x = new double[rows * _grid.Width], y = new double[x.Length];
        for (int i = 0; i < x.Length; i++)
            (x[i], y[i]) = _grid.CellCentre(i % _grid.Width, firstRow + (i / _grid.Width));
        // Projections that are not global accept longitudes of one turn only.
        for (int i = 0; _grid.Crs.IsDegrees && i < x.Length; i++)
            x[i] = Math.Abs(x[i]) <= 180 ? x[i] : LongitudeArc.Modulo(x[i] + 180, 360) - 180;
        _toPolygons.Apply(x, y);
        if (_back is not null)
        {
            double[] backX = [.. x], backY = [.. y];
            _back.Apply(backX, backY);
            for (int i = 0; i < x.Length; i++)
            {
                // The inverse may return another turn: 181.5 becomes −178.5, the same place.
                if (_grid.Crs.IsDegrees && double.IsFinite(backX[i]))
                    backX[i] += 360 * Math.Round((_grid.CellCentre(i % _grid.Width, firstRow + (i / _grid.Width)).X - backX[i]) / 360);
                (double column, double row) = _grid.Transform.Invert(backX[i], backY[i]);
                if (!(Math.Abs(column - (i % _grid.Width) - 0.5) < RoundTrip && Math.Abs(row - firstRow - (i / _grid.Width) - 0.5) < RoundTrip))
                    x[i] = y[i] = double.NaN;
            }
        }
        for (int i = 0; _degrees && i < x.Length; i++)
            x[i] = LongitudeArc.Modulo(x[i], 360);
        return new BinnedPoints(x, y);
    }

    /// <summary>Points in square bins, so that a polygon is tested against those near its bounds only.</summary>
    private sealed class BinnedPoints
    {
        private readonly double[] _x;
        private readonly double[] _y;
        private readonly int[] _order;
        private readonly int[] _start;
        private readonly int _side;
        private readonly Bounds _bounds;

        public BinnedPoints(double[] x, double[] y)
        {
            (_x, _y) = (x, y);
            _side = Math.Clamp((int)Math.Sqrt(x.Length / 16.0), 1, 512);
            double west = double.PositiveInfinity, south = west, east = double.NegativeInfinity, north = east;
            for (int i = 0; i < x.Length; i++)
            {
                if (!double.IsNaN(x[i]))
                    (west, south, east, north) = (Math.Min(west, x[i]), Math.Min(south, y[i]), Math.Max(east, x[i]), Math.Max(north, y[i]));
            }
            _bounds = new Bounds(west, south, east, north);
            _start = new int[(_side * _side) + 1];
            for (int i = 0; i < x.Length; i++)
            {
                if (!double.IsNaN(x[i]))
                    _start[BinOf(i) + 1]++;
            }
            for (int bin = 0; bin < _side * _side; bin++)
                _start[bin + 1] += _start[bin];
            _order = new int[_start[^1]];
            int[] next = [.. _start];
            for (int i = 0; i < x.Length; i++)
            {
                if (!double.IsNaN(x[i]))
                    _order[next[BinOf(i)]++] = i;
            }
        }

        /// <summary>Assigns a code to the points inside a polygon that is shifted east by a distance.</summary>
        public void Fill(float[] codes, float code, PolygonEdges edges, double shift)
        {
            Bounds b = edges.Bounds;
            if (_order.Length == 0 || b.East + shift < _bounds.West || b.West + shift > _bounds.East || b.North < _bounds.South || b.South > _bounds.North)
                return;
            int left = Column(b.West + shift), right = Column(b.East + shift), bottom = Row(b.South), top = Row(b.North);
            for (int row = bottom; row <= top; row++)
            {
                for (int at = _start[(row * _side) + left]; at < _start[(row * _side) + right + 1]; at++)
                {
                    int i = _order[at];
                    if (edges.Hold(_x[i] - shift, _y[i]))
                        codes[i] = code;
                }
            }
        }

        private int BinOf(int i) => (Row(_y[i]) * _side) + Column(_x[i]);

        private int Column(double x) => Bin(x, _bounds.West, _bounds.East);

        private int Row(double y) => Bin(y, _bounds.South, _bounds.North);

        private int Bin(double value, double low, double high) => high > low ? (int)Math.Clamp((value - low) / (high - low) * _side, 0, _side - 1) : 0;
    }
}
