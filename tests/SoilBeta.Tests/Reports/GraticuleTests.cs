using System.Globalization;
using System.Text.RegularExpressions;
using SoilBeta.Rasters;
using SoilBeta.Reports.Maps;

namespace SoilBeta.Tests.Reports;

/// <summary>Meridians, parallels and their labels, on a globe and on a region.</summary>
public partial class GraticuleTests
{
    private const double Font = 12.5;

    [Fact]
    public void A_globe_has_an_edge_and_labels_that_do_not_touch()
    {
        using var projection = PictureProjection.For(Earth(5), Earth(5).Whole, 840);
        projection.IsGlobe.ShouldBeTrue();
        string svg = Graticule.Svg(projection, 400.0 / projection.Width, Font);
        Regex.Count(svg, "<polygon ").ShouldBe(1);
        var meridians = Labels(svg, "middle");
        meridians.Count.ShouldBeGreaterThan(3); // the pole's edge is short: not all have room
        meridians.Select(label => label.Text).ShouldBeSubsetOf(["180° W", "120° W", "60° W", "0°", "60° E", "120° E", "180° E"]);
        foreach (var (one, next) in meridians.Zip(meridians.Skip(1)))
            (next.X - one.X).ShouldBeGreaterThan((one.Text.Length + next.Text.Length) * Font * 0.3);
        var parallels = Labels(svg, "end");
        parallels.Select(label => label.Text).ShouldContain("60° N");
        // The labels follow the globe's outline, whose leftmost point is at the equator.
        parallels.Single(label => label.Text == "0°").X.ShouldBeLessThan(parallels.Single(label => label.Text == "60° N").X - 20);
    }

    [Fact]
    public void A_region_has_a_frame_and_labels_at_its_left()
    {
        var grid = new Grid(120, 100, new GeoTransform(-74, 0.2, 0, -22, 0, -0.2), Crs.Wgs84);
        using var projection = PictureProjection.For(grid, grid.Whole, 840);
        projection.IsGlobe.ShouldBeFalse();
        string svg = Graticule.Svg(projection, 300.0 / projection.Width, 11);
        svg.ShouldNotContain("<polygon ");
        Labels(svg, "end").Select(label => label.X).Distinct().ShouldBe([-4]);
    }

    private static Grid Earth(double step) => new((int)(360 / step), (int)(180 / step), new GeoTransform(-180, step, 0, 90, 0, -step), Crs.Wgs84);

    private static List<(double X, string Text)> Labels(string svg, string anchor) =>
        [.. Label().Matches(svg).Where(match => match.Groups["anchor"].Value == anchor).Select(match => (double.Parse(match.Groups["x"].Value, CultureInfo.InvariantCulture), match.Groups["text"].Value))];

    [GeneratedRegex("<text x=\"(?<x>[-0-9.]+)\" y=\"[-0-9.]+\" text-anchor=\"(?<anchor>[a-z]+)\">(?<text>[^<]+)</text>", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Label();
}
