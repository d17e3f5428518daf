using System.Globalization;
using SoilBeta.Devices;
using SoilBeta.Devices.Host;
using SoilBeta.Forests;
using SoilBeta.Forests.Validation;
using SoilBeta.Mapping.Maps;
using SoilBeta.Studies;
using SoilBeta.Training.Models;

namespace SoilBeta.Cli;

/// <summary>A model of a study at places of one ecosystem: the values that its maps have in their cells, and the dissimilarity index.</summary>
/// <param name="Name">Word of the model: <c>beta</c>, <c>direct</c>, or the name of the target.</param>
/// <param name="Products">What it predicts.</param>
/// <param name="Request">Its forest and plan.</param>
/// <param name="File">The forest file, with the training data for bounds and index.</param>
internal sealed record PlaceModel(string Name, IReadOnlyList<MapProduct> Products, TileRequest Request, ForestFile File)
{
    /// <summary>Values at cells of an ecosystem, [cell], by name of the column.</summary>
    /// <param name="study">Study.</param>
    /// <param name="block">The cells.</param>
    /// <param name="device">Device.</param>
    /// <param name="bounds">Prediction bounds; null for none.</param>
    /// <param name="options">Threads, cancellation token.</param>
    public IReadOnlyList<Dictionary<string, double>> At(Study study, CellBlock block, IDevice device, PredictionBounds? bounds, StepOptions options)
    {
        var plan = Request.Plan;
        var summaries = new Summaries(plan, RunPlans.Probabilities(study.Uncertainty));
        using var run = ModelRun.Load(device, plan, options.Threads);
        float[] points = Request.Forest.PointsOf(study, Request.Ecosystem.Code, block.Covariates, block.Topsoil);
        double[] levels = [.. study.Uncertainty.Prediction];
        double[] quantiles = bounds is null || levels.Length == 0 ? [] : bounds.QuantilesAt(points, block.Cells, levels, options.Threads, options.Cancellation);
        var index = Index(points, block.Cells, options);
        var rows = new List<Dictionary<string, double>>();
        int atOnce = Math.Max(1, run.PreferredCells);
        for (int first = 0; first < block.Cells; first += atOnce)
        {
            int[] some = [.. Enumerable.Range(first, Math.Min(atOnce, block.Cells - first))];
            var result = run.Run(block.Subset(some).ToJob(plan, zones: false), options.Cancellation);
            for (int cell = 0; cell < some.Length; cell++)
                rows.Add(Row(summaries, result, cell, some[cell]));
        }
        return rows;

        Dictionary<string, double> Row(Summaries of, TileResult result, int cell, int at)
        {
            var row = new Dictionary<string, double>(StringComparer.Ordinal);
            foreach (var product in Products)
            {
                double mean = ProductValues.Mean(of, result, cell, product);
                double lower = ProductValues.Quantile(of, result, cell, product, 0, block, at), upper = ProductValues.Quantile(of, result, cell, product, 1, block, at);
                string name = ColumnOf(product);
                (row[$"{name}_mean"], row[$"{name}_q025"], row[$"{name}_q975"], row[$"{name}_u"]) = (mean, lower, upper, Summaries.RelativeWidth(mean, lower, upper));
                int target = quantiles.Length == 0 ? -1 : MapPredictions.TargetOf(bounds!, product);
                for (int level = 0; target >= 0 && level < levels.Length; level++)
                {
                    double bound = quantiles[(((target * levels.Length) + level) * block.Cells) + at];
                    row[BoundOf(product, levels[level])] = bounds!.Quantiles.Targets[target].IsRatio ? DensityRatios.Bound(mean, bound) : bound;
                }
            }
            if (index is var (values, threshold))
                (row["di"], row["inside"]) = (values[at], double.IsNaN(threshold) ? double.NaN : values[at] <= threshold ? 1 : 0);
            return row;
        }
    }

    /// <summary>Column of a map: <c>beta</c>, <c>socd_20_40</c>, <c>ph_0_20</c>.</summary>
    public static string ColumnOf(MapProduct product) => product.IsBeta ? "beta" : string.Create(CultureInfo.InvariantCulture, $"{product.Target?.Name ?? "socd"}_{product.Top}_{product.Bottom}");

    /// <summary>Column of a prediction bound: <c>beta_prediction_q05</c>.</summary>
    public static string BoundOf(MapProduct product, double level) => string.Create(CultureInfo.InvariantCulture, $"{ColumnOf(product)}_prediction_q{100 * level:00.##}");

    private (double[] Values, double Threshold)? Index(float[] points, int cells, StepOptions options) =>
        File.ReadRows() is { } rows && DissimilarityIndex.Fit(rows.Table, rows.Weights, rows.Folds, options.Threads) is { } index
            ? (index.Compute(points, cells, options.Threads, options.Cancellation), index.Threshold) : null;
}
