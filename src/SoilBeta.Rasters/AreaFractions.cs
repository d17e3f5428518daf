using System.Globalization;
using System.Security;
using SoilBeta.Rasters.Native;

namespace SoilBeta.Rasters;

/// <summary>Area fractions of the cells of a grid, from land-cover classes or from a raster that gives areas. Nodata counts as not covered, so that total areas are preserved at coasts.</summary>
public static unsafe class AreaFractions
{
    /// <summary>Integers below this are exact in float32.</summary>
    private const int LargestSingle = 1 << 24;

    /// <summary>Area fractions of land-cover classes: a raster of 1 (one of the classes) and 0 (all others), averaged over each cell.</summary>
    /// <param name="session">GDAL session.</param>
    /// <param name="source">Raster of integer classes; only its path, band and nodata values are used.</param>
    /// <param name="classes">Classes to include.</param>
    /// <param name="grid">Grid.</param>
    /// <param name="scratchFolder">Folder for scratch files.</param>
    /// <param name="cancellation">Cancellation token.</param>
    /// <exception cref="InvalidDataException">The raster is missing, has no reference system, or holds no integers.</exception>
    public static WarpedRaster OfClasses(GdalSession session, RasterSource source, IReadOnlyCollection<int> classes, Grid grid, string scratchFolder, CancellationToken cancellation = default) => NamedFile.In(source.Path, () =>
    {
        using RasterFile raster = session.OpenRaster(source.Path, source.NoData);
        RasterBand band = raster.BandAt(source.Band);
        if (!band.IsInteger)
            throw new InvalidDataException($"{source.Path} holds {band.DataType} values, expected integer land-cover classes.\n  Convert it: gdal_translate -ot Int16 {Path.GetFileName(source.Path)} out.tif, or give area fractions by 'area'.");
        // Steps of a look-up table: 1 at a class, 0 just below and above it, so that integers meet only integer entries.
        var table = new SortedDictionary<long, int>();
        foreach (int value in classes)
        {
            table.TryAdd(value - 1L, 0);
            table.TryAdd(value + 1L, 0);
        }
        foreach (int value in classes)
            table[value] = 1;
        string lut = string.Join(',', table.Select(entry => string.Create(CultureInfo.InvariantCulture, $"{entry.Key}:{entry.Value}")));
        // GDAL looks a value up in the precision of the result's type: for bytes float32, which cannot distinguish codes from 2²⁴.
        bool large = classes.Any(value => Math.Abs((long)value) >= LargestSingle);
        return Average(raster, source, new Shares(large ? "Float64" : "Byte", $"<LUT>{lut}</LUT>", 1), grid, scratchFolder, cancellation);
    });

    /// <summary>Area fractions from a raster that already gives areas: a fraction, per cent or hectares of each of its cells.</summary>
    /// <param name="session">GDAL session.</param>
    /// <param name="source">Raster; only its path, band and nodata values are used.</param>
    /// <param name="unit">Unit of its values.</param>
    /// <param name="grid">Grid.</param>
    /// <param name="scratchFolder">Folder for scratch files.</param>
    /// <param name="cancellation">Cancellation token.</param>
    /// <exception cref="InvalidDataException">The raster is missing or has no reference system.</exception>
    public static WarpedRaster OfArea(GdalSession session, RasterSource source, AreaUnit unit, Grid grid, string scratchFolder, CancellationToken cancellation = default) => NamedFile.In(source.Path, () =>
    {
        using RasterFile raster = session.OpenRaster(source.Path, source.NoData);
        RasterBand band = raster.BandAt(source.Band);
        switch (unit)
        {
            case AreaUnit.Fraction:
                return Average(raster, source, new Shares("Float32", Linear(band), 1), grid, scratchFolder, cancellation);
            case AreaUnit.Percent:
                return Average(raster, source, new Shares("Float32", Linear(band), 0.01), grid, scratchFolder, cancellation);
            case AreaUnit.Hectares:
                using (RasterFile shares = PerHectare(raster, source.Band, scratchFolder, cancellation))
                    return WarpedRaster.FromSource(shares.Dataset, shares.Bands[0], new RasterSource { Path = source.Path, Resampling = Resampling.Average }, grid, scratchFolder, cancellation);
            default:
                throw new ArgumentException($"'{unit}' is not a unit of area.", nameof(unit));
        }
    });

    private static string Linear(RasterBand band) => band is { Scale: 1, Offset: 0 }
        ? ""
        : string.Create(CultureInfo.InvariantCulture, $"<ScaleOffset>{band.Offset:R}</ScaleOffset><ScaleRatio>{band.Scale:R}</ScaleRatio>");

    /// <summary>Averages a virtual raster that is 0 where the source has no data.</summary>
    private static WarpedRaster Average(RasterFile raster, RasterSource source, Shares shares, Grid grid, string scratchFolder, CancellationToken cancellation)
    {
        // A virtual raster of this kind supports one nodata value and no masks.
        GridWindow? near = raster.BandAt(source.Band).IsMasked || source.MissesNoData || BandDataset.NeedsCopy(raster, source.Band) ? GridOverlap.Near(raster, grid) : null;
        using BandDataset? copy = near is { } window ? BandDataset.CopyOf(raster, source.Band, window, scratchFolder, cancellation) : null;
        RasterFile from = copy?.Copy ?? raster;
        RasterBand band = raster.BandAt(source.Band);
        string none = copy is null && band.AllNoData.Any() ? band.AllNoData.First().ToString("R", CultureInfo.InvariantCulture) : "nan";
        GeoTransform t = from.Grid.Transform;
        string xml = string.Create(CultureInfo.InvariantCulture, $"""
            <VRTDataset rasterXSize="{from.Grid.Width}" rasterYSize="{from.Grid.Height}">
              <GeoTransform>{t.OriginX:R}, {t.StepX:R}, {t.SkewX:R}, {t.OriginY:R}, {t.SkewY:R}, {t.StepY:R}</GeoTransform>
              <VRTRasterBand dataType="{shares.Type}" band="1">
                <ComplexSource>
                  <SourceFilename relativeToVRT="0">{SecurityElement.Escape(VirtualFile.Is(from.Path) ? from.Path : Path.GetFullPath(from.Path))}</SourceFilename>
                  <SourceBand>{(copy is null ? source.Band : 1)}</SourceBand>
                  <NODATA>{none}</NODATA>
                  {shares.Mapping}
                </ComplexSource>
              </VRTRasterBand>
            </VRTDataset>
            """);
        using var drivers = new TextList("VRT");
        GdalErrors.Clear();
        using DatasetHandle dataset = OpenOver(from, xml, drivers);
        if (dataset.IsInvalid)
            throw GdalErrors.Failure(raster.Path, "cannot be turned into area fractions", "Is the file whole?");
        using SpatialReferenceHandle reference = raster.Grid.Crs.Open();
        _ = GdalNative.GDALSetSpatialRef(dataset, reference);
        var facts = new RasterBand("", "", shares.Type, null, 1, 0);
        return WarpedRaster.FromSource(dataset, facts, new RasterSource { Path = raster.Path, Resampling = Resampling.Average, Scale = shares.Scale }, grid, scratchFolder, cancellation);
    }

    private static DatasetHandle OpenOver(RasterFile from, string xml, TextList drivers)
    {
        using var only = Hdf5Lock.Enter(from.Dataset);
        DatasetHandle dataset = GdalNative.GDALOpenEx(xml, GdalNative.OpenRaster | GdalNative.OpenVerbose, drivers.Pointer, null, null);
        dataset.UsesHdf5 = from.Dataset.UsesHdf5;
        return dataset;
    }

    /// <summary>Converts hectares to fractions of each cell's area, on the raster's own grid.</summary>
    private static RasterFile PerHectare(RasterFile raster, int band, string scratchFolder, CancellationToken cancellation) => ScratchRaster.Make(scratchFolder, "area", raster.Grid, GdalNative.TypeFloat32, (path, target) =>
    {
        using var areas = new CellAreas(raster.Grid);
        int width = raster.Grid.Width, rows = RasterCreation.RowsAtOnce(width);
        float[] values = new float[(long)rows * width];
        double[] hectares = new double[width];
        for (int first = 0; first < raster.Grid.Height; first += rows)
        {
            cancellation.ThrowIfCancellationRequested();
            var window = new GridWindow(0, first, width, Math.Min(rows, raster.Grid.Height - first));
            raster.Read(band, window, values);
            for (int row = 0; row < window.Height; row++)
            {
                areas.Row(first + row, hectares);
                Span<float> line = values.AsSpan(row * width, width);
                for (int column = 0; column < width; column++)
                    line[column] = float.IsNaN(line[column]) || hectares[column] == 0 ? 0 : (float)(line[column] / hectares[column]);
            }
            RasterCreation.Write(path, target, 1, window, values);
        }
    });

    /// <summary>Conversion of stored values to area fractions.</summary>
    /// <param name="Type">GDAL's name of the result type.</param>
    /// <param name="Mapping">Elements of a VRT's complex source.</param>
    /// <param name="Scale">Multiplier of the mean.</param>
    private sealed record Shares(string Type, string Mapping, double Scale);
}

/// <summary>Unit of the values of a raster that gives areas.</summary>
public enum AreaUnit
{
    /// <summary>Share of a cell of that raster.</summary>
    Fraction,

    /// <summary>Percent of a cell of that raster.</summary>
    Percent,

    /// <summary>Hectares in a cell of that raster.</summary>
    Hectares,
}
