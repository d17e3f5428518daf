using SoilBeta.Devices.Benchmarks;
using SoilBeta.Forests;

namespace SoilBeta.Tests.Forests;

public class QuantileForestTests
{
    private static readonly TrainingTable s_table = SyntheticTable.Create(400, 5, seed: 2);
    private static readonly Forest s_forest = ForestTrainer.Train(s_table, new ForestOptions { Trees = 15, Seed = 3, Threads = 2 }).Forest;
    private static readonly double[] s_levels = [0.05, 0.25, 0.5, 0.95];

    [Theory, InlineData(1), InlineData(12), InlineData(1000)]
    public void Quantiles_and_variance_are_those_of_the_weights_by_definition(int leastRows)
    {
        var quantileForest = new QuantileForest(s_forest, s_table, leastRows);
        TrainingTable places = SyntheticTable.Create(40, 5, seed: 8); // of which every eighth is checked
        double[] batch = quantileForest.QuantilesAt([.. places.Columns.SelectMany(column => column)], 40, s_levels, threads: 2);
        for (int place = 0; place < 40; place += 8)
        {
            int at = place;
            float[] x = [.. places.Columns.Select(column => column[at])];
            double[] weights = Weights(x, leastRows);
            weights.Sum().ShouldBe(1, 1e-12);
            double[] found = new double[4];
            quantileForest.Quantiles(x, s_levels, found);
            int[] order = [.. Enumerable.Range(0, 400).OrderBy(row => s_table.Target[row])];
            for (int level = 0; level < 4; level++)
            {
                double sum = 0;
                double expected = s_table.Target[order.First(row => (sum += weights[row]) >= s_levels[level] - 1e-9)];
                found[level].ShouldBe(expected);
                batch[(level * 40) + place].ShouldBe(expected);
            }
            double mean = weights.Zip(s_table.Target, (w, y) => w * y).Sum();
            quantileForest.Variance(x).ShouldBe(weights.Zip(s_table.Target, (w, y) => w * (y - mean) * (y - mean)).Sum(), 1e-12);
        }
    }

    [Fact]
    public void A_cell_has_the_same_quantiles_whatever_cells_came_before_it()
    {
        // Similar neighbours, then unrelated points: few trees change their node, then most do.
        var quantileForest = new QuantileForest(s_forest, s_table, 12);
        TrainingTable strangers = SyntheticTable.Create(60, 5, seed: 9);
        float[][] cells = [.. Enumerable.Range(0, 120).Select(cell => strangers.Columns.Select(column => column[cell < 60 ? 0 : cell - 60] * (1 + (0.003f * (cell % 60)))).ToArray())];
        double[] batch = quantileForest.QuantilesAt([.. Enumerable.Range(0, 5).SelectMany(feature => cells.Select(cell => cell[feature]))], cells.Length, s_levels, threads: 1);
        double[] alone = new double[s_levels.Length];
        for (int cell = 0; cell < cells.Length; cell++)
        {
            quantileForest.Quantiles(cells[cell], s_levels, alone);
            Enumerable.Range(0, s_levels.Length).Select(level => batch[(level * cells.Length) + cell]).ShouldBe(alone);
        }
    }

    [Fact]
    public void A_constant_gives_the_quantiles_of_all_rows()
    {
        var constant = new QuantileForest(ForestTrainer.Constant(s_table).Forest, s_table);
        double[] sorted = [.. s_table.Target.Order()], found = new double[2];
        constant.Quantiles(new float[5], [0.05, 0.95], found);
        found.ShouldBe([sorted[19], sorted[379]]);
    }

    [Fact]
    public void Ninety_per_cent_of_held_out_rows_lie_between_the_outer_levels()
    {
        // A weak signal in noise: with a strong one leaves differ between places, which makes the interval wider than necessary.
        TrainingTable synthetic = SyntheticTable.Create(3000, 5, seed: 5);
        var noise = new Random(1);
        var table = new TrainingTable(synthetic.Features, synthetic.Units, synthetic.Columns, [.. synthetic.Target.Select(value => (0.3 * value) + (0.1 * noise.NextDouble()))]);
        TrainingTable inside = table.Subset([.. Enumerable.Range(0, 2000)]);
        var forest = ForestTrainer.Train(inside, new ForestOptions { Trees = 100, Seed = 1, Threads = 2 }).Forest;
        double[] bounds = new QuantileForest(forest, inside, QuantileForest.IntervalRows).QuantilesAt([.. table.Columns.SelectMany(column => column.Skip(2000))], 1000, [0.05, 0.95], threads: 2);
        double covered = Enumerable.Range(0, 1000).Count(i => table.Target[2000 + i] >= bounds[i] && table.Target[2000 + i] <= bounds[1000 + i]) / 1000.0;
        covered.ShouldBeInRange(0.87, 0.94); // the standard error is 0.01
    }

    /// <summary>40,000 trees, whose weights exceed 63 bits at 2⁴⁸ for each tree: half are single leaves, the others separate the lowest row from the rest. By hand: at the lowest row its weight is ½ + ½ · 1/4, that of each other row ½ · 1/4.</summary>
    [Fact]
    public void Weights_of_40_000_trees_do_not_overflow()
    {
        var stump = new Tree([0, -1, -1], [0.5, 0, 0], [1, -1, -1], [2, -1, -1], [0, 1, 2]);
        var forest = new Forest { Features = ["x"], Units = [""], Trees = [.. Enumerable.Range(0, 40_000).Select(tree => tree % 2 == 0 ? stump : Tree.Constant(1))] };
        var table = new TrainingTable(["x"], [""], [[0, 1, 2, 3]], [10, 20, 30, 40]);
        var quantiles = new QuantileForest(forest, table);
        double[] levels = [0.6, 0.63, 0.74, 0.76, 0.99], found = new double[5];
        quantiles.Quantiles([0f], levels, found);
        found.ShouldBe([10, 20, 20, 30, 40]);
        quantiles.QuantilesAt([0f], 1, levels, threads: 1).ShouldBe(found);
        const double Mean = (0.625 * 10) + (0.125 * (20 + 30 + 40));
        quantiles.Variance([0f]).ShouldBe((0.625 * 100) + (0.125 * (400 + 900 + 1600)) - (Mean * Mean), 1e-9);
        // At the others: 1/8 for the lowest, 1/8 + 1/6 for each of the rest.
        quantiles.Quantiles([2f], [0.12, 0.13, 0.41, 0.42, 0.99], found);
        found.ShouldBe([10, 20, 20, 30, 40]);
    }

    /// <summary>Trees · (2ˢ + rows / 2) must stay below 2⁶³; up to 32,767 trees the weights do not change.</summary>
    [Theory]
    [InlineData(1, 48)]
    [InlineData(500, 48)]
    [InlineData(32_767, 48)]
    [InlineData(32_768, 47)]
    [InlineData(40_000, 47)]
    [InlineData(100_000, 46)]
    [InlineData(4_000_000, 41)]
    public void Weights_have_as_many_bits_as_all_trees_leave(int trees, int shift)
    {
        QuantilePoint.Shift(trees).ShouldBe(shift);
        (trees * (System.Numerics.BigInteger.Pow(2, shift) + (TrainingTable.LargestRows / 2))).ShouldBeLessThan(System.Numerics.BigInteger.Pow(2, 63));
    }

    [Fact]
    public void Another_tables_features_are_refused() =>
        Should.Throw<InvalidDataException>(() => new QuantileForest(s_forest, SyntheticTable.Create(10, 4))).Message.ShouldContain("features");

    private static double[] Weights(float[] x, int leastRows)
    {
        double[] weights = new double[400];
        foreach (Tree tree in s_forest.Trees)
        {
            // The last node on the point's path that enough rows reach.
            int[] way = Way(tree, x);
            int[][] rows = [.. way.Select(node => Enumerable.Range(0, 400).Where(row => Way(tree, [.. s_table.Columns.Select(column => column[row])]).Contains(node)).ToArray())];
            int[] own = rows.Last(node => node.Length >= Math.Min(leastRows, 400));
            foreach (int row in own)
                weights[row] += 1.0 / (own.Length * s_forest.Trees.Count);
        }
        return weights;
    }

    private static int[] Way(Tree tree, float[] x)
    {
        var way = new List<int> { 0 };
        while (tree.Feature[way[^1]] >= 0)
            way.Add(x[tree.Feature[way[^1]]] <= tree.Threshold[way[^1]] ? tree.Left[way[^1]] : tree.Right[way[^1]]);
        return [.. way];
    }
}
