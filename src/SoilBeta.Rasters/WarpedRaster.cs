using System.Globalization;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using SoilBeta.Rasters.Native;

namespace SoilBeta.Rasters;

/// <summary>A raster warped to a whole grid, in a scratch file that is deleted on closing. Values are physical, NaN where there is none. Not thread-safe.</summary>
/// <remarks>
/// The whole grid is warped in one call with fixed memory, one thread, exact transformation of every cell and never from overviews, because GDAL's warp of a window differs from the
/// same window of a larger warp. Nodata is excluded from the mean of a cell (as in gdalwarp); a cell is NaN when no value reaches it.
/// </remarks>
public sealed unsafe class WarpedRaster : IDisposable
{
    /// <summary>Memory of a warp, MB: fixed, because GDAL divides its work by it.</summary>
    public const int WarpMegabytes = 256;

    private readonly RasterFile _file;
    private readonly double _fileScale;
    private readonly double _fileOffset;
    private readonly double _scale;
    private readonly double _offset;

    private WarpedRaster(RasterFile file, RasterSource source, RasterBand band, double fileScale, double fileOffset)
    {
        _file = file;
        Source = source;
        Band = band;
        (_fileScale, _fileOffset) = (fileScale, fileOffset);
        (_scale, _offset) = (source.Scale, source.Offset);
        if (fileScale != 1 || fileOffset != 0)
            Note = string.Create(CultureInfo.InvariantCulture, $"{Path.GetFileName(source.Path)} says itself that its values are stored × {fileScale} + {fileOffset}; that was applied first.");
    }

    /// <summary>The source raster and its options.</summary>
    public RasterSource Source { get; }

    /// <summary>The source band, as described by its file.</summary>
    public RasterBand Band { get; }

    /// <summary>Grid.</summary>
    public Grid Grid => _file.Grid;

    /// <summary>A note for the user, that the file's own scale was applied; null for none.</summary>
    public string? Note { get; }

    /// <summary>Warps a raster to a grid.</summary>
    /// <param name="session">GDAL session.</param>
    /// <param name="source">The raster.</param>
    /// <param name="grid">The grid.</param>
    /// <param name="scratchFolder">Existing folder for the scratch file.</param>
    /// <param name="cancellation">Cancellation token.</param>
    /// <exception cref="InvalidDataException">The raster is missing, damaged, has no reference system or no such band.</exception>
    public static WarpedRaster FromSource(GdalSession session, RasterSource source, Grid grid, string scratchFolder, CancellationToken cancellation = default) => NamedFile.In(source.Path, () =>
    {
        using RasterFile raster = session.OpenRaster(source.Path, source.NoData);
        using BandDataset one = BandDataset.Open(raster, source, grid, scratchFolder, cancellation);
        return new WarpedRaster(Warp(one.Dataset, one.Band, source, grid, scratchFolder, cancellation), source, raster.BandAt(source.Band), one.Band.Scale, one.Band.Offset);
    });

    /// <summary>Warps a dataset whose values are physical already.</summary>
    internal static WarpedRaster FromSource(DatasetHandle dataset, RasterBand band, RasterSource source, Grid grid, string scratchFolder, CancellationToken cancellation) =>
        new(Warp(dataset, band, source, grid, scratchFolder, cancellation), source, band, 1, 0);

    /// <summary>Wraps a scratch file that is on the grid already.</summary>
    internal static WarpedRaster FromScratch(RasterFile scratch, RasterSource source) => new(scratch, source, scratch.Bands[0], 1, 0);

    /// <summary>Reads whole rows.</summary>
    /// <param name="firstRow">First row.</param>
    /// <param name="values">Receives the values, [row][column]; its length, a multiple of the width, determines the number of rows.</param>
    public void ReadRows(int firstRow, Span<float> values)
    {
        _file.Read(1, new GridWindow(0, firstRow, Grid.Width, values.Length / Grid.Width), values);
        bool asIs = _fileScale == 1 && _fileOffset == 0 && _scale == 1 && _offset == 0;
        foreach (ref float value in values)
        {
            if (!asIs)
                value = (float)((((value * _fileScale) + _fileOffset) * _scale) + _offset);
            if (!float.IsFinite(value))
                value = float.NaN;
        }
    }

    /// <summary>Reads whole rows without rounding to float32, for codes (<see cref="RasterSource.Exact"/>).</summary>
    /// <param name="firstRow">First row.</param>
    /// <param name="values">Receives the values, [row][column]; its length, a multiple of the width, determines the number of rows.</param>
    public void ReadRows(int firstRow, Span<double> values)
    {
        _file.ReadStored(1, new GridWindow(0, firstRow, Grid.Width, values.Length / Grid.Width), values);
        foreach (ref double value in values)
        {
            value = (((value * _fileScale) + _fileOffset) * _scale) + _offset;
            if (!double.IsFinite(value))
                value = double.NaN;
        }
    }

    /// <summary>The error for a raster without any value on the grid: it is elsewhere, or has no data there.</summary>
    /// <param name="session">GDAL session.</param>
    public InvalidDataException Empty(GdalSession session)
    {
        using RasterFile raster = session.OpenRaster(Source.Path);
        Bounds bounds = raster.Grid.Bounds;
        return GridOverlap.Windows(raster, Grid).Count > 0
            ? new InvalidDataException($"{Source.Path} has no data anywhere on the study's grid.\n  Is band {Source.Band} the right one, and is its nodata value ({raster.BandAt(Source.Band).NoData?.ToString(CultureInfo.InvariantCulture) ?? "none"}) right?")
            : new InvalidDataException(string.Create(CultureInfo.InvariantCulture, $"{Source.Path} does not overlap the study's grid: it covers {bounds.West:0.####} … {bounds.East:0.####}, {bounds.South:0.####} … {bounds.North:0.####} in its own reference system.\n  Name a raster that covers the grid, or change the grid's bounds."));
    }

    /// <inheritdoc/>
    public void Dispose() => _file.Dispose();

    private static RasterFile Warp(DatasetHandle dataset, RasterBand band, RasterSource source, Grid grid, string scratchFolder, CancellationToken cancellation)
    {
        Grid raster = RasterFile.GridOf(source.Path, dataset);
        WarpPlan plan = WarpPlan.For(raster, grid, source.Resampling);
        var warp = new OneWarp(band, source, grid, scratchFolder, plan.Arguments);
        if (plan.Middle is not { } middle)
            return warp.Run(dataset, cancellation);
        RasterFile first = Turned(middle);
        if (!plan.HasTwoHalves)
            return first;
        try
        {
            using RasterFile second = Turned(middle + 180);
            using var toRaster = new CoordinateTransform(grid.Crs, raster.Crs);
            int rows = RasterCreation.RowsAtOnce(grid.Width);
            double[] values = new double[(long)rows * grid.Width], others = new double[values.Length]; // codes may exceed the exact integers of float32
            for (int top = 0; top < grid.Height; top += rows)
            {
                cancellation.ThrowIfCancellationRequested();
                var window = new GridWindow(0, top, grid.Width, Math.Min(rows, grid.Height - top));
                first.ReadStored(1, window, values);
                second.ReadStored(1, window, others);
                for (int row = 0; row < window.Height; row++)
                    plan.Join(grid, toRaster, top + row, values.AsSpan(row * grid.Width, grid.Width), others.AsSpan(row * grid.Width, grid.Width));
                RasterCreation.Write(first.Path, first.Dataset, 1, window, values.AsSpan(0, (int)window.Cells));
            }
            return first;
        }
        catch
        {
            first.Dispose();
            throw;
        }

        RasterFile Turned(double meridian)
        {
            if (plan.IsAsStored(meridian))
                return warp.Run(dataset, cancellation);
            using DatasetHandle turned = TurnedRaster.Turn(source.Path, dataset, raster, meridian);
            return warp.Run(turned, cancellation);
        }
    }

    /// <summary>One call of GDAL's warp into a scratch file.</summary>
    private readonly record struct OneWarp(RasterBand Band, RasterSource Source, Grid Grid, string ScratchFolder, IReadOnlyList<string> Arguments)
    {
        public RasterFile Run(DatasetHandle dataset, CancellationToken cancellation)
        {
            cancellation.ThrowIfCancellationRequested();
            OneWarp warp = this;
            return ScratchRaster.Make(ScratchFolder, "warp", Grid, Source.Exact && !Band.FitsFloat ? GdalNative.TypeFloat64 : GdalNative.TypeFloat32, (_, target) => warp.Into(target, dataset, cancellation));
        }

        private void Into(DatasetHandle target, DatasetHandle dataset, CancellationToken cancellation)
        {
            List<string> texts =
            [
                "-r", Source.Resampling.OfGdalwarp(), "-dstnodata", "nan", "-et", "0", "-ovr", "NONE", "-nomd",
                "-wm", WarpMegabytes.ToString(CultureInfo.InvariantCulture), "-wo", "INIT_DEST=NO_DATA", "-wo", "NUM_THREADS=1", .. Arguments,
            ];
            if (Band.NoData is null && Band.DataType.StartsWith("Float", StringComparison.Ordinal))
                texts.AddRange(["-srcnodata", "nan"]);
            using var arguments = new TextList([.. texts]);
            GdalErrors.Clear();
            using WarpOptionsHandle options = GdalNative.GDALWarpAppOptionsNew(arguments.Pointer, 0);
            if (options.IsInvalid)
                throw GdalErrors.Failure(Source.Path, $"cannot be resampled by '{Source.Resampling.Word()}'", "Known are nearest, bilinear, cubic, cubicspline, lanczos, average, mode, max, min, med, q1, q3.");
            GCHandle state = GCHandle.Alloc(cancellation);
            nint result;
            int usageError = 0;
            try
            {
                using var only = Hdf5Lock.Enter(dataset);
                using var alone = BlockCache.Writing();
                GdalNative.GDALWarpAppOptionsSetProgress(options, (nint)(delegate* unmanaged[Cdecl]<double, byte*, nint, int>)&GoOn, GCHandle.ToIntPtr(state));
                nint from = dataset.DangerousGetHandle();
                result = GdalNative.GDALWarp("", target.DangerousGetHandle(), 1, &from, options, &usageError);
                GC.KeepAlive(dataset);
                if (GdalNative.GDALFlushRasterCache(GdalNative.GDALGetRasterBand(target, 1)) != 0)
                    result = 0;
            }
            finally
            {
                state.Free();
            }
            cancellation.ThrowIfCancellationRequested();
            if (result == 0 || usageError != 0)
                throw GdalErrors.Failure(Source.Path, "cannot be brought to the study's grid", "Is the file whole, and its reference system the right one?");
        }
    }

    /// <summary>GDAL's progress callback: returning 0 cancels the work.</summary>
    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int GoOn(double done, byte* message, nint state) => GCHandle.FromIntPtr(state).Target is CancellationToken { IsCancellationRequested: true } ? 0 : 1;
}
