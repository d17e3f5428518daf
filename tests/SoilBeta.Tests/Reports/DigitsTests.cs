using SoilBeta.Reports.Data;

namespace SoilBeta.Tests.Reports;

/// <summary>Numbers as printed on the page.</summary>
public class DigitsTests
{
    [Theory]
    [InlineData(0.0123456, "0.0123")]
    [InlineData(6.378, "6.38")]
    [InlineData(1418.2, "1,420")]
    [InlineData(-0.5, "−0.500")]
    [InlineData(double.NaN, "–")]
    public void Three_digits_mean_something(double value, string shown) => Digits.Format(value).ShouldBe(shown);

    [Fact]
    public void A_score_just_below_zero_is_zero()
    {
        Digits.Fixed(-0.004, 2).ShouldBe("0.00");
        Digits.Fixed(-0.006, 2).ShouldBe("−0.01");
    }

    [Theory]
    [InlineData(10.1, 8.8, 11.72, "8.8–11.7")]
    [InlineData(6.38, 5.368, 7.757, "5.37–7.76")]
    [InlineData(100.4, 95.1, 105.7, "95–106")]
    public void A_range_has_the_decimals_of_its_middle(double middle, double low, double high, string shown) => Digits.Range(middle, low, high).ShouldBe(shown);
}
