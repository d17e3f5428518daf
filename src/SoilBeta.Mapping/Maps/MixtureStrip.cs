using SoilBeta.Forests;
using SoilBeta.Rasters;
using SoilBeta.Studies;
using SoilBeta.Training.Models;

namespace SoilBeta.Mapping.Maps;

/// <summary>Prediction bounds of the cells that several ecosystems share, one strip of rows at a time: quantiles of the mixture of their distributions by area, for all maps in one descent.</summary>
public sealed class MixtureStrip(MapContext context, AllSources sources)
{
    private readonly string[] _codes = [.. context.Study.Study.Ecosystems.Select(ecosystem => ecosystem.Code)];
    private readonly double[] _levels = [.. context.Prediction];
    private readonly PredictionBounds _any = sources.Predictions.Values.First(); // all have the same targets
    private int[] _numbers = []; // index of each cell of the strip among the shared cells; −1 for others
    private double[] _bounds = []; // [target][level][shared cell]
    private int _shared;

    /// <summary>Memory for one cell of a strip, bytes.</summary>
    public static long BytesOfCell(MapContext context, AllSources sources)
    {
        var study = context.Study.Study;
        long ecosystems = study.Ecosystems.Count, targets = sources.Predictions.Values.First().Quantiles.Targets.Count;
        long features = sources.Forests.Values.Sum(forest => (long)forest.Features.Count);
        return sizeof(int) + (sizeof(float) * (study.Covariates.Count + features + (2 * ecosystems) + 3)) + (sizeof(double) * (ecosystems + (targets * (ecosystems + context.Prediction.Count))));
    }

    /// <summary>The bounds of a map; null where the models have none for it.</summary>
    public MapBounds? Of(MapProduct product) => MapPredictions.TargetOf(_any, product) is >= 0 and var target ? new MapBounds(this, target, _any.Quantiles.Targets[target].IsRatio) : null;

    /// <summary>Computes the bounds of rows of the window.</summary>
    /// <param name="row">First row.</param>
    /// <param name="rows">Rows.</param>
    /// <param name="maps">The maps, whose means scale the bounds of densities.</param>
    /// <param name="fractions">Area fractions, [ecosystem][cell].</param>
    public void Compute(int row, int rows, IReadOnlyList<AllMap> maps, float[][] fractions)
    {
        using var measured = context.Times.Measure(MapTimes.Prediction);
        int width = context.Window.Width, cells = rows * width;
        var inStack = new GridWindow(context.Window.Column, context.Window.Row + row, width, rows);
        var inMap = new GridWindow(0, row, width, rows);
        float[] values = new float[cells];
        int[] shared = [.. Enumerable.Range(0, cells).Where(cell => fractions.Count(fraction => fraction[cell] > 0) > 1)];
        _shared = shared.Length;
        _numbers = new int[cells];
        Array.Fill(_numbers, -1);
        for (int i = 0; i < shared.Length; i++)
            _numbers[shared[i]] = i;
        if (_shared == 0)
            return;

        var covariates = context.Study.Study.Covariates;
        float[] points = [.. covariates.SelectMany(covariate => Layer(StackLayerNames.Covariate(covariate.Name)))];
        float[] topsoil = context.Stack.Has(StackLayerNames.Topsoil) && sources.Forests.Values.Any(forest => forest.Features.Count > 0) ? Layer(StackLayerNames.Topsoil) : [];
        double[] shares = [.. fractions.SelectMany(fraction => shared.Select(cell => (double)fraction[cell]))];
        double[] scales = new double[_any.Quantiles.Targets.Count * shares.Length];
        foreach (var map in maps.Where(map => !map.Product.IsBeta))
        {
            int target = MapPredictions.TargetOf(_any, map.Product);
            if (target < 0)
                continue;
            for (int i = 0; i < _codes.Length; i++)
            {
                map.Means(i, inMap, values);
                for (int cell = 0; cell < _shared; cell++)
                    scales[(((target * _codes.Length) + i) * _shared) + cell] = shares[(i * _shared) + cell] > 0 ? values[shared[cell]] : 0;
            }
        }
        // The models of a pooled forest differ in the indicators of the ecosystems.
        var cellsOf = new MixtureCells(points, _shared, shares, scales) { OfModels = [.. _codes.Select(code => sources.Forests[code].PointsOf(context.Study.Study, code, points, topsoil))] };
        _bounds = MixtureBounds.Compute([.. _codes.Select(code => sources.Predictions[code])], cellsOf, _levels, context.Options.Threads, context.Options.Cancellation);

        float[] Layer(string name)
        {
            context.Stack.Read(name, inStack, values);
            return [.. shared.Select(cell => values[cell])];
        }
    }

    /// <summary>The bounds of one map over a strip.</summary>
    public readonly struct MapBounds(MixtureStrip strip, int target, bool isRatio)
    {
        /// <summary>Bound of a cell; null where the cell has a single ecosystem, whose own bound applies.</summary>
        /// <param name="level">Index of the level.</param>
        /// <param name="cell">Index of the cell in the strip.</param>
        public double? At(int level, int cell)
        {
            if (strip._numbers[cell] < 0)
                return null;
            double bound = strip._bounds[(((target * strip._levels.Length) + level) * strip._shared) + strip._numbers[cell]];
            return isRatio ? DensityRatios.Bound(bound, 1) : bound;
        }
    }
}
