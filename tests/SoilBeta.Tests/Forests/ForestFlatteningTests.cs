using SoilBeta.Devices.Benchmarks;
using SoilBeta.Forests;

namespace SoilBeta.Tests.Forests;

public class ForestFlatteningTests
{
    [Fact]
    public void A_flat_forest_decides_as_its_source_on_float_values()
    {
        TrainingTable table = SyntheticTable.Create(rows: 500, seed: 3);
        Forest forest = ForestTrainer.Train(table, new ForestOptions { Trees = 20, Seed = 7 }).Forest;
        ForestSet set = ForestFlattening.Flatten(forest);
        var x = new double[table.Features.Count];
        for (int row = 0; row < table.Rows; row++)
        {
            long sum = 0;
            for (int feature = 0; feature < x.Length; feature++)
                x[feature] = table.Columns[feature][row];
            for (int tree = 0; tree < set.Trees; tree++)
            {
                long leaf = LeafOf(set.Refits[0], tree, x);
                leaf.ShouldBe((long)Math.Round(forest.Trees[tree].Predict(x) * Math.ScaleB(1, set.LeafShift)));
                sum += leaf;
            }
            (sum / (set.Trees * Math.ScaleB(1, set.LeafShift))).ShouldBe(forest.Predict(x), Math.ScaleB(1, -set.LeafShift));
        }
    }

    [Theory]
    [InlineData(500, 1.02, 22)]
    [InlineData(1, 0.5, 30)]
    [InlineData(10, 1e12, -13)]
    [InlineData(3, 0, 30)]
    public void The_leaf_shift_is_the_largest_whose_sum_fits_an_int32(int trees, double largest, int shift)
    {
        ForestFlattening.LeafShift(trees, largest).ShouldBe(shift);
        (trees * Math.Round(Math.ScaleB(largest, shift))).ShouldBeLessThan(2147483648.0);
        if (shift < 30)
            (trees * Math.Round(Math.ScaleB(largest, shift + 1))).ShouldBeGreaterThanOrEqualTo(2147483648.0);
    }

    [Theory]
    [InlineData(0.1)]
    [InlineData(0.3)]
    [InlineData(-0.1)]
    [InlineData(1e300)]
    [InlineData(-1e300)]
    [InlineData(1e-60)]
    [InlineData(-1e-60)]
    public void The_device_threshold_is_the_largest_float_not_above_the_stored_one(double stored)
    {
        float threshold = ForestFlattening.DeviceThreshold(stored);
        ((double)threshold).ShouldBeLessThanOrEqualTo(stored);
        ((double)MathF.BitIncrement(threshold)).ShouldBeGreaterThan(stored);
    }

    /// <summary>The example of docs/forests.md: the double 0.1 is below the threshold, its nearest float32 above it.</summary>
    [Fact]
    public void Values_are_compared_as_float32()
    {
        var stump = new Tree([0, -1, -1], [0.1000000005, 0, 0], [1, -1, -1], [2, -1, -1], [0, 1, 2]);
        stump.Predict([0.1]).ShouldBe(1);
        stump.Predict([0.1f]).ShouldBe(2);
        FlatForest flat = ForestFlattening.Flatten([stump], 20);
        (0.1f <= flat.Nodes[0].Threshold).ShouldBeFalse();
    }

    [Fact]
    public void A_single_leaf_tree_is_one_flat_leaf()
    {
        ForestSet set = ForestFlattening.Flatten(new Forest { Features = ["a"], Units = [""], Trees = [Tree.Constant(0.97)] });
        set.Refits[0].Nodes.Length.ShouldBe(1);
        set.Refits[0].Nodes[0].IsLeaf.ShouldBeTrue();
        set.Refits[0].Nodes[0].LeafValue.ShouldBe((int)Math.Round(0.97 * (1 << 30)));
    }

    private static int LeafOf(FlatForest forest, int tree, double[] x)
    {
        int node = forest.Roots[tree];
        while (!forest.Nodes[node].IsLeaf)
            node += (float)x[forest.Nodes[node].Feature] <= forest.Nodes[node].Threshold ? 1 : forest.Nodes[node].RightOffset;
        return forest.Nodes[node].LeafValue;
    }
}
