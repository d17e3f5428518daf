using SoilBeta.Rasters;

namespace SoilBeta.Tests.Rasters;

public class VectorZonesTests
{
    private static readonly Grid s_grid = Grid.FromBounds(Crs.Wgs84, new Bounds(0, 0, 4, 2), 1);

    [Fact]
    public void A_cell_belongs_to_the_polygon_that_holds_its_centre_and_one_name_is_one_zone()
    {
        using var folder = new TemporaryFolder();
        Write(folder["zones.geojson"], ("B", 0, 0, 1.4, 2), ("A", 1.4, 1, 3, 2), ("B", 3, 0, 4, 1));
        using WarpedRaster zones = VectorZones.Of(folder["zones.geojson"], "name", s_grid, folder.Root, out SortedDictionary<int, string> names);
        names.ShouldBe(new Dictionary<int, string> { [1] = "A", [2] = "B" });
        zones.Values().ShouldBe([2, 1, 1, float.NaN, 2, float.NaN, float.NaN, 2]);
    }

    [Fact]
    public void Polygons_are_brought_to_the_grids_reference_system()
    {
        using var folder = new TemporaryFolder();
        Write(folder["zones.geojson"], ("west", -63, -40, -60, -30), ("east", -60, -40, -57, -30));
        Grid grid = Grid.FromBounds(Crs.Parse("EPSG:32720"), new Bounds(400_000, 6_000_000, 1_000_000, 6_100_000), 100_000);
        using WarpedRaster zones = VectorZones.Of(folder["zones.geojson"], "name", grid, folder.Root, out SortedDictionary<int, string> names);
        names[1].ShouldBe("east");
        zones.Values().ShouldBe([float.NaN, 2, 2, 2, 1, 1], "UTM zone 20 has its meridian at 63° W; 60° W is about 780 km east");
    }

    [Fact]
    public void A_field_that_is_not_there_is_named_with_those_that_are()
    {
        using var folder = new TemporaryFolder();
        Write(folder["zones.geojson"], ("A", 0, 0, 1, 1));
        Should.Throw<InvalidDataException>(() => VectorZones.Of(folder["zones.geojson"], "country", s_grid, folder.Root, out _)).Message.ShouldContain("has no field 'country'; it has name");
    }

    private static void Write(string path, params (string Name, double West, double South, double East, double North)[] zones)
    {
        IEnumerable<string> features = zones.Select(z =>
            $$$"""{"type":"Feature","properties":{"name":"{{{z.Name}}}"},"geometry":{"type":"Polygon","coordinates":[[{{{Ring(z.West, z.South, z.East, z.North)}}}]]}}""");
        File.WriteAllText(path, "{\"type\":\"FeatureCollection\",\"features\":[" + string.Join(',', features) + "]}");
    }

    private static string Ring(double west, double south, double east, double north) =>
        FormattableString.Invariant($"[{west},{south}],[{east},{south}],[{east},{north}],[{west},{north}],[{west},{south}]");
}
