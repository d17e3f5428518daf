using System.Diagnostics;
using SoilBeta.Rasters;

namespace SoilBeta.Tests.Rasters;

public class MapWriterTests
{
    private const string Validator = "/usr/lib/python3/dist-packages/osgeo_utils/samples/validate_cloud_optimized_geotiff.py";

    private static readonly Grid s_grid = Grid.FromBounds(Crs.Wgs84, new Bounds(-70, -45, -50, -22), 1 / 20.0);

    private static readonly MapBand[] s_bands = [new("mean", "Mg C ha⁻¹"), new("q2.5", "Mg C ha⁻¹"), new("q97.5", "Mg C ha⁻¹"), new("U", "")];

    [Fact]
    public void A_map_reads_back_with_its_bands_units_nodata_and_metadata()
    {
        using var folder = new TemporaryFolder();
        WriteMap(folder["m.tif"], s_grid, 97, 101);
        using RasterFile map = RasterFile.Open(folder["m.tif"]);
        map.Grid.Width.ShouldBe(400);
        map.Grid.Transform.ShouldBe(s_grid.Transform);
        map.Grid.Crs.IsDegrees.ShouldBeTrue();
        map.Bands.Select(band => (band.Description, band.Unit)).ShouldBe(s_bands.Select(band => (band.Description, band.Unit)));
        map.Bands[0].NoData.ShouldBe(double.NaN);
        map.Metadata["SOILBETA_SEED"].ShouldBe("7");
        float[] values = new float[s_grid.Cells];
        map.Read(3, s_grid.Whole, values);
        values.SequenceEqual(Enumerable.Range(0, (int)s_grid.Cells).Select(i => Value(3, i))).ShouldBeTrue();
        Directory.EnumerateFileSystemEntries(folder.Root).Count().ShouldBe(1);
    }

    [Fact]
    public void The_bytes_depend_neither_on_windows_nor_on_threads_nor_on_the_name()
    {
        using var folder = new TemporaryFolder();
        WriteMap(folder["a.tif"], s_grid, 400, 1);
        WriteMap(folder["another.tif"], s_grid, 256, 256, threads: 2);
        File.ReadAllBytes(folder["another.tif"]).AsSpan().SequenceEqual(File.ReadAllBytes(folder["a.tif"])).ShouldBeTrue();
    }

    [Fact]
    public void A_map_that_was_not_finished_leaves_nothing_behind()
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(TemporaryName.For(folder["m.tif"], ".whole.tif.ovr.tmp"), "left by a killed process of the same number");
        using (MapWriter map = MapWriter.Create(folder["m.tif"], s_grid, s_bands, new Dictionary<string, string>()))
            map.Write(1, new GridWindow(0, 0, 1, 1), [1]);
        Directory.EnumerateFileSystemEntries(folder.Root).ShouldBeEmpty();
    }

    [Fact]
    public void A_map_of_Homolosine_keeps_its_reference_system()
    {
        using var folder = new TemporaryFolder();
        Grid grid = Grid.FromBounds(Crs.Parse("homolosine"), new Bounds(-7_000_000, -4_000_000, -6_000_000, -3_000_000), 10_000);
        WriteMap(folder["m.tif"], grid, 100, 100);
        using RasterFile map = RasterFile.Open(folder["m.tif"]);
        using var there = new PlaceFinder(map.Grid);
        using var here = new PlaceFinder(grid);
        there.PlaceOf(50, 50).Longitude.ShouldBe(here.PlaceOf(50, 50).Longitude, 1e-9);
        there.PlaceOf(50, 50).Latitude.ShouldBe(here.PlaceOf(50, 50).Latitude, 1e-9);
    }

    [Fact]
    public void GDALs_own_validator_finds_a_map_Cloud_Optimised()
    {
        Assert.SkipUnless(File.Exists(Validator) && File.Exists("/usr/bin/python3"), "python3-gdal is not installed");
        using var folder = new TemporaryFolder();
        WriteMap(folder["m.tif"], s_grid, 400, 460);
        using Process python = Process.Start(new ProcessStartInfo("/usr/bin/python3", [Validator, "--full-check=yes", folder["m.tif"]]) { UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true })!;
        string said = python.StandardOutput.ReadToEnd() + python.StandardError.ReadToEnd();
        python.WaitForExit();
        said.ShouldContain("is a valid cloud optimized GeoTIFF");
        said.ShouldNotContain("warning", Case.Insensitive);
    }

    private static float Value(int band, int cell) => cell % 7 == 0 ? float.NaN : (band * 100) + MathF.Sin(cell * 1e-3f);

    private static void WriteMap(string path, Grid grid, int width, int height, int threads = 1)
    {
        using MapWriter map = MapWriter.Create(path, grid, s_bands, new Dictionary<string, string> { ["SOILBETA_SEED"] = "7" }, threads);
        for (int row = 0; row < grid.Height; row += height)
        {
            for (int column = 0; column < grid.Width; column += width)
            {
                var window = new GridWindow(column, row, Math.Min(width, grid.Width - column), Math.Min(height, grid.Height - row));
                for (int band = 1; band <= s_bands.Length; band++)
                    map.Write(band, window, [.. Enumerable.Range(0, (int)window.Cells).Select(i => Value(band, ((row + (i / window.Width)) * grid.Width) + column + (i % window.Width)))]);
            }
        }
        map.Finish();
    }
}
