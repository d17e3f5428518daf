using SoilBeta.Numerics;

namespace SoilBeta.Forests;

/// <summary>Rows that each tree of a forest drew, reproduced from its seed, since files do not store them.</summary>
public sealed class ForestBags
{
    /// <summary>Tolerance for the reproduced out-of-bag error, relative to the file's: rounding of sums.</summary>
    private const double Rounding = 1e-6;

    private readonly bool[][] _drawn; // [tree][row]

    private ForestBags(bool[][] drawn) => _drawn = drawn;

    /// <summary>Whether a tree drew a row.</summary>
    public bool Drew(int tree, int row) => _drawn[tree][row];

    /// <summary>Reproduces the bags of a forest that <see cref="ForestTrainer"/> grew on a table.</summary>
    /// <param name="forest">The forest.</param>
    /// <param name="table">The table, with features in the forest's order.</param>
    /// <returns>Null where the forest is imported or was grown on other rows: the out-of-bag error of the bags then differs from the stored one.</returns>
    public static ForestBags? FromForest(Forest forest, TrainingTable table)
    {
        if (!forest.Model.IsGrown() || forest.Options is not { } options || forest.OutOfBag is not { } score || options.Trees != forest.Trees.Count)
            return null;
        int[] rows = [.. Enumerable.Range(0, table.Rows)], copies = new int[table.Rows];
        var drawn = new bool[forest.Trees.Count][];
        for (int tree = 0; tree < drawn.Length; tree++)
        {
            var random = new ForestRandom(options.Seed, RandomStream.Bootstrap, (ulong)tree);
            ForestTrainer.Bootstrap(rows, copies, ref random);
            drawn[tree] = [.. copies.Select(count => count > 0)];
        }
        double rmse = Score.OfOutputs(table.Targets, OutOfBag(forest, table, drawn)).Rmse;
        return Math.Abs(rmse - score.Rmse) <= Rounding * score.Rmse ? new ForestBags(drawn) : null;
    }

    /// <summary>Bags of a single-leaf model: no tree drew any row.</summary>
    internal static ForestBags None(Forest forest, TrainingTable table) => new([.. forest.Trees.Select(_ => new bool[table.Rows])]);

    /// <summary>Mean prediction of the first output by the trees for which a row is out of bag, [row]; NaN where there is none.</summary>
    /// <param name="forest">The forest.</param>
    /// <param name="places">The rows, possibly with other feature values than in training.</param>
    public double[] OutOfBag(Forest forest, TrainingTable places) => OutputsOutOfBag(forest, places)[0];

    /// <summary>Mean predictions of the trees for which a row is out of bag, [output][row]; NaN where there is none.</summary>
    /// <param name="forest">The forest.</param>
    /// <param name="places">The rows, possibly with other feature values than in training.</param>
    public double[][] OutputsOutOfBag(Forest forest, TrainingTable places) => OutOfBag(forest, places, _drawn);

    private static double[][] OutOfBag(Forest forest, TrainingTable table, bool[][] drawn)
    {
        double[][] predictions = [.. forest.Outputs.Select(_ => new double[table.Rows])];
        var x = new double[table.Features.Count];
        for (int row = 0; row < table.Rows; row++)
        {
            for (int feature = 0; feature < x.Length; feature++)
                x[feature] = table.Columns[feature][row];
            int count = 0;
            for (int tree = 0; tree < drawn.Length; tree++)
            {
                if (drawn[tree][row])
                    continue;
                ReadOnlySpan<double> values = forest.Trees[tree].ValuesAt(forest.Trees[tree].LeafOf(x));
                for (int output = 0; output < values.Length; output++)
                    predictions[output][row] += values[output];
                count++;
            }
            foreach (double[] output in predictions)
                output[row] = count > 0 ? output[row] / count : double.NaN;
        }
        return predictions;
    }
}
