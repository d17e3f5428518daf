using SoilBeta.Devices;
using SoilBeta.Rasters;

namespace SoilBeta.Studies.Maps;

/// <summary>Writes one map cell by cell in row-major order: rows are gathered into strips as high as the file's tiles.</summary>
internal sealed class ProductWriter : IDisposable
{
    private const int StripRows = 256;
    private readonly MapWriter _writer;
    private readonly Action _written;
    private readonly int _width;
    private readonly int _height;
    private readonly int _bands;
    private readonly float[] _strip;
    private int _firstRow;

    /// <summary>Begins a map.</summary>
    public ProductWriter(MapContext context, MapProduct product, string code, IReadOnlyDictionary<string, string> metadata)
    {
        Product = product;
        _written = context.MapWritten;
        (_width, _height) = (context.Window.Width, context.Window.Height);
        _bands = context.Bands;
        _strip = new float[_bands * Math.Min(StripRows, _height) * _width];
        Array.Fill(_strip, float.NaN);
        var items = new Dictionary<string, string>(metadata, StringComparer.Ordinal) { ["SOILBETA_MAP"] = product.Title, ["SOILBETA_ECOSYSTEM"] = code };
        _writer = MapWriter.Create(context.Folder.Map($"{code}_{product.Suffix}"), context.MapGrid, product.Bands(context.Prediction, context.CellErrors), items, context.Options.Threads);
    }

    /// <summary>The map.</summary>
    public MapProduct Product { get; }

    /// <summary>Writes a cell; cells come in the order of their positions.</summary>
    /// <param name="position">Position in the window, row-major.</param>
    /// <param name="mean">Mean.</param>
    /// <param name="lower">2.5 % quantile.</param>
    /// <param name="upper">97.5 % quantile.</param>
    /// <param name="further">Bounds of the prediction interval and standard errors, as many as the map has of them.</param>
    public void Write(long position, double mean, double lower, double upper, params ReadOnlySpan<double> further)
    {
        int row = (int)(position / _width);
        while (row >= _firstRow + StripRows)
            WriteStrip();
        // Where there is no carbon there is nothing uncertain about it.
        double relative = mean == 0 ? 0 : Summaries.RelativeWidth(mean, lower, upper);
        if (!double.IsFinite(mean + lower + upper + relative))
            throw new InvalidDataException($"{Product.Suffix}: row {row}, column {position % _width} became {mean} [{lower}, {upper}]: no number. Please report it with the study.");
        int at = (int)(position - ((long)_firstRow * _width));
        int band = _strip.Length / _bands;
        _strip[at] = (float)mean;
        _strip[band + at] = (float)lower;
        _strip[(2 * band) + at] = (float)upper;
        _strip[(3 * band) + at] = (float)relative;
        for (int i = 0; i < further.Length; i++)
            _strip[((MapProduct.BandCount + i) * band) + at] = (float)further[i];
    }

    /// <summary>Ends the map; it appears under its name.</summary>
    public void Finish()
    {
        while (_firstRow < _height)
            WriteStrip();
        _writer.Finish();
        _written();
    }

    /// <inheritdoc/>
    public void Dispose() => _writer.Dispose();

    private void WriteStrip()
    {
        int rows = Math.Min(StripRows, _height - _firstRow);
        int band = _strip.Length / _bands;
        for (int i = 0; i < _bands; i++)
            _writer.Write(i + 1, new GridWindow(0, _firstRow, _width, rows), _strip.AsSpan(i * band, rows * _width));
        Array.Fill(_strip, float.NaN);
        _firstRow += rows;
    }
}
