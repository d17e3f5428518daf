using SoilBeta.Forests;
using SoilBeta.Forests.Validation;

namespace SoilBeta.Tests.Forests.Validation;

public class ClusterErrorsTests
{
    [Fact]
    public void Of_a_mean_it_is_the_cluster_robust_error()
    {
        // Clusters {1, 2}, {3}, {7, 8, 9}: mean 5; sums of deviations −7, −2, 9; SE² = 3/2 · (49 + 4 + 81) / 36.
        var (mean, error, clusters) = ClusterErrors.Mean([1, 2, 3, 7, double.NaN, 8, 9], [0, 0, 1, 2, 1, 2, 2]);
        mean.ShouldBe(5, 1e-12);
        error.ShouldBe(Math.Sqrt(1.5 * 134 / 36), 1e-12);
        clusters.ShouldBe(3);
        double.IsNaN(ClusterErrors.Mean([1, 2], [0, 0]).StandardError).ShouldBeTrue();
        ClusterErrors.Mean([double.NaN], [0]).Clusters.ShouldBe(0);
    }

    /// <summary>Copies of rows within a cluster add no evidence, although errors by row would treat them as such.</summary>
    [Fact]
    public void Rows_copied_within_their_cluster_leave_the_errors_as_they_are()
    {
        var (observed, predicted, clusters) = Made();
        var once = ClusterErrors.Estimate(observed, [predicted], 1, clusters);
        var thrice = ClusterErrors.Estimate([.. observed, .. observed, .. observed], [[.. predicted, .. predicted, .. predicted]], 1, [.. clusters, .. clusters, .. clusters]);
        thrice.RSquared.ShouldBe(once.RSquared, 1e-9);
        thrice.Rmse.ShouldBe(once.Rmse, 1e-9);
        thrice.Bias.ShouldBe(once.Bias, 1e-9);
        thrice.Count.ShouldBe(40);
    }

    /// <summary>Every measure against a bootstrap that draws whole clusters with replacement, 4,000 times, and scores the drawn rows with the plain formulas of <see cref="ScoreCard.FromPredictions"/>.</summary>
    [Fact]
    public void Errors_are_what_resampling_clusters_spreads()
    {
        var (observed, predicted, clusters) = Made();
        int[][] rows = [.. Enumerable.Range(0, 40).Select(c => Enumerable.Range(0, clusters.Length).Where(row => clusters[row] == c).ToArray())];
        var random = new Random(4);
        ScoreCard[] drawn = [.. Enumerable.Range(0, 4000).Select(_ =>
        {
            int[] own = [.. Enumerable.Range(0, 40).SelectMany(_ => rows[random.Next(40)])];
            return ScoreCard.FromPredictions([.. own.Select(row => observed[row])], [.. own.Select(row => predicted[row])], 1);
        })];
        double Sd(Func<ScoreCard, double> measure)
        {
            double mean = drawn.Average(measure);
            return Math.Sqrt(drawn.Average(card => (measure(card) - mean) * (measure(card) - mean)));
        }
        var errors = ClusterErrors.Estimate(observed, [predicted], 1, clusters);
        const double Relative = 0.1; // second-order terms of 40 clusters and 4,000 draws
        errors.RSquared.ShouldBe(Sd(card => card.RSquared), Relative * errors.RSquared);
        errors.AdjustedRSquared.ShouldBe(Sd(card => card.AdjustedRSquared), Relative * errors.AdjustedRSquared);
        errors.Rmse.ShouldBe(Sd(card => card.Rmse), Relative * errors.Rmse);
        errors.Bias.ShouldBe(Sd(card => card.Bias), Relative * errors.Bias);
        errors.Concordance.ShouldBe(Sd(card => card.Concordance), Relative * errors.Concordance);
    }

    [Fact]
    public void Squares_are_of_two_degrees_and_grow_with_the_range_of_the_residuals()
    {
        var random = new Random(7);
        double[] latitudes = [.. Enumerable.Range(0, 500).Select(_ => -45 + (40 * random.NextDouble()))], longitudes = [.. Enumerable.Range(0, 500).Select(_ => -75 + (40 * random.NextDouble()))];
        double[] noise = [.. latitudes.Select(_ => random.NextDouble())], waves = [.. latitudes.Select((y, i) => Math.Sin(y / 3) + Math.Sin(longitudes[i] / 3))];
        ProfileClusters.SideFor(latitudes, longitudes, noise).ShouldBe(2, 1.0); // a fitted share of a tenth or more by chance may have any range
        double side = ProfileClusters.SideFor(latitudes, longitudes, waves);
        side.ShouldBeInRange(2.5, 6); // half a wave is 9°
        ProfileClusters.SideFor([1, 2], [1, 2], [0.1, double.NaN]).ShouldBe(2); // no variogram

        // A site is in the square of its first row, though its second is across the border.
        SquareBlocks.Assign([0.5, 1.9, 2.1, 2.1], [0.5, 0.5, 0.5, 0.5], [0, 1, 1, 2], 2).ShouldBe([0, 0, 0, 1]);
    }

    /// <summary>Rows on a line at 0°, 1°, 3°, 6.5°, the second and third of one site.</summary>
    [Fact]
    public void Neighbours_are_the_nearest_rows_of_other_sites()
    {
        double[] longitudes = [0, 1, 3, 6.5], values = [1, 2, 4, 4];
        var table = new TrainingTable(["x"], [""], [[1f, 2, 3, 4]], values, [0, 1, 1, 2]).At([0, 0, 0, 0], longitudes);
        var clusters = ProfileClusters.For(table, values)!;
        clusters.Neighbours.ShouldBe([1, 0, 0, 2]); // of 3° it is not 1°, which is its own site
        // Mean 2.75, variance 6.75/4; squared differences 1, 1, 9, 0: 1 − (11/4)/(2 · 1.6875).
        clusters.NeighbourCorrelation(values).ShouldBe(1 - (2.75 / 3.375), 1e-12);
        double.IsNaN(clusters.NeighbourCorrelation([double.NaN, 2, double.NaN, double.NaN])).ShouldBeTrue();
        ProfileClusters.For(new TrainingTable(["x"], [""], [[1f]], [1]), [0]).ShouldBeNull();
    }

    /// <summary>40 clusters of 1 to 9 rows whose rows share half of their error.</summary>
    private static (double[] Observed, double[] Predicted, int[] Clusters) Made()
    {
        var random = new Random(11);
        var rows = new List<(double, double, int)>();
        for (int cluster = 0; cluster < 40; cluster++)
        {
            double level = random.NextDouble(), shared = random.NextDouble() - 0.4;
            for (int i = 0; i < 1 + (cluster % 9); i++)
            {
                double observed = level + random.NextDouble();
                rows.Add((observed, (0.6 * observed) + (0.4 * shared) + (0.4 * random.NextDouble()), cluster));
            }
        }
        return ([.. rows.Select(row => row.Item1)], [.. rows.Select(row => row.Item2)], [.. rows.Select(row => row.Item3)]);
    }
}
