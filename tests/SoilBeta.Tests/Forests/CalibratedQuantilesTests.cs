using SoilBeta.Devices.Benchmarks;
using SoilBeta.Forests;

namespace SoilBeta.Tests.Forests;

public class CalibratedQuantilesTests
{
    private static readonly TrainingTable s_table = Skewed(3400);
    private static readonly TrainingTable s_inside = s_table.Subset([.. Enumerable.Range(0, 400)]);
    private static readonly Forest s_forest = ForestTrainer.Train(s_inside, new ForestOptions { Trees = 100, Seed = 1, Threads = 2 }).Forest;

    [Theory, InlineData(1), InlineData(40), InlineData(400)]
    public void Held_out_rows_lie_inside_as_often_as_the_levels_say_whatever_rows_a_node_must_hold(int leastRows)
    {
        var intervals = CalibratedQuantiles.FromForest(s_forest, s_inside, leastRows);
        intervals.IsCalibrated.ShouldBeTrue();
        const int Held = 3000;
        double[] levels = [0.025, 0.05, 0.95, 0.975];
        double[] bounds = intervals.QuantilesAt([.. s_table.Columns.SelectMany(column => column.Skip(400))], Held, levels, threads: 2);
        // 400 rows to calibrate on and 3,000 to check: the standard error of the coverage is about 0.016.
        Covered(1, 2).ShouldBeInRange(0.86, 0.94);
        Covered(0, 3).ShouldBeInRange(0.92, 0.98);

        double Covered(int lower, int upper) => Enumerable.Range(0, Held).Count(i => s_table.Target[400 + i] >= bounds[(lower * Held) + i] && s_table.Target[400 + i] <= bounds[(upper * Held) + i]) / (double)Held;
    }

    [Fact]
    public void Corrections_are_order_statistics_of_what_rows_miss_by_the_trees_that_did_not_draw_them()
    {
        var intervals = CalibratedQuantiles.FromForest(s_forest, s_inside, 40);
        double[] corrections = intervals.Corrections([0.05, 0.95], threads: 2);
        intervals.Corrections([0.05, 0.95], threads: 1).ShouldBe(corrections);
        var bags = ForestBags.FromForest(s_forest, s_inside).ShouldNotBeNull();
        var below = new List<double>();
        var forest = new QuantileForest(s_forest, s_inside, 40);
        for (int row = 0; row < s_inside.Rows; row++)
        {
            // By definition: trees that did not draw the row, on a table without it.
            int own = row;
            float[] x = [.. s_inside.Columns.Select(column => column[own])];
            double[] weights = new double[s_inside.Rows], found = new double[1];
            forest.WeightsOutOfBag(row, x, bags, weights).ShouldBeTrue();
            forest.Quantiles(weights, [0.05], found);
            below.Add(s_inside.Target[row] - found[0]);
            if (row % 40 != 0)
                continue;
            weights.Sum().ShouldBe(1, 1e-9);
            Forest others = s_forest with { Trees = [.. s_forest.Trees.Where((_, tree) => !bags.Drew(tree, own))] };
            var plain = new QuantileForest(others, s_inside.Subset([.. Enumerable.Range(0, s_inside.Rows).Where(r => r != own)]), 40);
            double[] quantile = new double[1];
            plain.Quantiles(x, [0.05], quantile);
            found[0].ShouldBe(quantile[0]);
        }
        corrections[0].ShouldBe(below.Order().ElementAt(19)); // the 20th of 400: ⌊401 · 0.05⌋
    }

    [Fact]
    public void A_forest_of_other_rows_or_from_elsewhere_is_not_calibrated_and_a_constant_needs_no_correction()
    {
        var others = s_table.Subset([.. Enumerable.Range(1, 400)]);
        foreach (Forest forest in new[] { s_forest with { Options = null }, s_forest with { Options = s_forest.Options! with { Seed = 77 } } })
            CalibratedQuantiles.FromForest(forest, s_inside, 40).IsCalibrated.ShouldBeFalse();
        CalibratedQuantiles.FromForest(s_forest, others, 40).IsCalibrated.ShouldBeFalse();
        var constant = CalibratedQuantiles.FromForest(ForestTrainer.Constant(s_inside).Forest, s_inside, 40);
        constant.Corrections([0.05, 0.95], 1).ShouldBe([0, 0]);
        float[] x = [.. s_inside.Columns.Select(column => column[0])];
        CalibratedQuantiles.FromForest(s_forest with { Options = null }, s_inside, 40).QuantilesAt(x, 1, [0.05, 0.95], 1).ShouldBe(new QuantileForest(s_forest, s_inside, 40).QuantilesAt(x, 1, [0.05, 0.95], 1));
    }

    /// <summary>A signal in noise that is skewed upwards and grows with a covariate.</summary>
    private static TrainingTable Skewed(int rows)
    {
        TrainingTable synthetic = SyntheticTable.Create(rows, 5, seed: 6);
        var noise = new Random(2);
        return new TrainingTable(synthetic.Features, synthetic.Units, synthetic.Columns, [.. synthetic.Target.Select((value, row) => value + (0.02 * (0.2 + (synthetic.Columns[0][row] / 30)) * noise.NextDouble() * noise.NextDouble()))]);
    }
}
