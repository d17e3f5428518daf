using SoilBeta.Devices.Gpu;

namespace SoilBeta.Tests.Devices.OpenCl;

public class LaunchLimitTests
{
    [Theory]
    [InlineData(null, 200)]
    [InlineData("", 200)]
    [InlineData("50", 50)]
    [InlineData("60000", 60000)]
    public void The_environment_sets_the_longest_launch(string? text, int expected) => LaunchLimit.Milliseconds(text, 200).ShouldBe(expected);

    [Theory]
    [InlineData("0")]
    [InlineData("-5")]
    [InlineData("fast")]
    [InlineData("60001")]
    public void What_is_no_such_time_is_named(string text) => Should.Throw<InvalidDataException>(() => LaunchLimit.Milliseconds(text, 200)).Message.ShouldContain($"'{text}'");
}
