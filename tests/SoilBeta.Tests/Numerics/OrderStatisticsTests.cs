using SoilBeta.Numerics;

namespace SoilBeta.Tests.Numerics;

public class OrderStatisticsTests
{
    /// <summary>R: quantile(c(1, 2, 4, 8, 16), c(0, .025, .5, .975, 1)).</summary>
    [Theory]
    [InlineData(0, 1)]
    [InlineData(0.025, 1.1)]
    [InlineData(0.5, 4)]
    [InlineData(0.975, 15.2)]
    [InlineData(1, 16)]
    public void Type_7_is_what_R_gives(double probability, double expected) =>
        OrderStatistics.Quantile([1, 2, 4, 8, 16], probability).ShouldBe(expected, 1e-12);
}
