using SoilBeta.Reports.Maps;

namespace SoilBeta.Tests.Reports;

/// <summary>Scales of colours: ticks that their labels show as they are, and ranges that the quantity can have.</summary>
public class MapScaleTests
{
    [Theory, InlineData(0f, 1f, "0.00 0.25 0.50 0.75 1.00"), InlineData(0f, 100f, "0 25 50 75 100"), InlineData(0.97f, 0.98f, "0.9700 0.9725 0.9750 0.9775 0.9800"), InlineData(0f, 8f, "0 2 4 6 8")]
    public void A_label_is_its_tick_and_not_a_rounded_one(float low, float high, string labels)
    {
        var scale = MapScale.Fit([[.. Enumerable.Range(0, 101).Select(i => low + ((high - low) * i / 100))]])!;
        string[] shown = [.. scale.Ticks.Select(tick => tick.ToString("F" + scale.Decimals))];
        // The fitted range may be narrower than the values: what counts is that no label differs from its tick.
        scale.Ticks.Zip(shown).ShouldAllBe(pair => Math.Abs(pair.First - double.Parse(pair.Second)) < 1e-9);
        labels.Split(' ').ShouldContain(shown[1]);
    }

    [Fact]
    public void A_map_of_one_value_has_a_range_around_it_that_never_crosses_zero()
    {
        var none = MapScale.Fit([[0f, 0f, float.NaN]])!;
        none.Low.ShouldBe(0);
        none.High.ShouldBeGreaterThan(0);
        var beta = MapScale.Fit([[0.975f, 0.975f]])!;
        beta.Low.ShouldBeInRange(0.9, 0.975);
        beta.High.ShouldBeInRange(0.975, 1.05);
    }
}
