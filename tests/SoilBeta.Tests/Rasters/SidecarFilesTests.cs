using System.Diagnostics;
using SoilBeta.Rasters;

namespace SoilBeta.Tests.Rasters;

public class SidecarFilesTests
{
    private const string Vrt = """<VRTDataset rasterXSize="4" rasterYSize="4"><VRTRasterBand dataType="Float32" band="1"/></VRTDataset>""";

    [Theory]
    [InlineData(".tif.ovr")]
    [InlineData(".tif.msk")]
    [InlineData(".tif.OVR")]
    [InlineData(".aux")]
    [InlineData(".tif.ovr.msk")]
    public void An_overview_or_mask_that_is_a_VRT_is_refused(string ending)
    {
        using var folder = new TemporaryFolder();
        string raster = Raster(folder);
        File.WriteAllText(folder["a" + ending], Vrt);
        Should.Throw<InvalidDataException>(() => RasterFile.Open(raster)).Message.ShouldContain($"a{ending}, next to");
    }

    [Theory]
    [InlineData("other.vrt")]
    [InlineData("sub/other.tif")]
    [InlineData("/vsicurl_streaming/http://localhost:9/a.tif")]
    [InlineData(":::BASE:::other.vrt")]
    [InlineData("missing.tif")]
    public void Metadata_that_name_overviews_elsewhere_are_refused(string overview)
    {
        using var folder = new TemporaryFolder();
        string raster = Raster(folder);
        File.WriteAllText(folder["other.vrt"], Vrt);
        File.WriteAllText(folder["a.tif.aux.xml"], $"""<PAMDataset><Metadata domain="OVERVIEWS"><MDI key="OVERVIEW_FILE">{overview}</MDI></Metadata></PAMDataset>""");
        Should.Throw<InvalidDataException>(() => RasterFile.Open(raster)).Message.ShouldContain("takes its overviews from another file");
    }

    [Theory]
    [InlineData("a.tif")]
    [InlineData("a.tif.aux.xml")]
    [InlineData("a.prj")]
    [InlineData("a.tif.ovr")]
    public void A_pipe_is_refused_and_not_waited_for(string name)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "makes pipes");
        using var folder = new TemporaryFolder();
        string raster = Raster(folder);
        File.Delete(folder[name]);
        Pipe(folder[name]);
        Should.Throw<InvalidDataException>(() => RasterFile.Open(raster)).Message.ShouldContain($"{name} is not a regular file");
    }

    [Fact]
    public void Devices_and_pipes_are_refused_wherever_a_file_is_read()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "makes pipes");
        using var folder = new TemporaryFolder();
        Pipe(folder["pipe"]);
        foreach (string path in new[] { folder["pipe"], "/dev/zero", "/dev/stdin" })
        {
            Should.Throw<InvalidDataException>(() => SoilBeta.Forests.ForestFile.Open(path)).Message.ShouldContain("not a regular file");
            Should.Throw<InvalidDataException>(() => SoilBeta.Studies.StudyReader.Read(path)).Message.ShouldContain("not a regular file");
            Should.Throw<InvalidDataException>(() => SoilBeta.Training.Tables.TrainingTableReader.Read(path, "beta")).Message.ShouldContain("not a regular file");
        }
    }

    [Fact]
    public void Overviews_of_its_own_are_read()
    {
        using var folder = new TemporaryFolder();
        string raster = Raster(folder);
        File.Copy(raster, folder["a.tif.ovr"]);
        using var file = RasterFile.Open(raster);
        file.Grid.Width.ShouldBe(4);
    }

    private static string Raster(TemporaryFolder folder)
    {
        Grid grid = Grid.FromBounds(Crs.Parse("EPSG:4326"), new Bounds(0, 0, 4, 4), 1);
        using (var writer = MapWriter.Create(folder["a.tif"], grid, [new MapBand("a", "")], new Dictionary<string, string>()))
        {
            writer.Write(1, grid.Whole, new float[16]);
            writer.Finish();
        }
        return folder["a.tif"];
    }

    private static void Pipe(string path)
    {
        using var process = Process.Start("mkfifo", [path])!;
        process.WaitForExit();
        process.ExitCode.ShouldBe(0);
    }
}
