namespace SoilBeta.Rasters;

/// <summary>Where two grids of any reference systems meet, by a lattice of points of each.</summary>
public static class GridOverlap
{
    private const int Steps = 50;

    /// <summary>The cells of one grid that lie about where another is; null if they do not meet.</summary>
    /// <param name="grid">The grid whose cells are wanted.</param>
    /// <param name="other">The other grid.</param>
    public static GridWindow? Window(Grid grid, Grid other)
    {
        double left = double.PositiveInfinity, top = left, right = double.NegativeInfinity, bottom = right;
        foreach ((_, _, double column, double row) in Lattice(other, grid))
            Extend(column, row);
        foreach ((double column, double row, _, _) in Lattice(grid, other))
            Extend(column, row);
        if (double.IsInfinity(left))
            return null;
        int first = Math.Clamp((int)Math.Floor(left), 0, grid.Width - 1), upper = Math.Clamp((int)Math.Floor(top), 0, grid.Height - 1);
        return new GridWindow(first, upper, Math.Clamp((int)Math.Ceiling(right), first + 1, grid.Width) - first, Math.Clamp((int)Math.Ceiling(bottom), upper + 1, grid.Height) - upper);

        void Extend(double column, double row) =>
            (left, right, top, bottom) = (Math.Min(left, column), Math.Max(right, column), Math.Min(top, row), Math.Max(bottom, row));
    }

    /// <summary>The cells of a raster about a grid, with a margin for interpolation and for what the lattice misses; null if they do not meet.</summary>
    /// <param name="raster">The raster's grid.</param>
    /// <param name="grid">The other grid.</param>
    public static GridWindow? Near(Grid raster, Grid grid)
    {
        const int least = 8;
        if (Window(raster, grid) is not { } window)
            return null;
        int marginX = least + (window.Width / 16), marginY = least + (window.Height / 16);
        int left = Math.Max(0, window.Column - marginX), top = Math.Max(0, window.Row - marginY);
        return new GridWindow(left, top, Math.Min(raster.Width, window.Column + window.Width + marginX) - left, Math.Min(raster.Height, window.Row + window.Height + marginY) - top);
    }

    /// <summary>The points of a lattice over one grid that lie in another, in columns and rows of both.</summary>
    private static List<(double FromColumn, double FromRow, double ToColumn, double ToRow)> Lattice(Grid from, Grid to)
    {
        const int side = Steps + 1;
        double[] x = new double[side * side], y = new double[side * side];
        for (int i = 0; i < x.Length; i++)
            (x[i], y[i]) = from.Transform.Apply(from.Width * (double)(i % side) / Steps, from.Height * (double)(i / side) / Steps);
        using var transform = new CoordinateTransform(from.Crs, to.Crs);
        transform.Apply(x, y);
        var points = new List<(double, double, double, double)>();
        int turns = to.Crs.IsDegrees ? 1 : 0;
        for (int i = 0; i < x.Length; i++)
        {
            for (int turn = -turns; turn <= turns; turn++)
            {
                (double column, double row) = to.Transform.Invert(x[i] + (360 * turn), y[i]);
                if (column > 0 && column < to.Width && row > 0 && row < to.Height)
                    points.Add((from.Width * (double)(i % side) / Steps, from.Height * (double)(i / side) / Steps, column, row));
            }
        }
        return points;
    }
}
