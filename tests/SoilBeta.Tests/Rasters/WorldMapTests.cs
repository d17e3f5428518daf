using SoilBeta.Rasters.NaturalEarth;

namespace SoilBeta.Tests.Rasters;

/// <summary>The world that the program carries. Expected values are those of Natural Earth's own file, read with Python: 241 countries; and published areas (UN Demographic Yearbook).</summary>
public class WorldMapTests
{
    [Theory, InlineData("Argentina", "032", 2.78), InlineData("Uruguay", "858", 0.176), InlineData("South Africa", "710", 1.22), InlineData("New Zealand", "554", 0.268)]
    public void A_country_has_its_code_and_its_area_to_two_per_cent(string name, string code, double millionSquareKilometres)
    {
        WorldMap.Countries.Count.ShouldBe(241);
        var country = WorldMap.Countries.Single(one => one.Name == name);
        country.IsoNumeric.ShouldBe(code);
        double area = country.Polygons.Sum(rings => Math.Abs(Area(rings[0])) - rings.Skip(1).Sum(ring => Math.Abs(Area(ring))));
        (area / 1e6).ShouldBe(millionSquareKilometres, 0.02 * millionSquareKilometres);
    }

    [Fact]
    public void Edges_of_one_country_are_coast_and_of_two_are_border()
    {
        // Uruguay and Argentina meet in the river Uruguay near 32° S 58.2° W; the coast at Mar del Plata is near 38° S 57.5° W.
        static bool Near(IEnumerable<LonLat[]> lines, double longitude, double latitude) => lines.SelectMany(line => line).Any(p => Math.Abs(p.Longitude - longitude) < 0.35 && Math.Abs(p.Latitude - latitude) < 0.35);
        Near(WorldMap.Borders, -58.2, -32).ShouldBeTrue();
        Near(WorldMap.Coast, -58.2, -32).ShouldBeFalse();
        Near(WorldMap.Coast, -57.5, -38).ShouldBeTrue();
        WorldMap.Coast.SelectMany(line => line.Zip(line.Skip(1))).ShouldAllBe(pair => !(Math.Abs(pair.First.Longitude) == 180 && Math.Abs(pair.Second.Longitude) == 180));
    }

    /// <summary>Area of a ring on a sphere of 6,371 km, km²: the trapezoids of an equal-area cylinder.</summary>
    private static double Area(LonLat[] ring) => 6371.0 * 6371.0 * ring.Zip(ring.Skip(1)).Sum(pair =>
        (pair.Second.Longitude - pair.First.Longitude) * Math.PI / 180 * (Math.Sin(pair.First.Latitude * Math.PI / 180) + Math.Sin(pair.Second.Latitude * Math.PI / 180)) / 2);
}
