using SoilBeta.Devices.Benchmarks;
using SoilBeta.Forests;
using SoilBeta.Numerics;

namespace SoilBeta.Tests.Forests;

public class ExactMeanTests
{
    /// <summary>By hand: left of 1 with probability Φ((1 − 0)/2) = Φ(0.5) = 0.6914624612740131.</summary>
    [Fact]
    public void One_split_weighs_its_leaves_by_the_normal_distribution()
    {
        var tree = new Tree([0, -1, -1], [1, 0, 0], [1, -1, -1], [2, -1, -1], [0, 10, 20]);
        var forest = new Forest { Features = ["a"], Units = [""], Trees = [tree] };
        ExactMean.Predict(forest, [0], [2]).ShouldBe((10 * 0.6914624612740131) + (20 * (1 - 0.6914624612740131)), 1e-12);
    }

    [Fact]
    public void Without_spread_it_is_the_prediction()
    {
        TrainingTable table = SyntheticTable.Create(rows: 400, seed: 31);
        Forest forest = ForestTrainer.Train(table, new ForestOptions { Trees = 20 }).Forest;
        var exact = new ExactMean(forest);
        for (int row = 0; row < 20; row++)
        {
            double[] x = [.. table.Columns.Select(column => (double)column[row])];
            exact.Predict(x, new double[x.Length]).ShouldBe(forest.Predict(x), 1e-12);
        }
    }

    [Fact]
    public void Many_draws_agree_within_five_standard_errors()
    {
        TrainingTable table = SyntheticTable.Create(rows: 400, seed: 32);
        Forest forest = ForestTrainer.Train(table, new ForestOptions { Trees = 10, Mtry = 3 }).Forest;
        var exact = new ExactMean(forest);
        var random = new ForestRandom(1, (RandomStream)2);
        const int draws = 4000;
        for (int row = 0; row < 6; row++)
        {
            double[] x = [.. table.Columns.Select(column => (double)column[row])];
            double[] sd = [.. x.Select((value, feature) => feature == 2 ? 0 : 0.1 * Math.Abs(value))];
            double sum = 0, squares = 0;
            for (int draw = 0; draw < draws; draw++)
            {
                double[] perturbed = [.. x.Select((value, feature) => value + (sd[feature] * MathNet.Numerics.Distributions.Normal.InvCDF(0, 1, Math.Max(random.NextDouble(), 1e-17))))];
                double predicted = forest.Predict(perturbed);
                sum += predicted;
                squares += predicted * predicted;
            }
            double mean = sum / draws, error = Math.Sqrt(((squares / draws) - (mean * mean)) / draws);
            exact.Predict(x, sd).ShouldBe(mean, 5 * error);
        }
    }
}
