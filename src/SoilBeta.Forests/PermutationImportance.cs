using SoilBeta.Numerics;

namespace SoilBeta.Forests;

/// <summary>Breiman's permutation importance: the increase of a tree's mean squared error on its out-of-bag rows when one feature is permuted among them; mean over trees, in squared units of the target; of several outputs, the mean of their squared errors, each divided by its variance.</summary>
public static class PermutationImportance
{
    /// <summary>Importance for a forest that <see cref="ForestTrainer.Train(TrainingTable, ForestOptions, Action, CancellationToken)"/> grew on this table with these options: the bootstrap samples are reproduced from the seed.</summary>
    /// <param name="table">The table.</param>
    /// <param name="forest">The forest.</param>
    /// <param name="options">The options it was grown with.</param>
    /// <param name="cancellation">Cancellation token, checked between trees.</param>
    /// <returns>Importance, [feature].</returns>
    public static double[] Compute(TrainingTable table, Forest forest, ForestOptions options, CancellationToken cancellation = default) =>
        WithErrors(table, forest, options, cancellation).Raw;

    /// <summary>Permutation importance with its standard error over trees: raw / error is R's %IncMSE (randomForest, <c>importance(scale = TRUE)</c>), which has no unit and grows with the number of trees.</summary>
    /// <param name="table">The table.</param>
    /// <param name="forest">The forest.</param>
    /// <param name="options">The options it was grown with.</param>
    /// <param name="cancellation">Cancellation token, checked between trees.</param>
    /// <returns>Importance and its standard error (standard deviation over trees / √trees, moments over n as randomForest), [feature].</returns>
    public static (double[] Raw, double[] Error) WithErrors(TrainingTable table, Forest forest, ForestOptions options, CancellationToken cancellation = default)
    {
        int features = table.Features.Count;
        var measure = new OutputError(table);
        int[] rows = [.. Enumerable.Range(0, table.Rows)];
        var perTree = new double[forest.Trees.Count][];
        Parallel.For(0, perTree.Length, ForestTrainer.ParallelOptions(options, cancellation), tree =>
        {
            var random = new ForestRandom(options.Seed, RandomStream.Bootstrap, (ulong)tree);
            var copies = new int[table.Rows];
            ForestTrainer.Bootstrap(rows, copies, ref random);
            int[] outside = [.. rows.Where(row => copies[row] == 0)];
            var increase = new double[features];
            if (outside.Length > 1)
            {
                double plain = Error(table, measure, forest.Trees[tree], outside, (-1, outside));
                for (int feature = 0; feature < features; feature++)
                {
                    var shuffle = new ForestRandom(options.Seed, RandomStream.PermutedFeature, ((ulong)tree << 16) | (uint)feature);
                    int[] shuffled = [.. outside];
                    for (int i = shuffled.Length - 1; i > 0; i--)
                    {
                        int j = shuffle.Next(i + 1);
                        (shuffled[i], shuffled[j]) = (shuffled[j], shuffled[i]);
                    }
                    increase[feature] = (Error(table, measure, forest.Trees[tree], outside, (feature, shuffled)) - plain) / outside.Length;
                }
            }
            perTree[tree] = increase;
        });
        var importance = new double[features];
        var error = new double[features];
        for (int feature = 0; feature < features; feature++)
        {
            double mean = perTree.Average(increase => increase[feature]);
            importance[feature] = mean;
            error[feature] = Math.Sqrt(perTree.Average(increase => (increase[feature] - mean) * (increase[feature] - mean)) / perTree.Length);
        }
        return (importance, error);
    }

    /// <summary>Sum of squared errors of one tree when the values of a feature come from other rows.</summary>
    private static double Error(TrainingTable table, OutputError measure, Tree tree, int[] rows, (int Feature, int[] From) permuted)
    {
        double sum = 0;
        for (int i = 0; i < rows.Length; i++)
        {
            int node = 0;
            while (tree.Feature[node] >= 0)
            {
                int feature = tree.Feature[node];
                node = table.Columns[feature][feature == permuted.Feature ? permuted.From[i] : rows[i]] <= tree.Threshold[node] ? tree.Left[node] : tree.Right[node];
            }
            sum += measure.At(rows[i], tree.ValuesAt(node));
        }
        return sum;
    }
}
