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
        using WarpedRaster zones = VectorZones.Rasterise(TestGdal.Session, new VectorSource(folder["zones.geojson"], "name"), s_grid, folder.Root, out SortedDictionary<int, string> names);
        names.ShouldBe(new Dictionary<int, string> { [1] = "A", [2] = "B" });
        zones.Values().ShouldBe([2, 1, 1, float.NaN, 2, float.NaN, float.NaN, 2]);
    }

    [Fact]
    public void Polygons_are_brought_to_the_grids_reference_system()
    {
        using var folder = new TemporaryFolder();
        Write(folder["zones.geojson"], ("west", -63, -40, -60, -30), ("east", -60, -40, -57, -30));
        Grid grid = Grid.FromBounds(Crs.Parse("EPSG:32720"), new Bounds(400_000, 6_000_000, 1_000_000, 6_100_000), 100_000);
        using WarpedRaster zones = VectorZones.Rasterise(TestGdal.Session, new VectorSource(folder["zones.geojson"], "name"), grid, folder.Root, out SortedDictionary<int, string> names);
        names[1].ShouldBe("east");
        zones.Values().ShouldBe([float.NaN, 2, 2, 2, 1, 1], "UTM zone 20 has its meridian at 63° W; 60° W is about 780 km east");
    }

    [Theory]
    [InlineData(0, 178, 184)]
    [InlineData(-180, 178, 184)]
    [InlineData(-180, -182, -176)]
    [InlineData(-540, 178, 184)]
    public void Longitudes_of_polygons_and_grid_count_modulo_360(double gridWest, double west, double east)
    {
        using var folder = new TemporaryFolder();
        Write(folder["zones.geojson"], ("under", west, 0, east, 1), ("over", west + 4, 0, east, 1));
        Grid grid = Grid.FromBounds(Crs.Wgs84, new Bounds(gridWest, 0, gridWest + 360, 1), 1);
        using WarpedRaster zones = VectorZones.Rasterise(TestGdal.Session, new VectorSource(folder["zones.geojson"], "name"), grid, folder.Root, out _);
        float[] values = zones.Values();
        for (int column = 0; column < 360; column++)
        {
            double longitude = (gridWest + column + 0.5 + 1080) % 360; // 178 … 184 E, the last two degrees in the later polygon
            values[column].ShouldBe(longitude is > 178 and < 182 ? 2 : longitude is > 182 and < 184 ? 1 : float.NaN, $"{longitude}");
        }
    }

    [Fact]
    public void A_parallel_that_is_one_straight_side_stays_a_parallel_on_a_polar_grid()
    {
        using var folder = new TemporaryFolder();
        Write(folder["zones.geojson"], ("cap", -180, 75, 180, 90), ("belt", 0, 65, 360, 75));
        Grid grid = Grid.FromBounds(Crs.Parse("EPSG:3995"), new Bounds(-3_000_000, -3_000_000, 3_000_000, 3_000_000), 100_000);
        using WarpedRaster zones = VectorZones.Rasterise(TestGdal.Session, new VectorSource(folder["zones.geojson"], "name"), grid, folder.Root, out _);
        ShouldBeWhere(zones, (_, latitude) => latitude > 75 ? 2 : latitude > 65 ? 1 : float.NaN);
    }

    [Theory]
    [InlineData(178, 184)]
    [InlineData(-182, -176)]
    public void A_polygon_across_180_is_whole_in_projected_grids(double west, double east)
    {
        using var folder = new TemporaryFolder();
        Write(folder["zones.geojson"], ("Fiji", west, -19, east, -16));
        foreach (Grid grid in new[]
        {
            Grid.FromBounds(Crs.Parse("EPSG:32760"), new Bounds(300_000, 7_700_000, 1_300_000, 8_400_000), 50_000),
            Grid.FromBounds(Crs.Parse("+proj=moll +datum=WGS84 +units=m"), new Bounds(-18_000_000, -9_000_000, 18_000_000, 9_000_000), 100_000),
        })
        {
            using WarpedRaster zones = VectorZones.Rasterise(TestGdal.Session, new VectorSource(folder["zones.geojson"], "name"), grid, folder.Root, out _);
            ShouldBeWhere(zones, (longitude, latitude) => latitude is > -19 and < -16 && (longitude > 178 || longitude < -176) ? 1 : float.NaN);
        }
    }

    [Theory]
    [InlineData("EPSG:3832", 175)]
    [InlineData("EPSG:3832", -185)]
    [InlineData("EPSG:32760", 175)]
    [InlineData("EPSG:32760", -185)]
    [InlineData("EPSG:3460", 175)]
    public void A_projected_polygon_across_180_is_whole_in_a_grid_of_longitudes(string crs, double gridWest)
    {
        // Longitudes 177 … 183 at −19 … −16 by points in the layer's metres; a cell's centre is at least half a degree from each side, farther than a side bends between two points.
        using var folder = new TemporaryFolder();
        var ring = new List<(double X, double Y)>();
        using (var toMetres = new CoordinateTransform(Crs.Wgs84, Crs.Parse(crs)))
        {
            (double Longitude, double Latitude)[] corners = [(177, -19), (183, -19), (183, -16), (177, -16), (177, -19)];
            for (int side = 0; side < 4; side++)
            {
                for (int i = 0; i < 12; i++)
                {
                    double share = i / 12.0, longitude = corners[side].Longitude + (share * (corners[side + 1].Longitude - corners[side].Longitude));
                    ring.Add(toMetres.Apply(longitude > 180 ? longitude - 360 : longitude, corners[side].Latitude + (share * (corners[side + 1].Latitude - corners[side].Latitude))));
                }
            }
        }
        string points = string.Join(',', ring.Append(ring[0]).Select(point => FormattableString.Invariant($"[{point.X},{point.Y}]")));
        File.WriteAllText(folder["zones.geojson"], $$$"""{"type":"FeatureCollection","crs":{"type":"name","properties":{"name":"{{{crs}}}"}},"features":[{"type":"Feature","properties":{"name":"Fiji"},"geometry":{"type":"Polygon","coordinates":[[{{{points}}}]]}}]}""");
        Grid grid = Grid.FromBounds(Crs.Wgs84, new Bounds(gridWest, -20, gridWest + 10, -15), 1);
        using WarpedRaster zones = VectorZones.Rasterise(TestGdal.Session, new VectorSource(folder["zones.geojson"], "name"), grid, folder.Root, out _);
        float[] values = zones.Values();
        for (int i = 0; i < values.Length; i++)
        {
            (double longitude, double latitude) = (175.5 + (i % 10), -15.5 - (i / 10));
            values[i].ShouldBe(longitude is > 177 and < 183 && latitude is > -19 and < -16 ? 1 : float.NaN, $"{longitude}, {latitude}");
        }
        values.Count(float.IsFinite).ShouldBe(6 * 3);
    }

    [Theory]
    [InlineData(176, -176, "from longitude 176 to -176 (latitude -19 to -19): 352 degrees, or 8 across")]
    [InlineData(-176, 176, "from longitude -176 to 176 (latitude -19 to -19): 352 degrees, or 8 across")]
    [InlineData(0, 181, "from longitude 0 to 181 (latitude -19 to -19): 181 degrees, or 179 across")]
    public void An_edge_that_may_go_either_way_round_the_earth_is_refused(double west, double east, string said)
    {
        using var folder = new TemporaryFolder();
        string path = folder["zones.geojson"];
        Write(path, ("A", 0, 0, 1, 1), ("Fiji", west, -19, east, -16));
        string message = Should.Throw<InvalidDataException>(() => VectorZones.Check(TestGdal.Session, new VectorSource(path, "name"))).Message;
        message.ShouldContain("name 'Fiji' has an edge " + said);
        message.ShouldContain("add vertices along the edge");
        Should.Throw<InvalidDataException>(() => VectorZones.Rasterise(TestGdal.Session, new VectorSource(path, "name"), s_grid, folder.Root, out _)).Message.ShouldBe(message);
    }

    [Theory]
    [InlineData(-180, 180)]
    [InlineData(0, 360)]
    [InlineData(-179.9999999, 180)]
    [InlineData(0, 180)]
    [InlineData(176, 184)]
    public void A_box_of_the_whole_world_or_of_half_of_it_is_not(double west, double east)
    {
        using var folder = new TemporaryFolder();
        Write(folder["zones.geojson"], ("box", west, -90, east, 90));
        VectorZones.Check(TestGdal.Session, new VectorSource(folder["zones.geojson"], "name"));
    }

    private static void ShouldBeWhere(WarpedRaster zones, Func<double, double, float> zone)
    {
        float[] values = zones.Values();
        using var places = new PlaceFinder(zones.Grid);
        int inside = 0;
        for (int i = 0; i < values.Length; i++)
        {
            (double longitude, double latitude) = places.PlaceOf(i % zones.Grid.Width, i / zones.Grid.Width);
            values[i].ShouldBe(zone(longitude, latitude), $"{longitude}, {latitude}");
            inside += float.IsNaN(values[i]) ? 0 : 1;
        }
        inside.ShouldBeGreaterThan(10);
    }

    [Fact]
    public void A_field_that_is_not_there_is_named_with_those_that_are()
    {
        using var folder = new TemporaryFolder();
        Write(folder["zones.geojson"], ("A", 0, 0, 1, 1));
        Should.Throw<InvalidDataException>(() => VectorZones.Rasterise(TestGdal.Session, new VectorSource(folder["zones.geojson"], "country"), s_grid, folder.Root, out _)).Message.ShouldContain("has no field 'country'; it has name");
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
