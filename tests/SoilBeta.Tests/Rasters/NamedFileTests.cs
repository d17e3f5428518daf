using SoilBeta.Rasters;

namespace SoilBeta.Tests.Rasters;

/// <summary>Any error while working on a raster names the raster: here its reference system is on the moon, from which no transformation leads to the earth.</summary>
public sealed class NamedFileTests : IDisposable
{
    private const string Moon = """GEOGCS["GCS_Moon_2000",DATUM["D_Moon_2000",SPHEROID["Moon_2000_IAU_IAG",1737400.0,0.0]],PRIMEM["Reference_Meridian",0.0],UNIT["Degree",0.0174532925199433]]""";

    private static readonly Grid s_grid = Grid.FromBounds(Crs.Parse("EPSG:32721"), new Bounds(400_000, 6_000_000, 600_000, 6_200_000), 50_000);

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    /// <summary>Global, near the grid, and as classes: each reaches the first transformation in another way.</summary>
    [Theory]
    [InlineData(-180, 2, 180)]
    [InlineData(-60, 0.5, 12)]
    public void Every_use_of_a_raster_names_it(double west, double cell, int columns)
    {
        string path = AsciiGrid.Write(_folder["moon.asc"], west, -36, cell, columns, (row, column) => row + column, 6);
        File.WriteAllText(_folder["moon.prj"], Moon);
        foreach (string resampling in new[] { "nearest", "bilinear", "average" })
            ShouldBeNamed(() => WarpedRaster.FromSource(TestGdal.Session, new RasterSource { Path = path, Resampling = Enum.Parse<Resampling>(resampling, ignoreCase: true), NoData = [3] }, s_grid, _folder.Root));
        ShouldBeNamed(() => AreaFractions.OfClasses(TestGdal.Session, new RasterSource { Path = path }, [1, 2], s_grid, _folder.Root));
        foreach (AreaUnit unit in Enum.GetValues<AreaUnit>())
            ShouldBeNamed(() => AreaFractions.OfArea(TestGdal.Session, new RasterSource { Path = path }, unit, s_grid, _folder.Root));
        using RasterFile raster = RasterFile.Open(path);
        ShouldBeNamed(() => raster.Sample(1, -58, -34));
        ShouldBeNamed(() => raster.SampleStored(1, -58, -34));
        ShouldBeNamed(() => GridOverlap.Windows(raster, s_grid));
        ShouldBeNamed(() => GridOverlap.Near(raster, s_grid));
        Directory.EnumerateFiles(_folder.Root).Select(Path.GetFileName).Order().ShouldBe(["moon.asc", "moon.prj"]); // no scratch file is left

        void ShouldBeNamed(Func<object?> use) => Should.Throw<InvalidDataException>(use).Message.ShouldStartWith(path);
    }
}
