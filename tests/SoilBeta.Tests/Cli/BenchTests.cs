using System.Text.Json;

namespace SoilBeta.Tests.Cli;

/// <summary>The verb <c>bench</c> with little work: which rows it has, not how fast they are.</summary>
public class BenchTests
{
    [Fact]
    public void Each_cut_of_a_device_has_a_row_with_the_devices_seconds_apart()
    {
        var result = Soilbeta.Run(Path.GetTempPath(), "bench", "--device", "ilgpu:cpu", "--trial", "--each-cut", "--json", "--workload", "small,plain-16").ShouldExitWith(0);
        var rows = JsonDocument.Parse(result.Output).RootElement.GetProperty("workloads").EnumerateArray().ToList();

        // 200 common draws: 1,024 points are 32 cells × 32 draws, or 4 cells with 256 places for their draws. One draw: 1,024 cells.
        rows.Select(row => $"{row.GetProperty("name")} {row.GetProperty("realisations")} {row.GetProperty("trees")} {row.GetProperty("cut")}")
            .ShouldBe(["small 200 20 masks-of-32-cells", "small 200 20 points", "small 200 20 masks-of-4-cells", "plain-16 1 20 masks-of-1024-cells", "plain-16 1 20 points"]);
        rows.ShouldAllBe(row => row.GetProperty("device").GetProperty("kernel").GetDouble() > 0);
        rows[^1].GetProperty("paperJobSeconds").ValueKind.ShouldBe(JsonValueKind.Null); // nothing is drawn
    }

    [Theory]
    [InlineData("--workload", "small,large", "--workload large: expected")]
    [InlineData("--seconds", "0", "--seconds 0: expected more than 0")]
    public void What_cannot_be_timed_is_wrong_usage(string option, string value, string message) =>
        Soilbeta.Run(Path.GetTempPath(), "bench", option, value).ShouldExitWith(2).Error.ShouldContain(message);
}
