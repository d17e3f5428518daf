using SoilBeta.Devices;
using SoilBeta.Numerics;
using SoilBeta.Rasters;
using SoilBeta.Soil;
using SoilBeta.Studies;
using SoilBeta.Training.Tables;

namespace SoilBeta.Mapping.Maps;

/// <summary>Quantiles of cells with several ecosystems, from joint realisations: for each draw, the area-weighted mean of the ecosystems' β and densities.</summary>
/// <remarks>
/// A device returns sums and order statistics of one ecosystem, which do not show how two vary together. So shared cells are computed again with S of every realisation; all later steps (Eq. 3, the cut at rock) give
/// the same integers as on a device. Cells with one ecosystem do not need this.
/// </remarks>
public sealed class JointQuantiles(MapContext context, IReadOnlyList<RunPlan> plans, Func<RunPlan, IDeviceRun> load)
{
    private const int MostCells = 32768;
    private readonly IReadOnlyList<MapProduct> _products = context.Products;
    private int[] _numbers = []; // index of each cell of the strip among the shared cells; −1 for others
    private double[] _bounds = []; // [product][lower, upper][shared cell]
    private int _shared;

    /// <summary>Memory of a shared cell of a strip, bytes, without the realisations, which are in memory for some cells at a time.</summary>
    public static long BytesOfCell(MapContext context) =>
        (sizeof(float) * (context.Study.Study.Covariates.Count + 2L)) + sizeof(long) + (sizeof(int) * 2) + (sizeof(double) * context.Products.Count * MapProduct.Probabilities.Count);

    /// <summary>Quantiles of a cell; null for a cell with one ecosystem, whose own quantiles apply.</summary>
    /// <param name="product">Index of the map among those of the context.</param>
    /// <param name="cell">Cell of the strip.</param>
    public (double Lower, double Upper)? Of(int product, int cell) =>
        _numbers[cell] < 0 ? null : (_bounds[At(product, 0, _numbers[cell])], _bounds[At(product, 1, _numbers[cell])]);

    /// <summary>Computes the quantiles of rows of the window.</summary>
    /// <param name="row">First row.</param>
    /// <param name="rows">Rows.</param>
    /// <param name="fractions">Area fractions, [ecosystem][cell].</param>
    public void Compute(int row, int rows, float[][] fractions)
    {
        int cells = rows * context.Window.Width;
        int[] shared = [.. Enumerable.Range(0, cells).Where(cell => fractions.Count(fraction => fraction[cell] > 0) > 1)];
        _shared = shared.Length;
        _numbers = new int[cells];
        Array.Fill(_numbers, -1);
        for (int i = 0; i < shared.Length; i++)
            _numbers[shared[i]] = i;
        _bounds = new double[_products.Count * MapProduct.Probabilities.Count * _shared];
        if (_shared == 0)
            return;
        var places = Read(row, rows, shared);
        long realisations = plans[0].Realisations;
        int atOnce = (int)Math.Clamp(context.Options.Memory.Tiles / (realisations * plans.Count * plans[0].Outputs * sizeof(int)), 1, MostCells);
        for (int first = 0; first < _shared; first += atOnce)
        {
            context.Options.Cancellation.ThrowIfCancellationRequested();
            int count = Math.Min(atOnce, _shared - first);
            int[][] sums = [.. plans.Select((plan, ecosystem) => Sums(plan, places, [.. Enumerable.Range(first, count).Where(i => fractions[ecosystem][shared[i]] > 0)]))];
            Mix(new Chunk(places, sums, [.. fractions.Select(fraction => shared.Skip(first).Take(count).Select(cell => fraction[cell]).ToArray())], first));
        }
    }

    // Input of the devices for the shared cells.
    private CellBlock Read(int row, int rows, int[] shared)
    {
        var study = context.Study.Study;
        int width = context.Window.Width;
        var window = new GridWindow(context.Window.Column, context.Window.Row + row, width, rows);
        float[] values = new float[rows * width];
        float[] Layer(string name)
        {
            context.Stack.Read(name, window, values);
            return [.. shared.Select(cell => values[cell])];
        }

        bool common = plans[0].Draws.Mode == DrawMode.Common;
        return new CellBlock
        {
            Positions = [.. shared.Select(cell => ((long)row * width) + cell)],
            Covariates = [.. study.Covariates.SelectMany(covariate => Layer(StackLayerNames.Covariate(covariate.Name)))],
            Topsoil = context.Stack.Has(StackLayerNames.Topsoil) ? Layer(StackLayerNames.Topsoil) : [],
            SoilDepths = context.Stack.Has(StackLayerNames.Rock) ? [.. Layer(StackLayerNames.Rock).Select(ProfilePlaces.WholeCentimetres)] : [],
            DrawKeys = common ? [] : [.. shared.Select(cell => DrawKeys.ForCell(study.Uncertainty, context.Stack.Grid, window.Column + (cell % width), window.Row + (cell / width)))],
            Fractions = [],
            Areas = [],
            ZoneTuples = [],
        };
    }

    /// <summary>S of every realisation of some shared cells, [cell][output][realisation].</summary>
    private int[] Sums(RunPlan plan, CellBlock places, int[] wanted)
    {
        if (wanted.Length == 0)
            return [];
        using var run = load(plan with { Ranks = [] });
        return run.Run(places.Subset(wanted).ToJob(plan, zones: false) with { WithRealisations = true }, context.Options.Cancellation).Realisations;
    }

    private void Mix(Chunk chunk)
    {
        int count = chunk.Fractions[0].Length, realisations = checked((int)plans[0].Realisations);
        // Index of each cell among the ecosystem's cells.
        int[][] own = [.. chunk.Fractions.Select(fraction =>
        {
            int next = 0;
            return fraction.Select(share => share > 0 ? next++ : -1).ToArray();
        })];
        var options = new ParallelOptions { MaxDegreeOfParallelism = context.Options.Threads, CancellationToken = context.Options.Cancellation };
        Parallel.For(0, count, options, () => new double[_products.Count * realisations], (cell, _, values) =>
        {
            Array.Clear(values);
            double share = 0;
            for (int ecosystem = 0; ecosystem < plans.Count; ecosystem++)
            {
                if (own[ecosystem][cell] < 0)
                    continue;
                share += chunk.Fractions[ecosystem][cell];
                Add(plans[ecosystem], chunk, chunk.First + cell, chunk.Sums[ecosystem].AsSpan(own[ecosystem][cell] * plans[ecosystem].Outputs * realisations, plans[ecosystem].Outputs * realisations), chunk.Fractions[ecosystem][cell], values);
            }
            for (int product = 0; product < _products.Count; product++)
            {
                var of = values.AsSpan(product * realisations, realisations);
                of.Sort();
                for (int bound = 0; bound < MapProduct.Probabilities.Count; bound++)
                    _bounds[At(product, bound, chunk.First + cell)] = OrderStatistics.Quantile(of, MapProduct.Probabilities[bound]) / share;
            }
            return values;
        }, _ => { });
    }

    // β and densities of one ecosystem times its area fraction, [product][realisation].
    private void Add(RunPlan plan, Chunk chunk, int cell, ReadOnlySpan<int> sums, double share, double[] values)
    {
        double unit = 1.0 / (plan.Forests.Trees * Math.ScaleB(1.0, plan.Forests.LeafShift));
        int refits = plan.Refits == RefitMode.Crossed ? plan.Forests.Refits.Count : 1, realisations = (int)plan.Realisations;
        int soilDepth = chunk.Places.SoilDepthAt(cell);
        Span<long> parts = stackalloc long[plan.Parts];
        for (int r = 0; r < realisations; r++)
        {
            if (plan.Parts > 0)
                RealisedParts.Compute(plan, sums, r, plan.UsesTopsoil ? Topsoil(plan, chunk.Places, cell, r / refits) : 0, soilDepth, parts);
            for (int product = 0; product < _products.Count; product++)
            {
                var of = _products[product];
                values[(product * realisations) + r] += share * (of.IsBeta ? sums[r] * unit : plan.SumBetween<long>(of.Top, of.Bottom, parts) / (double)LayerDensities.Units);
            }
        }
    }

    // Topsoil density of a draw, Mg C ha⁻¹.
    private static float Topsoil(RunPlan plan, CellBlock places, int cell, int draw)
    {
        var rule = plan.Perturbations[plan.TopsoilVariable];
        if (!plan.TopsoilVaries)
            return rule.Clip(places.Topsoil[cell]);
        int variable = plan.TopsoilVariable;
        float z = plan.Draws.Table is { } table ? table[(variable * plan.Draws.Count) + draw] : plan.Draws.Normal(places.DrawKeys[cell], draw, variable);
        return rule.Apply(places.Topsoil[cell], z);
    }

    private int At(int product, int bound, int cell) => (((product * MapProduct.Probabilities.Count) + bound) * _shared) + cell;

    /// <summary>Some shared cells and their results.</summary>
    /// <param name="Places">All shared cells of the strip.</param>
    /// <param name="Sums">S, [ecosystem][cell of the ecosystem][output][realisation].</param>
    /// <param name="Fractions">Area fractions, [ecosystem][cell].</param>
    /// <param name="First">Index of the first cell among all shared cells.</param>
    private sealed record Chunk(CellBlock Places, int[][] Sums, float[][] Fractions, int First);
}
