using System.Runtime.InteropServices;
using SoilBeta.Rasters.Native;

namespace SoilBeta.Rasters;

/// <summary>A band of a raster file as the file describes it.</summary>
/// <param name="Description">Name of the band; empty if it has none.</param>
/// <param name="Unit">Unit; empty if it has none.</param>
/// <param name="DataType">GDAL's name of the stored type, e.g. <c>Int16</c>.</param>
/// <param name="NoData">Value that means no data; null for none.</param>
/// <param name="Scale">The file's own multiplier; 1 for none.</param>
/// <param name="Offset">Added after it; 0 for none.</param>
public sealed record RasterBand(string Description, string Unit, string DataType, double? NoData, double Scale, double Offset);

/// <summary>A raster file opened for reading. Values are physical: nodata is NaN, the file's own scale and offset are applied. Not to be used by two threads at once.</summary>
public sealed unsafe class RasterFile : IDisposable
{
    /// <summary>A file that claims to unpack to more than this many times its length, and more than <see cref="Unsuspicious"/>, is not believed.</summary>
    private const long LargestExpansion = 5000;

    private const long Unsuspicious = 1L << 30;

    private readonly string? _deleteOnClose;
    private PlaceFinder? _places;

    private RasterFile(string path, DatasetHandle dataset, Grid grid, string? deleteOnClose)
    {
        Path = path;
        Dataset = dataset;
        Grid = grid;
        _deleteOnClose = deleteOnClose;
        Bands = [.. Enumerable.Range(1, GdalNative.GDALGetRasterCount(dataset)).Select(band => Describe(dataset, band))];
    }

    /// <summary>Path as it was opened.</summary>
    public string Path { get; }

    /// <summary>Grid.</summary>
    public Grid Grid { get; }

    /// <summary>Bands; band 1 is the first.</summary>
    public IReadOnlyList<RasterBand> Bands { get; }

    /// <summary>Metadata items of the file.</summary>
    public IReadOnlyDictionary<string, string> Metadata
    {
        get
        {
            var items = new SortedDictionary<string, string>(StringComparer.Ordinal);
            byte** texts = GdalNative.GDALGetMetadata(Dataset, null);
            for (int i = 0; texts != null && texts[i] != null; i++)
            {
                string[] parts = (Marshal.PtrToStringUTF8((nint)texts[i]) ?? "").Split('=', 2);
                items[parts[0]] = parts.Length > 1 ? parts[1] : "";
            }
            return items;
        }
    }

    /// <summary>The files it consists of: the file itself first, then what lies beside it.</summary>
    public IReadOnlyList<string> Files => GdalLibrary.FilesOf(Dataset);

    internal DatasetHandle Dataset { get; }

    /// <summary>Opens a raster that a study names.</summary>
    /// <exception cref="InvalidDataException">Missing, of a format that is not read, damaged, or without a place on earth.</exception>
    public static RasterFile Open(string path) => Of(path, GdalLibrary.Open(path, vector: false), deleteOnClose: null);

    /// <summary>Wraps a dataset; with a path to delete when it is closed.</summary>
    internal static RasterFile Of(string path, DatasetHandle dataset, string? deleteOnClose)
    {
        try
        {
            return new RasterFile(path, dataset, GridOf(path, dataset), deleteOnClose);
        }
        catch
        {
            dataset.Dispose();
            if (deleteOnClose is not null)
                File.Delete(deleteOnClose);
            throw;
        }
    }

    /// <summary>Reads a window of a band.</summary>
    /// <param name="band">Band, from 1.</param>
    /// <param name="window">Cells.</param>
    /// <param name="values">Receives the values, [row][column] of the window, NaN where there is no data.</param>
    /// <exception cref="InvalidDataException">The file is damaged there.</exception>
    public void Read(int band, GridWindow window, Span<float> values)
    {
        RasterBand facts = BandAt(band);
        if (window.Column < 0 || window.Row < 0 || window.Column + window.Width > Grid.Width || window.Row + window.Height > Grid.Height || values.Length < window.Cells)
            throw new ArgumentOutOfRangeException(nameof(window), $"{window} does not lie in the {Grid.Width} × {Grid.Height} cells of {Path}, or the buffer is too small.");
        nint handle = GdalNative.GDALGetRasterBand(Dataset, band);
        if (facts is { DataType: "Float32", Scale: 1, Offset: 0 })
        {
            Transfer(handle, window, GdalNative.TypeFloat32, ref MemoryMarshal.GetReference(values));
            if (facts.NoData is { } none && !double.IsNaN(none))
                values[..(int)window.Cells].Replace((float)none, float.NaN);
            return;
        }
        double[] row = new double[window.Width];
        for (int r = 0; r < window.Height; r++)
        {
            Transfer(handle, window with { Row = window.Row + r, Height = 1 }, GdalNative.TypeFloat64, ref MemoryMarshal.GetArrayDataReference(row));
            Span<float> target = values.Slice(r * window.Width, window.Width);
            double none = facts.NoData is { } value ? (facts.DataType == "Float32" ? (float)value : value) : double.NaN;
            for (int c = 0; c < row.Length; c++)
                target[c] = row[c] == none ? float.NaN : (float)((row[c] * facts.Scale) + facts.Offset);
        }
    }

    /// <summary>The whole band at a lower resolution, from the overviews where there are any: for pictures.</summary>
    /// <param name="band">Band, from 1.</param>
    /// <param name="width">Columns, at most those of the grid.</param>
    /// <param name="height">Rows.</param>
    /// <returns>Values, [row][column], NaN where there is no data.</returns>
    /// <exception cref="InvalidDataException">The file is damaged.</exception>
    public float[] ReadReduced(int band, int width, int height)
    {
        RasterBand facts = BandAt(band);
        double[] values = new double[(long)width * height];
        GdalErrors.Clear();
        fixed (double* buffer = values)
        {
            if (GdalNative.GDALRasterIO(GdalNative.GDALGetRasterBand(Dataset, band), GdalNative.Read, 0, 0, Grid.Width, Grid.Height, buffer, width, height, GdalNative.TypeFloat64, 0, 0) != 0)
                throw GdalErrors.Failure(Path, "cannot be read", "The file is damaged or truncated; get it again.");
        }
        double none = facts.NoData is { } value ? (facts.DataType == "Float32" ? (float)value : value) : double.NaN;
        return Array.ConvertAll(values, v => v == none ? float.NaN : (float)((v * facts.Scale) + facts.Offset));
    }

    /// <summary>A quick look at a window of a band: every so many rows and columns, at most about 256 × 256 values, NaN where there is no data.</summary>
    /// <exception cref="InvalidDataException">The file is damaged there.</exception>
    public float[] Glance(int band, GridWindow window)
    {
        const int most = 256;
        int stepX = ((window.Width - 1) / most) + 1, stepY = ((window.Height - 1) / most) + 1;
        float[] line = new float[window.Width];
        var values = new List<float>();
        for (int row = 0; row < window.Height; row += stepY)
        {
            Read(band, window with { Row = window.Row + row, Height = 1 }, line);
            for (int column = 0; column < window.Width; column += stepX)
                values.Add(line[column]);
        }
        return [.. values];
    }

    /// <summary>A metadata item of a band, e.g. <c>STATISTICS_MEAN</c>; null if it has none of that name.</summary>
    public string? BandMetadata(int band, string name)
    {
        _ = BandAt(band);
        return Marshal.PtrToStringUTF8(GdalNative.GDALGetBandMetadataItem(GdalNative.GDALGetRasterBand(Dataset, band), name, null));
    }

    /// <summary>Value of the cell that holds a place; NaN outside the raster and where it has no data.</summary>
    /// <param name="band">Band, from 1.</param>
    /// <param name="longitude">Longitude, degrees east, WGS84.</param>
    /// <param name="latitude">Latitude, degrees north, WGS84.</param>
    public float Sample(int band, double longitude, double latitude)
    {
        _places ??= new PlaceFinder(Grid);
        if (!_places.TryFind(longitude, latitude, out int column, out int row))
            return float.NaN;
        float value = float.NaN;
        Read(band, new GridWindow(column, row, 1, 1), new Span<float>(ref value));
        return value;
    }

    /// <summary>The facts of a band.</summary>
    /// <exception cref="InvalidDataException">There is no such band.</exception>
    public RasterBand BandAt(int band) => band >= 1 && band <= Bands.Count
        ? Bands[band - 1]
        : throw new InvalidDataException($"{Path} has {Bands.Count} band{(Bands.Count == 1 ? "" : "s")}, there is no band {band}.\n  Bands are counted from 1.");

    /// <inheritdoc/>
    public void Dispose()
    {
        _places?.Dispose();
        Dataset.Dispose();
        if (_deleteOnClose is not null)
            File.Delete(_deleteOnClose);
    }

    private void Transfer<T>(nint band, GridWindow window, int type, ref T target) where T : unmanaged
    {
        GdalErrors.Clear();
        int failed;
        fixed (T* buffer = &target)
            failed = GdalNative.GDALRasterIO(band, GdalNative.Read, window.Column, window.Row, window.Width, window.Height, buffer, window.Width, window.Height, type, 0, 0);
        if (failed != 0)
            throw GdalErrors.Failure(Path, $"cannot be read at rows {window.Row}–{window.Row + window.Height - 1}", "The file is damaged or truncated; get it again.");
    }

    /// <summary>The grid of an open dataset.</summary>
    /// <exception cref="InvalidDataException">It has no bands, no place on earth, or claims too much; names the file.</exception>
    internal static Grid GridOf(string path, DatasetHandle dataset)
    {
        int width = GdalNative.GDALGetRasterXSize(dataset), height = GdalNative.GDALGetRasterYSize(dataset);
        if (GdalNative.GDALGetRasterCount(dataset) == 0)
            throw new InvalidDataException($"{path} holds no bands.\n  If it holds several variables, extract one: gdal_translate NETCDF:{System.IO.Path.GetFileName(path)}:VARIABLE out.tif");
        double pixelBytes = GdalNative.GDALGetDataTypeSizeBytes(GdalNative.GDALGetRasterDataType(GdalNative.GDALGetRasterBand(dataset, 1)));
        double claimed = pixelBytes * width * height;
        long length = claimed <= Unsuspicious ? -1 : VirtualFile.Is(path) ? VirtualFile.Length(path) : File.Exists(path) ? new FileInfo(path).Length : -1;
        if (length >= 0 && claimed / Math.Max(1, length) > LargestExpansion)
            throw new InvalidDataException($"{path} claims {width} × {height} cells, {claimed / Unsuspicious:0} GiB a band, in a file of {length:N0} bytes.\n  Such a file is not opened; if it is sound, write it anew without sparse blocks or cut it to the study's bounds: gdalwarp -te W S E N {System.IO.Path.GetFileName(path)} cut.tif");
        Crs crs = Crs.Of(dataset, path)
            ?? throw new InvalidDataException($"{path} has no coordinate reference system.\n  Assign the one it was made in, e.g. gdal_edit.py -a_srs EPSG:4326 {System.IO.Path.GetFileName(path)}");
        double* t = stackalloc double[6];
        if (GdalNative.GDALGetGeoTransform(dataset, t) != 0 || t[1] * t[5] == t[2] * t[4])
            throw new InvalidDataException($"{path} does not say where its cells lie (no geotransform).\n  Assign its bounds, e.g. gdal_edit.py -a_ullr -180 90 180 -90 {System.IO.Path.GetFileName(path)}");
        return new Grid(width, height, new GeoTransform(t[0], t[1], t[2], t[3], t[4], t[5]), crs);
    }

    private static RasterBand Describe(DatasetHandle dataset, int index)
    {
        nint band = GdalNative.GDALGetRasterBand(dataset, index);
        int found = 0;
        double none = GdalNative.GDALGetRasterNoDataValue(band, &found);
        double? noData = found != 0 ? none : null;
        double scale = GdalNative.GDALGetRasterScale(band, &found), offset = GdalNative.GDALGetRasterOffset(band, &found);
        return new RasterBand(
            Marshal.PtrToStringUTF8(GdalNative.GDALGetDescription(band)) ?? "",
            Marshal.PtrToStringUTF8(GdalNative.GDALGetRasterUnitType(band)) ?? "",
            Marshal.PtrToStringUTF8(GdalNative.GDALGetDataTypeName(GdalNative.GDALGetRasterDataType(band))) ?? "",
            noData, scale == 0 ? 1 : scale, offset);
    }
}
