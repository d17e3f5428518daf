using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using SoilBeta.Rasters;

namespace SoilBeta.Tests.Rasters;

public class WarpedRasterTests
{
    private static string Cut => Path.Combine(AppContext.BaseDirectory, "golden", "rasters", "mat_cut.tif");

    [Theory]
    [InlineData("bilinear", "EPSG:4326", -73, -40, -58, -31, 0.0833333333333333)]
    [InlineData("average", "EPSG:4326", -73, -40, -58, -31, 0.5)]
    [InlineData("nearest", "EPSG:4326", -73, -40, -58, -31, 0.25)]
    [InlineData("mode", "EPSG:32720", 0, 5600000, 600000, 6400000, 40000)]
    [InlineData("cubic", "EPSG:32720", 0, 5600000, 600000, 6400000, 10000)]
    public void A_raster_on_the_grid_is_what_gdalwarp_makes_of_it(string resampling, string crs, double west, double south, double east, double north, double cell)
    {
        Assert.SkipUnless(File.Exists("/usr/bin/gdalwarp"), "gdal-bin is not installed");
        using var folder = new TemporaryFolder();
        Grid grid = Grid.FromBounds(Crs.Parse(crs), new Bounds(west, south, east, north), cell);
        using WarpedRaster warped = WarpedRaster.FromSource(TestGdal.Session, new RasterSource { Path = Cut, Resampling = Enum.Parse<Resampling>(resampling, ignoreCase: true) }, grid, folder.Root);

        Bounds b = grid.Bounds;
        string[] arguments =
        [
            "-q", "-r", resampling == "nearest" ? "near" : resampling, "-t_srs", crs, "-te", Text(b.West), Text(b.South), Text(b.East), Text(b.North), "-ts", Text(grid.Width), Text(grid.Height),
            "-ot", "Float32", "-dstnodata", "nan", "-et", "0", "-ovr", "NONE", Cut, folder["theirs.tif"],
        ];
        using (Process gdalwarp = Process.Start(new ProcessStartInfo("/usr/bin/gdalwarp", arguments) { UseShellExecute = false })!)
        {
            gdalwarp.WaitForExit();
            gdalwarp.ExitCode.ShouldBe(0);
        }
        using RasterFile theirs = RasterFile.Open(folder["theirs.tif"]);
        float[] expected = new float[grid.Cells];
        theirs.Read(1, grid.Whole, expected);
        expected.Count(float.IsFinite).ShouldBeGreaterThan(100);
        warped.Values().ShouldBe(expected);
    }

    [Fact]
    public void Warping_again_gives_the_same_bytes_and_leaves_no_scratch_file()
    {
        using var folder = new TemporaryFolder();
        Grid grid = Grid.FromBounds(Crs.Parse("homolosine"), new Bounds(-6_800_000, -4_500_000, -5_500_000, -3_400_000), 20_000);
        var source = new RasterSource { Path = Cut, Scale = 0.1 };
        float[] first, second;
        using (WarpedRaster one = WarpedRaster.FromSource(TestGdal.Session, source, grid, folder.Root))
        using (WarpedRaster two = WarpedRaster.FromSource(TestGdal.Session, source, grid, folder.Root))
            (first, second) = (one.Values(), two.Values());
        MemoryMarshal.AsBytes<float>(first).SequenceEqual(MemoryMarshal.AsBytes<float>(second)).ShouldBeTrue();
        first.Where(float.IsFinite).Average().ShouldBeInRange(10, 20); // °C
        Directory.EnumerateFileSystemEntries(folder.Root).ShouldBeEmpty();
    }

    [Fact]
    public void Longitudes_from_0_to_360_meet_a_grid_from_minus_180()
    {
        using var folder = new TemporaryFolder();
        AsciiGrid.Write(folder["turn.asc"], 0, -90, 10, 36, (row, column) => (100 * row) + column, 18);
        Grid grid = Grid.FromBounds(Crs.Wgs84, new Bounds(-180, -90, 180, 90), 10);
        using WarpedRaster warped = WarpedRaster.FromSource(TestGdal.Session, new RasterSource { Path = folder["turn.asc"], Resampling = Resampling.Nearest }, grid, folder.Root);
        float[] values = warped.Values();
        values[0].ShouldBe(18); // 180 … 170° W is 180 … 190° E
        values[35].ShouldBe(17);
        values[(17 * 36) + 18].ShouldBe(1700);
    }

    [Fact]
    public void The_files_own_scale_is_applied_before_the_studys_and_said()
    {
        using var folder = new TemporaryFolder();
        Run("/usr/bin/gdal_translate", "-q", "-a_scale", "0.1", "-a_offset", "5", Cut, folder["scaled.tif"]);
        using RasterFile plain = RasterFile.Open(Cut);
        using WarpedRaster warped = WarpedRaster.FromSource(TestGdal.Session, new RasterSource { Path = folder["scaled.tif"], Resampling = Resampling.Nearest, Scale = 2, Offset = 1 }, plain.Grid, folder.Root);
        warped.Note!.ShouldContain("scaled.tif says itself that its values are stored × 0.1 + 5");
        float raw = plain.Sample(1, -60.05, -34.05);
        warped.Values()[(24 * 90) + 71].ShouldBe((float)((((raw * 0.1) + 5) * 2) + 1));
        using RasterFile scaled = RasterFile.Open(folder["scaled.tif"]);
        scaled.Sample(1, -60.05, -34.05).ShouldBe((float)((raw * 0.1) + 5));
    }

    [Fact]
    public void A_raster_elsewhere_and_one_without_data_are_told_apart()
    {
        using var folder = new TemporaryFolder();
        Grid far = Grid.FromBounds(Crs.Wgs84, new Bounds(10, 40, 20, 50), 0.5), sea = Grid.FromBounds(Crs.Wgs84, new Bounds(-72, -42, -71, -41), 0.5);
        using WarpedRaster elsewhere = WarpedRaster.FromSource(TestGdal.Session, new RasterSource { Path = Cut }, far, folder.Root);
        elsewhere.Values().ShouldAllBe(value => float.IsNaN(value));
        elsewhere.Empty(TestGdal.Session).Message.ShouldContain("does not overlap the study's grid: it covers -72 … -57, -42 … -30");
        AsciiGrid.Write(folder["none.asc"], -80, -50, 1, 30, (_, _) => -9999, 30);
        using WarpedRaster nothing = WarpedRaster.FromSource(TestGdal.Session, new RasterSource { Path = folder["none.asc"] }, sea, folder.Root);
        nothing.Values().ShouldAllBe(value => float.IsNaN(value));
        nothing.Empty(TestGdal.Session).Message.ShouldContain("has no data anywhere on the study's grid");
        nothing.Empty(TestGdal.Session).Message.ShouldContain("-9999");
    }

    [Fact]
    public void A_cancelled_warp_leaves_nothing_behind()
    {
        using var folder = new TemporaryFolder();
        using var cancelled = new CancellationTokenSource();
        cancelled.Cancel();
        Grid grid = Grid.FromBounds(Crs.Wgs84, new Bounds(-70, -40, -60, -31), 0.5);
        Should.Throw<OperationCanceledException>(() => WarpedRaster.FromSource(TestGdal.Session, new RasterSource { Path = Cut }, grid, folder.Root, cancelled.Token));
        Directory.EnumerateFileSystemEntries(folder.Root).ShouldBeEmpty();
    }

    private static void Run(string program, params string[] arguments)
    {
        Assert.SkipUnless(File.Exists(program), $"{program} is not installed");
        using Process process = Process.Start(new ProcessStartInfo(program, arguments) { UseShellExecute = false })!;
        process.WaitForExit();
        process.ExitCode.ShouldBe(0);
    }

    private static string Text(double value) => value.ToString("R", CultureInfo.InvariantCulture);
}
