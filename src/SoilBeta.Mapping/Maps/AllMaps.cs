using SoilBeta.Forests;
using SoilBeta.Rasters;
using SoilBeta.Studies;

namespace SoilBeta.Mapping.Maps;

/// <summary><c>maps/ALL_…</c>: the ecosystems' maps combined by the area of each ecosystem in a cell.</summary>
/// <remarks>
/// A mean is the area-weighted mean of the means. A quantile of the realisations is the area-weighted mean of the ecosystems' quantiles (<c>comonotone</c>): exact where the ecosystems of a cell rise and fall together from
/// draw to draw, and too wide elsewhere, unless the study uses <see cref="JointQuantiles"/>; the same holds for standard errors. U follows from them. Prediction bounds are quantiles of the area-weighted mixture of the ecosystems' distributions of a single profile; their width is compared with the spread of all ecosystems' profiles.
/// Means and bounds come from the finished maps, area fractions from the tiles; only prediction bounds of shared cells need the stack.
/// </remarks>
public static class AllMaps
{
    private const int MostRows = 256;

    /// <summary>Writes the maps.</summary>
    /// <param name="context">Map.</param>
    /// <param name="sources">Tiles, prediction bounds and joint quantiles of the model that the maps come from.</param>
    /// <param name="metadata">Metadata items of the map files.</param>
    public static void Write(MapContext context, AllSources sources, IReadOnlyDictionary<string, string> metadata)
    {
        // Memory of a row: each map's strip, its sums and input; and the input of the mixtures. The device is idle by now, so its memory is available.
        long width = context.Window.Width;
        long ofMap = width * ((context.Bands * (sizeof(float) + sizeof(double))) + sizeof(float));
        long shared = ((sources.HasMixtures(context) ? MixtureStrip.BytesOfCell(context, sources) : 0) + (sources.Joint is null ? 0 : JointQuantiles.BytesOfCell(context)) + (sizeof(float) * sources.Tiles.Count)) * width;
        int rows = MostRows, atOnce = context.Products.Count;
        while (rows > 1 && rows * (shared + (atOnce * ofMap)) > context.Options.Memory.AllMaps)
            rows /= 2;
        while (atOnce > 1 && rows * (shared + (atOnce * ofMap)) > context.Options.Memory.AllMaps)
            atOnce--;
        for (int first = 0; first < context.Products.Count; first += atOnce)
            Write(context, [.. context.Products.Skip(first).Take(atOnce)], sources, metadata, rows);
    }

    private static void Write(
        MapContext context, IReadOnlyList<MapProduct> products, AllSources sources, IReadOnlyDictionary<string, string> metadata, int rowsAtOnce)
    {
        var maps = new List<AllMap>();
        List<FractionRows> shares = [.. sources.Tiles.Select(of => new FractionRows(of))];
        try
        {
            foreach (var product in products)
                maps.Add(new AllMap(context, product, metadata, rowsAtOnce));
            var mixtures = sources.HasMixtures(context) ? new MixtureStrip(context, sources) : null;
            for (int row = 0; row < context.Window.Height; row += rowsAtOnce)
            {
                context.Options.Cancellation.ThrowIfCancellationRequested();
                int first = row, rows = Math.Min(rowsAtOnce, context.Window.Height - row);
                float[][] fractions = [.. shares.Select(share =>
                {
                    var values = new float[rows * context.Window.Width];
                    share.Read((long)first * context.Window.Width, values);
                    return values;
                })];
                context.ForEach(maps, map => map.Read(first, rows, fractions));
                mixtures?.Compute(first, rows, maps, fractions);
                sources.Joint?.Compute(first, rows, fractions);
                context.ForEach(maps, map => map.Write(first, rows, mixtures, sources.Joint));
            }
            context.ForEach(maps, map => map.Finish(), ProductWriter.FinishBytes, context.Options.Memory.AllMaps);
        }
        finally
        {
            maps.ForEach(map => map.Dispose());
            shares.ForEach(share => share.Dispose());
        }
    }
}

/// <summary>Input of the maps of all ecosystems together, besides the maps of each.</summary>
/// <param name="Tiles">Finished tiles of each ecosystem, in the study's order.</param>
/// <param name="Predictions">Prediction bounds of each ecosystem's model, by code.</param>
/// <param name="Forests">The models of these bounds, by code.</param>
/// <param name="Joint">Quantiles of shared cells; null where they are comonotone.</param>
public sealed record AllSources(IReadOnlyList<FinishedTiles> Tiles, IReadOnlyDictionary<string, PredictionBounds> Predictions, IReadOnlyDictionary<string, MapForest> Forests, JointQuantiles? Joint)
{
    /// <summary>Whether shared cells get prediction bounds of their own.</summary>
    public bool HasMixtures(MapContext context) => context.Prediction.Count > 0 && Predictions.Count > 0;
}

/// <summary>One map of all ecosystems: the ecosystems' maps of the same product, and their sums over a strip of rows.</summary>
public sealed class AllMap : IDisposable
{
    private readonly MapContext _context;
    private readonly string[] _codes;
    private readonly List<RasterFile> _maps = [];
    private readonly ProductWriter _writer;
    private readonly int[] _averaged;
    private readonly double[][] _sums; // bands weighted by fraction, then the fractions of the cells with values
    private readonly float[] _values;
    private readonly double[] _further;
    private readonly int _number; // among the maps of the context
    private readonly double? _spread; // of all ecosystems' profiles; null without a prediction interval

    /// <summary>Begins a map.</summary>
    public AllMap(MapContext context, MapProduct product, IReadOnlyDictionary<string, string> metadata, int rowsAtOnce)
    {
        _context = context;
        _codes = [.. context.Study.Study.Ecosystems.Select(ecosystem => ecosystem.Code)];
        _number = context.Products.ToList().IndexOf(product);
        int most = Math.Min(rowsAtOnce, context.Window.Height) * context.Window.Width;
        _values = new float[most];
        // Averaged are mean and quantiles, and the bands after U except the relative prediction interval, which follows from the bounds.
        _further = new double[context.Bands - MapProduct.BandCount];
        _spread = context.SpreadOf(MapContext.All, product);
        _averaged = [1, 2, 3, .. Enumerable.Range(MapProduct.BandCount + 1, _further.Length - (_spread is null ? 0 : 1))];
        _sums = [.. Enumerable.Range(0, _averaged.Length + 1).Select(_ => new double[most])];
        _writer = new ProductWriter(context, product, MapContext.All, metadata, rowsAtOnce);
        try
        {
            foreach (string code in _codes)
                _maps.Add(RasterFile.Open(context.Folder.Map($"{code}_{product.Suffix}")));
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    /// <summary>The product.</summary>
    public MapProduct Product => _writer.Product;

    /// <summary>Reads the means of an ecosystem's map in rows of the window.</summary>
    public void Means(int ecosystem, GridWindow rows, Span<float> values) => _maps[ecosystem].Read(1, rows, values);

    /// <summary>Sums the ecosystems' maps over rows.</summary>
    /// <param name="row">First row.</param>
    /// <param name="rows">Rows.</param>
    /// <param name="fractions">Area fractions, [ecosystem][cell].</param>
    public void Read(int row, int rows, float[][] fractions)
    {
        int width = _context.Window.Width, cells = rows * width;
        foreach (double[] sum in _sums)
            Array.Clear(sum);
        for (int i = 0; i < _codes.Length; i++)
        {
            for (int band = 0; band < _averaged.Length; band++)
            {
                _maps[i].Read(_averaged[band], new GridWindow(0, row, width, rows), _values);
                Add(band, cells, fractions[i]);
            }
        }
    }

    /// <summary>Writes the rows.</summary>
    public void Write(int row, int rows, MixtureStrip? mixtures, JointQuantiles? joint)
    {
        int levels = _context.Prediction.Count;
        var bounds = mixtures?.Of(Product);
        for (int cell = 0; cell < rows * _context.Window.Width; cell++)
        {
            double share = _sums[^1][cell];
            if (!(share > 0))
                continue;
            for (int i = 0; i < _averaged.Length - 3; i++)
                _further[i] = i < levels && bounds?.At(i, cell) is { } bound ? bound : _sums[3 + i][cell] / share;
            if (_spread is { } spread)
                _further[^1] = RelativeInterval.Index(_further[0], _further[1], spread);
            var (lower, upper) = joint?.Of(_number, cell) ?? (_sums[1][cell] / share, _sums[2][cell] / share);
            _writer.Write(((long)row * _context.Window.Width) + cell, _sums[0][cell] / share, lower, upper, _further);
        }
    }

    /// <summary>Finishes the map, which then appears under its name.</summary>
    public void Finish() => _writer.Finish();

    /// <inheritdoc/>
    public void Dispose()
    {
        _writer.Dispose();
        foreach (var map in _maps)
            map.Dispose();
    }

    private void Add(int band, int cells, float[] fraction)
    {
        bool isPrediction = band >= 3 && band < 3 + _context.Prediction.Count;
        for (int cell = 0; cell < cells; cell++)
        {
            // A bound that one ecosystem of the cell lacks is unknown for the cell too; other values are missing only where the ecosystem is.
            if (float.IsNaN(_values[cell]) && !(isPrediction && fraction[cell] > 0))
                continue;
            _sums[band][cell] += (double)_values[cell] * fraction[cell];
            if (band == 0)
                _sums[^1][cell] += fraction[cell];
        }
    }
}
