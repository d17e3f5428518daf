using System.Globalization;
using SoilBeta.Rasters.Native;

namespace SoilBeta.Rasters;

/// <summary>A band of a map file.</summary>
/// <param name="Description">Name of the band, e.g. <c>mean</c>.</param>
/// <param name="Unit">Unit of the values; empty for a pure number.</param>
public readonly record struct MapBand(string Description, string Unit);

/// <summary>Writes a map window by window and converts it to a Cloud-Optimised GeoTIFF (float32, DEFLATE with predictor, overviews, statistics) that gets its final name when it is complete.</summary>
/// <remarks>
/// Nodata is NaN: QGIS, terra, rasterio and GDAL recognise it without metadata, and no program can mistake it for a value.
/// The bytes depend only on the values, the metadata and the version of GDAL: not on the order or shape of the windows, threads, time or path.
/// </remarks>
public sealed unsafe class MapWriter : IDisposable
{
    /// <summary>Side of the tiles of a map, cells.</summary>
    private const int TileCells = 256;

    private const int GrayIndex = 1;

    private readonly string _path;
    private readonly string _part;
    private readonly string _whole;
    private readonly int _threads;
    private readonly IReadOnlyList<MapBand> _bands;
    private readonly BandTally[] _tallies;
    private readonly DatasetHandle _dataset;
    private readonly Lock _lock = new();

    private MapWriter(string path, Grid grid, IReadOnlyList<MapBand> bands, IReadOnlyDictionary<string, string> metadata, int threads)
    {
        GdalLibrary.Require();
        _path = path;
        Grid = grid;
        _bands = bands;
        _tallies = [.. bands.Select(_ => new BandTally(grid))];
        _threads = NativeHeap.IsLimited() ? 1 : Math.Max(1, threads);
        _part = TemporaryName.For(path, ".part.tif");
        _whole = TemporaryName.For(path, ".whole.tif");
        DeleteTemporaries();
        _dataset = RasterCreation.Float32(_part, grid, bands.Count);
        foreach ((string key, string value) in metadata.OrderBy(item => item.Key, StringComparer.Ordinal))
            _ = GdalNative.GDALSetMetadataItem(_dataset, key, value, null);
        _ = GdalNative.GDALSetMetadataItem(_dataset, "AREA_OR_POINT", "Area", null);
        for (int i = 1; i <= bands.Count; i++)
        {
            nint band = GdalNative.GDALGetRasterBand(_dataset, i);
            GdalNative.GDALSetDescription(band, bands[i - 1].Description);
            _ = GdalNative.GDALSetRasterUnitType(band, bands[i - 1].Unit);
            _ = GdalNative.GDALSetRasterColorInterpretation(band, i == 1 ? GrayIndex : 0);
        }
    }

    /// <summary>Grid of the map.</summary>
    public Grid Grid { get; }

    /// <summary>Begins a map; cells that are never written are nodata.</summary>
    /// <param name="path">Final name (.tif) in an existing folder.</param>
    /// <param name="grid">Grid.</param>
    /// <param name="bands">Bands in their order.</param>
    /// <param name="metadata">Metadata items of the file, e.g. SOILBETA_SEED.</param>
    /// <param name="threads">Threads for compression; the bytes do not depend on them.</param>
    /// <exception cref="InvalidDataException">The folder cannot be written to.</exception>
    public static MapWriter Create(string path, Grid grid, IReadOnlyList<MapBand> bands, IReadOnlyDictionary<string, string> metadata, int threads = 1) =>
        new(path, grid, bands, metadata, threads);

    /// <summary>Writes a window of a band. Thread-safe, in any order.</summary>
    /// <param name="band">Band, from 1.</param>
    /// <param name="window">Cells.</param>
    /// <param name="values">Values, [row][column] of the window; NaN for nodata.</param>
    /// <exception cref="InvalidDataException">The disk is full or fails.</exception>
    public void Write(int band, GridWindow window, ReadOnlySpan<float> values)
    {
        if (window.Column < 0 || window.Row < 0 || window.Column + window.Width > Grid.Width || window.Row + window.Height > Grid.Height || values.Length < window.Cells)
            throw new ArgumentOutOfRangeException(nameof(window), $"{window} does not lie in the {Grid.Width} × {Grid.Height} cells of the map, or there are too few values.");
        lock (_lock)
        {
            RasterCreation.Write(_part, _dataset, band, window, values);
            _tallies[band - 1].Add(window, values);
        }
    }

    /// <summary>Converts the map to a Cloud-Optimised GeoTIFF, verifies it, and moves it to its final name.</summary>
    /// <exception cref="InvalidDataException">The disk is full or fails; the final name is left alone.</exception>
    public void Finish()
    {
        lock (_lock)
        {
            for (int band = 1; band <= _bands.Count; band++)
            {
                int number = band;
                if (!_tallies[band - 1].IsInOrder)
                    _tallies[band - 1] = BandTally.Read(Grid, (window, values) => RasterCreation.Read(_part, _dataset, number, window, values.Span));
                _tallies[band - 1].Keep(_dataset, band);
            }
            WriteCloudOptimised();
            DurableFile.Flush(_whole);
            ReadBack();
            _dataset.Dispose();
            File.Delete(_part);
            WholeFile.Publish(_whole, _path);
        }
    }

    /// <summary>Removes the temporary files if the map was not finished.</summary>
    public void Dispose()
    {
        _dataset.Dispose();
        foreach (var tally in _tallies)
            tally.Dispose();
        DeleteTemporaries();
    }

    // GDAL adds temporary files next to the name (.ovr.tmp); a symbolic link there is removed, not followed.
    private void DeleteTemporaries()
    {
        File.Delete(_part);
        foreach (string file in Directory.EnumerateFiles(Path.GetDirectoryName(_whole)!, Path.GetFileName(_whole) + "*"))
            File.Delete(file);
    }

    private void WriteCloudOptimised()
    {
        using var options = new TextList(
            "COMPRESS=DEFLATE", "LEVEL=6", "PREDICTOR=FLOATING_POINT", "BIGTIFF=IF_SAFER", "OVERVIEWS=IGNORE_EXISTING", "OVERVIEW_RESAMPLING=AVERAGE", "RESAMPLING=AVERAGE",
            string.Create(CultureInfo.InvariantCulture, $"BLOCKSIZE={TileCells}"),
            string.Create(CultureInfo.InvariantCulture, $"NUM_THREADS={_threads}"));
        // Its temporary overviews are cells that it writes, and flushes itself.
        using var alone = BlockCache.Writing();
        GdalErrors.Clear();
        using DatasetHandle copy = GdalNative.GDALCreateCopy(GdalNative.GDALGetDriverByName("COG"), _whole, _dataset, 0, options.Pointer, 0, 0);
        if (copy.IsInvalid)
            throw GdalErrors.Failure(_path, "cannot be written", "Is the disk full, or the folder not yours to write to?");
    }

    // Renaming the file computes the checksum of the file itself: that of the values cannot replace it, because the file is compressed.
    private void ReadBack()
    {
        using RasterFile whole = RasterFile.Open(_whole);
        for (int band = 1; band <= _bands.Count; band++)
        {
            int number = band;
            using var found = BandTally.Read(Grid, (window, values) => whole.Read(number, window, values.Span));
            if (!found.Checksum().AsSpan().SequenceEqual(_tallies[band - 1].Checksum()))
                throw new InvalidDataException($"{_path}: what was written to band '{_bands[band - 1].Description}' is not what is read back.\n  The disk fails, or is full; check it and run again.");
        }
    }
}
