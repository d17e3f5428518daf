namespace SoilBeta.Rasters;

/// <summary>Area of each cell of a grid on the WGS84 ellipsoid, ha, in any reference system. Not thread-safe.</summary>
/// <remarks>
/// Longitude–latitude grids have a closed form for each row. Elsewhere the border of a cell (its corners and the midpoints of its sides) is transformed to longitude λ and
/// q(φ), the area per radian, and the area is ∮ q dλ, with each side approximated by a parabola. Cells for which that fails (a pole, the date line of a polar map, the edge of an
/// interrupted map) are divided into small triangles on the authalic sphere. Where a map shows a place twice (Homolosine repeats Greenland), only the cell that the place
/// is projected to counts.
/// </remarks>
public sealed class CellAreas : IDisposable
{
    private const double SquareMetresPerHectare = 1e4;

    /// <summary>Largest span of longitude of half a cell's side, radians, that a parabola may approximate.</summary>
    private const double LargestStep = 0.1;

    private readonly Grid _grid;
    private readonly bool _closedForm;
    private readonly CoordinateTransform? _toEarth;
    private readonly CoordinateTransform? _fromEarth;
    private readonly double[] _centresX = [];
    private readonly double[] _centresY = [];
    private Line _top;
    private Line _middle;
    private Line _bottom;
    private int _row = -2;

    /// <summary>Prepares the areas of a grid.</summary>
    public CellAreas(Grid grid)
    {
        _grid = grid;
        _closedForm = grid.Crs.IsDegrees && grid.Transform is { SkewX: 0, SkewY: 0 };
        if (_closedForm)
            return;
        _toEarth = new CoordinateTransform(grid.Crs, Crs.Wgs84);
        if (!grid.Crs.IsGeographic)
        {
            _fromEarth = new CoordinateTransform(Crs.Wgs84, grid.Crs);
            (_centresX, _centresY) = (new double[grid.Width], new double[grid.Width]);
        }
        (_top, _middle, _bottom) = (new Line(grid.Width), new Line(grid.Width), new Line(grid.Width));
    }

    /// <summary>Areas of a row of cells.</summary>
    /// <param name="row">Row.</param>
    /// <param name="hectares">Receives the areas, ha, [column]; 0 where a cell is not on the earth.</param>
    public void Row(int row, Span<double> hectares)
    {
        if (_closedForm)
        {
            GeoTransform t = _grid.Transform;
            double north = Math.Clamp(t.OriginY + (row * t.StepY), -90, 90), south = Math.Clamp(t.OriginY + ((row + 1) * t.StepY), -90, 90);
            double area = Math.Abs((Wgs84Ellipsoid.PerRadian(north) - Wgs84Ellipsoid.PerRadian(south)) * t.StepX * (Math.PI / 180)) / SquareMetresPerHectare;
            hectares[.._grid.Width].Fill(area);
            return;
        }
        if (row == _row + 1)
            (_top, _bottom) = (_bottom, _top);
        else
            Fill(_top, row);
        Fill(_middle, row + 0.5);
        Fill(_bottom, row + 1);
        _row = row;
        FindCentres(row);
        for (int column = 0; column < _grid.Width; column++)
        {
            if (IsOffEarth(column) || (_fromEarth is not null && IsRepeated(_centresX[column], _centresY[column], column + 0.5, row + 0.5)))
            {
                hectares[column] = 0;
                continue;
            }
            double area = Around(column);
            hectares[column] = (double.IsNaN(area) ? Pieces(column, row) : area) / SquareMetresPerHectare;
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _toEarth?.Dispose();
        _fromEarth?.Dispose();
    }

    /// <summary>Transforms the centres of a row to the earth and back; NaN for those off the earth.</summary>
    private void FindCentres(int row)
    {
        for (int column = 0; column < _centresX.Length; column++)
            (_centresX[column], _centresY[column]) = _grid.CellCentre(column, row);
        _toEarth!.Apply(_centresX, _centresY);
        _fromEarth?.Apply(_centresX, _centresY);
    }

    /// <summary>Whether a cell's centre, its corners and the midpoints of its sides are all off the earth.</summary>
    private bool IsOffEarth(int column)
    {
        if (_centresX.Length == 0 || !double.IsNaN(_centresX[column]))
            return false;
        for (int at = 2 * column; at <= (2 * column) + 2; at++)
        {
            if (!double.IsNaN(_top.Area[at]) || !double.IsNaN(_middle.Area[at]) || !double.IsNaN(_bottom.Area[at]))
                return false;
        }
        return true;
    }

    /// <summary>Whether the place found at a column and row is projected to another cell.</summary>
    private bool IsRepeated(double x, double y, double column, double row)
    {
        (double backColumn, double backRow) = _grid.Transform.Invert(x, y);
        return Math.Abs(backColumn - column) > 0.5 || Math.Abs(backRow - row) > 0.5;
    }

    /// <summary>Transforms the points at half columns along a row line to longitude (radians) and area per radian.</summary>
    private void Fill(Line line, double row)
    {
        for (int i = 0; i < line.Longitude.Length; i++)
            (line.Longitude[i], line.Area[i]) = _grid.Transform.Apply(i / 2.0, row);
        _toEarth!.Apply(line.Longitude, line.Area);
        for (int i = 0; i < line.Longitude.Length; i++)
        {
            line.Longitude[i] *= Math.PI / 180;
            line.Area[i] = Wgs84Ellipsoid.PerRadian(line.Area[i]);
        }
    }

    /// <summary>∮ q dλ around a cell, m²; NaN for a shape that is not simple.</summary>
    private double Around(int column)
    {
        int left = 2 * column, middle = left + 1, right = left + 2;
        double sum = Side(_top, left, _top, middle, _top, right) + Side(_top, right, _middle, right, _bottom, right)
            + Side(_bottom, right, _bottom, middle, _bottom, left) + Side(_bottom, left, _middle, left, _top, left);
        return Math.Abs(sum);
    }

    /// <summary>∫ q dλ along a side, with λ and q as parabolas through three points.</summary>
    private static double Side(Line a, int i, Line b, int j, Line c, int k)
    {
        double first = Step(a.Longitude[i], b.Longitude[j]), second = Step(b.Longitude[j], c.Longitude[k]);
        if (!(Math.Abs(first) < LargestStep && Math.Abs(second) < LargestStep))
            return double.NaN;
        double start = (3 * first) - second, whole = first + second, end = (3 * second) - first; // dλ/dt at t = 0, ½, 1
        return ((a.Area[i] * start) + (4 * b.Area[j] * whole) + (c.Area[k] * end)) / 6;
    }

    private static double Step(double from, double to) => Math.IEEERemainder(to - from, 2 * Math.PI);

    /// <summary>Area of a cell as the sum of small triangles, m², without those that reach off the earth or across an interruption of the map.</summary>
    private double Pieces(int column, int row)
    {
        const int pieces = 32;
        double[] x = new double[(pieces + 1) * (pieces + 1)], y = new double[x.Length];
        for (int i = 0; i < x.Length; i++)
            (x[i], y[i]) = _grid.Transform.Apply(column + ((i % (pieces + 1)) / (double)pieces), row + ((i / (pieces + 1)) / (double)pieces));
        _toEarth!.Apply(x, y);
        if (_fromEarth is not null)
        {
            double[] backX = [.. x], backY = [.. y];
            _fromEarth.Apply(backX, backY);
            for (int i = 0; i < x.Length; i++)
            {
                if (IsRepeated(backX[i], backY[i], column + ((i % (pieces + 1)) / (double)pieces), row + ((i / (pieces + 1)) / (double)pieces)))
                    x[i] = y[i] = double.NaN;
            }
        }
        var points = new (double X, double Y, double Z)[x.Length];
        for (int i = 0; i < x.Length; i++)
            points[i] = Wgs84Ellipsoid.Authalic(x[i], y[i]);

        GeoTransform t = _grid.Transform;
        double cell = Math.Sqrt(Math.Abs((t.StepX * t.StepY) - (t.SkewX * t.SkewY))) * (_grid.Crs.IsGeographic ? _grid.Crs.Unit * Math.PI / 180 : _grid.Crs.Unit / Wgs84Ellipsoid.SemiMajorAxis);
        double longest = Math.Min(0.5, (20 * cell / pieces) + Math.Sqrt(2 * cell / pieces)); // radians; distances across an interruption are longer
        double sum = 0;
        for (int r = 0; r < pieces; r++)
        {
            for (int c = 0; c < pieces; c++)
            {
                int at = (r * (pieces + 1)) + c;
                sum += Triangle(points[at], points[at + 1], points[at + pieces + 1], longest) + Triangle(points[at + pieces + 2], points[at + pieces + 1], points[at + 1], longest);
            }
        }
        return sum * Wgs84Ellipsoid.TotalArea / (4 * Math.PI);
    }

    /// <summary>Area of a spherical triangle, steradians; 0 if a corner is missing or a side is too long.</summary>
    private static double Triangle((double X, double Y, double Z) a, (double X, double Y, double Z) b, (double X, double Y, double Z) c, double longest)
    {
        if (!(Distance(a, b) <= longest && Distance(b, c) <= longest && Distance(c, a) <= longest))
            return 0;
        double volume = (a.X * ((b.Y * c.Z) - (b.Z * c.Y))) + (a.Y * ((b.Z * c.X) - (b.X * c.Z))) + (a.Z * ((b.X * c.Y) - (b.Y * c.X)));
        return Math.Abs(2 * Math.Atan2(volume, 1 + Dot(a, b) + Dot(b, c) + Dot(c, a)));

        static double Dot((double X, double Y, double Z) p, (double X, double Y, double Z) q) => (p.X * q.X) + (p.Y * q.Y) + (p.Z * q.Z);
        static double Distance((double X, double Y, double Z) p, (double X, double Y, double Z) q) => Math.Sqrt(((p.X - q.X) * (p.X - q.X)) + ((p.Y - q.Y) * (p.Y - q.Y)) + ((p.Z - q.Z) * (p.Z - q.Z)));
    }

    /// <summary>A line of points at half columns: longitude, radians, and area per radian, m².</summary>
    private readonly record struct Line(double[] Longitude, double[] Area)
    {
        public Line(int width) : this(new double[(2 * width) + 1], new double[(2 * width) + 1]) { }
    }
}
