using System.Globalization;
using SoilBeta.Devices;
using SoilBeta.Rasters;
using SoilBeta.Soil;
using SoilBeta.Studies;

namespace SoilBeta.Mapping.Maps;

/// <summary>Writes one map cell by cell in row-major order: collects rows into strips as high as the file's tiles, or a part of that.</summary>
internal sealed class ProductWriter : IDisposable
{
    /// <summary>Memory for finishing a map, bytes: compression, and reading back next to the written values.</summary>
    public const long FinishBytes = 32L << 20;

    /// <summary>Rows of a strip: the height of a tile of the file. If they do not fit into memory, fewer: each tile is then written in parts.</summary>
    private const int TileRows = 256, FewRows = 32;

    private readonly MapWriter _writer;
    private readonly Action _written;
    private readonly MapContext _context;
    private readonly string _code;
    private readonly int _width;
    private readonly int _height;
    private readonly int _bands;
    private readonly float[] _strip;
    private readonly int _stripRows;
    private int _firstRow;

    /// <summary>Begins a map.</summary>
    /// <param name="context">Map.</param>
    /// <param name="product">The product.</param>
    /// <param name="code">Ecosystem, or <c>ALL</c>.</param>
    /// <param name="metadata">Metadata items of the file.</param>
    /// <param name="stripRows">Rows of a strip.</param>
    public ProductWriter(MapContext context, MapProduct product, string code, IReadOnlyDictionary<string, string> metadata, int stripRows)
    {
        _stripRows = stripRows;
        Product = product;
        _written = context.MapWritten;
        (_context, _code) = (context, code);
        (_width, _height) = (context.Window.Width, context.Window.Height);
        _bands = context.Bands;
        _strip = new float[_bands * Math.Min(stripRows, _height) * _width];
        Array.Fill(_strip, float.NaN);
        var items = new Dictionary<string, string>(metadata, StringComparer.Ordinal) { ["SOILBETA_MAP"] = product.Title, ["SOILBETA_ECOSYSTEM"] = code };
        if (context.SpreadOf(code, product) is { } ofProfiles)
        {
            string spread = double.IsFinite(ofProfiles) ? string.Create(CultureInfo.InvariantCulture, $"{ofProfiles:R}{(product.IsBeta ? "" : " " + product.Unit)}") : "unknown";
            items["SOILBETA_RPI"] = $"rpi: width of the prediction interval over the distance of the same quantiles of the training profiles of {(code == MapContext.All ? "all ecosystems together" : "the ecosystem")}, {spread}; above 1 the map says less of a single profile than that";
        }
        _writer = MapWriter.Create(context.Folder.Map($"{code}_{product.Suffix}"), context.MapGrid, product.Bands(context.Prediction, context.CellErrors, comonotone: code == MapContext.All && !context.JointQuantiles), items, context.Options.Threads);
    }

    /// <summary>The map.</summary>
    public MapProduct Product { get; }

    /// <summary>Number of rows in a strip and of concurrent maps within a memory limit: lower strips rather than fewer maps, since each pass computes the prediction bounds again.</summary>
    /// <param name="context">Map.</param>
    /// <param name="products">Requested number of concurrent maps.</param>
    /// <param name="bytes">Memory of all strips, bytes.</param>
    public static (int Rows, int Products) StripsFor(MapContext context, int products, long bytes)
    {
        long row = (long)context.Bands * context.Window.Width * sizeof(float);
        int rows = TileRows;
        while (rows > FewRows && rows * row * products > bytes)
            rows /= 2;
        while (rows > 1 && rows * row > bytes)
            rows /= 2;
        return (rows, (int)Math.Clamp(bytes / (rows * row), 1, products));
    }

    /// <summary>Writes a cell; cells must come in the order of their positions.</summary>
    /// <param name="position">Index in the window, row-major.</param>
    /// <param name="mean">Mean.</param>
    /// <param name="lower">2.5 % quantile.</param>
    /// <param name="upper">97.5 % quantile.</param>
    /// <param name="further">Bounds of the prediction interval, standard errors and the relative prediction interval, if the map has them.</param>
    public void Write(long position, double mean, double lower, double upper, params ReadOnlySpan<double> further)
    {
        int row = (int)(position / _width);
        while (row >= _firstRow + _stripRows)
            WriteStrip();
        // Without carbon there is no uncertainty.
        double relative = mean == 0 ? 0 : Summaries.RelativeWidth(mean, lower, upper);
        // With few realisations an interval may miss its mean, but densities are at least 0 and sums of numbers are finite. Other targets may be negative.
        double least = Product.Target is null ? 0 : double.NegativeInfinity;
        if (!double.IsFinite(mean + lower + upper + relative) || lower < least || upper < lower || (Product.IsBeta && !(lower > BetaLimits.Lower && upper < BetaLimits.Upper + BetaLimits.MapTolerance)))
            throw NoNumber(position, mean, lower, upper);
        int at = (int)(position - ((long)_firstRow * _width));
        int band = _strip.Length / _bands;
        _strip[at] = (float)mean;
        _strip[band + at] = (float)lower;
        _strip[(2 * band) + at] = (float)upper;
        _strip[(3 * band) + at] = (float)relative;
        for (int i = 0; i < further.Length; i++)
        {
            // Bounds of a density are unknown where too few profiles reach the layer, and the relative interval where profiles do not differ; all other values must be numbers.
            bool mayBeUnknown = double.IsNaN(further[i]) && (i < _context.Prediction.Count ? !Product.IsBeta : _context.Prediction.Count > 0 && i == further.Length - 1);
            if (!mayBeUnknown && (!double.IsFinite(further[i]) || further[i] < least))
                throw NoNumber(position, further[i], lower, upper);
            _strip[((MapProduct.BandCount + i) * band) + at] = (float)further[i];
        }
    }

    /// <summary>Finishes the map, which then appears under its name.</summary>
    public void Finish()
    {
        while (_firstRow < _height)
            WriteStrip();
        _writer.Finish();
        _written();
    }

    /// <inheritdoc/>
    public void Dispose() => _writer.Dispose();

    private InvalidDataException NoNumber(long position, double value, double lower, double upper) => new(string.Create(CultureInfo.InvariantCulture,
        $"{_code}_{Product.Suffix}: {CellPlace.Describe(_context.Stack.Grid, _context.Window.Row + (position / _width), _context.Window.Column + (position % _width))} became {value} [{lower}, {upper}], which is not a value of it. No map is written. Run 'soilbeta devices --verify'; if that finds nothing, please report it with the study."));

    private void WriteStrip()
    {
        int rows = Math.Min(_stripRows, _height - _firstRow);
        int band = _strip.Length / _bands;
        for (int i = 0; i < _bands; i++)
            _writer.Write(i + 1, new GridWindow(0, _firstRow, _width, rows), _strip.AsSpan(i * band, rows * _width));
        Array.Fill(_strip, float.NaN);
        _firstRow += rows;
    }
}
