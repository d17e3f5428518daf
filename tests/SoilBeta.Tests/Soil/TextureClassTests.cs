using SoilBeta.Soil;

namespace SoilBeta.Tests.Soil;

public class TextureClassTests
{
    /// <summary>Corners of the groups in the international triangle.</summary>
    [Theory]
    [InlineData(5, 90, "sandy soil")]
    [InlineData(14.9, 85, "sandy soil")]
    [InlineData(10, 84.9, "loam")]
    [InlineData(0, 10, "loam")]
    [InlineData(15, 85, "clay loam")]
    [InlineData(24.9, 20, "clay loam")]
    [InlineData(25, 75, "clay")]
    [InlineData(100, 0, "clay")]
    [InlineData(6.9, double.NaN, "sandy soil")]
    [InlineData(7, double.NaN, "loam")]
    [InlineData(30, double.NaN, "clay")]
    [InlineData(double.NaN, 40, null)]
    [InlineData(-1, 40, null)]
    [InlineData(101, 0, null)]
    public void Groups_are_those_of_the_triangle(double clay, double sand, string? group) => TextureClass.Name(clay, sand).ShouldBe(group);
}
