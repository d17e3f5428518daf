using System.Globalization;
using SoilBeta.Rasters.Native;

namespace SoilBeta.Rasters;

/// <summary>A band of a raster as a dataset that GDAL's warp reads correctly: the raster itself, a virtual dataset of that band, or, where the warp would overlook the way that cells without data are marked, a scratch copy with NaN in them.</summary>
internal sealed class BandDataset : IDisposable
{
    private readonly DatasetHandle? _own;
    private readonly RasterFile? _copy;

    private BandDataset(DatasetHandle dataset, RasterBand band, DatasetHandle? own, RasterFile? copy) => (Dataset, Band, _own, _copy) = (dataset, band, own, copy);

    /// <summary>The dataset; its only band holds the stored values.</summary>
    public DatasetHandle Dataset { get; }

    /// <summary>Description of the band; scale and offset are not applied yet.</summary>
    public RasterBand Band { get; }

    /// <summary>The scratch copy; null where none was necessary.</summary>
    public RasterFile? Copy => _copy;

    /// <summary>Creates the dataset.</summary>
    /// <param name="raster">The raster, which must stay open as long as this is used.</param>
    /// <param name="source">Band, and whether its nodata value differs from the stored one by rounding.</param>
    /// <param name="grid">Target grid of the warp: only cells near it are copied.</param>
    /// <param name="scratchFolder">Folder for a scratch copy.</param>
    /// <param name="cancellation">Cancellation token.</param>
    /// <exception cref="InvalidDataException">The raster is damaged.</exception>
    public static unsafe BandDataset Open(RasterFile raster, RasterSource source, Grid grid, string scratchFolder, CancellationToken cancellation)
    {
        RasterBand band = raster.BandAt(source.Band);
        if ((NeedsCopy(raster, source.Band) || source.MissesNoData) && GridOverlap.Near(raster, grid) is { } window)
            return CopyOf(raster, source.Band, window, scratchFolder, cancellation);
        double? noData = band.NoData ?? (band.FurtherNoData.Count == 1 ? band.FurtherNoData[0] : null);
        if (raster.Bands.Count == 1 && band.NoData == noData && raster.Note is null)
            return new BandDataset(raster.Dataset, band, null, null);

        List<string> texts = ["-of", "VRT", "-b", source.Band.ToString(CultureInfo.InvariantCulture)];
        if (band.NoData != noData)
            texts.AddRange(["-a_nodata", noData!.Value.ToString("R", CultureInfo.InvariantCulture)]);
        if (raster.Note is not null)
            texts.AddRange(["-a_srs", "EPSG:4326"]);
        using var arguments = new TextList([.. texts]);
        GdalErrors.Clear();
        using TranslateOptionsHandle options = GdalNative.GDALTranslateOptionsNew(arguments.Pointer, 0);
        int usageError = 0;
        using var only = Hdf5Lock.Enter(raster.Dataset);
        DatasetHandle one = GdalNative.GDALTranslate("", raster.Dataset, options, &usageError);
        one.UsesHdf5 = raster.Dataset.UsesHdf5;
        if (one.IsInvalid)
            throw GdalErrors.Failure(source.Path, $"does not give its band {source.Band}", "Is the file whole?");
        return new BandDataset(one, band with { NoData = noData, FurtherNoData = [] }, one, null);
    }

    /// <summary>Whether the warp would take cells without data for values: it supports one nodata value or a mask of the whole file, but neither a second value nor opacity of floating-point numbers; and the band's own mask is not part of a virtual dataset.</summary>
    public static bool NeedsCopy(RasterFile raster, int band)
    {
        RasterBand facts = raster.BandAt(band);
        int values = facts.AllNoData.Count();
        return raster.OpacityOf(band) > 0 || facts.HasOwnMask || (facts.IsMasked && values > 0) || values > 1;
    }

    /// <summary>Creates a scratch copy of the cells near a grid.</summary>
    public static BandDataset CopyOf(RasterFile raster, int band, GridWindow window, string scratchFolder, CancellationToken cancellation)
    {
        RasterBand facts = raster.BandAt(band);
        bool single = facts.FitsFloat;
        GeoTransform t = raster.Grid.Transform;
        (double x, double y) = t.Apply(window.Column, window.Row);
        var part = new Grid(window.Width, window.Height, t with { OriginX = x, OriginY = y }, raster.Grid.Crs);
        RasterFile copy = ScratchRaster.Make(scratchFolder, "valid", part, single ? GdalNative.TypeFloat32 : GdalNative.TypeFloat64, (path, target) =>
        {
            int rows = RasterCreation.RowsAtOnce(part.Width);
            double[] stored = new double[(long)rows * part.Width];
            for (int first = 0; first < part.Height; first += rows)
            {
                cancellation.ThrowIfCancellationRequested();
                var here = new GridWindow(0, first, part.Width, Math.Min(rows, part.Height - first));
                raster.ReadStored(band, here with { Column = window.Column, Row = window.Row + first }, stored);
                RasterCreation.Write(path, target, 1, here, stored.AsSpan(0, (int)here.Cells));
            }
        }, byName: true);
        return new BandDataset(copy.Dataset, facts with { DataType = copy.Bands[0].DataType, NoData = double.NaN, FurtherNoData = [], IsMasked = false, HasOwnMask = false }, null, copy);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _own?.Dispose();
        _copy?.Dispose();
    }
}
