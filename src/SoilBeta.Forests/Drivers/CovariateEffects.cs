using SoilBeta.Numerics;

namespace SoilBeta.Forests.Drivers;

/// <summary>Curves of all covariates with 95 % bands over refits: how much a curve depends on the sampled sites.</summary>
public static class CovariateEffects
{

    /// <summary>Computes partial dependence at evenly spaced values from the smallest to the largest (as randomForest's <c>partialPlot</c>), and accumulated local effects at quantiles.</summary>
    /// <param name="table">The training table.</param>
    /// <param name="forest">The forest.</param>
    /// <param name="options">How the forest and its refits are grown; seed and threads.</param>
    /// <param name="settings">Sizes.</param>
    /// <param name="done">Called after each forest, the model itself and its refits; from any thread.</param>
    /// <param name="cancellation">Cancellation token, checked between refits.</param>
    /// <returns>Curves output by output, each in the order of the features, partial dependence before accumulated effects.</returns>
    public static IReadOnlyList<EffectCurve> Compute(
        TrainingTable table, Forest forest, ForestOptions options, EffectSettings settings, Action? done = null, CancellationToken cancellation = default)
    {
        int[] rows = Rows(table.Rows, settings.Rows, options.Seed);
        int features = table.Features.Count;
        double[][] grids = [.. table.Columns.Select(column => Grid(column, settings.Points)), .. table.Columns.Select(column => AccumulatedEffects.Edges(column, settings.Points))];
        double[][][] Curves(Forest of) =>
            [.. grids.Select((grid, c) => c < features ? DependenceCurve.ComputeOutputs(of, table.Columns, rows, c, grid) : AccumulatedEffects.ComputeOutputs(of, table.Columns, rows, c - features, grid))];

        var curves = new double[settings.Refits + 1][][][]; // [refit][curve][output][value]
        var ranked = new RankedTable(table);
        Parallel.For(0, settings.Refits + 1, ForestTrainer.ParallelOptions(options, cancellation), refit =>
        {
            var own = options with { Threads = 1, Seed = new ForestRandom(options.Seed, RandomStream.EffectForests, (ulong)refit).Next() };
            curves[refit] = Curves(refit == 0 ? forest : ForestTrainer.Train(ranked, RefitTrainer.ResampledRows(table.Sites, own.Seed, refit), own, null, cancellation).Forest);
            done?.Invoke();
        });

        var result = new List<EffectCurve>();
        for (int output = 0; output < forest.Outputs.Count; output++)
        {
            for (int c = 0; c < grids.Length; c++)
            {
                for (int i = 0; i < grids[c].Length; i++)
                {
                    double[] over = [.. curves[1..].Select(curve => curve[c][output][i]).Order()];
                    string method = c < features ? "partial" : "accumulated";
                    var (lower, upper) = (OrderStatistics.Quantile(over, 0.025), OrderStatistics.Quantile(over, 0.975));
                    result.Add(new EffectCurve(table.Features[c % features], method, grids[c][i], curves[0][c][output][i], lower, upper) { Output = forest.Outputs[output] });
                }
            }
        }
        return result;
    }

    /// <summary>Evenly spaced values from the smallest to the largest, no more than there are distinct values.</summary>
    internal static double[] Grid(float[] column, int points)
    {
        double low = column.Min(), high = column.Max();
        int count = Math.Min(points, column.Distinct().Count());
        return count < 2 ? [low] : [.. Enumerable.Range(0, count).Select(i => low + ((high - low) * i / (count - 1)))];
    }

    private static int[] Rows(int all, int wanted, ulong seed) =>
        all <= wanted ? [.. Enumerable.Range(0, all)] : [.. Validation.FoldDesigns.Shuffled(all, new ForestRandom(seed, RandomStream.EffectRows))[..wanted].Order()];
}

/// <summary>Sizes of the curves.</summary>
/// <param name="Points">Number of values of a curve, and of bins of the accumulated effects.</param>
/// <param name="Refits">Number of forests on resampled sites for the bands; 0 for none.</param>
/// <param name="Rows">Number of rows to average over, drawn without replacement where the table has more.</param>
public sealed record EffectSettings(int Points = 25, int Refits = 25, int Rows = 1000);

/// <summary>One value of a curve.</summary>
/// <param name="Feature">Feature.</param>
/// <param name="Method"><c>partial</c> (mean prediction) or <c>accumulated</c> (effect around 0).</param>
/// <param name="Value">Value of the feature.</param>
/// <param name="Effect">Effect in the target's unit.</param>
/// <param name="Lower">2.5 % quantile over refits; NaN without refits.</param>
/// <param name="Upper">97.5 % quantile over refits; NaN without refits.</param>
public sealed record EffectCurve(string Feature, string Method, double Value, double Effect, double Lower, double Upper)
{
    /// <summary>Name of the output.</summary>
    public required string Output { get; init; }
}
