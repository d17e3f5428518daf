using SoilBeta.Rasters;

namespace SoilBeta.Tests.Rasters;

/// <summary>Global rasters give the same pixels whatever meridian they are stored from, without a trace of it: compared with each other, and with an independent interpolation modulo 360.</summary>
public sealed class EdgeMeridianTests : IDisposable
{
    private const string Africa = "+proj=aea +lat_1=20 +lat_2=-23 +lat_0=0 +lon_0=25 +datum=WGS84 +units=m +no_defs";

    /// <summary>Agreement of pixels, in the raster's unit (values 0 … 96): float32 and the rounding of coordinates.</summary>
    private const double PixelTolerance = 2e-5;

    private const int Columns = 180, Rows = 90;
    private const double Cell = 2;

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    public static TheoryData<string, string, double[], int, int> Grids()
    {
        var grids = new TheoryData<string, string, double[], int, int>();
        foreach (string resampling in new[] { "bilinear", "cubic", "cubicspline", "lanczos", "average", "mode", "nearest" })
        {
            grids.Add(resampling, "EPSG:4326", [-5, 40, 5, 50], 20, 20);
            grids.Add(resampling, "EPSG:32660", [100_000, 6_000_000, 1_100_000, 7_000_000], 25, 25);    // UTM 60
            grids.Add(resampling, "EPSG:3031", [-3_000_000, -3_000_000, 3_000_000, 3_000_000], 21, 21); // the Antarctic, cells across 180°
        }
        foreach (string resampling in new[] { "bilinear", "lanczos", "average" })
        {
            grids.Add(resampling, "EPSG:4326", [175, -20, 185, -10], 20, 20);
            grids.Add(resampling, "EPSG:4326", [355, -20, 365, -10], 20, 20);
            grids.Add(resampling, "EPSG:4326", [-20, -36, 52, 38], 9, 9);                              // all of Africa, coarser than the raster
            grids.Add(resampling, "EPSG:4326", [-181.7, -60, 178.3, 60], 180, 60);
            grids.Add(resampling, "EPSG:3460", [1_200_000, 3_400_000, 2_800_000, 4_600_000], 40, 30);   // Fiji
            grids.Add(resampling, Africa, [-5_000_000, -4_000_000, 4_000_000, 4_000_000], 45, 40);
            grids.Add(resampling, "EPSG:3995", [-3_000_000, -3_000_000, 3_000_000, 3_000_000], 40, 40); // the Arctic
            grids.Add(resampling, "+proj=moll +lon_0=150 +datum=WGS84 +units=m +no_defs", [-18_000_000, -9_000_000, 18_000_000, 9_000_000], 40, 20);
        }
        return grids;
    }

    [Theory, MemberData(nameof(Grids))]
    public void A_raster_gives_the_same_pixels_from_whatever_meridian_it_is_stored(string resampling, string crs, double[] bounds, int width, int height)
    {
        Grid grid = GridOf(crs, bounds, width, height);
        float[] from180 = Warp(-180, grid, resampling), from0 = Warp(0, grid, resampling);
        from180.Count(float.IsFinite).ShouldBeGreaterThan(width * height / 2);
        Difference(from0, from180).ShouldBeLessThan(PixelTolerance);
        if (resampling == "bilinear")
            Difference(Warp(-32, grid, resampling), from180).ShouldBeLessThan(PixelTolerance);
    }

    [Theory]
    [InlineData("EPSG:4326", new double[] { -5, 40, 5, 50 }, 20, 20)]
    [InlineData("EPSG:4326", new double[] { 175, -20, 185, -10 }, 20, 20)]
    [InlineData("EPSG:4326", new double[] { -180, -80, 180, 80 }, 360, 160)]
    [InlineData("EPSG:3460", new double[] { 1_200_000, 3_400_000, 2_800_000, 4_600_000 }, 40, 30)]
    [InlineData("EPSG:32660", new double[] { 100_000, 5_000_000, 1_100_000, 6_000_000 }, 25, 25)]
    [InlineData(Africa, new double[] { -5_000_000, -4_000_000, 4_000_000, 4_000_000 }, 90, 80)]
    [InlineData("EPSG:3995", new double[] { -3_000_000, -3_000_000, 3_000_000, 3_000_000 }, 80, 80)]
    [InlineData("EPSG:3031", new double[] { -3_000_000, -3_000_000, 3_000_000, 3_000_000 }, 81, 81)]
    public void Each_cell_is_what_bilinear_interpolation_modulo_360_gives(string crs, double[] bounds, int width, int height)
    {
        Grid grid = GridOf(crs, bounds, width, height);
        float[] found = Warp(-180, grid, "bilinear");
        using var transform = new CoordinateTransform(grid.Crs, Crs.Wgs84);
        double worst = 0;
        for (int i = 0; i < found.Length; i++)
        {
            (double x, double y) = grid.CellCentre(i % width, i / width);
            (double longitude, double latitude) = transform.Apply(x, y);
            worst = Math.Max(worst, Math.Abs(found[i] - Interpolated(longitude, latitude)));
        }
        worst.ShouldBeLessThan(PixelTolerance);
    }

    [Theory]
    [InlineData("average", 172.5)]
    [InlineData("average", -187.5)]
    [InlineData("max", 172.5)]
    public void A_cell_across_the_meridian_takes_what_lies_in_it_on_either_side(string resampling, double west)
    {
        float[] found = Warp(-180, GridOf("EPSG:4326", [west, 0, west + 15, 5], 3, 1), resampling);
        // The middle cell: 177.5 … 182.5° E, 0 … 5° N over cells of 2°; by overlap.
        double sum = 0, weights = 0, largest = 0;
        for (int column = 178; column <= 182; column++)
        {
            for (int row = 42; row < 45; row++)
            {
                double left = (2 * column) - 180, top = 90 - (2 * row);
                double overlap = Math.Max(0, Math.Min(182.5, left + 2) - Math.Max(177.5, left)) * Math.Max(0, Math.Min(5, top) - Math.Max(0, top - 2));
                (sum, weights) = (sum + (overlap * Value(column, row)), weights + overlap);
                largest = Math.Max(largest, overlap > 0 ? Value(column, row) : 0);
            }
        }
        found[1].ShouldBe((float)(resampling == "max" ? largest : sum / weights), 1e-4);
    }

    [Theory]
    [InlineData("EPSG:4326", new double[] { 174.75, -20, 185.25, -10 }, 21, 20)]  // centres on 180°
    [InlineData("EPSG:4326", new double[] { -179.5, -60, 180.5, 60 }, 360, 120)]
    [InlineData("EPSG:3031", new double[] { -3_050_000, -3_000_000, 3_050_000, 3_000_000 }, 61, 60)]
    public void Centres_on_the_edge_meridian_have_a_value_by_every_resampling(string crs, double[] bounds, int width, int height)
    {
        foreach (string resampling in new[] { "nearest", "bilinear", "average" })
        {
            float[] found = Warp(-180, GridOf(crs, bounds, width, height), resampling);
            found.ShouldAllBe(value => float.IsFinite(value));
        }
    }

    [Fact]
    public void A_raster_with_columns_for_more_than_one_turn_is_read_modulo_360()
    {
        AsciiGrid.Write(_folder["wide.asc"], -180, -90, Cell, Columns + 10, (row, column) => Value(column, row), Rows);
        Grid grid = GridOf("EPSG:4326", [190, -20, 210, -10], 40, 20);
        foreach (string resampling in new[] { "nearest", "bilinear" })
            Difference(Warp("wide.asc", grid, resampling), Warp(-180, grid, resampling)).ShouldBeLessThan(PixelTolerance);
    }

    [Fact]
    public void A_raster_with_a_gap_keeps_it_and_is_not_smeared_across()
    {
        // 0 … 350° E: the last five columns of a turn are missing.
        AsciiGrid.Write(_folder["gap.asc"], 0, -90, Cell, Columns - 5, (row, column) => Value(column + 90, row), Rows);
        float[] found = Warp("gap.asc", GridOf("EPSG:4326", [-16, 10, 4, 20], 40, 20), "bilinear");
        for (int i = 0; i < found.Length; i++)
        {
            double longitude = -16 + 0.25 + (0.5 * (i % 40)), latitude = 20 - 0.25 - (0.5 * (i / 40));
            if (longitude is > -10 and < 0)
                found[i].ShouldBe(float.NaN, $"{longitude}");
            else if (longitude is < -11 or > 1)
                found[i].ShouldBe((float)Interpolated(longitude, latitude), PixelTolerance, $"{longitude}"); // nearer to the gap a neighbour is missing
        }
    }

    [Fact]
    public void A_projected_raster_is_not_smeared_where_the_grid_crosses_its_outer_meridian()
    {
        // Equal-area cylindrical cells 200 km wide, round the earth.
        Grid cylinder = GridOf("EPSG:6933", [-17_367_530.45, -7_000_000, 17_367_530.45, 7_000_000], 174, 70);
        using (MapWriter writer = MapWriter.Create(_folder["cylinder.tif"], cylinder, [new MapBand("v", "")], new Dictionary<string, string>()))
        {
            writer.Write(1, cylinder.Whole, [.. Enumerable.Range(0, 174 * 70).Select(i => (float)((i % 174 * 31 % 17) + (i / 174)))]);
            writer.Finish();
        }
        Grid fiji = GridOf("EPSG:4326", [176, -20, 184, -14], 32, 24);
        float[] found = Warp("cylinder.tif", fiji, "bilinear");
        using var transform = new CoordinateTransform(Crs.Wgs84, cylinder.Crs);
        for (int i = 0; i < found.Length; i++)
        {
            (double x, double y) = fiji.CellCentre(i % 32, i / 32);
            (double px, double py) = transform.Apply(x, y);
            (double column, double row) = cylinder.Transform.Invert(px, py);
            if (column is < 1 or > 173)
                continue; // at the outer meridian one neighbour is missing
            int c = (int)Math.Floor(column - 0.5), r = (int)Math.Floor(row - 0.5);
            double fx = column - 0.5 - c, fy = row - 0.5 - r;
            double Cylinder(int atColumn, int atRow) => (atColumn * 31 % 17) + atRow;
            double expected = (((Cylinder(c, r) * (1 - fx)) + (Cylinder(c + 1, r) * fx)) * (1 - fy)) + (((Cylinder(c, r + 1) * (1 - fx)) + (Cylinder(c + 1, r + 1) * fx)) * fy);
            found[i].ShouldBe((float)expected, PixelTolerance, $"{x}");
        }
    }

    /// <summary>Value of the cell in a column counted from 180° W, whatever turn.</summary>
    private static double Value(int column, int row)
    {
        int c = ((column % Columns) + Columns) % Columns;
        return ((37 * c * c) + (101 * row) + (13 * c * row)) % 97;
    }

    private static double Interpolated(double longitude, double latitude)
    {
        double column = ((longitude + 180) / Cell) - 0.5, row = Math.Clamp(((90 - latitude) / Cell) - 0.5, 0, Rows - 1);
        int c = (int)Math.Floor(column), r = Math.Min((int)Math.Floor(row), Rows - 2);
        double fx = column - c, fy = row - r;
        return (((Value(c, r) * (1 - fx)) + (Value(c + 1, r) * fx)) * (1 - fy)) + (((Value(c, r + 1) * (1 - fx)) + (Value(c + 1, r + 1) * fx)) * fy);
    }

    private static Grid GridOf(string crs, double[] b, int width, int height) =>
        new(width, height, new GeoTransform(b[0], (b[2] - b[0]) / width, 0, b[3], 0, -(b[3] - b[1]) / height), Crs.Parse(crs));

    private float[] Warp(int west, Grid grid, string resampling)
    {
        string name = $"from{west}.asc";
        if (!File.Exists(_folder[name]))
            AsciiGrid.Write(_folder[name], west, -90, Cell, Columns, (row, column) => Value(column + ((west + 180) / 2), row), Rows);
        return Warp(name, grid, resampling);
    }

    private float[] Warp(string name, Grid grid, string resampling)
    {
        using WarpedRaster warped = WarpedRaster.FromSource(TestGdal.Session, new RasterSource { Path = _folder[name], Resampling = Enum.Parse<Resampling>(resampling, ignoreCase: true) }, grid, _folder.Root);
        return warped.Values();
    }

    private static double Difference(float[] one, float[] other)
    {
        double worst = 0;
        for (int i = 0; i < one.Length; i++)
        {
            float.IsNaN(one[i]).ShouldBe(float.IsNaN(other[i]));
            worst = Math.Max(worst, float.IsNaN(one[i]) ? 0 : Math.Abs(one[i] - other[i]));
        }
        return worst;
    }
}
