using System.Globalization;

namespace SoilBeta.Rasters;

/// <summary>Projects a grid to pictures in which areas can be compared: the Lambert azimuthal equal-area projection around the centre, the Robinson projection for most of a globe. Not thread-safe.</summary>
public sealed class PictureProjection : IDisposable
{
    /// <summary>Span of longitude or latitude from which a map counts as one of the globe, degrees.</summary>
    private const double GlobeDegrees = 100;

    private const int Samples = 65;

    private readonly CoordinateTransform _fromEarth;
    private readonly bool _isGlobe;
    private readonly Bounds _bounds;

    private PictureProjection(Crs crs, string name, bool isGlobe, Bounds bounds, (int Width, int Height) size, Bounds earth)
    {
        (Crs, Name, _isGlobe, _bounds, Width, Height, Earth) = (crs, name, isGlobe, bounds, size.Width, size.Height, earth);
        _fromEarth = new CoordinateTransform(Crs.Wgs84, crs);
    }

    /// <summary>Reference system of the picture.</summary>
    public Crs Crs { get; }

    /// <summary>Name of the projection, for a caption.</summary>
    public string Name { get; }

    /// <summary>Whether the picture shows most of a globe, whose outline is then drawn.</summary>
    public bool IsGlobe => _isGlobe;

    /// <summary>Columns of the picture.</summary>
    public int Width { get; }

    /// <summary>Rows of the picture.</summary>
    public int Height { get; }

    /// <summary>Range of longitudes and latitudes in the picture, degrees.</summary>
    public Bounds Earth { get; }

    /// <summary>Creates the projection for a part of a grid.</summary>
    /// <param name="grid">The grid.</param>
    /// <param name="window">Cells to show.</param>
    /// <param name="pixels">Pixels of the picture's longer side.</param>
    /// <exception cref="InvalidDataException">No cell of the window is on the earth.</exception>
    public static PictureProjection For(Grid grid, GridWindow window, int pixels)
    {
        (double[] x, double[] y) = (new double[Samples * Samples], new double[Samples * Samples]);
        for (int i = 0; i < x.Length; i++)
            (x[i], y[i]) = grid.Transform.Apply(window.Column + (window.Width * (i % Samples) / (Samples - 1.0)), window.Row + (window.Height * (i / Samples) / (Samples - 1.0)));
        using (var toEarth = new CoordinateTransform(grid.Crs, Crs.Wgs84))
            toEarth.Apply(x, y);
        Bounds earth = BoundsOf(x, y);
        double longitude = Math.Round((earth.West + earth.East) / 2, 1), latitude = Math.Round((earth.South + earth.North) / 2, 1);
        bool globe = earth.East - earth.West > GlobeDegrees || earth.North - earth.South > GlobeDegrees;
        Crs crs = Crs.Parse(globe
            ? string.Create(CultureInfo.InvariantCulture, $"+proj=robin +lon_0={longitude} +datum=WGS84 +units=m +no_defs +type=crs")
            : string.Create(CultureInfo.InvariantCulture, $"+proj=laea +lat_0={latitude} +lon_0={longitude} +datum=WGS84 +units=m +no_defs +type=crs"));
        string name = globe ? "Robinson projection" : "Lambert azimuthal equal-area projection";
        using (var project = new CoordinateTransform(Crs.Wgs84, crs))
            project.Apply(x, y);
        Bounds bounds = BoundsOf(x, y);
        double scale = pixels / Math.Max(bounds.East - bounds.West, bounds.North - bounds.South);
        (int, int) size = (Math.Max(1, (int)Math.Round((bounds.East - bounds.West) * scale)), Math.Max(1, (int)Math.Round((bounds.North - bounds.South) * scale)));
        return new PictureProjection(crs, name, globe, bounds, size, earth);
    }

    /// <summary>Position of a longitude and latitude in the picture, in pixels from its upper left corner (with fractions, possibly outside); NaN where it has none.</summary>
    public (double X, double Y) Place(double longitude, double latitude)
    {
        (double x, double y) = _fromEarth.Apply(longitude, latitude);
        return ((x - _bounds.West) / (_bounds.East - _bounds.West) * Width, (_bounds.North - y) / (_bounds.North - _bounds.South) * Height);
    }

    /// <summary>Positions of many places, converted in place from longitude and latitude to pixels; NaN where there is none.</summary>
    public void Place(Span<double> x, Span<double> y)
    {
        _fromEarth.Apply(x, y);
        for (int i = 0; i < x.Length; i++)
        {
            x[i] = (x[i] - _bounds.West) / (_bounds.East - _bounds.West) * Width;
            y[i] = (_bounds.North - y[i]) / (_bounds.North - _bounds.South) * Height;
        }
    }

    /// <summary>Ground distance of a pixel where the projection is true to scale, m.</summary>
    public double MetresPerPixel => (_bounds.East - _bounds.West) / Width;

    /// <summary>Longitude in the middle of the picture.</summary>
    public double CentralLongitude => (Earth.West + Earth.East) / 2;

    /// <summary>Position in a grid, in columns and rows with fractions, of places of the picture, converted in place from pixels. NaN where there is no counterpart.</summary>
    /// <param name="grid">The grid.</param>
    /// <param name="x">Pixels from the left; columns on return.</param>
    /// <param name="y">Pixels from the top; rows on return.</param>
    public void ToGrid(Grid grid, Span<double> x, Span<double> y)
    {
        double centre = Width / 2.0;
        bool[] right = new bool[x.Length];
        for (int i = 0; i < x.Length; i++)
        {
            right[i] = x[i] > centre;
            x[i] = _bounds.West + (x[i] / Width * (_bounds.East - _bounds.West));
            y[i] = _bounds.North - (y[i] / Height * (_bounds.North - _bounds.South));
        }
        using (var transform = new CoordinateTransform(Crs, grid.Crs))
            transform.Apply(x, y);
        for (int i = 0; i < x.Length; i++)
        {
            if (grid.Crs.IsDegrees && double.IsFinite(x[i]))
            {
                double from = x[i] - CentralLongitude;
                from -= 360 * Math.Round(from / 360);
                // On a globe a place right of the middle is east of it, even beyond the antimeridian.
                if (_isGlobe && Math.Abs(from) > 90 && right[i] != from > 0)
                    from += right[i] ? 360 : -360;
                x[i] = CentralLongitude + from;
            }
            (x[i], y[i]) = grid.Transform.Invert(x[i], y[i]);
        }
    }

    /// <summary>Index of the grid cell at each pixel, [row][column] of the picture; −1 for none.</summary>
    public int[] CellsOf(Grid grid)
    {
        int count = Width * Height;
        double[] x = new double[count], y = new double[count];
        for (int i = 0; i < count; i++)
        {
            x[i] = _bounds.West + (((i % Width) + 0.5) / Width * (_bounds.East - _bounds.West));
            y[i] = _bounds.North - (((i / Width) + 0.5) / Height * (_bounds.North - _bounds.South));
        }
        if (_isGlobe)
            DropOffEarth(x, y);
        using (var transform = new CoordinateTransform(Crs, grid.Crs))
            transform.Apply(x, y);
        int[] cells = new int[count];
        for (int i = 0; i < count; i++)
        {
            cells[i] = CellAt(grid, x[i], y[i]);
            if (cells[i] < 0 && grid.Crs.IsDegrees)
                cells[i] = Math.Max(CellAt(grid, x[i] + 360, y[i]), CellAt(grid, x[i] - 360, y[i]));
        }
        return cells;
    }

    /// <inheritdoc/>
    public void Dispose() => _fromEarth.Dispose();

    /// <summary>Sets points off the earth to NaN: Robinson's inverse returns values beyond the edge of the globe too, which do not project back to the same point.</summary>
    private void DropOffEarth(double[] x, double[] y)
    {
        double[] backX = [.. x], backY = [.. y];
        using (var toEarth = new CoordinateTransform(Crs, Crs.Wgs84))
            toEarth.Apply(backX, backY);
        _fromEarth.Apply(backX, backY);
        double pixel = (_bounds.East - _bounds.West) / Width;
        for (int i = 0; i < x.Length; i++)
        {
            if (!(Math.Abs(backX[i] - x[i]) + Math.Abs(backY[i] - y[i]) < pixel))
                x[i] = y[i] = double.NaN;
        }
    }

    private static int CellAt(Grid grid, double x, double y)
    {
        if (!double.IsFinite(x) || !double.IsFinite(y))
            return -1;
        (double column, double row) = grid.Transform.Invert(x, y);
        return column >= 0 && column < grid.Width && row >= 0 && row < grid.Height ? ((int)row * grid.Width) + (int)column : -1;
    }

    private static Bounds BoundsOf(double[] x, double[] y)
    {
        double west = double.PositiveInfinity, south = west, east = double.NegativeInfinity, north = east;
        for (int i = 0; i < x.Length; i++)
        {
            if (double.IsFinite(x[i]) && double.IsFinite(y[i]))
                (west, south, east, north) = (Math.Min(west, x[i]), Math.Min(south, y[i]), Math.Max(east, x[i]), Math.Max(north, y[i]));
        }
        return west < east && south < north ? new Bounds(west, south, east, north) : throw new InvalidDataException("The map's grid has no place on earth that could be drawn.\n  Check the grid's bounds and reference system.");
    }
}
