using SoilBeta.Devices.Benchmarks;
using SoilBeta.Forests;

namespace SoilBeta.Tests.Forests;

/// <summary>Further targets of a quantile forest's rows: quantiles by the same weights, their calibration, and mixtures of several forests; compared with the definitions, with weights computed tree by tree.</summary>
public class QuantileTargetsTests
{
    private const int Rows = 240, Least = 25;
    private static readonly double[] s_levels = [0.05, 0.3, 0.95];
    private static readonly TrainingTable s_table = SyntheticTable.Create(Rows, 4, seed: 12);
    private static readonly Forest s_forest = ForestTrainer.Train(s_table, new ForestOptions { Trees = 30, Seed = 4, Threads = 2 }).Forest;
    private static readonly QuantileTarget s_ratio = Ratio(s_table, 3, unknown: 7);

    [Fact]
    public void Quantiles_of_a_further_target_leave_out_the_rows_that_lack_it()
    {
        var forest = new QuantileForest(s_forest, s_table, Least);
        TrainingTable places = SyntheticTable.Create(30, 4, seed: 5);
        float[] covariates = [.. places.Columns.SelectMany(column => column)];
        double[] both = forest.QuantilesAt([forest.Column(s_table.Target), forest.Column(s_ratio.Values)], covariates, 30, s_levels, 2, CancellationToken.None);
        both[..(30 * s_levels.Length)].ShouldBe(forest.QuantilesAt(covariates, 30, s_levels, 2));
        for (int place = 0; place < 30; place += 6)
        {
            double[] weights = Weights(s_forest, s_table, PointOf(places, place));
            for (int level = 0; level < s_levels.Length; level++)
                both[((s_levels.Length + level) * 30) + place].ShouldBe(Quantile([.. Known(s_ratio).Select(row => (s_ratio.Values[row], weights[row]))], s_levels[level]));
        }
    }

    [Fact]
    public void Where_no_row_that_a_point_reaches_has_the_target_all_that_have_it_count_alike()
    {
        float[] x = PointOf(s_table, 0);
        double[] weights = Weights(s_forest, s_table, x);
        double[] values = [.. s_ratio.Values.Select((_, row) => weights[row] > 0 ? double.NaN : 1.0 + row)];
        double[] known = [.. values.Where(value => !double.IsNaN(value)).Order()];
        known.Length.ShouldBeGreaterThan(20);
        var forest = new QuantileForest(s_forest, s_table, Least);
        double[] found = forest.QuantilesAt([forest.Column(values)], x, 1, [0.1, 0.9], 1, CancellationToken.None);
        found.ShouldBe([known[(int)Math.Ceiling(0.1 * known.Length) - 1], known[(int)Math.Ceiling(0.9 * known.Length) - 1]]);
    }

    [Fact]
    public void A_ratio_is_calibrated_by_the_factor_that_its_rows_miss_their_own_quantiles_by()
    {
        var intervals = CalibratedQuantiles.FromForest(s_forest, s_table, Least, Own(s_table), [s_ratio]);
        intervals.Corrections(0, s_levels, 2).ShouldBe(CalibratedQuantiles.FromForest(s_forest, s_table, Least).Corrections(s_levels, 2));
        var bags = ForestBags.FromForest(s_forest, s_table).ShouldNotBeNull();
        int[] known = Known(s_ratio);
        var misses = known.Select(row =>
        {
            // By definition: trees that did not draw the row, on a table without it.
            int[] others = [.. Enumerable.Range(0, Rows).Where(r => r != row)];
            var trees = s_forest with { Trees = [.. s_forest.Trees.Where((_, tree) => !bags.Drew(tree, row))] };
            double[] weights = Weights(trees, s_table.Subset(others), PointOf(s_table, row));
            return s_levels.Select(level => s_ratio.Values[row] / Quantile([.. others.Select((r, i) => (s_ratio.Values[r], weights[i])).Where(pair => !double.IsNaN(pair.Item1))], level)).ToArray();
        }).ToList();
        double[] corrections = intervals.Corrections(1, s_levels, 2);
        for (int level = 0; level < s_levels.Length; level++)
        {
            double rank = (known.Length + 1) * s_levels[level];
            corrections[level].ShouldBe(misses.Select(miss => miss[level]).Order().ElementAt((int)(s_levels[level] <= 0.5 ? Math.Floor(rank) : Math.Ceiling(rank)) - 1), 1e-12);
        }
        float[] x = PointOf(SyntheticTable.Create(1, 4, seed: 6), 0);
        double[] weights = Weights(s_forest, s_table, x), all = intervals.AllQuantilesAt(x, 1, s_levels, 1);
        for (int level = 0; level < s_levels.Length; level++)
            all[s_levels.Length + level].ShouldBe(corrections[level] * Quantile([.. known.Select(row => (s_ratio.Values[row], weights[row]))], s_levels[level]), 1e-12);
    }

    [Fact]
    public void A_constant_calibrates_its_ratios_without_the_row_itself_and_too_few_rows_give_no_bound()
    {
        var constant = ForestTrainer.Constant(s_table).Forest;
        var intervals = CalibratedQuantiles.FromForest(constant, s_table, QuantileForest.IntervalRows, Own(s_table), [s_ratio, Few(19), Few(18)]);
        double[] levels = [0.05, 0.95], sorted = [.. Known(s_ratio).Select(row => s_ratio.Values[row]).Order()];
        int n = sorted.Length;
        double[] bounds = intervals.AllQuantilesAt(new float[4], 1, levels, 1);
        intervals.Corrections(0, levels, 1).ShouldBe([0, 0]);
        // Without the row itself, its 5 % quantile is the same order statistic, or the next one for rows below it: by hand, the conformal bound of n exchangeable rows.
        Share(bounds[2]).ShouldBeLessThanOrEqualTo(0.05 + (1.5 / n));
        Share(bounds[3]).ShouldBeGreaterThanOrEqualTo(0.95 - (1.5 / n));
        bounds[4].ShouldBeGreaterThan(0); // 19 rows: the first and the last
        double.IsNaN(bounds[6]).ShouldBeTrue();
        double.IsNaN(bounds[7]).ShouldBeTrue();

        double Share(double bound) => (double)sorted.Count(value => value <= bound) / n;

        static QuantileTarget Few(int known) => new("few", [.. Enumerable.Range(0, Rows).Select(row => row < known ? 1.0 + row : double.NaN)], IsRatio: true, 0);
    }

    [Fact]
    public void Bounds_of_a_mixture_are_quantiles_of_all_values_weighted_by_area()
    {
        TrainingTable other = SyntheticTable.Create(150, 4, seed: 31);
        var second = ForestTrainer.Train(other, new ForestOptions { Trees = 20, Seed = 9, Threads = 2 }).Forest;
        PredictionBounds[] members =
        [
            new(CalibratedQuantiles.FromForest(s_forest, s_table, Least, Own(s_table), [s_ratio])), new(CalibratedQuantiles.FromForest(second, other, Least, Own(other), [Ratio(other, 8, unknown: 5)])),
            new(CalibratedQuantiles.FromForest(ForestTrainer.Constant(other).Forest, other, Least, Own(other), [Ratio(other, 9, unknown: 11)])),
        ];
        (Forest Forest, TrainingTable Table)[] models = [(s_forest, s_table), (second, other), (ForestTrainer.Constant(other).Forest, other)];
        const int Cells = 90; // more than are done together
        TrainingTable places = SyntheticTable.Create(Cells, 4, seed: 77);
        var random = new Random(4);
        double[] shares = [.. Enumerable.Range(0, 3 * Cells).Select(i => i / Cells == i % 3 && i % 2 == 0 ? 0 : 0.1 + random.NextDouble())], scales = [.. Enumerable.Range(0, 2 * 3 * Cells).Select(_ => 20 + (60 * random.NextDouble()))];
        var cells = new MixtureCells([.. places.Columns.SelectMany(column => column)], Cells, shares, scales);
        double[] found = MixtureBounds.Compute(members, cells, s_levels, 2);
        MixtureBounds.Compute(members, cells, s_levels, 1).ShouldBe(found);
        for (int cell = 0; cell < Cells; cell += 13)
        {
            for (int target = 0; target < 2; target++)
            {
                for (int level = 0; level < s_levels.Length; level++)
                {
                    var values = new List<(double, double)>();
                    for (int m = 0; m < 3; m++)
                    {
                        var of = members[m].Quantiles.Targets[target];
                        double correction = members[m].Quantiles.Corrections(target, s_levels, 1)[level], scale = scales[(((target * 3) + m) * Cells) + cell];
                        double[] weights = Weights(models[m].Forest, models[m].Table, PointOf(places, cell));
                        double known = Known(of).Sum(row => weights[row]);
                        values.AddRange(Known(of).Select(row => (of.IsRatio ? of.Values[row] * correction * scale : Math.Min(Math.Max(of.Values[row] + correction, of.Lower), of.Upper), weights[row] / known * shares[(m * Cells) + cell])));
                    }
                    found[(((target * s_levels.Length) + level) * Cells) + cell].ShouldBe(Quantile(values, s_levels[level]), 1e-12);
                }
            }
        }
    }

    [Fact]
    public void A_mixture_of_one_model_or_of_the_same_twice_has_its_bounds()
    {
        var member = new PredictionBounds(CalibratedQuantiles.FromForest(s_forest, s_table, Least, Own(s_table), [s_ratio]));
        TrainingTable places = SyntheticTable.Create(70, 4, seed: 78);
        float[] covariates = [.. places.Columns.SelectMany(column => column)];
        double[] own = member.QuantilesAt(covariates, 70, s_levels, 1), ones = [.. Enumerable.Repeat(1.0, 4 * 70)];
        MixtureBounds.Compute([member], new MixtureCells(covariates, 70, ones[..70], ones[..140]), s_levels, 1).ShouldBe(own);
        MixtureBounds.Compute([member, member], new MixtureCells(covariates, 70, [.. ones[..70].Select(_ => 0.3), .. ones[..70].Select(_ => 0.7)], ones), s_levels, 1).ShouldBe(own);
    }

    [Fact]
    public void A_mixture_of_regressions_has_the_quantiles_of_two_normals()
    {
        // Half N(0.95, 0.01²), half N(0.97, 0.01²): 5 % lie below 0.9371553 and 95 % below 0.9828447 (bisection of the mean of two NormalDist.cdf of Python).
        PredictionBounds Member(double mean) => new(
            CalibratedQuantiles.FromForest(ForestTrainer.Constant(s_table).Forest, s_table, Least, Own(s_table), [s_ratio]),
            new RegressionIntervals(new RegressionModel
            {
                Features = s_table.Features, Units = s_table.Units, Ranges = [], Function = new LinearFunction(mean, [0, 0, 0, 0]), Covariance = [.. Enumerable.Range(0, 5).Select(_ => new double[5])], GroupVariance = 0.5e-4, ResidualVariance = 0.5e-4,
            }, 0, 1.02));
        double[] found = MixtureBounds.Compute([Member(0.95), Member(0.97)], new MixtureCells(new float[4], 1, [0.5, 0.5], [1, 1, 1, 1]), [0.05, 0.95], 1);
        found[0].ShouldBe(0.9371553, 0.01 * 0.01); // a hundredth of the standard deviation
        found[1].ShouldBe(0.9828447, 0.01 * 0.01);
    }

    private static QuantileTarget Own(TrainingTable table) => new("beta", table.Target, IsRatio: false, 0, 1.02);

    private static QuantileTarget Ratio(TrainingTable table, int seed, int unknown)
    {
        var random = new Random(seed);
        return new QuantileTarget("ratio", [.. Enumerable.Range(0, table.Rows).Select(row => row % unknown == 0 ? double.NaN : Math.Exp(0.8 * (random.NextDouble() + random.NextDouble() - 1)))], IsRatio: true, 0);
    }

    private static int[] Known(QuantileTarget target) => [.. Enumerable.Range(0, target.Values.Length).Where(row => !double.IsNaN(target.Values[row]))];

    private static float[] PointOf(TrainingTable table, int row) => [.. table.Columns.Select(column => column[row])];

    private static double Quantile(IReadOnlyList<(double Value, double Weight)> values, double probability)
    {
        double total = values.Sum(pair => pair.Weight), sum = 0;
        return values.OrderBy(pair => pair.Value).First(pair => (sum += pair.Weight) >= (probability - 1e-9) * total && pair.Weight > 0).Value;
    }

    // The last node on the point's path that at least this many rows reach.
    private static double[] Weights(Forest forest, TrainingTable table, float[] x)
    {
        double[] weights = new double[table.Rows];
        foreach (Tree tree in forest.Trees)
        {
            int[] own = [.. Enumerable.Range(0, table.Rows)];
            int node = 0;
            while (tree.Feature[node] >= 0)
            {
                int feature = tree.Feature[node];
                double threshold = tree.Threshold[node];
                bool left = x[feature] <= threshold;
                int[] next = [.. own.Where(row => table.Columns[feature][row] <= threshold == left)];
                if (next.Length < Least)
                    break;
                (own, node) = (next, left ? tree.Left[node] : tree.Right[node]);
            }
            foreach (int row in own)
                weights[row] += 1.0 / (own.Length * forest.Trees.Count);
        }
        return weights;
    }
}
