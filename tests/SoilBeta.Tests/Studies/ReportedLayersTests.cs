using SoilBeta.Studies;

namespace SoilBeta.Tests.Studies;

public class ReportedLayersTests
{
    [Theory]
    [InlineData("0-20 20-40 40-60 60-80 80-100 20-100 0-100 0-30 30-100", "0-20 20-40 40-60 60-80 80-100", "0-20 20-100 0-100")]
    [InlineData("0-30 30-100 0-100", "0-30 30-100", "0-30 30-100 0-100")]
    [InlineData("0-20 20-50 50-100 20-100 0-100", "0-20 20-50 50-100", "0-20 20-100 0-100")]
    [InlineData("0-100", "0-100", "0-100")]
    public void Layers_topsoil_subsoil_and_whole_are_found_among_the_intervals(string intervals, string layers, string main)
    {
        var found = ReportedLayers.Among(intervals.Split(' '))!;
        string.Join(' ', found.Layers.Select(layer => layer.Name)).ShouldBe(layers);
        string.Join(' ', found.Main.Select(layer => layer.Name)).ShouldBe(main);
    }

    [Fact]
    public void Without_an_interval_from_the_surface_there_are_none() => ReportedLayers.Among(["20-40", "x", "40-20"]).ShouldBeNull();
}
