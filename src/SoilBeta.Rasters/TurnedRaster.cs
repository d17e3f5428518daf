using SoilBeta.Rasters.Native;

namespace SoilBeta.Rasters;

/// <summary>A raster that goes round the earth, as if it had been stored from another meridian on: the same cells in the same places, its columns turned.</summary>
internal static unsafe class TurnedRaster
{
    /// <summary>Share of a column by which the columns of one turn may miss 360°: what rounded cell sizes leave.</summary>
    private const double Misfit = 0.25;

    /// <summary>GDAL's flags of a mask: one for the whole dataset; that of an alpha band.</summary>
    private const int MaskOfDataset = 2, MaskIsAlpha = 4;

    /// <summary>GDAL's way of saying "no nodata value" to a virtual source.</summary>
    private const double Unset = -1234.56;

    /// <summary>Columns that a raster has for one turn round the earth; 0 if it does not go round, or has no columns of longitude.</summary>
    public static int ColumnsOfTurn(Grid raster)
    {
        if (!raster.Crs.IsDegrees || raster.Transform is not { SkewX: 0, SkewY: 0 })
            return 0;
        double step = Math.Abs(raster.Transform.StepX);
        double columns = Math.Round(360 / step);
        return columns >= 2 && columns <= raster.Width && Math.Abs((columns * step) - 360) <= Misfit * step ? (int)columns : 0;
    }

    /// <summary>The first column of a raster that is turned so that a meridian becomes its middle.</summary>
    /// <param name="raster">Its grid.</param>
    /// <param name="columns">Columns of one turn.</param>
    /// <param name="middle">The meridian, degrees.</param>
    public static int FirstColumn(Grid raster, int columns, double middle) =>
        (int)LongitudeArc.Modulo(Math.Round((middle + 180 - raster.Transform.OriginX) / raster.Transform.StepX), columns);

    /// <summary>A virtual dataset of the turned raster, with all bands, nodata values and masks; the source must stay open.</summary>
    /// <param name="path">Path of the source, for messages.</param>
    /// <param name="source">The source.</param>
    /// <param name="raster">Its grid.</param>
    /// <param name="middle">Meridian that becomes the middle, degrees.</param>
    public static DatasetHandle Turn(string path, DatasetHandle source, Grid raster, double middle)
    {
        int columns = ColumnsOfTurn(raster), first = FirstColumn(raster, columns, middle);
        GdalErrors.Clear();
        using var only = Hdf5Lock.Enter(source);
        DatasetHandle turned = GdalNative.VRTCreate(columns, raster.Height);
        turned.UsesHdf5 = source.UsesHdf5;
        try
        {
            GeoTransform t = raster.Transform;
            double origin = t.OriginX + (first * t.StepX);
            origin += 360 * Math.Round((middle - (origin + (columns * t.StepX / 2))) / 360);
            double* transform = stackalloc double[] { origin, t.StepX, 0, t.OriginY, 0, t.StepY };
            using SpatialReferenceHandle reference = raster.Crs.Open();
            bool failed = GdalNative.GDALSetGeoTransform(turned, transform) != 0 || GdalNative.GDALSetSpatialRef(turned, reference) != 0;
            for (int band = 1; band <= GdalNative.GDALGetRasterCount(source) && !failed; band++)
            {
                nint from = GdalNative.GDALGetRasterBand(source, band);
                failed = GdalNative.GDALAddBand(turned, GdalNative.GDALGetRasterDataType(from), null) != 0;
                nint to = GdalNative.GDALGetRasterBand(turned, band);
                int has = 0;
                double none = GdalNative.GDALGetRasterNoDataValue(from, &has);
                if (has != 0)
                    _ = GdalNative.GDALSetRasterNoDataValue(to, none);
                _ = GdalNative.GDALSetRasterColorInterpretation(to, GdalNative.GDALGetRasterColorInterpretation(from));
                failed = failed || Join(from, to, first, columns, raster.Height);
            }
            nint one = GdalNative.GDALGetRasterBand(source, 1);
            if (!failed && (GdalNative.GDALGetMaskFlags(one) & (MaskOfDataset | MaskIsAlpha)) == MaskOfDataset)
            {
                failed = GdalNative.GDALCreateDatasetMaskBand(turned, MaskOfDataset) != 0
                    || Join(GdalNative.GDALGetMaskBand(one), GdalNative.GDALGetMaskBand(GdalNative.GDALGetRasterBand(turned, 1)), first, columns, raster.Height);
            }
            return failed ? throw GdalErrors.Failure(path, "cannot be turned to another meridian", "Is the file whole?") : turned;
        }
        catch
        {
            turned.Dispose();
            throw;
        }
    }

    /// <summary>Puts the columns from the first on before those up to it; true where that fails.</summary>
    private static bool Join(nint from, nint to, int first, int columns, int rows) =>
        GdalNative.VRTAddSimpleSource(to, from, first, 0, columns - first, rows, 0, 0, columns - first, rows, null, Unset) != 0
        || (first > 0 && GdalNative.VRTAddSimpleSource(to, from, 0, 0, first, rows, columns - first, 0, first, rows, null, Unset) != 0);
}
