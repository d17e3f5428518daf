using SoilBeta.Studies;
using SoilBeta.Tests.Rasters;
using SoilBeta.Workflow.Steps;

namespace SoilBeta.Tests.Workflow.Steps;

/// <summary>Findings of <c>check</c> on profiles and land-cover classes of the grid.</summary>
public sealed class GridChecksTests : IDisposable
{
    private const string Text = """
        name: small
        grid: { resolution: 0.5 deg, bounds: [-60, -36, -56, -34] }
        profiles: [ { table: profiles.csv } ]
        covariates:
          - { name: Clay, raster: clay.asc, unit: "%" }
        topsoil: { density: clay.asc }
        ecosystems:
          - { code: CL, land_cover: lc.asc, classes: [1, 7] }
          - { code: GL, land_cover: lc.asc, classes: [2] }

        """;

    private readonly TemporaryFolder _folder = new();

    public GridChecksTests()
    {
        AsciiGrid.Write(_folder["clay.asc"], -180, -90, 2, 180, (row, column) => 20, 90);
        AsciiGrid.Write(_folder["lc.asc"], -62, -38, 0.25, 32, (_, column) => column < 8 ? 7 : 1 + (column % 2), 24); // class 7 only west of the grid
        Places((-35, -58), (-34.5, -57), (10, 100), (double.NaN, -57));
    }

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void The_number_of_profiles_on_the_grid_is_said() =>
        Findings(Text).ShouldContain(new Finding(Severity.Fine, "profiles", "2 of 4 profiles lie on the grid, 1 have no place"));

    [Theory]
    [InlineData("[-60, -36, -56, -34]", "[-36, -60, -34, -56]")]  // south, west, north, east
    [InlineData("[-60, -36, -56, -34]", "[-36, -60, -33, -56]")]
    public void Bounds_in_latitude_longitude_order_are_found_by_the_profiles(string what, string into)
    {
        Finding finding = Findings(Text.Replace(what, into)).Where(finding => finding.Key == "profiles").ShouldHaveSingleItem();
        finding.Severity.ShouldBe(Severity.Problem);
        finding.Text.ShouldBe("0 of 4 profiles lie on the grid, 1 have no place. 2 would lie on it with latitude and longitude exchanged. Are the columns of latitude and longitude the right way round, and are the grid's bounds in the order west, south, east, north?");
    }

    [Fact]
    public void A_grid_without_a_profile_is_a_problem_that_says_where_they_are() =>
        Findings(Text.Replace("[-60, -36, -56, -34]", "[30, 40, 34, 42]")).ShouldContain(new Finding(Severity.Problem, "profiles",
            "0 of 4 profiles lie on the grid, 1 have no place. Expected one at least: they are at longitude -58 … 100, latitude -35 … 10. Check the grid's bounds and reference system."));

    [Theory]
    [InlineData("[1, 7]", Severity.Note, "lc.asc: class 7 is not on the study's grid; it has 1, 2 there. Is the legend the right one?")]
    [InlineData("[3, 1, 9]", Severity.Note, "lc.asc: the classes 3, 9 are not on the study's grid; it has 1, 2 there. Is the legend the right one?")]
    [InlineData("[7, 40]", Severity.Problem, "lc.asc has none of the classes 7, 40 on the study's grid; it has 1, 2 there. Check the classes of CL, or leave it out.")]
    public void Classes_that_the_raster_does_not_have_are_named(string classes, Severity severity, string text) =>
        Findings(Text.Replace("[1, 7]", classes)).Where(finding => finding.Key.EndsWith(".classes", StringComparison.Ordinal)).ShouldBe([new Finding(severity, "ecosystems[1].classes", text)]);

    [Theory]
    [InlineData("[-10, 100, 10, 140]", " They look like latitude, longitude; then write [100, -10, 140, 10].")]
    [InlineData("[-45, -120, -22, -95]", " They look like latitude, longitude; then write [-120, -45, -95, -22].")]
    [InlineData("[-200, -100, 10, 140]", "south and north within −90…90.")]
    public void Bounds_beyond_the_poles_are_refused_with_the_order_that_would_do(string bounds, string said)
    {
        string message = Should.Throw<InvalidDataException>(() => Findings(Text.Replace("[-60, -36, -56, -34]", bounds))).Message;
        message.ShouldContain("grid.bounds");
        message.ShouldContain(said);
    }

    private IReadOnlyList<Finding> Findings(string text)
    {
        File.WriteAllText(_folder["study.yml"], text);
        return CheckStep.Run(StudyReader.Read(_folder["study.yml"]), new OutputFolder(_folder["out"]), new StepOptions());
    }

    private void Places(params (double Latitude, double Longitude)[] places) => File.WriteAllText(_folder["profiles.csv"], "profile_id,lat,lon,top,bottom,soc\n"
        + string.Concat(places.Select((place, i) => string.Create(System.Globalization.CultureInfo.InvariantCulture, $"P{i},{(double.IsNaN(place.Latitude) ? "" : place.Latitude.ToString(System.Globalization.CultureInfo.InvariantCulture))},{place.Longitude},0,20,10\nP{i},{(double.IsNaN(place.Latitude) ? "" : place.Latitude.ToString(System.Globalization.CultureInfo.InvariantCulture))},{place.Longitude},20,50,5\n"))));
}
