using SoilBeta.Devices.Benchmarks;
using SoilBeta.Forests;
using SoilBeta.Numerics;

namespace SoilBeta.Tests.Forests;

/// <summary>Forests whose leaves hold several values: training, flattening, files, pruning.</summary>
public sealed class SeveralOutputsTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(130, 3, 5, false)]
    [InlineData(70, 9, 1, false)]
    [InlineData(110, 4, 10, true)]
    public void The_trainer_grows_the_plain_trainer_s_forest(int rows, int mtry, int minNodeSize, bool logs)
    {
        TrainingTable table = Layers(rows);
        var options = new ForestOptions { Trees = 3, Mtry = mtry, MinNodeSize = minNodeSize, Seed = 3, SplitOnLogs = logs };
        AssertSame(PlainTrainer.TrainSeveral(table, options), ForestTrainer.Train(table, options).Forest.Trees);
    }

    [Fact]
    public void One_output_is_split_on_its_logarithms_and_its_leaves_are_means_of_the_values()
    {
        TrainingTable table = Layers(80).WithTargets([[.. Layers(80).Target.Select(value => Math.Pow(value, 4))]], ["steep"]);
        var options = new ForestOptions { Trees = 3, Seed = 8, SplitOnLogs = true };
        Forest forest = ForestTrainer.Train(table, options).Forest;
        AssertSame(PlainTrainer.TrainSeveral(table, options), forest.Trees);
        forest.Trees[0].Threshold.ShouldNotBe(ForestTrainer.Train(table, options with { SplitOnLogs = false }).Forest.Trees[0].Threshold);
        Should.Throw<InvalidDataException>(() => ForestTrainer.Train(table.WithTargets([[.. table.Target.Select((value, row) => row == 4 ? 0 : value)]], ["steep"]), options))
            .Message.ShouldContain("row 5, target 'steep': 0 has no logarithm");
    }

    [Fact]
    public void The_number_of_threads_changes_nothing_and_out_of_bag_predictions_are_means_of_the_other_trees()
    {
        TrainingTable table = Layers(90);
        var options = new ForestOptions { Trees = 12, Seed = 3, Threads = 1 };
        TrainedForest one = ForestTrainer.Train(table, options), many = ForestTrainer.Train(table, options with { Threads = 3 });
        AssertSame(one.Forest.Trees, many.Forest.Trees);
        many.OutOfBag.ShouldBe(one.OutOfBag);
        many.Purity.ShouldBe(one.Purity);
        many.Forest.OutputScores.ShouldBe(one.Forest.OutputScores);
        for (int row = 0; row < 20; row++)
        {
            var sums = new double[5];
            int count = 0;
            for (int tree = 0; tree < options.Trees; tree++)
            {
                var random = new ForestRandom(options.Seed, RandomStream.Bootstrap, (ulong)tree);
                if (Enumerable.Range(0, table.Rows).Select(_ => random.Next(table.Rows)).ToArray().Contains(row))
                    continue;
                var values = new double[5];
                (one.Forest with { Trees = [one.Forest.Trees[tree]] }).Predict([.. table.Columns.Select(column => (double)column[row])], values);
                for (int output = 0; output < 5; output++)
                    sums[output] += values[output];
                count++;
            }
            for (int output = 0; output < 5; output++)
                one.OutOfBag[output][row].ShouldBe(sums[output] / count, 1e-9);
        }
        ForestBags.FromForest(one.Forest, table).ShouldNotBeNull().OutputsOutOfBag(one.Forest, table)[4][7].ShouldBe(one.OutOfBag[4][7], 1e-9);
    }

    /// <summary>Each output counts by its share of its own variance: its unit changes nothing but its values.</summary>
    [Fact]
    public void The_unit_of_an_output_does_not_change_the_splits()
    {
        TrainingTable table = Layers(200);
        var options = new ForestOptions { Trees = 5, Seed = 2 };
        Forest forest = ForestTrainer.Train(table, options).Forest;
        Forest other = ForestTrainer.Train(table.WithTargets([.. table.Targets.Select((target, output) => target.Select(value => value * (output == 2 ? 1024 : 1)).ToArray())], table.TargetNames), options).Forest;
        for (int tree = 0; tree < 5; tree++)
        {
            other.Trees[tree].Threshold.ShouldBe(forest.Trees[tree].Threshold);
            other.Trees[tree].Value.Where((_, i) => i % 5 == 2).ShouldBe(forest.Trees[tree].Value.Where((_, i) => i % 5 == 2).Select(value => value * 1024));
            other.Trees[tree].Value.Where((_, i) => i % 5 != 2).ShouldBe(forest.Trees[tree].Value.Where((_, i) => i % 5 != 2));
        }
    }

    [Fact]
    public void A_file_gives_the_forest_back_and_devices_read_what_flattening_gives()
    {
        TrainingTable table = Layers(120);
        var options = new ForestOptions { Trees = 4, Seed = 6, SplitOnLogs = true };
        var rows = new TrainingRows { Table = table, Folds = new int[table.Rows], Weights = new double[table.Features.Count], TopsoilDepth = 20 };
        Forest forest = ForestTrainer.Train(table, options).Forest with { Model = ModelKind.Direct, Target = "density", OutputUnit = "Mg/ha", Rows = rows };
        string path = _folder["direct.forest"];
        RefitTrainer.Write(path, table, forest, options, refits: 2);
        ForestFile file = ForestFile.Open(path);
        file.Outputs.ShouldBe(table.TargetNames);
        (file.OutputUnit, file.Model, file.Target, file.RefitCount).ShouldBe(("Mg/ha", ModelKind.Direct, "density", 2));
        file.OutputScores.ShouldBe(forest.OutputScores);
        file.OutOfBag.ShouldBe(forest.OutOfBag);
        file.Options.ShouldBe(forest.Options);
        file.ReadRows()!.Table.Targets.ShouldBe(table.Targets);
        Forest read = file.ReadForest();
        AssertSame(forest.Trees, read.Trees);
        ForestBags.FromForest(read, file.ReadRows()!.Table).ShouldNotBeNull();
        foreach (bool refits in new[] { false, true })
        {
            ForestSet set = file.ReadSet(refits), expected = refits ? ForestFlattening.Flatten(file.ReadRefit(0), file.ReadRefit(1)) : ForestFlattening.Flatten(forest);
            (set.LeafShift, set.Outputs, set.LargestLeaf, set.Refits.Count).ShouldBe((expected.LeafShift, 5, expected.LargestLeaf, expected.Refits.Count));
            for (int refit = 0; refit < set.Refits.Count; refit++)
            {
                set.Refits[refit].Nodes.ShouldBe(expected.Refits[refit].Nodes);
                set.Refits[refit].Leaves.ShouldBe(expected.Refits[refit].Leaves);
            }
        }
        File.ReadAllBytes(path)[8].ShouldBe((byte)2); // which programs that read the first output alone refuse
    }

    [Fact]
    public void A_file_of_several_outputs_that_is_damaged_is_refused()
    {
        string path = _folder["whole.forest"];
        ForestFile.Write(path, ForestTrainer.Train(Layers(20), new ForestOptions { Trees = 2, MinNodeSize = 1 }).Forest);
        byte[] whole = File.ReadAllBytes(path)[..^48];
        var random = new ForestRandom(1, (RandomStream)78);
        int refused = 0;
        for (int attempt = 0; attempt < 100; attempt++)
        {
            byte[] hostile = [.. whole];
            hostile[12 + random.Next(hostile.Length - 12)] = (byte)random.Next(256);
            File.WriteAllBytes(path, ForestFileTests.Sealed(hostile));
            try
            {
                ForestFile file = ForestFile.Open(path);
                file.ReadForest().Trees.ShouldAllBe(tree => tree.Outputs == file.Outputs.Count);
                file.ReadSet().Refits[0].Nodes.Length.ShouldBeGreaterThan(0);
            }
            catch (InvalidDataException failure)
            {
                failure.Message.ShouldContain("whole.forest");
                refused++;
            }
        }
        refused.ShouldBeInRange(10, 100);
        byte[] old = [.. whole];
        old[8] = 1;
        File.WriteAllBytes(path, ForestFileTests.Sealed(old));
        Should.Throw<InvalidDataException>(() => ForestFile.Open(path)).Message.ShouldContain("its format is version 1, with a section OUTPUTS");
    }

    /// <summary>Any sum of a realisation's outputs is an int32, and the scale is as fine as that allows.</summary>
    [Fact]
    public void The_leaves_scale_leaves_room_for_the_sum_of_all_outputs()
    {
        foreach (double value in new[] { 7.4e-5, 1, 333.3, 40_000 })
        {
            Forest forest = new() { Features = ["a"], Units = [""], Outputs = ["x", "y", "z"], Trees = [.. Enumerable.Range(0, 37).Select(_ => Tree.Constant(value, -value, value / 3))] };
            ForestSet set = ForestFlattening.Flatten(forest);
            decimal sum = set.Refits[0].Leaves[..3].Sum(leaf => Math.Abs((decimal)leaf)) * 37;
            sum.ShouldBeLessThan(2147483648m);
            (set.LeafShift == 30 || sum * 2 > 2147483648m - (37 * 2 * 4)).ShouldBeTrue();
            set.Refits[0].Leaves.ShouldAllBe(leaf => Math.Abs((double)leaf * Math.Pow(2, -set.LeafShift)) <= value + 1e-3);
        }
    }

    [Fact]
    public void A_pooled_forest_pruned_at_an_ecosystem_predicts_the_same_there_and_has_no_split_on_it()
    {
        TrainingTable table = Layers(240);
        string[] codes = ["CL", "GL", "FL"], own = [.. Enumerable.Range(0, 240).Select(row => codes[row % 3])];
        var pooled = new TrainingTable(
            [.. table.Features, .. codes.Select(IndicatorFeatures.Name)], [.. table.Units, "", "", ""], [.. table.Columns, .. IndicatorFeatures.Columns(codes, own)],
            [.. table.Targets.Select(target => target.Select((value, row) => value * (1 + (row % 3))).ToArray())], table.TargetNames);
        Forest forest = ForestTrainer.Train(pooled, new ForestOptions { Trees = 8, Mtry = 6, Seed = 1 }).Forest;
        foreach (string code in codes)
        {
            Forest pruned = ForestPruning.At(forest, IndicatorFeatures.At(forest.Features, code));
            pruned.Features.ShouldBe(table.Features);
            pruned.Ranges.Count.ShouldBe(9);
            pruned.Trees.Sum(tree => tree.Nodes).ShouldBeLessThan(forest.Trees.Sum(tree => tree.Nodes) * 2 / 3);
            double[] expected = new double[5], actual = new double[5];
            for (int row = 0; row < 60; row++)
            {
                double[] x = [.. table.Columns.Select(column => (double)column[row])];
                forest.Predict([.. x, .. codes.Select(other => other == code ? 1.0 : 0.0)], expected);
                pruned.Predict(x, actual);
                actual.ShouldBe(expected);
            }
            ForestFlattening.Flatten(pruned).Outputs.ShouldBe(5);
        }
        Should.Throw<ArgumentException>(() => ForestPruning.At(forest, new Dictionary<string, double> { ["ecosystem:XX"] = 1 })).Message.ShouldContain("no feature 'ecosystem:XX'");
        ForestPruning.At(forest, IndicatorFeatures.At(forest.Features, "other")).Trees.ShouldAllBe(tree => tree.Nodes > 1);
    }

    internal static TrainingTable Layers(int rows) => SyntheticTable.WithLayers(SyntheticTable.Create(rows, seed: 5));

    private static void AssertSame(IReadOnlyList<Tree> expected, IReadOnlyList<Tree> actual) => ForestTrainerTests.AssertSame(expected, actual);
}
