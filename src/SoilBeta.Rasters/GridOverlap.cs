namespace SoilBeta.Rasters;

/// <summary>Overlap of two grids in any reference systems, from a lattice of points of each.</summary>
public static class GridOverlap
{
    private const int Steps = 50;

    /// <summary>Margin in cells of the grid, beyond the reach of any kernel: Lanczos has a radius of 3.</summary>
    private const int KernelCells = 4;

    /// <summary>Windows of the cells of one grid that cover another: none without overlap, two where the other grid crosses the meridian at which a global grid begins.</summary>
    /// <param name="raster">The raster whose cells are requested.</param>
    /// <param name="other">The other grid.</param>
    /// <exception cref="InvalidDataException">There is no transformation between their reference systems; names the raster.</exception>
    public static IReadOnlyList<GridWindow> Windows(RasterFile raster, Grid other) => NamedFile.In(raster.Path, () => Windows(raster.Grid, other));

    /// <summary>As above, for any grid.</summary>
    internal static IReadOnlyList<GridWindow> Windows(Grid grid, Grid other)
    {
        (double Column, double Row)[] points = [.. Lattice(other, grid).Select(point => (point.ToColumn, point.ToRow)), .. Lattice(grid, other).Select(point => (point.FromColumn, point.FromRow))];
        if (points.Length == 0)
            return [];
        double top = points.Min(point => point.Row), bottom = points.Max(point => point.Row);
        double[] columns = [.. points.Select(point => point.Column).Order()];
        double left = columns[0], right = columns[^1];
        int turn = TurnedRaster.ColumnsOfTurn(grid);
        if (turn > 0)
        {
            int last = 0;
            for (int i = 1; i + 1 < columns.Length; i++)
                last = columns[i + 1] - columns[i] > columns[last + 1] - columns[last] ? i : last;
            double gap = columns.Length > 1 ? columns[last + 1] - columns[last] : 0;
            if (gap > left + turn - right && gap > turn / 4.0)
                return [Between(left, columns[last]), Between(columns[last + 1], right)];
        }
        return [Between(left, right)];

        GridWindow Between(double from, double to)
        {
            int first = Math.Clamp((int)Math.Floor(from), 0, grid.Width - 1), upper = Math.Clamp((int)Math.Floor(top), 0, grid.Height - 1);
            return new GridWindow(first, upper, Math.Clamp((int)Math.Ceiling(to), first + 1, grid.Width) - first, Math.Clamp((int)Math.Ceiling(bottom), upper + 1, grid.Height) - upper);
        }
    }

    /// <summary>Window of a raster's cells around a grid, with a margin for interpolation and for gaps of the lattice; all columns where the grid is near the edge of a global raster; null without overlap.</summary>
    /// <param name="file">The raster.</param>
    /// <param name="grid">The other grid.</param>
    /// <exception cref="InvalidDataException">There is no transformation between their reference systems; names the raster.</exception>
    public static GridWindow? Near(RasterFile file, Grid grid)
    {
        const int least = 8;
        Grid raster = file.Grid;
        IReadOnlyList<GridWindow> windows = Windows(file, grid);
        if (windows.Count == 0)
            return null;
        int left = windows.Min(window => window.Column), right = windows.Max(window => window.Column + window.Width);
        int top = windows.Min(window => window.Row), bottom = windows.Max(window => window.Row + window.Height);
        int marginX = Margin(right - left), marginY = Margin(bottom - top);
        (left, right, top, bottom) = (Math.Max(0, left - marginX), Math.Min(raster.Width, right + marginX), Math.Max(0, top - marginY), Math.Min(raster.Height, bottom + marginY));
        if (TurnedRaster.ColumnsOfTurn(raster) > 0 && (left == 0 || right == raster.Width))
            (left, right) = (0, raster.Width);
        return new GridWindow(left, top, right - left, bottom - top);

        // Where the raster is finer than the grid, kernels extend over KernelCells cells of the grid.
        int Margin(int span) => (int)Math.Min(int.MaxValue / 4, least + (span / 16) + ((long)KernelCells * span / Math.Min(grid.Width, grid.Height)));
    }

    /// <summary>Points of a lattice over one grid that are inside another, in columns and rows of both.</summary>
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
