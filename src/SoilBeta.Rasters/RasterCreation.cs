using SoilBeta.Rasters.Native;

namespace SoilBeta.Rasters;

/// <summary>Creates and fills the intermediate GeoTIFFs: tiled, NaN for nodata.</summary>
/// <remarks>Every write reaches the file at once (<see cref="BlockCache"/>), so windows as high as the tiles are the fastest.</remarks>
internal static unsafe class RasterCreation
{
    /// <summary>Number of cells to process at once.</summary>
    private const int CellsAtOnce = 1 << 21;

    /// <summary>Number of rows to process at once: a multiple of a tile's height where memory allows.</summary>
    public static int RowsAtOnce(int width)
    {
        int rows = Math.Max(1, CellsAtOnce / width);
        return rows >= 256 ? rows / 256 * 256 : rows;
    }

    /// <summary>Creates an empty float32 raster.</summary>
    /// <exception cref="InvalidDataException">It cannot be created there.</exception>
    public static DatasetHandle Float32(string path, Grid grid, int bands) => Create(path, grid, bands, GdalNative.TypeFloat32);

    /// <summary>Creates an empty raster.</summary>
    /// <param name="path">Path.</param>
    /// <param name="grid">Grid.</param>
    /// <param name="bands">Bands.</param>
    /// <param name="type">GDAL's code of the type: float32 or float64.</param>
    /// <param name="further">Further creation options, e.g. for compression.</param>
    /// <exception cref="InvalidDataException">It cannot be created there.</exception>
    public static DatasetHandle Create(string path, Grid grid, int bands, int type, params ReadOnlySpan<string> further)
    {
        using var options = new TextList([.. (ReadOnlySpan<string>)["TILED=YES", "BLOCKXSIZE=256", "BLOCKYSIZE=256", "INTERLEAVE=BAND", "BIGTIFF=IF_SAFER", "SPARSE_OK=TRUE"], .. further]);
        GdalErrors.Clear();
        DatasetHandle dataset = GdalNative.GDALCreate(GdalNative.GDALGetDriverByName("GTiff"), path, grid.Width, grid.Height, bands, type, options.Pointer);
        if (dataset.IsInvalid)
            throw GdalErrors.Failure(path, "cannot be created", "Does the folder exist, is it yours to write to, and is there space on the disk?");
        GeoTransform t = grid.Transform;
        double* transform = stackalloc double[] { t.OriginX, t.StepX, t.SkewX, t.OriginY, t.SkewY, t.StepY };
        using SpatialReferenceHandle reference = grid.Crs.Open();
        _ = GdalNative.GDALSetGeoTransform(dataset, transform);
        _ = GdalNative.GDALSetSpatialRef(dataset, reference);
        for (int band = 1; band <= bands; band++)
            _ = GdalNative.GDALSetRasterNoDataValue(GdalNative.GDALGetRasterBand(dataset, band), double.NaN);
        return dataset;
    }

    /// <summary>Writes a window, [row][column].</summary>
    public static void Write(string path, DatasetHandle dataset, int band, GridWindow window, ReadOnlySpan<float> values)
    {
        fixed (float* buffer = values)
            Write(path, dataset, band, window, buffer, GdalNative.TypeFloat32);
    }

    /// <summary>Writes a window, [row][column].</summary>
    public static void Write(string path, DatasetHandle dataset, int band, GridWindow window, ReadOnlySpan<double> values)
    {
        fixed (double* buffer = values)
            Write(path, dataset, band, window, buffer, GdalNative.TypeFloat64);
    }

    private static void Write(string path, DatasetHandle dataset, int band, GridWindow window, void* buffer, int type)
    {
        nint handle = GdalNative.GDALGetRasterBand(dataset, band);
        using var alone = BlockCache.Writing();
        GdalErrors.Clear();
        bool failed = GdalNative.GDALRasterIO(handle, GdalNative.Write, window.Column, window.Row, window.Width, window.Height, buffer, window.Width, window.Height, type, 0, 0) != 0;
        if (GdalNative.GDALFlushRasterCache(handle) != 0 || failed)
            throw GdalErrors.Failure(path, "cannot be written", "Is the disk full?");
    }

    /// <summary>Reads a window, [row][column].</summary>
    public static void Read(string path, DatasetHandle dataset, int band, GridWindow window, Span<float> values)
    {
        using var shared = BlockCache.Reading();
        GdalErrors.Clear();
        fixed (float* buffer = values)
        {
            if (GdalNative.GDALRasterIO(GdalNative.GDALGetRasterBand(dataset, band), GdalNative.Read, window.Column, window.Row, window.Width, window.Height, buffer, window.Width, window.Height, GdalNative.TypeFloat32, 0, 0) != 0)
                throw GdalErrors.Failure(path, "cannot be read back", "Is the disk full, or failing?");
        }
    }
}
