using SoilBeta.Rasters;

namespace SoilBeta.Tests.Rasters;

public class AreaFractionsTests
{
    private static readonly Grid s_grid = Grid.FromBounds(Crs.Wgs84, new Bounds(0, 0, 4, 2), 1);

    [Fact]
    public void Classes_become_shares_of_a_cell_and_nodata_covers_nothing()
    {
        using var folder = new TemporaryFolder();
        // Four by four pixels for each cell; columns of classes 1 2 3 4 in every cell, the last cell's two left columns without data.
        AsciiGrid.Write(folder["lc.asc"], 0, 0, 0.25, 16, (_, column) => column is 12 or 13 ? -9999 : 1 + (column % 4), 8);
        using WarpedRaster two = AreaFractions.OfClasses(TestGdal.Session, new RasterSource { Path = folder["lc.asc"] }, [2], s_grid, folder.Root);
        two.Values().ShouldBe([0.25f, 0.25f, 0.25f, 0, 0.25f, 0.25f, 0.25f, 0]);
        using WarpedRaster many = AreaFractions.OfClasses(TestGdal.Session, new RasterSource { Path = folder["lc.asc"] }, [1, 3, 4], s_grid, folder.Root);
        many.Values().ShouldBe([0.75f, 0.75f, 0.75f, 0.5f, 0.75f, 0.75f, 0.75f, 0.5f]);
        using WarpedRaster none = AreaFractions.OfClasses(TestGdal.Session, new RasterSource { Path = folder["lc.asc"] }, [7], s_grid, folder.Root);
        none.Values().ShouldAllBe(value => value == 0);
    }

    [Fact]
    public void A_grid_finer_than_its_land_cover_takes_the_class_of_the_place()
    {
        using var folder = new TemporaryFolder();
        AsciiGrid.Write(folder["lc.asc"], 0, 0, 2, 2, (_, column) => column, 1);
        using WarpedRaster one = AreaFractions.OfClasses(TestGdal.Session, new RasterSource { Path = folder["lc.asc"] }, [1], s_grid, folder.Root);
        one.Values().ShouldBe([0, 0, 1, 1, 0, 0, 1, 1]);
    }

    [Theory]
    [InlineData("percent", 40, 0.4f)]
    [InlineData("fraction", 0.4, 0.4f)]
    public void Percent_and_fractions_are_averaged_with_nodata_as_nothing(string unit, double value, float expected)
    {
        using var folder = new TemporaryFolder();
        AsciiGrid.Write(folder["area.asc"], 0, 0, 0.5, 8, (_, column) => column == 6 ? -9999 : value, 4, real: true);
        using WarpedRaster shares = AreaFractions.OfArea(TestGdal.Session, new RasterSource { Path = folder["area.asc"] }, Enum.Parse<AreaUnit>(unit, ignoreCase: true), s_grid, folder.Root);
        float[] values = shares.Values();
        values[0].ShouldBe(expected, 1e-6);
        values[3].ShouldBe(expected / 2, 1e-6);
    }

    [Fact]
    public void Hectares_keep_their_sum_on_a_coarser_grid()
    {
        using var folder = new TemporaryFolder();
        AsciiGrid.Write(folder["area.asc"], 0, 0, 0.25, 16, (row, column) => 1000 + (100 * row) + column, 8, real: true);
        using WarpedRaster shares = AreaFractions.OfArea(TestGdal.Session, new RasterSource { Path = folder["area.asc"] }, AreaUnit.Hectares, s_grid, folder.Root);
        using var areas = new CellAreas(s_grid);
        double[] hectares = new double[4];
        double sum = 0;
        for (int row = 0; row < 2; row++)
        {
            areas.Row(row, hectares);
            for (int column = 0; column < 4; column++)
                sum += hectares[column] * shares.Values()[(row * 4) + column];
        }
        double expected = Enumerable.Range(0, 8).Sum(row => Enumerable.Range(0, 16).Sum(column => 1000.0 + (100 * row) + column));
        sum.ShouldBe(expected, expected * 1e-4); // rows within a cell differ a little in area
    }

    [Fact]
    public void Land_cover_in_a_grid_with_northing_first_lies_where_it_should()
    {
        using var folder = new TemporaryFolder();
        AsciiGrid.Write(folder["lc.asc"], 4_300_000, 3_200_000, 10_000, 4, (row, column) => (10 * row) + column, 4, crs: "EPSG:3035");
        Grid grid = Grid.FromBounds(Crs.Parse("EPSG:3035"), new Bounds(4_300_000, 3_200_000, 4_340_000, 3_240_000), 10_000);
        using WarpedRaster one = AreaFractions.OfClasses(TestGdal.Session, new RasterSource { Path = folder["lc.asc"] }, [12], grid, folder.Root);
        float[] expected = new float[16];
        expected[6] = 1;
        one.Values().ShouldBe(expected);
    }

    [Fact]
    public void Real_numbers_are_no_classes()
    {
        using var folder = new TemporaryFolder();
        AsciiGrid.Write(folder["lc.asc"], 0, 0, 1, 4, (_, _) => 0.5, 2, real: true);
        Should.Throw<InvalidDataException>(() => AreaFractions.OfClasses(TestGdal.Session, new RasterSource { Path = folder["lc.asc"] }, [1], s_grid, folder.Root)).Message.ShouldContain("expected integer land-cover classes");
    }
}
