using SoilBeta.Mapping.Maps;
using SoilBeta.Rasters;
using SoilBeta.Tests.Studies;

namespace SoilBeta.Tests.Mapping.Maps;

/// <summary>A value from which no draw can be computed is an error that names the cell, and the draw if known; never a pixel.</summary>
public class CellChecksTests
{
    private const string Study = """
        name: checks
        seed: 7
        grid: { resolution: 0.5 deg, bounds: [-60, -35, -58, -34] }
        covariates:
          - { name: MAT, raster: a.tif, unit: "°C", sd: 1 }
          - { name: Clay, raster: b.tif, unit: "%", sd: SD }
        topsoil: { density: top.tif }
        ecosystems:
          - { code: CL, name: cropland, area: cl.tif }
        uncertainty: { draws: 50, mode: MODE }
        """;

    private static readonly Grid s_grid = Grid.FromBounds(Crs.Wgs84, new Bounds(-60, -35, -58, -34), 0.5);

    [Fact]
    public void Cells_whose_values_can_be_are_accepted() => Should.NotThrow(() => Check(30, 50));

    [Fact]
    public void An_undeclared_nodata_value_is_an_error_with_its_cell_and_draw() =>
        Complaint(-3.4028235e38f, 50).ShouldMatch(@"^CL: covariate Clay is -3\.4028235E\+38 % with an sd of 3\.4028235E\+37 in the cell at row 1, column 2 \(longitude -58\.75, latitude -34\.75\); draw \d+ makes -Infinity of it\.");

    [Fact]
    public void So_is_NaN_where_a_stack_says_that_there_is_data() => Complaint(float.NaN, 50).ShouldContain("covariate Clay is NaN %");

    [Fact]
    public void An_sd_beyond_all_numbers_is_an_error() => Complaint(30, 50, sd: "1e39").ShouldContain("with an sd of Infinity in the cell at row 0, column 1");

    [Fact]
    public void Where_no_draw_can_be_named_the_cell_is() => Complaint(3.4e38f, 50, mode: "independent").ShouldMatch("latitude -34.75\\)\\. That is not a number");

    [Theory]
    [InlineData(float.NaN)]
    [InlineData(-1f)]
    [InlineData(2001f)]
    [InlineData(float.PositiveInfinity)]
    public void A_topsoil_that_is_none_is_an_error(float topsoil) => Complaint(30, topsoil).ShouldContain("expected 0 … 2000");

    [Theory]
    [InlineData(float.NaN, 0.5f)]
    [InlineData(-1f, 0.5f)]
    [InlineData(float.PositiveInfinity, 0.5f)]
    [InlineData(100f, 1.5f)]
    [InlineData(100f, float.NaN)]
    public void So_is_an_area_that_is_none(float hectares, float fraction) =>
        Should.Throw<InvalidDataException>(() => Checks("10 %", "common").CheckArea("CL", hectares, fraction, 6)).Message.ShouldContain("is not an area");

    private static string Complaint(float clay, float topsoil, string sd = "10 %", string mode = "common") => Should.Throw<InvalidDataException>(() => Check(clay, topsoil, sd, mode)).Message;

    // The second of two cells lies in the window's row 1, column 1, which is the grid's row 1, column 2.
    private static void Check(float clay, float topsoil, string sd = "10 %", string mode = "common") => Checks(sd, mode).Check("CL", new CellBlock
    {
        Positions = [0, 4],
        Covariates = [15, 15, 20, clay],
        Topsoil = [40, topsoil],
        SoilDepths = [],
        DrawKeys = [],
        Fractions = [1, 1],
        Areas = [1, 1],
        ZoneTuples = [0, 0],
    });

    private static CellChecks Checks(string sd, string mode) => new(StudyText.Read(Study.Replace("SD", sd).Replace("MODE", mode)).Study, s_grid, new GridWindow(1, 0, 3, 2));
}
