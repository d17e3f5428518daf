using System.Runtime.InteropServices;
using SoilBeta.Rasters.Native;

namespace SoilBeta.Rasters;

/// <summary>A raster file opened for reading. Values are physical: nodata is NaN, the file's own scale and offset are applied. Not thread-safe.</summary>
public sealed unsafe class RasterFile : IDisposable
{
    private readonly string? _deleteOnClose;
    private PlaceFinder? _places;

    private RasterFile(string path, DatasetHandle dataset, IReadOnlyList<double> noData, string? deleteOnClose)
    {
        using var only = Hdf5Lock.Enter(dataset);
        Path = path;
        Dataset = dataset;
        _deleteOnClose = deleteOnClose;
        Metadata = RasterPlacement.MetadataOf(dataset, null);
        var placement = RasterPlacement.Find(path, dataset, Metadata, isOurs: deleteOnClose is not null);
        Grid = placement.Grid;
        Note = placement.Note;
        RasterBand[] bands = [.. Enumerable.Range(1, GdalNative.GDALGetRasterCount(dataset)).Select(band => RasterBand.Describe(dataset, band, Metadata))];
        Bands = noData.Count == 0 ? bands : [.. bands.Select(band => band.WithNoData(noData))];
        AlphaBand = Array.FindLastIndex(bands, band => band.IsAlpha) + 1;
    }

    /// <summary>Path as it was opened.</summary>
    public string Path { get; }

    /// <summary>Grid.</summary>
    public Grid Grid { get; }

    /// <summary>Bands; band 1 is the first.</summary>
    public IReadOnlyList<RasterBand> Bands { get; }

    /// <summary>Metadata items of the file.</summary>
    public IReadOnlyDictionary<string, string> Metadata { get; }

    /// <summary>Assumption about its position; null for none.</summary>
    public string? Note { get; }

    /// <summary>Bands of values: all except the alpha band.</summary>
    public IEnumerable<RasterBand> ValueBands => Bands.Where(band => !band.IsAlpha);

    /// <summary>The alpha band, from 1, whose opacity 0 marks cells without data; 0 for none.</summary>
    internal int AlphaBand { get; }

    /// <summary>Files of the raster: the file itself first, then its sidecar files.</summary>
    public IReadOnlyList<string> Files => GdalLibrary.FilesOf(Dataset);

    internal DatasetHandle Dataset { get; }

    /// <summary>Opens a trusted local raster, written by the program itself. <see cref="GdalSession.OpenRaster"/> opens those of a study.</summary>
    /// <param name="path">Path.</param>
    /// <param name="noData">Nodata values besides those that the file declares, as stored.</param>
    /// <exception cref="InvalidDataException">The file is missing, of an unsupported format, damaged, or not georeferenced.</exception>
    public static RasterFile Open(string path, IReadOnlyList<double>? noData = null) => FromDataset(path, GdalLibrary.Open(path, vector: false), deleteOnClose: null, noData);

    /// <summary>Wraps a dataset, optionally with a path to delete when it is closed.</summary>
    internal static RasterFile FromDataset(string path, DatasetHandle dataset, string? deleteOnClose, IReadOnlyList<double>? noData = null)
    {
        try
        {
            return new RasterFile(path, dataset, noData ?? [], deleteOnClose);
        }
        catch
        {
            dataset.Dispose();
            if (deleteOnClose is not null)
                File.Delete(deleteOnClose);
            throw;
        }
    }

    /// <summary>The grid of an open dataset.</summary>
    /// <exception cref="InvalidDataException">The dataset has no bands or is not georeferenced; names the file.</exception>
    internal static Grid GridOf(string path, DatasetHandle dataset)
    {
        using var only = Hdf5Lock.Enter(dataset);
        return RasterPlacement.Find(path, dataset, RasterPlacement.MetadataOf(dataset, null), isOurs: true).Grid;
    }

    /// <summary>Reads a window of a band.</summary>
    /// <param name="band">Band, from 1.</param>
    /// <param name="window">Cells.</param>
    /// <param name="values">Receives the values, [row][column] of the window, NaN where there is no data.</param>
    /// <exception cref="InvalidDataException">The file is damaged there.</exception>
    public void Read(int band, GridWindow window, Span<float> values)
    {
        RasterBand facts = BandAt(band);
        Require(window, values.Length);
        if (facts is { DataType: "Float32", Scale: 1, Offset: 0, IsMasked: false, FurtherNoData.Count: 0 } && OpacityOf(band) == 0 && !(Math.Abs(facts.NoData ?? 0) >= NoDataRule.LargestQuantity))
        {
            Transfer(GdalNative.GDALGetRasterBand(Dataset, band), window, GdalNative.TypeFloat32, ref MemoryMarshal.GetReference(values));
            if (facts.NoData is { } none && !double.IsNaN(none))
                values[..(int)window.Cells].Replace((float)none, float.NaN);
            return;
        }
        double[] row = new double[window.Width];
        for (int r = 0; r < window.Height; r++)
        {
            ReadStored(band, window with { Row = window.Row + r, Height = 1 }, row);
            Span<float> target = values.Slice(r * window.Width, window.Width);
            for (int c = 0; c < row.Length; c++)
                target[c] = (float)((row[c] * facts.Scale) + facts.Offset);
        }
    }

    /// <summary>Reads a window of a band as stored, without its scale and offset; integers up to 2⁵³ are exact.</summary>
    /// <param name="band">Band, from 1.</param>
    /// <param name="window">Cells.</param>
    /// <param name="values">Receives the values, [row][column] of the window, NaN where a nodata value, a mask or opacity 0 marks missing data.</param>
    /// <returns>Number of cells without data whose value differs from the file's nodata value, beyond ±1e30, by rounding.</returns>
    /// <exception cref="InvalidDataException">The file is damaged there.</exception>
    public long ReadStored(int band, GridWindow window, Span<double> values)
    {
        RasterBand facts = BandAt(band);
        Require(window, values.Length);
        nint handle = GdalNative.GDALGetRasterBand(Dataset, band);
        values = values[..(int)window.Cells];
        Transfer(handle, window, GdalNative.TypeFloat64, ref MemoryMarshal.GetReference(values));
        var rule = new NoDataRule(facts);
        long missed = 0;
        if (!rule.IsEmpty)
        {
            foreach (ref double value in values)
            {
                if (!rule.Holds(value))
                    continue;
                missed += rule.IsMissed(value) ? 1 : 0;
                value = double.NaN;
            }
        }
        if (facts.IsMasked)
        {
            byte[] mask = new byte[values.Length];
            Transfer(GdalNative.GDALGetMaskBand(handle), window, GdalNative.TypeByte, ref MemoryMarshal.GetArrayDataReference(mask));
            for (int i = 0; i < mask.Length; i++)
                values[i] = mask[i] == 0 ? double.NaN : values[i];
        }
        if (OpacityOf(band) is > 0 and int alpha)
        {
            double[] opacity = new double[values.Length];
            Transfer(GdalNative.GDALGetRasterBand(Dataset, alpha), window, GdalNative.TypeFloat64, ref MemoryMarshal.GetArrayDataReference(opacity));
            for (int i = 0; i < opacity.Length; i++)
                values[i] = opacity[i] > 0 ? values[i] : double.NaN;
        }
        return missed;
    }

    /// <summary>The alpha band of a band, from 1; 0 for none.</summary>
    internal int OpacityOf(int band) => band == AlphaBand ? 0 : AlphaBand;

    /// <summary>Reads the whole band at a lower resolution, from overviews where they exist: for pictures.</summary>
    /// <param name="band">Band, from 1.</param>
    /// <param name="width">Columns, at most those of the grid.</param>
    /// <param name="height">Rows.</param>
    /// <returns>Values, [row][column], NaN where there is no data.</returns>
    /// <exception cref="InvalidDataException">The file is damaged.</exception>
    public float[] ReadReduced(int band, int width, int height)
    {
        RasterBand facts = BandAt(band);
        double[] values = new double[(long)width * height];
        using var only = Hdf5Lock.Enter(Dataset);
        using var shared = BlockCache.Reading();
        GdalErrors.Clear();
        fixed (double* buffer = values)
        {
            if (GdalNative.GDALRasterIO(GdalNative.GDALGetRasterBand(Dataset, band), GdalNative.Read, 0, 0, Grid.Width, Grid.Height, buffer, width, height, GdalNative.TypeFloat64, 0, 0) != 0)
                throw GdalErrors.Failure(Path, "cannot be read", "The file is damaged or truncated; get it again.");
        }
        var rule = new NoDataRule(facts);
        return Array.ConvertAll(values, v => rule.Holds(v) ? float.NaN : (float)((v * facts.Scale) + facts.Offset));
    }

    /// <summary>A sample of a window: every n-th row and column, at most about 256 × 256 values, NaN where there is no data.</summary>
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
        using var only = Hdf5Lock.Enter(Dataset);
        return Marshal.PtrToStringUTF8(GdalNative.GDALGetBandMetadataItem(GdalNative.GDALGetRasterBand(Dataset, band), name, null));
    }

    /// <summary>Value of the cell that contains a place; NaN outside the raster and where it has no data.</summary>
    /// <param name="band">Band, from 1.</param>
    /// <param name="longitude">Longitude, degrees east, WGS84.</param>
    /// <param name="latitude">Latitude, degrees north, WGS84.</param>
    public float Sample(int band, double longitude, double latitude)
    {
        _places ??= NamedFile.In(Path, () => new PlaceFinder(Grid));
        if (!_places.TryFind(longitude, latitude, out int column, out int row))
            return float.NaN;
        float value = float.NaN;
        Read(band, new GridWindow(column, row, 1, 1), new Span<float>(ref value));
        return value;
    }

    /// <summary>Stored value of the cell that contains a place, exact for integers; NaN outside the raster and where it has no data.</summary>
    /// <param name="band">Band, from 1.</param>
    /// <param name="longitude">Longitude, degrees east, WGS84.</param>
    /// <param name="latitude">Latitude, degrees north, WGS84.</param>
    public double SampleStored(int band, double longitude, double latitude)
    {
        _places ??= NamedFile.In(Path, () => new PlaceFinder(Grid));
        double value = double.NaN;
        if (_places.TryFind(longitude, latitude, out int column, out int row))
            ReadStored(band, new GridWindow(column, row, 1, 1), new Span<double>(ref value));
        return value;
    }

    /// <summary>Description of a band.</summary>
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

    private void Require(GridWindow window, int length)
    {
        if (window.Column < 0 || window.Row < 0 || window.Column + window.Width > Grid.Width || window.Row + window.Height > Grid.Height || length < window.Cells)
            throw new ArgumentOutOfRangeException(nameof(window), $"{window} does not lie in the {Grid.Width} × {Grid.Height} cells of {Path}, or the buffer is too small.");
    }

    private void Transfer<T>(nint band, GridWindow window, int type, ref T target) where T : unmanaged
    {
        using var only = Hdf5Lock.Enter(Dataset);
        using var shared = BlockCache.Reading();
        GdalErrors.Clear();
        int failed;
        fixed (T* buffer = &target)
            failed = GdalNative.GDALRasterIO(band, GdalNative.Read, window.Column, window.Row, window.Width, window.Height, buffer, window.Width, window.Height, type, 0, 0);
        if (failed != 0)
            throw GdalErrors.Failure(Path, $"cannot be read at rows {window.Row}–{window.Row + window.Height - 1}", "The file is damaged or truncated; get it again.");
    }
}
