using SoilBeta.Devices;
using SoilBeta.Numerics;

namespace SoilBeta.Tests.Numerics;

public class CommonDrawsTests
{
    [Fact]
    public void A_draw_stays_the_same_when_more_are_asked_for()
    {
        float[] few = CommonDraws.Table(3, variables: 2, draws: 10);
        float[] many = CommonDraws.Table(3, variables: 4, draws: 100);
        few.AsSpan(0, 10).ToArray().ShouldBe(many.AsSpan(0, 10).ToArray());
        few.AsSpan(10, 10).ToArray().ShouldBe(many.AsSpan(100, 10).ToArray());
    }

    [Fact]
    public void Draws_are_standard_normal_and_seeds_differ()
    {
        const int Draws = 40_000;
        float[] z = CommonDraws.Table(1, variables: 2, draws: Draws);
        double mean = z.Average(v => (double)v);
        double variance = z.Average(v => (v - mean) * (v - mean));
        double covariance = Enumerable.Range(0, Draws).Average(i => (double)z[i] * z[Draws + i]);
        mean.ShouldBeInRange(-0.015, 0.015); // five standard errors are 0.018
        variance.ShouldBeInRange(0.97, 1.03);
        covariance.ShouldBeInRange(-0.025, 0.025);
        CommonDraws.Table(2, 1, 5).ShouldNotBe(CommonDraws.Table(1, 1, 5));
    }

    [Fact]
    public void A_cells_normals_do_not_depend_on_other_cells_or_draws()
    {
        DrawPlan plan = DrawPlan.Independent(9, 100);
        plan.Normal(1L << 33, 5, 2).ShouldBe(DrawPlan.Block(9, 7).Normal(1L << 33, 5, 2));
        plan.Normal(1L << 33, 5, 2).ShouldNotBe(plan.Normal(0, 5, 2));
        plan.Normal(1, 5, 2).ShouldNotBe(plan.Normal(1, 5, 6));
    }
}
