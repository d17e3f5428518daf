using SoilBeta.Rasters.Native;

namespace SoilBeta.Rasters;

/// <summary>A global raster as if it were stored from another meridian on: the same cells at the same places, with its columns rotated.</summary>
internal static unsafe class TurnedRaster
{
    /// <summary>Tolerance, as a share of a column, between the columns of one turn and 360°: the rounding of cell sizes.</summary>
    private const double Misfit = 0.25;

    /// <summary>GDAL's mask flags: one mask for the whole dataset; mask from an alpha band.</summary>
    private const int MaskOfDataset = 2, MaskIsAlpha = 4;

    /// <summary>GDAL's placeholder for "no nodata value" in a virtual source.</summary>
    private const double Unset = -1234.56;

    /// <summary>Number of columns in one turn around the earth; 0 if the raster is not global, or its columns are not longitudes.</summary>
    public static int ColumnsOfTurn(Grid raster)
    {
        if (!raster.Crs.IsDegrees || raster.Transform is not { SkewX: 0, SkewY: 0 })
            return 0;
        double step = Math.Abs(raster.Transform.StepX);
        double columns = Math.Round(360 / step);
        return columns >= 2 && columns <= raster.Width && Math.Abs((columns * step) - 360) <= Misfit * step ? (int)columns : 0;
    }

    /// <summary>First column of a raster rotated so that a meridian is in its middle.</summary>
    /// <param name="raster">Grid.</param>
    /// <param name="columns">Columns of one turn.</param>
    /// <param name="middle">The meridian, degrees.</param>
    public static int FirstColumn(Grid raster, int columns, double middle) =>
        (int)LongitudeArc.Modulo(Math.Round((middle + 180 - raster.Transform.OriginX) / raster.Transform.StepX), columns);

    /// <summary>A virtual dataset of the rotated raster, with all bands, nodata values and masks; the source must stay open.</summary>
    /// <param name="path">Path of the source, for messages.</param>
    /// <param name="source">The source.</param>
    /// <param name="raster">Grid.</param>
    /// <param name="middle">Meridian of the middle, degrees.</param>
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

    /// <summary>Places the columns from the first on before the others; true if that fails.</summary>
    private static bool Join(nint from, nint to, int first, int columns, int rows) =>
        GdalNative.VRTAddSimpleSource(to, from, first, 0, columns - first, rows, 0, 0, columns - first, rows, null, Unset) != 0
        || (first > 0 && GdalNative.VRTAddSimpleSource(to, from, 0, 0, first, rows, columns - first, 0, first, rows, null, Unset) != 0);
}
