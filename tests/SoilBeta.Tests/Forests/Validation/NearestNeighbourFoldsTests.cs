using SoilBeta.Forests.Validation;

namespace SoilBeta.Tests.Forests.Validation;

public class NearestNeighbourFoldsTests
{
    /// <summary>By hand: the first pair differs by 1/2 from 0 to 1, 1 from 1 to 3, 1/2 from 3 to 4: 3, the difference of the means.</summary>
    [Fact]
    public void Wasserstein_is_the_area_between_the_distributions()
    {
        NearestNeighbourFolds.Wasserstein([0, 1], [3, 4]).ShouldBe(3, 1e-12);
        NearestNeighbourFolds.Wasserstein([1, 2, 5], [1, 2, 5]).ShouldBe(0);
        NearestNeighbourFolds.Wasserstein([0, 4], [1, 2, 3]).ShouldBe(4.0 / 3, 1e-12); // 1/2 + |1/2 − 1/3| + |1/2 − 2/3| + 1/2
    }

    /// <summary>R: ks.test(c(1,2,3,4), c(2.5,3.5,4.5,5.5,6.5), alternative = "greater", exact = FALSE): D^+ = 0.6, p = exp(−2 · 0.36 · 20 / 9) = 0.2018965.</summary>
    [Fact]
    public void One_sided_Smirnov_is_that_of_R() =>
        NearestNeighbourFolds.OneSidedSmirnov([1, 2, 3, 4], [2.5, 3.5, 4.5, 5.5, 6.5]).ShouldBe(0.2018965, 1e-6);

    [Fact]
    public void Clustered_sites_are_held_out_as_far_as_the_map_lies()
    {
        var random = new Random(3);
        var lat = new double[200];
        var lon = new double[200];
        for (int i = 0; i < 200; i++)
        {
            lat[i] = (3 * (i % 8 / 4)) + (0.7 * random.NextDouble());
            lon[i] = (3 * (i % 4)) + (0.7 * random.NextDouble());
        }
        (double, double)[] map = [.. Enumerable.Range(0, 500).Select(_ => (-1 + (6 * random.NextDouble()), -1 + (12 * random.NextDouble())))];
        int[] sites = [.. Enumerable.Range(0, 200)];
        var plan = NearestNeighbourFolds.Make(lat, lon, sites, map, 5, 1);
        plan.Note.ShouldBeNull();

        double Km(int a, double y, double x) => 6371.0088 * Math.Acos(Math.Clamp(
            (Math.Sin(lat[a] * Math.PI / 180) * Math.Sin(y * Math.PI / 180)) + (Math.Cos(lat[a] * Math.PI / 180) * Math.Cos(y * Math.PI / 180) * Math.Cos((lon[a] - x) * Math.PI / 180)), -1, 1));
        double[] toMap = [.. map.Select(m => sites.Min(a => Km(a, m.Item1, m.Item2))).Order()];
        double W(FoldPlan folds) => NearestNeighbourFolds.Wasserstein(
            [.. folds.Repeats[0].SelectMany(f => f.Test.Select(t => f.Train.Min(a => Km(a, lat[t], lon[t])))).Order()], toMap);
        plan.W!.Value.ShouldBe(W(plan), 0.01 * W(plan));
        plan.W.Value.ShouldBeLessThan(0.8 * W(FoldDesigns.Random(200, 5, 1, 1)));
        plan.Repeats[0].ShouldAllBe(f => f.Test.Length <= 100);
    }

    [Fact]
    public void Sites_spread_as_the_map_get_random_folds_and_a_map_without_cells_none()
    {
        var random = new Random(5);
        double[] lat = [.. Enumerable.Range(0, 150).Select(_ => 10 * random.NextDouble())];
        double[] lon = [.. Enumerable.Range(0, 150).Select(_ => 10 * random.NextDouble())];
        int[] sites = [.. Enumerable.Range(0, 150)];
        var plan = NearestNeighbourFolds.Make(lat, lon, sites, [.. Enumerable.Range(0, 150).Select(_ => (10 * random.NextDouble(), 10 * random.NextDouble()))], 10, 1);
        plan.Note.ShouldNotBeNull().ShouldContain("at random");
        plan.W.ShouldNotBeNull();
        NearestNeighbourFolds.Make(lat, lon, sites, [], 10, 1).Repeats.ShouldBeEmpty();
        NearestNeighbourFolds.Make(lat[..5], lon[..5], sites[..5], [(0, 0)], 10, 1).Note.ShouldNotBeNull().ShouldContain("5 sites");
    }

    /// <summary>R: cutree(hclust(dist(x), "ward.D2"), 3) of these six points: 1 1 2 2 3 3; cut at 2: 1 1 1 1 2 2.</summary>
    [Fact]
    public void Clusters_are_those_of_Ward()
    {
        double[][] points = [.. new[] { (0.0, 0.0), (0.0, 1.0), (0.0, 6.0), (1.0, 6.0), (30.0, 3.0), (31.0, 3.0) }.Select(p =>
            new[] { Math.Cos(p.Item1 * Math.PI / 180) * Math.Cos(p.Item2 * Math.PI / 180), Math.Cos(p.Item1 * Math.PI / 180) * Math.Sin(p.Item2 * Math.PI / 180), Math.Sin(p.Item1 * Math.PI / 180) })];
        var tree = SphereClusters.FromPoints(points);
        tree.Cut(3).ShouldBe([0, 0, 1, 1, 2, 2]);
        tree.Cut(2).ShouldBe([0, 0, 0, 0, 1, 1]);
        tree.Cut(6).ShouldBe([0, 1, 2, 3, 4, 5]);
    }
}
