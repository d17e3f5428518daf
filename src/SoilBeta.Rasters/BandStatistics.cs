using System.Globalization;
using SoilBeta.Rasters.Native;

namespace SoilBeta.Rasters;

/// <summary>Statistics of a band as GIS programs look for them in its metadata, summed row by row so that they do not depend on how it was written.</summary>
internal readonly record struct BandStatistics(double Min, double Max, double Mean, double Deviation, double ValidPercent)
{
    public static BandStatistics Read(string path, DatasetHandle dataset, int band, Grid grid)
    {
        int rows = RasterCreation.RowsAtOnce(grid.Width);
        float[] values = new float[(long)rows * grid.Width];
        double min = double.PositiveInfinity, max = double.NegativeInfinity, sum = 0, squares = 0, origin = double.NaN;
        long count = 0;
        for (int row = 0; row < grid.Height; row += rows)
        {
            var window = new GridWindow(0, row, grid.Width, Math.Min(rows, grid.Height - row));
            RasterCreation.Read(path, dataset, band, window, values);
            foreach (float value in values.AsSpan(0, (int)window.Cells))
            {
                if (float.IsNaN(value))
                    continue;
                if (count++ == 0)
                    origin = value;
                min = Math.Min(min, value);
                max = Math.Max(max, value);
                double from = value - origin; // counted from the first value, so that squares of large numbers do not cancel
                sum += from;
                squares += from * from;
            }
        }
        double mean = sum / count;
        return new BandStatistics(min, max, origin + mean, Math.Sqrt(Math.Max(0, (squares / count) - (mean * mean))), 100.0 * count / grid.Cells);
    }

    /// <summary>Writes them into the band's metadata; nothing if the band has no values.</summary>
    public void Keep(DatasetHandle dataset, int band)
    {
        if (double.IsNaN(Mean))
            return;
        nint handle = GdalNative.GDALGetRasterBand(dataset, band);
        Set("STATISTICS_MINIMUM", Min);
        Set("STATISTICS_MAXIMUM", Max);
        Set("STATISTICS_MEAN", Mean);
        Set("STATISTICS_STDDEV", Deviation);
        _ = GdalNative.GDALSetBandMetadataItem(handle, "STATISTICS_VALID_PERCENT", ValidPercent.ToString("0.####", CultureInfo.InvariantCulture), null);

        void Set(string name, double value) => _ = GdalNative.GDALSetBandMetadataItem(handle, name, value.ToString("G9", CultureInfo.InvariantCulture), null);
    }
}
