using SoilBeta.Numerics;

namespace SoilBeta.Tests.Numerics;

public class SobolTests
{
    [Fact]
    public void Points_are_those_of_an_independent_generator_in_every_dimension()
    {
        var rows = Golden.Numbers("sobol_points.txt").ToList();
        rows.Count.ShouldBe(8);
        foreach (double[] row in rows)
        {
            row.Length.ShouldBe(1 + SobolSequence.LargestDimensions);
            for (int dimension = 0; dimension < SobolSequence.LargestDimensions; dimension++)
                (SobolSequence.Point(SobolSequence.Directions(dimension), (uint)row[0]) / 4294967296.0 * 1024).ShouldBe(row[1 + dimension]);
        }
    }

    [Theory, InlineData(0), InlineData(1), InlineData(10)]
    public void Scrambled_points_fill_every_interval_once_in_each_dimension_and_every_square_of_two(int logarithm)
    {
        int points = 1 << logarithm;
        double[] previous = [];
        foreach (int dimension in new[] { 0, 1, 7, 33 })
        {
            double[] x = ScrambledSobol.Coordinates(5, dimension, 2, logarithm);
            x.Select(value => (int)(value * points)).Order().ShouldBe(Enumerable.Range(0, points));
            x.ShouldAllBe(value => value > 0 && value < 1);
            if (dimension == 1)
            {
                // Dimensions 1 and 2 are a (0, k, 2)-net, which scrambling preserves: one point in every dyadic box of area 2^-k.
                for (int across = 0; across <= logarithm; across++)
                {
                    int columns = 1 << across, rows = points / columns;
                    previous.Select((value, i) => ((int)(value * columns) * rows) + (int)(x[i] * rows)).Distinct().Count().ShouldBe(points);
                }
            }
            previous = x;
        }
    }

    [Fact]
    public void Replicates_and_seeds_are_independent_and_each_point_is_uniform()
    {
        const int Replicates = 4000;
        double sum = 0, squares = 0, product = 0;
        for (int replicate = 0; replicate < Replicates; replicate++)
        {
            double[] x = ScrambledSobol.Coordinates(1, 3, replicate, 2);
            double next = ScrambledSobol.Coordinates(1, 3, replicate + Replicates, 2)[1] - 0.5;
            sum += x[1] - 0.5;
            squares += (x[1] - 0.5) * (x[1] - 0.5);
            product += (x[1] - 0.5) * next;
        }
        (sum / Replicates).ShouldBe(0, 0.02); // standard error 0.0046
        (squares / Replicates).ShouldBe(1 / 12.0, 0.006); // standard error 0.0012
        (product / Replicates).ShouldBe(0, 0.006); // standard error 0.0013
        ScrambledSobol.Coordinates(1, 3, 0, 4).ShouldNotBe(ScrambledSobol.Coordinates(2, 3, 0, 4));
    }
}
