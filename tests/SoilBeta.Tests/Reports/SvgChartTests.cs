using System.Globalization;
using System.Xml.Linq;
using SoilBeta.Reports.Charts;

namespace SoilBeta.Tests.Reports;

/// <summary>The charts: labels are their values, marks are where their values belong, and texts of a file are escaped.</summary>
public class SvgChartTests
{
    [Theory, InlineData(0.965, 0.99, 5, "0.965 0.970 0.975 0.980 0.985 0.990"), InlineData(0, 1, 4, "0.00 0.25 0.50 0.75 1.00"), InlineData(-0.5, 1, 3, "−0.5 0.0 0.5 1.0"), InlineData(0, 2000, 4, "0 500 1,000 1,500 2,000")]
    public void An_axis_has_round_labels_that_are_its_values(double low, double high, int about, string labels) =>
        string.Join(' ', Axis.Numeric(low, high, "", about).Labels.Select(label => label.Text)).ShouldBe(labels);

    [Fact]
    public void An_axis_of_one_value_still_has_a_range()
    {
        var axis = Axis.Round(0.975, 0.975, "");
        axis.Low.ShouldBeLessThan(0.975);
        axis.High.ShouldBeGreaterThan(0.975);
        axis.Labels.Count.ShouldBeGreaterThan(1);
    }

    /// <summary>By hand: the middle of both ranges is the middle of the plot, whose edges the axes' line tells.</summary>
    [Fact]
    public void A_mark_is_where_its_values_belong_and_tells_them()
    {
        var svg = XDocument.Parse(new SvgChart("a < b", Axis.Numeric(0, 10, "x, cm"), Axis.Numeric(100, 0, "depth"), 260).Marks([(5, 50, "five & fifty")], "#123456").ToString());
        XNamespace names = "http://www.w3.org/2000/svg";
        svg.Descendants(names + "text").ShouldContain(text => text.Value == "a < b");
        var mark = svg.Descendants(names + "circle").Single();
        mark.Element(names + "title")!.Value.ShouldBe("five & fifty");
        string[] frame = svg.Descendants(names + "path").Select(path => path.Attribute("d")!.Value).Single(d => d.Contains('V') && d.Contains('H')).Split('M', ' ', 'V', 'H');
        double[] edges = [.. frame.Skip(1).Select(number => double.Parse(number, CultureInfo.InvariantCulture))]; // left, top, bottom, right
        double.Parse(mark.Attribute("cx")!.Value, CultureInfo.InvariantCulture).ShouldBe((edges[0] + edges[3]) / 2, 0.11);
        double.Parse(mark.Attribute("cy")!.Value, CultureInfo.InvariantCulture).ShouldBe((edges[1] + edges[2]) / 2, 0.11);
    }
}
