using System.Globalization;
using SoilBeta.Rasters;

namespace SoilBeta.Tests.Rasters;

public class CellAreasTests
{
    /// <summary>Hectares; the parabolas of a cell's sides, relative.</summary>
    private const double SideTolerance = 1e-7;

    /// <summary>Small triangles around a pole, relative.</summary>
    private const double PoleTolerance = 2e-4;

    public static IEnumerable<object[]> Golden() =>
        File.ReadLines(Path.Combine(AppContext.BaseDirectory, "golden", "rasters", "cell_areas.csv")).Skip(2).Select(line => line.Split(';').Cast<object>().ToArray());

    [Theory, MemberData(nameof(Golden))]
    public void A_cell_has_the_area_of_its_geodesic_polygon(string crs, string west, string south, string east, string north, string squareMetres)
    {
        double w = Number(west), s = Number(south), e = Number(east), n = Number(north), expected = Number(squareMetres) / 1e4;
        // Three by three cells; the tested one is in the middle.
        var grid = new Grid(3, 3, new GeoTransform(w - (e - w), e - w, 0, n + (n - s), 0, s - n), Crs.Parse(crs));
        using var areas = new CellAreas(grid);
        double[] row = new double[3];
        areas.Row(1, row);
        row[1].ShouldBe(expected, expected * (crs == "EPSG:3413" && w == -50_000 ? PoleTolerance : SideTolerance));
    }

    [Fact]
    public void All_cells_of_the_globe_add_up_to_the_area_of_the_earth()
    {
        using var areas = new CellAreas(Grid.FromBounds(Crs.Wgs84, new Bounds(-180, -90, 180, 90), 1));
        double[] row = new double[360];
        double sum = 0;
        for (int r = 0; r < 180; r++)
        {
            areas.Row(r, row);
            sum += row.Sum();
        }
        (sum / 100).ShouldBe(5.10065621724e8, 0.01); // km²
    }

    [Theory]
    [InlineData("homolosine", 20_037_508.34, 8_700_000)]
    [InlineData("ESRI:54009", 18_040_096, 9_020_048)]
    public void A_map_of_the_globe_with_borders_inside_it_adds_up_too(string crs, double east, double north)
    {
        using var areas = new CellAreas(Grid.FromBounds(Crs.Parse(crs), new Bounds(-east, -north, east, north), 400_000));
        double[] row = new double[1 + (int)(2 * east / 400_000)];
        double sum = 0;
        bool offEarth = false;
        for (int r = 0; r < (int)Math.Ceiling(2 * north / 400_000); r++)
        {
            areas.Row(r, row);
            sum += row.Sum();
            offEarth |= row[0] == 0;
        }
        (sum / 100).ShouldBe(5.10065621724e8, 5.1e8 * 0.004); // borders run through cells of 400 km, in 32 steps
        offEarth.ShouldBeTrue();
    }

    private static double Number(string text) => double.Parse(text, CultureInfo.InvariantCulture);
}
