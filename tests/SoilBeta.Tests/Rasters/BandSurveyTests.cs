using SoilBeta.Rasters;

namespace SoilBeta.Tests.Rasters;

/// <summary>When a sentinel is far from the other values of a raster, and legitimate values that look like one.</summary>
public class BandSurveyTests
{
    [Theory]
    [InlineData(-9999, 0, 11_000)] // precipitation
    [InlineData(-999, -560, 320)] // temperature × 10
    [InlineData(-99, -55, 40)] // temperature
    [InlineData(-32768, -430, 8848)] // elevation
    [InlineData(255, 0, 100)] // per cent
    [InlineData(65535, 0, 3000)]
    [InlineData(-99, 12, 12)] // nothing else but one value
    public void A_code_for_no_value_stands_apart_from_the_values(double sentinel, double min, double max) => BandSurvey.StandsApart(sentinel, min, max).ShouldBeTrue();

    [Theory]
    [InlineData(-99, -250, 300)] // temperature × 10
    [InlineData(-99, -120, -70)]
    [InlineData(-999, -720, 400)]
    [InlineData(-9999, -10_900, 8848)] // the sea's floor
    [InlineData(255, 0, 254)] // a byte's whole range
    [InlineData(255, 238, 252)] // clay, g/kg, of a small region
    [InlineData(255, 300, 900)]
    [InlineData(9999, 20, 11_000)] // precipitation
    [InlineData(-32768, -32_000, 32_000)]
    public void Values_among_others_do_not(double value, double min, double max) => BandSurvey.StandsApart(value, min, max).ShouldBeFalse();

    [Fact]
    public void A_raster_may_be_255_everywhere_but_not_minus_9999()
    {
        BandSurvey.StandsApart(255, double.PositiveInfinity, double.NegativeInfinity).ShouldBeFalse();
        BandSurvey.StandsApart(-9999, double.PositiveInfinity, double.NegativeInfinity).ShouldBeTrue();
    }

    [Fact]
    public void A_small_window_is_seen_with_the_rest_of_its_raster()
    {
        // −9.9 °C stored × 10 next to 2 and 3 °C; elsewhere the raster has −15 °C.
        using var folder = new TemporaryFolder();
        TestRaster.Write(folder["mat.tif"], (row, column) => (row, column) switch { (0, 0) => -99, (0, _) => 20 + column, _ => -150 }, "-ot", "Int16");
        using RasterFile raster = RasterFile.Open(folder["mat.tif"]);
        BandSurvey survey = BandSurvey.Run(raster, 1, [new GridWindow(0, 0, 4, 1)]);
        survey.Suspects.ShouldBeEmpty();
        (survey.Count, survey.Min, survey.Max).ShouldBe((4, -99, 23));
    }

    [Fact]
    public void A_survey_by_rows_counts_what_it_sees()
    {
        using var folder = new TemporaryFolder();
        TestRaster.Write(folder["a.tif"], (row, column) => column == 0 ? -9999 : row, "-ot", "Float32");
        using RasterFile raster = RasterFile.Open(folder["a.tif"]);
        BandSurvey all = BandSurvey.Run(raster, 1, [raster.Grid.Whole]), some = BandSurvey.Run(raster, 1, [raster.Grid.Whole], mostCells: 40);
        (all.IsWhole, some.IsWhole).ShouldBe((true, false));
        all.Suspects.ShouldBe([(-9999, 8)]);
        some.Suspects.ShouldBe([(-9999, 4)]); // rows 0, 2, 4, 6
        (some.Min, some.Max).ShouldBe((0, 6));
    }
}
