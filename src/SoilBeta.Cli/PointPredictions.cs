using SoilBeta.Forests;
using SoilBeta.Forests.Validation;
using SoilBeta.Soil;
using SoilBeta.Training.Models;

namespace SoilBeta.Cli;

/// <summary>Prediction bounds of single profiles at points, and their dissimilarity from the training data, as maps have them; for forests whose file holds the training data.</summary>
internal sealed class PointPredictions
{
    /// <summary>Depth of X20, cm: density bounds are those of maps with a topsoil of this depth.</summary>
    private const int TopsoilDepth = 20;

    private static readonly double[] s_levels = [0.05, 0.95];
    private static readonly string[] s_names = ["prediction_q05", "prediction_q95"];

    private readonly int _points;
    private readonly double[] _bounds; // [target][level][point]
    private readonly Dictionary<string, int> _targets = new(StringComparer.Ordinal);
    private readonly double[]? _index;
    private readonly double _threshold = double.NaN;

    private PointPredictions(PredictionBounds bounds, TrainingRows rows, PointTable points, int threads, CancellationToken cancellation)
    {
        _points = points.Ids.Count;
        float[] covariates = [.. points.Covariates.SelectMany(column => column)];
        _bounds = bounds.QuantilesAt(covariates, _points, s_levels, threads, cancellation);
        if (rows.TopsoilDepth == TopsoilDepth)
        {
            for (int i = 0; i < rows.Ratios.Count; i++)
                _targets[rows.Ratios[i].Name.Split('_')[0].Replace('-', '_')] = i + 1;
        }
        else if (points.Topsoil is not null)
        {
            Note = $"densities get no prediction bounds: those of this forest are for a topsoil of 0-{rows.TopsoilDepth} cm, and X20 is one of 0-{TopsoilDepth} cm.";
        }
        if (DissimilarityIndex.Fit(rows.Table, rows.Weights, rows.Folds, threads) is { } index)
            (_index, _threshold) = (index.Compute(covariates, _points, threads, cancellation), index.Threshold);
    }

    /// <summary>Message about results that cannot be computed; null for none.</summary>
    public string? Note { get; }

    /// <summary>Computes the bounds; null where the forest's file does not hold its training data.</summary>
    public static PointPredictions? Compute(ForestFile file, PointTable points, int threads, CancellationToken cancellation) =>
        PredictionBounds.FromFile(file, BetaLimits.Lower, BetaLimits.Upper) is { } bounds ? new PointPredictions(bounds, file.ReadRows()!, points, threads, cancellation) : null;

    /// <summary>Names of the columns.</summary>
    /// <param name="layers">Layers and sums whose densities are predicted: <c>20_40</c>.</param>
    public IEnumerable<string> Header(IEnumerable<string> layers) =>
        [.. s_names.Select(name => $"beta_{name}"), .. layers.Where(_targets.ContainsKey).SelectMany(layer => s_names.Select(name => $"socd_{layer}_{name}")), "di", "inside"];

    /// <summary>Values of a point, in the order of the header; NaN for an unknown one.</summary>
    /// <param name="point">Index of the point.</param>
    /// <param name="densities">Mean density of each layer, Mg C ha⁻¹.</param>
    public IEnumerable<double> Values(int point, IEnumerable<(string Layer, double Mean)> densities)
    {
        foreach (int level in Enumerable.Range(0, s_levels.Length))
            yield return Bound(0, level);
        foreach (var (layer, mean) in densities.Where(density => _targets.ContainsKey(density.Layer)))
        {
            foreach (int level in Enumerable.Range(0, s_levels.Length))
                yield return DensityRatios.Bound(mean, Bound(_targets[layer], level));
        }
        double index = _index?[point] ?? double.NaN;
        yield return index;
        yield return double.IsNaN(index + _threshold) ? double.NaN : index <= _threshold ? 1 : 0;

        double Bound(int target, int level) => _bounds[(((target * s_levels.Length) + level) * _points) + point];
    }
}
