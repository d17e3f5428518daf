using SoilBeta.Rasters;

namespace SoilBeta.Tests.Rasters;

public class RasterFileTests
{
    private static string Cut => Path.Combine(AppContext.BaseDirectory, "golden", "rasters", "mat_cut.tif");

    [Fact]
    public void A_raster_reads_its_values_with_nodata_as_NaN()
    {
        using RasterFile raster = RasterFile.Open(Cut);
        (raster.Grid.Width, raster.Grid.Height).ShouldBe((90, 72));
        raster.Bands[0].NoData.ShouldBe(-9999);
        float[] values = new float[raster.Grid.Cells];
        raster.Read(1, raster.Grid.Whole, values);
        values.Count(float.IsNaN).ShouldBeInRange(100, 3000); // the two oceans
        values.Where(float.IsFinite).ShouldAllBe(value => value > -100 && value < 300); // °C × 10
        raster.Sample(1, -60.05, -34.05).ShouldBe(values[(24 * 90) + 71]);
        raster.Sample(1, 0, 0).ShouldBe(float.NaN);
        raster.Metadata["ORIGIN"].ShouldStartWith("WorldClim");
    }

    [Fact]
    public void A_raster_without_a_reference_system_is_refused_with_what_to_do()
    {
        using var folder = new TemporaryFolder();
        AsciiGrid.Write(folder["mat.asc"], 0, 0, 1, 2, (_, _) => 1, 2, crs: null);
        Should.Throw<InvalidDataException>(() => RasterFile.Open(folder["mat.asc"])).Message
            .ShouldBe($"{folder["mat.asc"]} has no coordinate reference system.\n  Assign the one it was made in, e.g. gdal_edit.py -a_srs EPSG:4326 mat.asc");
    }

    [Theory]
    [InlineData("/vsicurl/https://example.org/a.tif", "network and nested paths are not opened")]
    [InlineData("https://example.org/a.tif", "network and nested paths are not opened")]
    [InlineData("/vsizip/a.zip/a.tif", "network and nested paths are not opened")]
    [InlineData("missing.tif", "there is no such raster")]
    [InlineData("/", "is a folder")]
    public void Paths_that_no_study_may_name_are_refused(string path, string said) =>
        Should.Throw<InvalidDataException>(() => RasterFile.Open(path)).Message.ShouldContain(said);

    [Fact]
    public void A_virtual_raster_that_points_elsewhere_is_not_opened()
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder["a.vrt"], $"""<VRTDataset rasterXSize="90" rasterYSize="72"><VRTRasterBand dataType="Int16" band="1"><SimpleSource><SourceFilename>{Cut}</SourceFilename><SourceBand>1</SourceBand></SimpleSource></VRTRasterBand></VRTDataset>""");
        Should.Throw<InvalidDataException>(() => RasterFile.Open(folder["a.vrt"])).Message.ShouldContain("cannot be opened as a raster");
    }

    [Fact]
    public void A_truncated_raster_is_named_when_it_is_read()
    {
        using var folder = new TemporaryFolder();
        byte[] bytes = File.ReadAllBytes(Cut);
        File.WriteAllBytes(folder["cut.tif"], bytes[..(bytes.Length * 2 / 3)]);
        Should.Throw<InvalidDataException>(() =>
        {
            using RasterFile raster = RasterFile.Open(folder["cut.tif"]);
            raster.Read(1, raster.Grid.Whole, new float[raster.Grid.Cells]);
        }).Message.ShouldContain("cut.tif cannot be");
    }

    [Fact]
    public void A_small_file_that_claims_a_huge_raster_is_not_believed()
    {
        using var folder = new TemporaryFolder();
        AsciiGrid.Write(folder["huge.asc"], 0, 0, 1, 2, (_, _) => 1, 2);
        File.WriteAllText(folder["huge.asc"], File.ReadAllText(folder["huge.asc"]).Replace("cols 2", "cols 1000000").Replace("rows 2", "rows 1000000"));
        Should.Throw<InvalidDataException>(() => RasterFile.Open(folder["huge.asc"])).Message.ShouldContain("claims 1000000 × 1000000 cells");
    }

    [Fact]
    public void A_glance_sees_what_is_there()
    {
        using RasterFile raster = RasterFile.Open(Cut);
        raster.Glance(1, raster.Grid.Whole).Length.ShouldBe(90 * 72);
        Grid grid = Grid.FromBounds(Crs.Parse("EPSG:32720"), new Bounds(400_000, 6_000_000, 600_000, 6_200_000), 1000);
        GridWindow window = GridOverlap.Windows(raster.Grid, grid).ShouldHaveSingleItem();
        window.ShouldBe(new GridWindow(47, 26, 14, 11)); // 64.1 … 61.9° W, 34.3 … 36.2° S
        GridOverlap.Windows(raster.Grid, Grid.FromBounds(Crs.Wgs84, new Bounds(0, 0, 1, 1), 0.5)).ShouldBeEmpty();
    }

    [Fact]
    public void A_grid_across_the_edge_meridian_lies_in_two_windows()
    {
        Grid earth = Grid.FromBounds(Crs.Wgs84, new Bounds(-180, -90, 180, 90), 1);
        GridOverlap.Windows(earth, Grid.FromBounds(Crs.Wgs84, new Bounds(175, -20, 185, -10), 0.5)).ShouldBe([new GridWindow(0, 100, 5, 10), new GridWindow(355, 100, 5, 10)]);
        GridOverlap.Windows(earth, Grid.FromBounds(Crs.Wgs84, new Bounds(0, -90, 360, 90), 0.5)).ShouldHaveSingleItem().Width.ShouldBe(360);
    }

    [Theory]
    [InlineData(-180, 180, 179)] // 180° is the meridian where the cell of 180 … 179° W begins
    [InlineData(-180, -180, 179)]
    [InlineData(0, 0, 179)]
    [InlineData(0, 360, 179)]
    public void A_place_on_the_edge_meridian_is_in_the_cell_east_of_it_whatever_its_longitude_is_called(double west, double longitude, double latitude)
    {
        using var places = new PlaceFinder(Grid.FromBounds(Crs.Wgs84, new Bounds(west, -90, west + 360, 90), 1));
        places.TryFind(longitude, 90 - (latitude / 2), out int column, out int row).ShouldBeTrue();
        (column, row).ShouldBe((0, 89));
    }

    [Fact]
    public void A_band_that_is_not_there_is_refused()
    {
        using RasterFile raster = RasterFile.Open(Cut);
        Should.Throw<InvalidDataException>(() => raster.Sample(2, -60, -34)).Message.ShouldContain("has 1 band, there is no band 2");
    }
}
