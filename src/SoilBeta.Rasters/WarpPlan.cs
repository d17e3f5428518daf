using System.Globalization;

namespace SoilBeta.Rasters;

/// <summary>How to present a raster to GDAL's warp so that its edge meridian leaves no trace on the grid.</summary>
/// <remarks>
/// GDAL derives the width of its kernel from the source window that a grid needs. Where a grid crosses the meridian at which a global raster begins, that window spans
/// the whole earth and the kernel becomes too wide; at the meridian itself the neighbours on the other side are missing. So the raster is rotated until its edge is opposite the grid.
/// A global grid has no opposite side: it is warped twice, from rasters rotated half a turn apart, each for the half of the cells far from
/// its edge, with the kernel's width taken from the cells. A raster that cannot be rotated (projected, or with a gap) is read as stored, with that width.
/// </remarks>
internal sealed class WarpPlan
{
    private readonly Grid _raster;

    private WarpPlan(Grid raster) => _raster = raster;

    /// <summary>Middle meridian of the rotated raster, degrees; null to read it as stored.</summary>
    public double? Middle { get; private init; }

    /// <summary>Whether the cells more than a quarter turn from <see cref="Middle"/> come from a second warp, of the raster rotated by another half turn.</summary>
    public bool HasTwoHalves { get; private init; }

    /// <summary>Further arguments of the warp.</summary>
    public IReadOnlyList<string> Arguments { get; private init; } = [];

    /// <summary>Makes the plan for a raster, a grid and a resampling.</summary>
    public static WarpPlan For(Grid raster, Grid grid, Resampling resampling)
    {
        int columns = TurnedRaster.ColumnsOfTurn(raster), radius = resampling.Radius();
        bool wide = columns > 0 && raster.Width > columns;
        if (columns == 0 || LongitudeArc.FromGrid(grid, raster.Crs) is not { } arc)
            return radius > 0 && SourceSteps.Between(grid, raster) is { Jumps: true } across ? new WarpPlan(raster) { Arguments = Scale(across, radius) } : new WarpPlan(raster);

        double step = Math.Abs(raster.Transform.StepX), cell = arc.Width / grid.Width;
        double margin = (Math.Max(1, radius) * Math.Max(step, cell)) + (3 * step) + (0.02 * arc.Width);
        if (arc.Gap > 2 * margin)
            return wide || arc.Holds(raster.Transform.OriginX, margin) ? new WarpPlan(raster) { Middle = arc.Centre } : new WarpPlan(raster);
        // A global grid. On a longitude grid, resampling without a kernel needs no plan, unless a centre is on the edge meridian itself.
        if (radius == 0 && grid.Crs.IsDegrees && grid.Transform is { SkewX: 0, SkewY: 0 })
        {
            double centres = ((raster.Transform.OriginX - arc.West) / cell) - 0.5;
            if (resampling != Resampling.Nearest || Math.Abs(centres - Math.Round(centres)) > 1e-6)
                return new WarpPlan(raster) { Middle = wide ? arc.Centre : null };
        }
        return new WarpPlan(raster) { Middle = arc.Centre, HasTwoHalves = true, Arguments = radius == 0 ? [] : Scale(SourceSteps.Between(grid, raster), radius) };
    }

    /// <summary>Replaces the cells of a row that are more than a quarter turn from the middle.</summary>
    /// <param name="grid">Grid.</param>
    /// <param name="toRaster">Transformation from the grid's reference system to the raster's.</param>
    /// <param name="row">Row.</param>
    /// <param name="values">Values of the first warp, [column]; receives those of the second.</param>
    /// <param name="others">Values of the second warp.</param>
    public void Join(Grid grid, CoordinateTransform toRaster, int row, Span<double> values, ReadOnlySpan<double> others)
    {
        double[] x = new double[grid.Width], y = new double[grid.Width];
        for (int column = 0; column < x.Length; column++)
            (x[column], y[column]) = grid.CellCentre(column, row);
        toRaster.Apply(x, y);
        for (int column = 0; column < x.Length; column++)
        {
            if (Math.Abs(Math.IEEERemainder(x[column] - Middle!.Value, 360)) > 90)
                values[column] = others[column];
        }
    }

    /// <summary>Whether the raster rotated to a middle is the raster as stored.</summary>
    public bool IsAsStored(double middle) => TurnedRaster.ColumnsOfTurn(_raster) is var columns && columns == _raster.Width && TurnedRaster.FirstColumn(_raster, columns, middle) == 0;

    /// <summary>Kernel width: a cell of the grid where the raster is finer, otherwise the kernel's own width; and the additional columns and rows of the source that it needs.</summary>
    private static string[] Scale(SourceSteps steps, int radius)
    {
        double columns = Math.Max(1, steps.Columns), rows = Math.Max(1, steps.Rows);
        int extra = (int)Math.Min(10_000, Math.Ceiling(radius * Math.Max(columns, rows)) + 1);
        return
        [
            "-wo", string.Create(CultureInfo.InvariantCulture, $"XSCALE={1 / columns:R}"), "-wo", string.Create(CultureInfo.InvariantCulture, $"YSCALE={1 / rows:R}"),
            "-wo", "SAMPLE_GRID=YES", "-wo", string.Create(CultureInfo.InvariantCulture, $"SOURCE_EXTRA={extra}"),
        ];
    }
}
