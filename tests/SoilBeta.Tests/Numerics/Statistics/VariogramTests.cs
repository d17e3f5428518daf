using SoilBeta.Numerics.Statistics;

namespace SoilBeta.Tests.Numerics.Statistics;

public class VariogramTests
{
    [Theory, InlineData(0.2, 1.0, 300), InlineData(0, 2.0, 80), InlineData(0.5, 0.5, 150)]
    public void The_parameters_of_a_variogram_are_found_again(double nugget, double sill, double range)
    {
        VariogramClass[] classes = [.. Enumerable.Range(1, 15).Select(i => new VariogramClass(100, 70.0 * i, nugget + (sill * (1 - Math.Exp(-70.0 * i / range)))))];
        var found = Variogram.Fit(classes);
        found.Nugget.ShouldBe(nugget, 0.03);
        found.Sill.ShouldBe(sill, 0.05);
        found.Range.ShouldBe(range, 0.06 * range); // the ranges tried are 8 % apart
        found.Covariance(0).ShouldBe(found.Sill);
        found.Covariance(found.Range).ShouldBe(found.Sill / Math.E, 1e-12);
    }

    [Fact]
    public void Classes_are_halves_of_mean_squared_differences()
    {
        var random = new Random(4);
        double[] latitudes = [.. Enumerable.Range(0, 40).Select(_ => -30 + (10 * random.NextDouble()))], longitudes = [.. Enumerable.Range(0, 40).Select(_ => -60 + (10 * random.NextDouble()))];
        double[] values = [.. latitudes.Select(latitude => latitude + random.NextDouble())];
        var found = Variogram.Fit(latitudes, longitudes, values).ShouldNotBeNull();
        var pairs = (from i in Enumerable.Range(0, 40) from j in Enumerable.Range(0, i) select (D: Variogram.Distance(latitudes[i], longitudes[i], latitudes[j], longitudes[j]), V: (values[i] - values[j]) * (values[i] - values[j]) / 2)).ToList();
        double width = pairs.Max(pair => pair.D) / 45;
        for (int c = 0; c < 15; c++)
        {
            var own = pairs.Where(pair => (int)(pair.D / width) == c).ToList();
            found.Classes[c].Pairs.ShouldBe(own.Count);
            found.Classes[c].Semivariance.ShouldBe(own.Average(pair => pair.V), 1e-12);
        }
    }

    [Fact]
    public void Noise_alone_is_all_nugget_and_few_places_have_no_variogram()
    {
        var found = Variogram.Fit([new(10, 1, 2), new(10, 2, 2), new(10, 3, 2)]);
        (found.Nugget + found.Sill).ShouldBe(2, 1e-9);
        Variogram.Fit([1, 2], [1, 2], [1, 2]).ShouldBeNull();
        double[] same = new double[12];
        Variogram.Fit(same, same, same).ShouldBeNull();
    }

    [Fact]
    public void A_degree_on_the_equator_is_111_kilometres() => Variogram.Distance(0, 10, 0, 11).ShouldBe(111.19, 0.01);
}
