namespace SoilBeta.Rasters;

/// <summary>Steps in a raster between neighbouring cells of a grid: the typical number of the raster's columns and rows, and whether neighbouring cells are at opposite ends of the raster.</summary>
/// <param name="Columns">Columns of the raster for each cell of the grid, the median; 1 where unknown.</param>
/// <param name="Rows">Rows of the raster for each cell, likewise.</param>
/// <param name="Jumps">Whether the grid crosses the raster's outer meridian: it covers columns at both ends of the raster, and none in the middle.</param>
internal readonly record struct SourceSteps(double Columns, double Rows, bool Jumps)
{
    /// <summary>Points of the lattice over a grid, along each side.</summary>
    private const int Side = 41;

    /// <summary>Measures the steps on a lattice.</summary>
    /// <param name="grid">Grid.</param>
    /// <param name="raster">Grid of the raster.</param>
    public static SourceSteps Between(Grid grid, Grid raster)
    {
        using var transform = new CoordinateTransform(grid.Crs, raster.Crs);
        Points at = Points.Between(grid, raster, transform, 0, 0), right = Points.Between(grid, raster, transform, 1, 0), below = Points.Between(grid, raster, transform, 0, 1);
        var columns = new List<double>();
        var rows = new List<double>();
        var seen = new List<double>();
        double half = raster.Width / 2.0;
        for (int i = 0; i < at.Column.Length; i++)
        {
            if (!at.IsIn(i, raster))
                continue;
            seen.Add(at.Column[i]);
            double dx = Step(at.Column[i], right.Column[i], raster), dy = Step(at.Column[i], below.Column[i], raster);
            if (Math.Abs(dx) < half && Math.Abs(dy) < half)
            {
                columns.Add(Math.Sqrt((dx * dx) + (dy * dy)));
                rows.Add(Math.Sqrt(Square(right.Row[i] - at.Row[i]) + Square(below.Row[i] - at.Row[i])));
            }
        }
        // Columns at both ends of the raster and none between them, over a gap far larger than the spacing of the lattice.
        double median = Median(columns), apart = median * Math.Max(grid.Width, grid.Height) / (Side - 1), hole = 0;
        seen.Sort();
        for (int i = 1; i < seen.Count; i++)
            hole = Math.Max(hole, seen[i] - seen[i - 1]);
        return new SourceSteps(median, Median(rows), hole > raster.Width / 4.0 && hole > 4 * apart);
    }

    /// <summary>Columns from one point to the next, modulo a turn where columns are longitudes.</summary>
    private static double Step(double from, double to, Grid raster) =>
        raster.Crs.IsDegrees ? Math.IEEERemainder(to - from, 360 / raster.Transform.StepX) : to - from;

    private static double Square(double value) => value * value;

    private static double Median(List<double> values)
    {
        values.RemoveAll(value => !double.IsFinite(value));
        if (values.Count == 0)
            return 1;
        values.Sort();
        return values[values.Count / 2];
    }

    /// <summary>A lattice over the grid, in columns and rows of the raster; NaN off the earth.</summary>
    private readonly record struct Points(double[] Column, double[] Row)
    {
        public static Points Between(Grid grid, Grid raster, CoordinateTransform transform, double columns, double rows)
        {
            double[] x = new double[Side * Side], y = new double[x.Length];
            for (int i = 0; i < x.Length; i++)
                (x[i], y[i]) = grid.Transform.Apply((grid.Width * (double)(i % Side) / (Side - 1)) + columns, (grid.Height * (double)(i / Side) / (Side - 1)) + rows);
            transform.Apply(x, y);
            // As GDAL's warp does, take longitudes within half a turn of the raster's middle.
            double middle = raster.Transform.Apply(raster.Width / 2.0, raster.Height / 2.0).X;
            for (int i = 0; i < x.Length; i++)
            {
                double longitude = raster.Crs.IsDegrees ? middle - 180 + LongitudeArc.Modulo(x[i] - middle + 180, 360) : x[i];
                (x[i], y[i]) = raster.Transform.Invert(longitude, y[i]);
            }
            return new Points(x, y);
        }

        public bool IsIn(int i, Grid raster) => Column[i] >= 0 && Column[i] <= raster.Width && Row[i] >= 0 && Row[i] <= raster.Height;
    }
}
