using SoilBeta.Devices;
using SoilBeta.Forests;
using SoilBeta.Mapping.Totals;
using SoilBeta.Rasters;
using SoilBeta.Soil;
using SoilBeta.Studies;
using SoilBeta.Training.Models;

namespace SoilBeta.Mapping.Maps;

/// <summary>Turns an ecosystem's finished tiles into its maps and totals. It reads the tiles in the map's order, so the result does not depend on how they were cut or when they ended.</summary>
internal sealed class EcosystemMaps(MapContext context, string code, RunPlan plan, ITiles tiles, PredictionBounds? prediction = null, CellErrors? errors = null)
{
    private readonly Dictionary<string, RelativeIntervalAreas> _relative = context.Spreads.ContainsKey(code) ? context.Products.ToDictionary(product => product.Suffix, _ => new RelativeIntervalAreas(), StringComparer.Ordinal) : [];
    private readonly Summaries _summaries = new(plan, RunPlans.Probabilities(context.Study.Study.Uncertainty));

    /// <summary>Writes every map of the ecosystem and adds its totals up.</summary>
    /// <param name="metadata">Items for the map files.</param>
    public EcosystemTotals Write(IReadOnlyDictionary<string, string> metadata)
    {
        var totals = new EcosystemTotals(code, context.Zones.Names.Count, checked((int)plan.Realisations));
        var (rows, atOnce) = ProductWriter.StripsFor(context, context.Products.Count, context.Options.Memory.Strips);
        for (int first = 0; first < context.Products.Count; first += atOnce)
            WriteProducts([.. context.Products.Skip(first).Take(atOnce)], rows, metadata, first == 0 ? totals : null);
        foreach (var product in context.Products.Where(product => _relative.ContainsKey(product.Suffix)))
            totals.RelativeIntervals[product.Suffix] = _relative[product.Suffix].Shares(context.Spreads[code][product.Number]);
        return totals;
    }

    private void WriteProducts(IReadOnlyList<MapProduct> products, int stripRows, IReadOnlyDictionary<string, string> metadata, EcosystemTotals? totals)
    {
        var writers = new List<ProductWriter>();
        try
        {
            foreach (var product in products)
                writers.Add(new ProductWriter(context, product, code, metadata, stripRows));
            long done = 0;
            for (int tile = 0; tile < tiles.Tiles.Count; tile++)
            {
                context.Options.Cancellation.ThrowIfCancellationRequested();
                var block = context.Cells.Read(code, tiles.Tiles[tile], context.AreaShift);
                var record = tiles.Read(tile, plan);
                if (record.Tuples.Count != block.Tuples.Count || !record.Tuples.Zip(block.Tuples).All(pair => pair.First.AsSpan().SequenceEqual(pair.Second)))
                    throw new InvalidDataException($"{code}: a finished tile has other zones than the stack. Delete work/ and shards/ and run again.");
                double[] bounds = Bounds(block);
                long first = done;
                // Replicates' tiles are read as they are needed, by one thread.
                context.ForEach(writers, writer => WriteTile(writer, block, record.Result, bounds, first), errors is null ? 0 : long.MaxValue);
                done += block.Cells;
                if (totals is null)
                    continue;
                totals.AddTile(record.Tuples, record.Areas, record.Result.Totals);
                AddComonotone(totals, block, record.Result);
            }
            if (totals is not null)
                tiles.AddSums(totals, plan);
            context.ForEach(writers, writer => writer.Finish(), ProductWriter.FinishBytes);
        }
        finally
        {
            foreach (var writer in writers)
                writer.Dispose();
        }
    }

    /// <summary>Prediction bounds of β, and of the densities' ratios to their means, [product of <see cref="MapProduct.All"/>][level][cell]; empty without any.</summary>
    private double[] Bounds(CellBlock block)
    {
        if (prediction is null)
            return [];
        using (context.Times.Measure(MapTimes.Prediction))
            return prediction.QuantilesAt(block.Covariates, block.Cells, [.. context.Prediction], context.Options.Threads, context.Options.Cancellation);
    }

    private void WriteTile(ProductWriter writer, CellBlock block, TileResult result, double[] bounds, long first)
    {
        var product = writer.Product;
        int levels = bounds.Length == 0 ? 0 : context.Prediction.Count;
        Span<double> further = stackalloc double[context.Bands - MapProduct.BandCount];
        further.Fill(double.NaN);
        var relative = _relative.GetValueOrDefault(product.Suffix);
        int errorsAt = context.Prediction.Count;
        for (int cell = 0; cell < block.Cells; cell++)
        {
            double mean, lower, upper;
            if (product.IsBeta)
            {
                mean = _summaries.MeanBeta(result, cell);
                lower = _summaries.QuantileBeta(result, cell, 0);
                upper = _summaries.QuantileBeta(result, cell, 1);
            }
            else
            {
                mean = _summaries.MeanDensity(result, cell, product.FirstLayer, product.LastLayer);
                lower = Quantile(block, result, cell, product.FirstLayer, product.LastLayer, 0);
                upper = Quantile(block, result, cell, product.FirstLayer, product.LastLayer, 1);
            }
            for (int level = 0; level < levels; level++)
            {
                double bound = bounds[(((product.Number * levels) + level) * block.Cells) + cell];
                further[level] = product.IsBeta ? bound : DensityRatios.Bound(mean, bound);
            }
            if (context.CellErrors)
                (further[errorsAt], further[errorsAt + 1]) = errors is null ? CellErrors.FromSpacing(_summaries, block, result, cell, product) : errors.FromReplicates(block, cell, first + cell, product);
            if (relative is not null)
            {
                further[^1] = RelativeInterval.Of(further[0], further[1], context.Spreads[code][product.Number]);
                relative.Add((float)further[^1], block.Areas[cell]);
            }
            writer.Write(block.Positions[cell], mean, lower, upper, further);
        }
    }

    private double Quantile(CellBlock block, TileResult result, int cell, int first, int last, int index) =>
        _summaries.QuantileDensity(result, block.Topsoil[cell], block.SoilDepthAt(cell), cell, first, last, index);

    private void AddComonotone(EcosystemTotals totals, CellBlock block, TileResult result)
    {
        var intervals = TotalsLayer.All;
        Span<double> values = stackalloc double[intervals.Count];
        for (int cell = 0; cell < block.Cells; cell++)
        {
            double hectares = AreaScale.Hectares(block.Areas[cell], context.AreaShift);
            for (int bound = 0; bound < EcosystemTotals.Bounds; bound++)
            {
                for (int i = 0; i < intervals.Count; i++)
                    values[i] = _summaries.QuantileBetween(result, block.Topsoil[cell], block.SoilDepthAt(cell), cell, intervals[i].Top, intervals[i].Bottom, bound);
                Add(totals, 0, bound, values, hectares);
                foreach (int zone in block.Tuples[block.ZoneTuples[cell]])
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
            totals.Comonotone[(((zone * values.Length) + i) * EcosystemTotals.Bounds) + bound] += values[i] * hectares;
    }
}
