using SoilBeta.Devices.Benchmarks;
using SoilBeta.Forests;
using SoilBeta.Numerics;

namespace SoilBeta.Tests.Forests;

public class ForestTrainerTests
{
    [Theory]
    [InlineData(700, 9, 3, 5, 1UL)]
    [InlineData(300, 4, 1, 1, 2UL)]
    [InlineData(150, 9, 9, 10, 3UL)]
    public void The_trainer_grows_the_plain_trainer_s_forest(int rows, int features, int mtry, int minNodeSize, ulong seed)
    {
        TrainingTable table = SyntheticTable.Create(rows, features, seed);
        AssertSameAsPlain(table, new ForestOptions { Trees = 6, Mtry = mtry, MinNodeSize = minNodeSize, Seed = seed });
    }

    [Fact]
    public void Columns_with_few_distinct_values_and_equal_targets_grow_the_plain_trainer_s_forest()
    {
        TrainingTable source = SyntheticTable.Create(rows: 400, features: 5, seed: 11);
        float[][] columns = [.. source.Columns.Select((column, feature) => column.Select(value => MathF.Round(value / (3 + feature))).ToArray())];
        columns[2] = [.. columns[2].Select(_ => 7f)];
        double[] target = [.. source.Target.Select(value => Math.Round(value, 2))];
        AssertSameAsPlain(new TrainingTable(source.Features, source.Units, columns, target), new ForestOptions { Trees = 8, Mtry = 2, Seed = 4 });
    }

    [Fact]
    public void Negative_large_and_tiny_values_grow_the_plain_trainer_s_forest()
    {
        TrainingTable source = SyntheticTable.Create(rows: 200, features: 3, seed: 12);
        float[][] columns = [[.. source.Columns[0].Select(v => (v - 15) * 1e30f)], [.. source.Columns[1].Select(v => v * 1e-42f)], [.. source.Columns[2].Select(v => v > 30 ? -0f : 0f)]];
        foreach (double scale in (double[])[1e-300, -1e9, 1e200])
        {
            double[] target = [.. source.Target.Select(value => value * scale)];
            AssertSameAsPlain(new TrainingTable(source.Features, source.Units, columns, [.. target.Select(t => Math.Clamp(t, -1e30, 1e30))]), new ForestOptions { Trees = 4, Mtry = 3, Seed = 4 });
        }
    }

    [Fact]
    public void The_number_of_threads_changes_nothing()
    {
        TrainingTable table = SyntheticTable.Create(rows: 1000, seed: 5);
        var options = new ForestOptions { Trees = 40, Seed = 99 };
        TrainedForest one = ForestTrainer.Train(table, options with { Threads = 1 });
        foreach (int threads in (int[])[2, 3, 7])
        {
            TrainedForest many = ForestTrainer.Train(table, options with { Threads = threads });
            AssertSame(one.Forest.Trees, many.Forest.Trees);
            many.OutOfBagPredictions.ShouldBe(one.OutOfBagPredictions);
            many.Purity.ShouldBe(one.Purity);
            many.Forest.OutOfBag.ShouldBe(one.Forest.OutOfBag);
        }
        ForestTrainer.Train(table, options with { Seed = 100 }).Forest.Trees[0].Threshold.ShouldNotBe(one.Forest.Trees[0].Threshold);
    }

    [Fact]
    public void Out_of_bag_predictions_are_means_over_the_trees_that_did_not_draw_the_row()
    {
        TrainingTable table = SyntheticTable.Create(rows: 120, seed: 6);
        var options = new ForestOptions { Trees = 12, Seed = 3 };
        TrainedForest trained = ForestTrainer.Train(table, options);
        for (int row = 0; row < table.Rows; row++)
        {
            double sum = 0;
            int count = 0;
            for (int tree = 0; tree < options.Trees; tree++)
            {
                var random = new ForestRandom(options.Seed, RandomStream.Bootstrap, (ulong)tree);
                if (Enumerable.Range(0, table.Rows).Select(_ => random.Next(table.Rows)).ToArray().Contains(row))
                    continue;
                sum += trained.Forest.Trees[tree].Predict([.. table.Columns.Select(column => (double)column[row])]);
                count++;
            }
            if (count == 0)
                trained.OutOfBagPredictions[row].ShouldBe(double.NaN);
            else
                trained.OutOfBagPredictions[row].ShouldBe(sum / count, 1e-12);
        }
    }

    [Fact]
    public void A_constant_column_is_never_split_on()
    {
        TrainingTable source = SyntheticTable.Create(rows: 200, features: 2, seed: 8);
        var table = new TrainingTable(["flat", "MAP"], ["", ""], [new float[200], source.Columns[1]], source.Target);
        Forest forest = ForestTrainer.Train(table, new ForestOptions { Trees = 10, Mtry = 2 }).Forest;
        forest.Trees.SelectMany(tree => tree.Feature).Distinct().Order().ShouldBe([-1, 1]);
        var flat = new TrainingTable(["flat"], [""], [new float[200]], source.Target);
        ForestTrainer.Train(flat, new ForestOptions { Trees = 3 }).Forest.Trees.ShouldAllBe(tree => tree.Nodes == 1);
    }

    [Fact]
    public void Five_rows_are_one_leaf_at_the_default_node_size()
    {
        TrainingTable table = SyntheticTable.Create(rows: 5, seed: 9);
        Forest forest = ForestTrainer.Train(table, new ForestOptions { Trees = 25 }).Forest;
        forest.Trees.ShouldAllBe(tree => tree.Nodes == 1);
        ForestTrainer.Train(table, new ForestOptions { Trees = 25, MinNodeSize = 1 }).Forest.Trees.ShouldContain(tree => tree.Nodes > 1);
    }

    [Fact]
    public void A_constant_target_gives_single_leaves_with_its_value()
    {
        TrainingTable source = SyntheticTable.Create(rows: 50, seed: 10);
        var table = new TrainingTable(source.Features, source.Units, source.Columns, [.. source.Target.Select(_ => 0.97)]);
        Forest forest = ForestTrainer.Train(table, new ForestOptions { Trees = 5 }).Forest;
        forest.Trees.ShouldAllBe(tree => tree.Nodes == 1 && tree.Value[0] == 0.97f);
        forest.OutOfBag!.Value.RSquared.ShouldBe(double.NaN);
    }

    [Fact]
    public void The_constant_model_is_a_single_leaf_with_the_mean()
    {
        TrainingTable table = SyntheticTable.Create(rows: 40, seed: 10);
        TrainedForest trained = ForestTrainer.Constant(table, trees: 3);
        trained.Forest.Trees.Count.ShouldBe(3);
        trained.Forest.Predict(new double[9]).ShouldBe(table.Target.Average(), 1e-7);
        trained.Forest.OutOfBag!.Value.RSquared.ShouldBeLessThan(0);
    }

    [Theory]
    [InlineData(0, 5, 10, "mtry is 0")]
    [InlineData(10, 5, 10, "mtry is 10")]
    [InlineData(3, 0, 10, "minimum node size of 0")]
    [InlineData(3, 5, 0, "forest of 0 trees")]
    public void Options_that_make_no_sense_are_refused(int mtry, int minNodeSize, int trees, string message) =>
        Should.Throw<InvalidDataException>(() => ForestTrainer.Train(SyntheticTable.Create(rows: 20), new ForestOptions { Mtry = mtry, MinNodeSize = minNodeSize, Trees = trees })).Message.ShouldContain(message);

    [Fact]
    public void A_value_that_is_not_finite_is_refused_with_its_row_and_column() =>
        Should.Throw<InvalidDataException>(() => new TrainingTable(["a"], [""], [[1, float.NaN]], [1, 2])).Message.ShouldContain("row 2, column 'a'");

    [Fact]
    public void Shuffling_a_feature_hurts_in_the_order_of_its_influence_and_purity_agrees()
    {
        TrainingTable table = SyntheticTable.Create(rows: 800, features: 11, seed: 13);
        var options = new ForestOptions { Trees = 60, Seed = 5 };
        TrainedForest trained = ForestTrainer.Train(table, options);
        double[] importance = PermutationImportance.Compute(table, trained.Forest, options);
        double strongest = importance.Max();
        importance[0].ShouldBeGreaterThan(0.1 * strongest);
        importance[1].ShouldBeGreaterThan(0.1 * strongest);
        Math.Abs(importance[9]).ShouldBeLessThan(0.03 * strongest);
        Math.Abs(importance[10]).ShouldBeLessThan(0.03 * strongest);
        trained.Purity[1].ShouldBeGreaterThan(4 * trained.Purity[10]);
        PermutationImportance.Compute(table, trained.Forest, options with { Threads = 1 }).ShouldBe(importance);
    }

    private static void AssertSameAsPlain(TrainingTable table, ForestOptions options) =>
        AssertSame(PlainTrainer.Train(table, options), ForestTrainer.Train(table, options).Forest.Trees);

    internal static void AssertSame(IReadOnlyList<Tree> expected, IReadOnlyList<Tree> actual)
    {
        actual.Count.ShouldBe(expected.Count);
        for (int tree = 0; tree < expected.Count; tree++)
        {
            actual[tree].Feature.ShouldBe(expected[tree].Feature);
            actual[tree].Threshold.ShouldBe(expected[tree].Threshold);
            actual[tree].Left.ShouldBe(expected[tree].Left);
            actual[tree].Right.ShouldBe(expected[tree].Right);
            actual[tree].Value.ShouldBe(expected[tree].Value);
        }
    }
}
