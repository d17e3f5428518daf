using System.Globalization;
using System.Security;
using SoilBeta.Rasters.Native;

namespace SoilBeta.Rasters;

/// <summary>Shares of the cells of a grid that something covers, from land-cover classes or from a raster of its area. What the source does not know is not covered: nodata counts as nothing, so that areas keep their sum at coasts.</summary>
public static unsafe class AreaFractions
{
    /// <summary>Shares of land-cover classes: a raster of 1 (one of the classes) and 0 (all else), averaged over each cell.</summary>
    /// <param name="path">Raster of integer classes.</param>
    /// <param name="classes">Classes that count.</param>
    /// <param name="grid">Grid.</param>
    /// <param name="scratchFolder">Folder for scratch files.</param>
    /// <param name="cancellation">Ends it within a moment.</param>
    /// <exception cref="InvalidDataException">The raster is missing, has no reference system, or holds no integers.</exception>
    public static WarpedRaster OfClasses(string path, IReadOnlyCollection<int> classes, Grid grid, string scratchFolder, CancellationToken cancellation = default)
    {
        using RasterFile raster = RasterFile.Open(path);
        RasterBand band = raster.BandAt(1);
        if (band.DataType.Contains("Float", StringComparison.Ordinal))
            throw new InvalidDataException($"{path} holds {band.DataType} values, expected integer land-cover classes.\n  Convert it: gdal_translate -ot Int16 {Path.GetFileName(path)} out.tif, or give area fractions by 'area'.");
        // Steps of a table: 0 from just below a class (and from just above), 1 at it; whole numbers meet only whole entries.
        var table = new SortedDictionary<long, int>();
        foreach (int value in classes)
        {
            table.TryAdd(value - 1L, 0);
            table.TryAdd(value + 1L, 0);
        }
        foreach (int value in classes)
            table[value] = 1;
        string lut = string.Join(',', table.Select(entry => string.Create(CultureInfo.InvariantCulture, $"{entry.Key}:{entry.Value}")));
        return Average(raster, band, "Byte", $"<LUT>{lut}</LUT>", scale: 1, grid, scratchFolder, cancellation);
    }

    /// <summary>Shares from a raster of area.</summary>
    /// <param name="path">Raster.</param>
    /// <param name="unit"><c>fraction</c> or <c>percent</c> of a cell of that raster, or its <c>hectares</c>.</param>
    /// <param name="grid">Grid.</param>
    /// <param name="scratchFolder">Folder for scratch files.</param>
    /// <param name="cancellation">Ends it within a moment.</param>
    /// <exception cref="InvalidDataException">The raster is missing or has no reference system.</exception>
    public static WarpedRaster OfArea(string path, string unit, Grid grid, string scratchFolder, CancellationToken cancellation = default)
    {
        using RasterFile raster = RasterFile.Open(path);
        RasterBand band = raster.BandAt(1);
        switch (unit)
        {
            case "fraction":
                return Average(raster, band, "Float32", Linear(band), scale: 1, grid, scratchFolder, cancellation);
            case "percent":
                return Average(raster, band, "Float32", Linear(band), scale: 0.01, grid, scratchFolder, cancellation);
            case "hectares":
                string scratch = Path.Combine(scratchFolder, $".area-{Guid.NewGuid():N}.tif");
                using (RasterFile shares = PerHectare(raster, scratch, cancellation))
                    return WarpedRaster.Of(shares.Dataset, shares.Bands[0], new RasterSource { Path = path, Resampling = "average" }, grid, scratchFolder, cancellation);
            default:
                throw new ArgumentException($"'{unit}' is no unit of area.", nameof(unit));
        }
    }

    private static string Linear(RasterBand band) => band is { Scale: 1, Offset: 0 }
        ? ""
        : string.Create(CultureInfo.InvariantCulture, $"<ScaleOffset>{band.Offset:R}</ScaleOffset><ScaleRatio>{band.Scale:R}</ScaleRatio>");

    /// <summary>Averages a virtual raster that holds 0 where the source has no data.</summary>
    private static WarpedRaster Average(RasterFile raster, RasterBand band, string type, string mapping, double scale, Grid grid, string scratchFolder, CancellationToken cancellation)
    {
        string none = band.NoData is { } value ? value.ToString("R", CultureInfo.InvariantCulture) : "nan";
        GeoTransform t = raster.Grid.Transform;
        string xml = string.Create(CultureInfo.InvariantCulture, $"""
            <VRTDataset rasterXSize="{raster.Grid.Width}" rasterYSize="{raster.Grid.Height}">
              <GeoTransform>{t.OriginX:R}, {t.StepX:R}, {t.SkewX:R}, {t.OriginY:R}, {t.SkewY:R}, {t.StepY:R}</GeoTransform>
              <VRTRasterBand dataType="{type}" band="1">
                <ComplexSource>
                  <SourceFilename relativeToVRT="0">{SecurityElement.Escape(VirtualFile.Is(raster.Path) ? raster.Path : Path.GetFullPath(raster.Path))}</SourceFilename>
                  <SourceBand>1</SourceBand>
                  <NODATA>{none}</NODATA>
                  {mapping}
                </ComplexSource>
              </VRTRasterBand>
            </VRTDataset>
            """);
        using var drivers = new TextList("VRT");
        GdalErrors.Clear();
        using DatasetHandle dataset = GdalNative.GDALOpenEx(xml, GdalNative.OpenRaster | GdalNative.OpenVerbose, drivers.Pointer, null, null);
        if (dataset.IsInvalid)
            throw GdalErrors.Failure(raster.Path, "cannot be turned into area fractions", "Is the file whole?");
        using SpatialReferenceHandle reference = raster.Grid.Crs.Open();
        _ = GdalNative.GDALSetSpatialRef(dataset, reference);
        var facts = new RasterBand("", "", type == "Byte" ? "Byte" : "Float32", null, 1, 0);
        return WarpedRaster.Of(dataset, facts, new RasterSource { Path = raster.Path, Resampling = "average", Scale = scale }, grid, scratchFolder, cancellation);
    }

    /// <summary>Hectares over the area of each cell of their own grid.</summary>
    private static RasterFile PerHectare(RasterFile raster, string scratch, CancellationToken cancellation)
    {
        DatasetHandle target = RasterCreation.Float32(scratch, raster.Grid, 1);
        try
        {
            using var areas = new CellAreas(raster.Grid);
            int width = raster.Grid.Width, rows = RasterCreation.RowsAtOnce(width);
            float[] values = new float[(long)rows * width];
            double[] hectares = new double[width];
            for (int first = 0; first < raster.Grid.Height; first += rows)
            {
                cancellation.ThrowIfCancellationRequested();
                var window = new GridWindow(0, first, width, Math.Min(rows, raster.Grid.Height - first));
                raster.Read(1, window, values);
                for (int row = 0; row < window.Height; row++)
                {
                    areas.Row(first + row, hectares);
                    Span<float> line = values.AsSpan(row * width, width);
                    for (int column = 0; column < width; column++)
                        line[column] = float.IsNaN(line[column]) || hectares[column] == 0 ? 0 : (float)(line[column] / hectares[column]);
                }
                RasterCreation.Write(scratch, target, 1, window, values);
            }
            GdalNative.GDALFlushCache(target);
            return RasterFile.Of(scratch, target, deleteOnClose: scratch);
        }
        catch
        {
            target.Dispose();
            File.Delete(scratch);
            throw;
        }
    }
}
