using SoilBeta.Rasters;
using SoilBeta.Rasters.Native;

namespace SoilBeta.Tests.Rasters;

/// <summary>Writes small GeoTIFFs with everything that gdal_translate can declare: types, nodata, opacity, masks, control points.</summary>
internal static unsafe class TestRaster
{
    /// <summary>West and north of the rasters, and the side of a cell, degrees: the grid of the studies of <c>tests/golden/cases</c>.</summary>
    public const double West = -62, North = -34, Cell = 0.5;

    /// <summary>Columns and rows.</summary>
    public const int Columns = 10, Rows = 8;

    /// <summary>Writes a raster of real numbers, then translates it.</summary>
    /// <param name="path">Its path.</param>
    /// <param name="bands">Values of each band by row and column.</param>
    /// <param name="arguments">Arguments of gdal_translate.</param>
    public static void Write(string path, Func<int, int, double>[] bands, params string[] arguments) =>
        Write(path, new Grid(Columns, Rows, new GeoTransform(West, Cell, 0, North, 0, -Cell), Crs.Wgs84), bands, arguments);

    /// <summary>The same on any grid.</summary>
    public static void Write(string path, Grid grid, Func<int, int, double>[] bands, params string[] arguments)
    {
        GdalLibrary.Require();
        string plain = path + ".plain.tif";
        using (DatasetHandle target = RasterCreation.Create(plain, grid, bands.Length, GdalNative.TypeFloat64))
        {
            for (int band = 0; band < bands.Length; band++)
            {
                double[] values = [.. Enumerable.Range(0, (int)grid.Cells).Select(i => bands[band](i / grid.Width, i % grid.Width))];
                RasterCreation.Write(plain, target, band + 1, grid.Whole, values);
            }
        }
        using (DatasetHandle source = GdalLibrary.Open(plain, vector: false))
        {
            // The intermediate file declares NaN as nodata; the raster declares only what the test specifies.
            string[] all = arguments.Contains("-a_nodata") ? arguments : ["-a_nodata", "none", .. arguments];
            using var list = new TextList(["-of", "GTiff", .. all]);
            using TranslateOptionsHandle options = GdalNative.GDALTranslateOptionsNew(list.Pointer, 0);
            int usageError = 0;
            using var alone = BlockCache.Writing();
            GdalErrors.Clear();
            using DatasetHandle copy = GdalNative.GDALTranslate(path, source, options, &usageError);
            copy.IsInvalid.ShouldBeFalse(GdalErrors.Text());
        }
        File.Delete(plain);
    }

    /// <summary>Writes a raster of one band.</summary>
    public static void Write(string path, Func<int, int, double> values, params string[] arguments) => Write(path, [values], arguments);
}
