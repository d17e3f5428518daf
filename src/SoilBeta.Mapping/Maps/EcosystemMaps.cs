using SoilBeta.Devices;
using SoilBeta.Forests;
using SoilBeta.Mapping.Totals;
using SoilBeta.Rasters;
using SoilBeta.Soil;
using SoilBeta.Studies;
using SoilBeta.Training.Models;

namespace SoilBeta.Mapping.Maps;

/// <summary>Input of an ecosystem's maps.</summary>
/// <param name="Ecosystem">Ecosystem.</param>
/// <param name="Maps">Maps of the model.</param>
/// <param name="Forest">The model.</param>
/// <param name="Tiles">Its finished tiles.</param>
/// <param name="Metadata">Metadata items of the map files.</param>
internal sealed record EcosystemResults(EcosystemSurvey Ecosystem, ModelMaps Maps, MapForest Forest, FinishedTiles Tiles, IReadOnlyDictionary<string, string> Metadata)
{
    /// <summary>Prediction bounds; null for none.</summary>
    public PredictionBounds? Prediction { get; init; }

    /// <summary>Standard errors from replicates; null if they come from the draws next to a bound or are off.</summary>
    public CellErrors? Errors { get; init; }
}

/// <summary>Converts an ecosystem's finished tiles to its maps and totals. It reads the tiles in the order of the map, so that the result does not depend on how the map was divided or when they were finished.</summary>
internal sealed class EcosystemMaps(MapContext context, EcosystemResults results)
{
    private readonly string _code = results.Ecosystem.Code;
    private readonly Dictionary<string, RelativeIntervalAreas> _relative =
        context.Products.Where(product => context.SpreadOf(results.Ecosystem.Code, product) is not null).ToDictionary(product => product.Suffix, _ => new RelativeIntervalAreas(), StringComparer.Ordinal);

    private readonly Summaries _summaries = new(results.Tiles.Plan, RunPlans.Probabilities(context.Study.Study.Uncertainty));

    /// <summary>Writes every map of the ecosystem and sums its totals.</summary>
    public EcosystemTotals Write()
    {
        var totals = new EcosystemTotals(_code, context.ShapeOf(results.Tiles.Plan, results.Maps.Model)) { UnmappedHectares = results.Ecosystem.UnmappedHectares };
        var (rows, atOnce) = ProductWriter.StripsFor(context, context.Products.Count, context.Options.Memory.Strips);
        for (int first = 0; first < context.Products.Count; first += atOnce)
            WriteProducts([.. context.Products.Skip(first).Take(atOnce)], rows, first == 0 ? totals : null);
        results.Tiles.AddTotals(totals);
        foreach (var (suffix, areas) in _relative)
            totals.RelativeIntervals[suffix] = areas.Shares(context.Spreads[(_code, suffix)]);
        return totals;
    }

    private void WriteProducts(IReadOnlyList<MapProduct> products, int stripRows, EcosystemTotals? totals)
    {
        var writers = new List<ProductWriter>();
        try
        {
            foreach (var product in products)
                writers.Add(new ProductWriter(context, product, _code, results.Metadata, stripRows));
            long done = 0;
            foreach (var tile in results.Tiles.Read())
            {
                context.Options.Cancellation.ThrowIfCancellationRequested();
                double[] bounds = Bounds(tile);
                long first = done;
                // One thread reads the replicates' tiles, as they are needed.
                context.ForEach(writers, writer => WriteTile(writer, tile, bounds, first), results.Errors is null ? 0 : long.MaxValue);
                done += tile.Range.Cells;
                if (totals is null)
                    continue;
                totals.AddAreas(tile.Cells.Tuples, tile.Cells.ZoneTuples, tile.Cells.Areas);
                if (totals.Shape.Layers.Count > 0)
                    AddComonotone(totals, tile);
            }
            context.ForEach(writers, writer => writer.Finish(), ProductWriter.FinishBytes);
        }
        finally
        {
            foreach (var writer in writers)
                writer.Dispose();
        }
    }

    /// <summary>Prediction bounds of β, and of the ratios of densities to their means, [target][level][cell]; empty without any. Only they need the covariates again.</summary>
    private double[] Bounds(TileRecord tile)
    {
        if (results.Prediction is not { } prediction)
            return [];
        using (context.Times.Measure(MapTimes.Prediction))
        {
            var block = context.Cells.Read(_code, tile.Range, context.AreaShift);
            if (!block.Positions.AsSpan().SequenceEqual(tile.Cells.Positions))
                throw new InvalidDataException($"{_code}: a finished tile has other cells than the stack. Delete work/tiles and shards/ and run again.");
            return prediction.QuantilesAt(results.Forest.PointsOf(context.Study.Study, _code, block.Covariates, block.Topsoil), block.Cells, [.. context.Prediction], context.Options.Threads, context.Options.Cancellation);
        }
    }

    private void WriteTile(ProductWriter writer, TileRecord tile, double[] bounds, long first)
    {
        var product = writer.Product;
        var (cells, result) = (tile.Cells, tile.Result);
        int levels = bounds.Length == 0 ? 0 : context.Prediction.Count;
        int target = results.Prediction is { } prediction ? MapPredictions.TargetOf(prediction, product) : -1;
        bool isRatio = target >= 0 && results.Prediction!.Quantiles.Targets[target].IsRatio;
        Span<double> further = stackalloc double[context.Bands - MapProduct.BandCount];
        further.Fill(double.NaN);
        var relative = _relative.GetValueOrDefault(product.Suffix);
        int errorsAt = context.Prediction.Count;
        for (int cell = 0; cell < cells.Cells; cell++)
        {
            double mean = ProductValues.Mean(_summaries, result, cell, product), lower = Quantile(0), upper = Quantile(1);
            for (int level = 0; level < levels; level++)
            {
                double bound = target < 0 ? double.NaN : bounds[(((target * levels) + level) * cells.Cells) + cell];
                further[level] = isRatio ? DensityRatios.Bound(mean, bound) : bound;
            }
            if (context.CellErrors)
                (further[errorsAt], further[errorsAt + 1]) = results.Errors is { } errors ? errors.FromReplicates(cells, cell, first + cell, product) : CellErrors.FromSpacing(_summaries, cells, result, cell, product);
            if (relative is not null)
            {
                further[^1] = RelativeInterval.Index(further[0], further[1], context.Spreads[(_code, product.Suffix)]);
                relative.Add((float)further[^1], cells.Areas[cell]);
            }
            writer.Write(cells.Positions[cell], mean, lower, upper, further);

            double Quantile(int index) => ProductValues.Quantile(_summaries, result, cell, product, index, cells, cell);
        }
    }

    private void AddComonotone(EcosystemTotals totals, TileRecord tile)
    {
        var intervals = totals.Shape.Layers;
        var cells = tile.Cells;
        Span<double> values = stackalloc double[intervals.Count];
        for (int cell = 0; cell < cells.Cells; cell++)
        {
            double hectares = AreaScale.Hectares(cells.Areas[cell], context.AreaShift);
            for (int bound = 0; bound < EcosystemTotals.Bounds; bound++)
            {
                for (int i = 0; i < intervals.Count; i++)
                    values[i] = _summaries.QuantileBetween(tile.Result, cells.Topsoil[cell], cells.SoilDepthAt(cell), cell, intervals[i].Top, intervals[i].Bottom, bound);
                Add(totals, 0, bound, values, hectares);
                foreach (int zone in cells.Tuples[cells.ZoneTuples[cell]])
                {
                    if (zone >= 0)
                        Add(totals, zone, bound, values, hectares);
                }
            }
        }
    }

    private static void Add(EcosystemTotals totals, int zone, int bound, ReadOnlySpan<double> values, double hectares)
    {
        for (int i = 0; i < values.Length; i++)
            totals.Comonotone[totals.Shape.Bound(zone, i, bound)] += values[i] * hectares;
    }
}
