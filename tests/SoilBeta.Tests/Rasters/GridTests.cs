using SoilBeta.Rasters;

namespace SoilBeta.Tests.Rasters;

public class GridTests
{
    [Fact]
    public void Five_minutes_make_4320_by_2160_cells_of_the_globe()
    {
        Grid grid = Grid.FromBounds(Crs.Wgs84, new Bounds(-180, -90, 180, 90), 5.0 / 60);
        (grid.Width, grid.Height).ShouldBe((4320, 2160));
        grid.CellCentre(4319, 2159).X.ShouldBe(180 - (1 / 24.0), 1e-12);
        grid.Bounds.ShouldBe(new Bounds(-180, -90, 180, 90));
    }

    [Fact]
    public void Bounds_between_cells_are_widened_to_the_south_and_east()
    {
        Grid grid = Grid.FromBounds(Crs.Wgs84, new Bounds(0, 0, 1.1, 1.1), 0.25);
        (grid.Width, grid.Height).ShouldBe((5, 5));
        (grid.Bounds.West, grid.Bounds.North).ShouldBe((0, 1.1));
        grid.Bounds.South.ShouldBe(-0.15, 1e-12);
        grid.Bounds.East.ShouldBe(1.25, 1e-12);
    }

    [Theory]
    [InlineData(10, 0, 0, 10, 1, "enclose nothing")]
    [InlineData(0, -95, 10, 10, 1, "beyond the earth")]
    [InlineData(0, 0, 10, 10, -1, "no cell size")]
    [InlineData(-180, -90, 180, 90, 1e-4, "more than this program maps")]
    public void Bounds_and_cells_that_make_no_sense_are_refused(double west, double south, double east, double north, double cell, string said) =>
        Should.Throw<InvalidDataException>(() => Grid.FromBounds(Crs.Wgs84, new Bounds(west, south, east, north), cell)).Message.ShouldContain(said);

    [Fact]
    public void A_window_holds_the_cells_that_bounds_touch()
    {
        Grid grid = Grid.FromBounds(Crs.Wgs84, new Bounds(-70, -45, -50, -22), 0.5);
        grid.WindowOf(new Bounds(-65, -40, -64.2, -39.5)).ShouldBe(new GridWindow(10, 35, 2, 1));
        grid.WindowOf(new Bounds(-200, -40, 200, 90)).ShouldBe(new GridWindow(0, 0, 40, 36));
        grid.WindowOf(new Bounds(0, 0, 1, 1)).ShouldBeNull();
    }

    [Fact]
    public void Places_are_found_in_projected_grids_and_back()
    {
        Grid grid = Grid.FromBounds(Crs.Parse("homolosine"), new Bounds(-7_000_000, -4_500_000, -5_500_000, -3_000_000), 1000);
        using var places = new PlaceFinder(grid);
        places.TryFind(-60.0, -34.0, out int column, out int row).ShouldBeTrue();
        (double longitude, double latitude) = places.PlaceOf(column, row);
        longitude.ShouldBe(-60, 0.01);
        latitude.ShouldBe(-34, 0.01);
        places.TryFind(60, 34, out _, out _).ShouldBeFalse();
        places.TryFind(double.NaN, 0, out _, out _).ShouldBeFalse();
    }

    [Theory]
    [InlineData(180, 90, 0, 0)] // 180 is -180, and a meridian belongs to the cell east of it
    [InlineData(-180, -90, 0, 179)]
    [InlineData(181, 0.5, 1, 89)]
    public void The_outer_border_and_other_turns_of_the_globe_belong_to_a_cell(double longitude, double latitude, int expectedColumn, int expectedRow)
    {
        using var places = new PlaceFinder(Grid.FromBounds(Crs.Wgs84, new Bounds(-180, -90, 180, 90), 1));
        places.TryFind(longitude, latitude, out int column, out int row).ShouldBeTrue();
        (column, row).ShouldBe((expectedColumn, expectedRow));
    }

    [Theory]
    [InlineData("EPSG:999999")]
    [InlineData("nonsense")]
    [InlineData("https://example.org/crs")]
    public void What_is_no_reference_system_is_refused(string text) =>
        Should.Throw<InvalidDataException>(() => Crs.Parse(text)).Message.ShouldContain("is not a coordinate reference system");

}
