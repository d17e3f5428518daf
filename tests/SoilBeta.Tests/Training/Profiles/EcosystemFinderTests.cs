using SoilBeta.Studies;
using SoilBeta.Tests.Rasters;
using SoilBeta.Tests.Studies;
using SoilBeta.Training.Profiles;

namespace SoilBeta.Tests.Training.Profiles;

/// <summary>Land cover of half a degree: classes 1 2 3 and no data from west to east, in two rows; fractions of cells by a formula.</summary>
public sealed class EcosystemFinderTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public EcosystemFinderTests() => AsciiGrid.Write(_folder["lc.asc"], 0, 0, 0.5, 4, (_, column) => column == 3 ? -9999 : column + 1, 2);

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(0.2, 0, "")]      // class 1: cropland, though grassland covers more of the cell
    [InlineData(0.7, 1, "")]      // class 2
    [InlineData(1.2, null, "the land cover is class 3 of lc.asc")]
    [InlineData(1.7, 1, "")]      // no data: the largest share
    [InlineData(5.0, 1, "")]      // beyond the raster
    public void The_pixel_at_the_pit_counts_before_the_shares_of_its_cell(double longitude, int? ecosystem, string why)
    {
        Study study = Covers(0.5, Covered);
        using var finder = new EcosystemFinder(TestGdal.Session, study, (code, _, _) => code == "GL" ? 0.6f : 0.4f);
        finder.At(longitude, 0.5).ShouldBe(new PlaceEcosystem(ecosystem, why));
    }

    [Theory]
    [InlineData(0.5, 0.5f, 1, "")]
    [InlineData(0.5, 0.49f, null, "the largest share of the cell is 0.49 of GL, less than soil.ecosystem_share 0.5")]
    [InlineData(0, 0.01f, 1, "")]
    [InlineData(0.5, 0f, null, "the maps have none in this cell")]
    public void Shares_decide_only_from_the_least_one_on(double least, float share, int? ecosystem, string why)
    {
        Study study = Covers(least, new EcosystemSection { Code = "CL", Area = "area.tif" }, new EcosystemSection { Code = "GL", Area = "area.tif" });
        using var finder = new EcosystemFinder(TestGdal.Session, study, (code, _, _) => code == "GL" ? share : 0);
        finder.At(0.2, 0.5).ShouldBe(new PlaceEcosystem(ecosystem, why));
    }

    [Fact]
    public void An_ecosystem_by_area_may_be_where_the_land_cover_has_none_of_the_others()
    {
        Study study = Covers(0.5, [.. Covered, new EcosystemSection { Code = "WL", Area = "wetland.tif" }]);
        using var finder = new EcosystemFinder(TestGdal.Session, study, (code, _, _) => code == "WL" ? 0.6f : code == "GL" ? 0.7f : 0);
        finder.At(1.2, 0.5).ShouldBe(new PlaceEcosystem(2)); // class 3 is none of the land cover's ecosystems, so their shares do not count
        finder.At(0.2, 0.5).ShouldBe(new PlaceEcosystem(0));
    }

    private EcosystemSection[] Covered => [new() { Code = "CL", LandCover = _folder["lc.asc"], Classes = [1] }, new() { Code = "GL", LandCover = _folder["lc.asc"], Classes = [2, 9] }];

    private static Study Covers(double least, params EcosystemSection[] ecosystems) =>
        StudyText.Bind(new StudySection { Soil = new SoilSection { EcosystemShare = least }, Ecosystems = [.. ecosystems] });
}
