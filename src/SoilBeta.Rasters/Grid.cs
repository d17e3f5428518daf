namespace SoilBeta.Rasters;

/// <summary>A rectangle in the unit of a coordinate reference system.</summary>
/// <param name="West">Smallest x.</param>
/// <param name="South">Smallest y.</param>
/// <param name="East">Largest x.</param>
/// <param name="North">Largest y.</param>
public readonly record struct Bounds(double West, double South, double East, double North);

/// <summary>Cells of a grid: columns Column … Column + Width − 1, rows Row … Row + Height − 1, from the north-west.</summary>
/// <param name="Column">First column.</param>
/// <param name="Row">First row.</param>
/// <param name="Width">Columns.</param>
/// <param name="Height">Rows.</param>
public readonly record struct GridWindow(int Column, int Row, int Width, int Height)
{
    /// <summary>Number of cells.</summary>
    public long Cells => (long)Width * Height;
}

/// <summary>Affine map from cells to coordinates: x = OriginX + column · StepX + row · SkewX, y = OriginY + column · SkewY + row · StepY, columns and rows counted from the outer north-west corner.</summary>
/// <param name="OriginX">x of the outer corner of the first cell.</param>
/// <param name="StepX">x from column to column.</param>
/// <param name="SkewX">x from row to row.</param>
/// <param name="OriginY">y of the outer corner of the first cell.</param>
/// <param name="SkewY">y from column to column.</param>
/// <param name="StepY">y from row to row; negative where north is up.</param>
public readonly record struct GeoTransform(double OriginX, double StepX, double SkewX, double OriginY, double SkewY, double StepY)
{
    /// <summary>Coordinates of a column and row (fractions allowed).</summary>
    public (double X, double Y) Apply(double column, double row) => (OriginX + (column * StepX) + (row * SkewX), OriginY + (column * SkewY) + (row * StepY));

    /// <summary>Column and row (with fractions) of coordinates.</summary>
    public (double Column, double Row) Invert(double x, double y)
    {
        double determinant = (StepX * StepY) - (SkewX * SkewY);
        double dx = x - OriginX, dy = y - OriginY;
        return (((dx * StepY) - (dy * SkewX)) / determinant, ((dy * StepX) - (dx * SkewY)) / determinant);
    }
}

/// <summary>Grid of a raster: size, position and reference system.</summary>
/// <param name="Width">Columns.</param>
/// <param name="Height">Rows.</param>
/// <param name="Transform">Position and size of the cells.</param>
/// <param name="Crs">Reference system.</param>
public sealed record Grid(int Width, int Height, GeoTransform Transform, Crs Crs)
{
    /// <summary>Tolerance, as a share of a cell, within which bounds count as whole cells.</summary>
    private const double CellTolerance = 1e-6;

    /// <summary>Maximum number of cells in a grid: the globe at about 7″.</summary>
    internal const long MostCells = 20_000_000_000;

    /// <summary>Number of cells.</summary>
    public long Cells => (long)Width * Height;

    /// <summary>The whole grid as a window.</summary>
    public GridWindow Whole => new(0, 0, Width, Height);

    /// <summary>Outer bounds in the unit of the reference system.</summary>
    public Bounds Bounds
    {
        get
        {
            Span<(double X, double Y)> corners = [Transform.Apply(0, 0), Transform.Apply(Width, 0), Transform.Apply(0, Height), Transform.Apply(Width, Height)];
            double west = double.PositiveInfinity, south = west, east = double.NegativeInfinity, north = east;
            foreach ((double x, double y) in corners)
                (west, south, east, north) = (Math.Min(west, x), Math.Min(south, y), Math.Max(east, x), Math.Max(north, y));
            return new Bounds(west, south, east, north);
        }
    }

    /// <summary>A north-up grid of square cells. Bounds that do not fit whole cells are extended to the east and the south.</summary>
    /// <param name="crs">Reference system.</param>
    /// <param name="bounds">Bounds, in the unit of the reference system.</param>
    /// <param name="resolution">Cell size, in the same unit.</param>
    /// <exception cref="InvalidDataException">Bounds are in the wrong order or beyond the poles, or the resolution is not a length.</exception>
    public static Grid FromBounds(Crs crs, Bounds bounds, double resolution)
    {
        if (!(resolution > 0) || !double.IsFinite(resolution))
            throw new InvalidDataException($"grid: a resolution of {resolution} is no cell size.\n  Give the side of a cell, e.g. resolution: 5 arcmin.");
        if (!double.IsFinite(bounds.West + bounds.East + bounds.South + bounds.North) || bounds.West >= bounds.East || bounds.South >= bounds.North)
            throw new InvalidDataException($"grid: the bounds [{bounds.West}, {bounds.South}, {bounds.East}, {bounds.North}] enclose nothing.\n  Give west, south, east, north, each smaller than its opposite.");
        if (crs.IsDegrees && (bounds.South < -90 - 1e-9 || bounds.North > 90 + 1e-9 || bounds.East - bounds.West > 360 + 1e-9))
            throw new InvalidDataException($"grid: the bounds [{bounds.West}, {bounds.South}, {bounds.East}, {bounds.North}] reach beyond the earth.\n  Latitudes lie within −90 … 90 and longitudes span 360 at most; are west, south, east, north in this order?");
        double columns = (bounds.East - bounds.West) / resolution, rows = (bounds.North - bounds.South) / resolution;
        int width = Whole(columns), height = Whole(rows);
        if ((long)width * height > MostCells)
            throw new InvalidDataException($"grid: {columns:0} × {rows:0} cells are more than this program maps ({MostCells:N0}).\n  Is the resolution ({resolution}) in the unit of the reference system ({(crs.IsGeographic ? "degrees" : "metres")})?");
        double stepX = Math.Abs(columns - width) < CellTolerance ? (bounds.East - bounds.West) / width : resolution;
        double stepY = Math.Abs(rows - height) < CellTolerance ? (bounds.North - bounds.South) / height : resolution;
        return new Grid(width, height, new GeoTransform(bounds.West, stepX, 0, bounds.North, 0, -stepY), crs);

        static int Whole(double cells) => cells - Math.Floor(cells) < CellTolerance ? (int)Math.Min(int.MaxValue, Math.Max(1, Math.Floor(cells))) : (int)Math.Min(int.MaxValue, Math.Ceiling(cells));
    }

    /// <summary>Reads the grid of a raster file.</summary>
    /// <exception cref="InvalidDataException">The file is missing or not georeferenced.</exception>
    public static Grid Like(GdalSession session, string path)
    {
        using RasterFile raster = session.OpenRaster(path);
        return raster.Grid.Cells <= MostCells
            ? raster.Grid
            : throw new InvalidDataException($"{path} has {raster.Grid.Width:N0} × {raster.Grid.Height:N0} cells, more than this program maps ({MostCells:N0}).\n  Give resolution and bounds instead.");
    }

    /// <summary>Coordinates of a cell's centre, in the unit of the reference system.</summary>
    public (double X, double Y) CellCentre(int column, int row) => Transform.Apply(column + 0.5, row + 0.5);

    /// <summary>Window of the cells that bounds touch; null outside the grid.</summary>
    public GridWindow? WindowOf(Bounds bounds)
    {
        Span<(double Column, double Row)> corners =
            [Transform.Invert(bounds.West, bounds.North), Transform.Invert(bounds.East, bounds.North), Transform.Invert(bounds.West, bounds.South), Transform.Invert(bounds.East, bounds.South)];
        double left = double.PositiveInfinity, top = left, right = double.NegativeInfinity, bottom = right;
        foreach ((double column, double row) in corners)
            (left, top, right, bottom) = (Math.Min(left, column), Math.Min(top, row), Math.Max(right, column), Math.Max(bottom, row));
        int first = (int)Math.Max(0, Math.Floor(left + CellTolerance)), last = (int)Math.Min(Width, Math.Ceiling(right - CellTolerance));
        int upper = (int)Math.Max(0, Math.Floor(top + CellTolerance)), lower = (int)Math.Min(Height, Math.Ceiling(bottom - CellTolerance));
        return first < last && upper < lower ? new GridWindow(first, upper, last - first, lower - upper) : null;
    }
}
