using SoilBeta.Devices;
using SoilBeta.Numerics;

namespace SoilBeta.Tests.Numerics;

public class DrawSamplerTests
{
    [Fact]
    public void Monte_Carlo_is_the_table_that_it_always_was() =>
        CommonDraws.Table(3, 4, 100, new DrawSampler()).ShouldBe(CommonDraws.Table(3, 4, 100));

    [Fact]
    public void Sobol_normals_have_one_value_in_each_of_as_many_equally_likely_classes()
    {
        float[] z = CommonDraws.Table(3, 5, 512, new DrawSampler(Sampler.Sobol, Replicates: 2));
        double[] limits = [.. Enumerable.Range(1, 255).Select(i => NormalQuantile.At(i / 256.0))];
        for (int part = 0; part < 10; part++)
            z.AsSpan(part * 256, 256).ToArray().Select(value => limits.Count(limit => limit < value)).Order().ShouldBe(Enumerable.Range(0, 256));
        z.AsSpan(0, 256).ToArray().ShouldNotBe(z.AsSpan(256, 256).ToArray());
    }

    [Fact]
    public void Each_refit_gets_an_evenly_spread_part_of_the_points()
    {
        // Assigned by index, k mod 4 would give each refit one quarter of the first dimension.
        float[] z = CommonDraws.Table(9, 2, 64, new DrawSampler(Sampler.Sobol, Refits: 4));
        for (int refit = 0; refit < 4; refit++)
        {
            int own = refit;
            float[] part = [.. Enumerable.Range(0, 16).Select(i => z[own + (4 * i)])];
            double[] limits = [.. Enumerable.Range(1, 15).Select(i => NormalQuantile.At(i / 16.0))];
            part.Select(value => limits.Count(limit => limit < value)).Order().ShouldBe(Enumerable.Range(0, 16));
        }
        CommonDraws.Table(9, 2, 64, new DrawSampler(Sampler.Sobol)).Order().ShouldBe(z.Order());
    }

    [Theory, InlineData(false), InlineData(true)]
    public void Correlated_normals_have_the_matrix_correlations_and_stay_standard(bool sobol)
    {
        double[][] matrix = [[1, 0.8, -0.5], [0.8, 1, -0.2], [-0.5, -0.2, 1]];
        const int Draws = 16384;
        float[] z = CommonDraws.Table(2, 4, Draws, new DrawSampler(sobol ? Sampler.Sobol : Sampler.MonteCarlo, CorrelationRoot: CorrelationMatrix.Root(matrix)));
        for (int i = 0; i < 4; i++)
        {
            for (int j = 0; j <= i; j++)
            {
                double product = Enumerable.Range(0, Draws).Average(k => (double)z[(i * Draws) + k] * z[(j * Draws) + k]);
                product.ShouldBe(i == j ? 1 : i == 3 ? 0 : matrix[i][j], sobol ? 0.01 : 0.05); // Monte Carlo: standard error 0.011
            }
        }
    }

    [Theory, InlineData(1000, 1, 1024), InlineData(1000, 8, 1024), InlineData(96, 3, 96), InlineData(1, 1, 1)]
    public void Other_numbers_of_draws_are_refused_with_the_nearest_that_can_be(int draws, int replicates, int nearest)
    {
        var sampler = new DrawSampler(Sampler.Sobol, replicates);
        sampler.Refusal(nearest, 5).ShouldBeNull();
        if (draws != nearest)
            sampler.Refusal(draws, 5)!.ShouldContain($"{nearest} draws are the nearest to {draws}");
        sampler.Refusal(nearest, 35)!.ShouldContain("at most 34");
    }
}
