using SoilBeta.Rasters;

namespace SoilBeta.Tests.Rasters;

/// <summary>Global rasters whose cells without data are marked by opacity, a mask, a mask of each band or nodata values: the same pixels and gaps across the edge meridian, whatever meridian they are stored from.</summary>
public sealed class MaskedSeamTests : IDisposable
{
    /// <summary>Agreement of pixels; values are 0 … 1.</summary>
    private const double PixelTolerance = 1e-6;

    private const int Columns = 90, Rows = 45;
    private const double Cell = 4;

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    public static TheoryData<string, string> Cases()
    {
        var cases = new TheoryData<string, string>();
        foreach (string kind in new[] { "alpha", "mask", "mask of each band", "mask and nodata", "two nodata values", "nodata" })
        {
            foreach (string grid in new[] { "175-185", "UTM 60", "Antarctic" })
                cases.Add(kind, grid);
        }
        return cases;
    }

    [Theory, MemberData(nameof(Cases))]
    public void Pixels_and_gaps_do_not_depend_on_the_meridian_that_the_raster_is_stored_from(string kind, string grid)
    {
        Grid to = GridOf(grid);
        float[] from180 = Warp(kind, -180, to, "bilinear"), from0 = Warp(kind, 0, to, "bilinear");
        Same(from0, from180);
        ShouldBeInterpolated(from180, to);
        if (kind is "alpha" or "mask of each band")
            Same(Warp(kind, 0, to, "lanczos"), Warp(kind, -180, to, "lanczos"));
    }

    [Theory]
    [InlineData("alpha")]
    [InlineData("mask")]
    [InlineData("mask of each band")]
    public void Areas_and_land_cover_across_180_leave_out_what_is_masked(string kind)
    {
        Grid to = GridOf("175-185");
        float[] expected = Covered(to), area180 = Area(-180), area0 = Area(0);
        for (int i = 0; i < expected.Length; i++)
            area180[i].ShouldBe(expected[i], PixelTolerance, $"cell {i}");
        Same(area0, area180);
        Same(LandCover(0), area180);
        Same(LandCover(-180), area180);

        float[] Area(int west)
        {
            using WarpedRaster area = AreaFractions.OfArea(TestGdal.Session, new RasterSource { Path = File(kind, west, "area"), Band = 2 }, AreaUnit.Fraction, to, _folder.Root);
            return area.Values();
        }
        float[] LandCover(int west)
        {
            using WarpedRaster cover = AreaFractions.OfClasses(TestGdal.Session, new RasterSource { Path = File(kind, west, "classes"), Band = 2 }, [7], to, _folder.Root);
            return cover.Values();
        }
    }

    /// <summary>The scratch copy of a masked raster covers the reach of the kernel where the raster is much finer than a grid of few cells.</summary>
    [Theory]
    [InlineData("bilinear")]
    [InlineData("cubic")]
    [InlineData("lanczos")]
    public void A_copy_for_few_coarse_cells_holds_all_that_the_kernel_takes(string resampling)
    {
        // 0.25° cells, a grid of 3 × 3 cells of 10°; the only cell without data is far away.
        Write("fine plain.tif", 1440, 720, 0.25, -180, [Fine], []);
        Write("fine alpha.tif", 1440, 720, 0.25, -180, [Fine, (row, column) => (row, column) == (0, 0) ? 0 : 255], ["-colorinterp_2", "alpha"]);
        var to = new Grid(3, 3, new GeoTransform(-15, 10, 0, 15, 0, -10), Crs.Wgs84);
        Same(Warp("fine alpha.tif", to, resampling), Warp("fine plain.tif", to, resampling));

        static double Fine(int row, int column) => ((row * 7) + (column * 13)) % 101 / 101.0;
    }

    private static Grid GridOf(string name) => name switch
    {
        "175-185" => new Grid(20, 20, new GeoTransform(175, 0.5, 0, -10, 0, -0.5), Crs.Wgs84),
        "UTM 60" => new Grid(20, 20, new GeoTransform(100_000, 50_000, 0, 7_000_000, 0, -50_000), Crs.Parse("EPSG:32660")),
        _ => new Grid(60, 60, new GeoTransform(-3_000_000, 100_000, 0, 3_000_000, 0, -100_000), Crs.Parse("EPSG:3031")),
    };

    /// <summary>Value of a cell in a column counted from 180° W, whatever turn.</summary>
    private static double Value(int column, int row)
    {
        int c = ((column % Columns) + Columns) % Columns;
        return ((37 * c * c) + (101 * row) + (13 * c * row)) % 97 / 97.0;
    }

    /// <summary>Cells without data: some on either side of 180°.</summary>
    private static bool IsGap(int column, int row)
    {
        int c = ((column % Columns) + Columns) % Columns;
        return (c + (2 * row)) % 7 == 0;
    }

    /// <summary>Bilinear interpolation modulo 360 over the cells with data; no value where the centre is in a cell without data.</summary>
    private static void ShouldBeInterpolated(float[] found, Grid grid)
    {
        using var transform = new CoordinateTransform(grid.Crs, Crs.Wgs84);
        for (int i = 0; i < found.Length; i++)
        {
            (double x, double y) = grid.CellCentre(i % grid.Width, i / grid.Width);
            (double longitude, double latitude) = transform.Apply(x, y);
            double column = (longitude + 180) / Cell, row = (90 - latitude) / Cell;
            if (IsGap((int)Math.Floor(column), (int)Math.Floor(row)))
            {
                found[i].ShouldBe(float.NaN, $"{longitude} {latitude}");
                continue;
            }
            int c = (int)Math.Floor(column - 0.5), r = (int)Math.Floor(row - 0.5);
            double sum = 0, weights = 0;
            for (int dr = 0; dr < 2; dr++)
            {
                for (int dc = 0; dc < 2; dc++)
                {
                    double weight = (1 - Math.Abs(column - 0.5 - (c + dc))) * (1 - Math.Abs(row - 0.5 - (r + dr)));
                    if (r + dr < Rows && !IsGap(c + dc, r + dr))
                        (sum, weights) = (sum + (weight * Value(c + dc, r + dr)), weights + weight);
                }
            }
            found[i].ShouldBe((float)(sum / weights), PixelTolerance, $"{longitude} {latitude}");
        }
    }

    /// <summary>Share of each cell that lies in cells with data, by overlap.</summary>
    private static float[] Covered(Grid grid)
    {
        const int parts = 8; // 0.5° cells begin at multiples of 0.5° and the raster's at multiples of 4°: parts do not straddle
        return [.. Enumerable.Range(0, grid.Width * grid.Height).Select(i =>
        {
            int data = 0;
            for (int part = 0; part < parts * parts; part++)
            {
                (double x, double y) = grid.Transform.Apply((i % grid.Width) + (((part % parts) + 0.5) / parts), (i / grid.Width) + (((part / parts) + 0.5) / parts));
                data += IsGap((int)Math.Floor((x + 180) / Cell), (int)Math.Floor((90 - y) / Cell)) ? 0 : 1;
            }
            return data / (float)(parts * parts);
        })];
    }

    private float[] Warp(string kind, int west, Grid grid, string resampling)
    {
        double[] none = kind == "two nodata values" ? [-7, -8] : [];
        using WarpedRaster warped = WarpedRaster.FromSource(TestGdal.Session, new RasterSource { Path = File(kind, west, "values"), Band = kind == "nodata" ? 1 : 2, NoData = none, Resampling = Enum.Parse<Resampling>(resampling, ignoreCase: true) }, grid, _folder.Root);
        return warped.Values();
    }

    private float[] Warp(string name, Grid grid, string resampling)
    {
        using WarpedRaster warped = WarpedRaster.FromSource(TestGdal.Session, new RasterSource { Path = _folder[name], Resampling = Enum.Parse<Resampling>(resampling, ignoreCase: true) }, grid, _folder.Root);
        return warped.Values();
    }

    /// <summary>A raster whose second band holds the values (the first is without gaps and wrong), stored from a meridian on; cells without data hold 0.9, an area of 1, or the class 7.</summary>
    private string File(string kind, int west, string what)
    {
        string name = $"{kind} {west} {what}.tif";
        if (System.IO.File.Exists(_folder[name]))
            return _folder[name];
        int shift = (west + 180) / (int)Cell;
        bool Gap(int row, int column) => IsGap(column + shift, row);
        double Filler(int row, int column) => kind switch { "mask and nodata" => (row + column) % 2 == 0 ? -9 : 0.9, "two nodata values" => (row + column) % 2 == 0 ? -7 : -8, "nodata" => -9, _ => 0.9 };
        double Values(int row, int column) => what switch { "area" => 1, "classes" => 7, _ => Gap(row, column) ? Filler(row, column) : Value(column + shift, row) };
        // With both, a nodata value marks one half of the gaps and the mask the other.
        double Valid(int row, int column) => Gap(row, column) && !(kind == "mask and nodata" && (row + column) % 2 == 0) ? 0 : 255;
        string[] type = what == "classes" ? ["-ot", "Byte"] : ["-ot", "Float32"];
        static double Wrong(int row, int column) => 0.25;
        switch (kind)
        {
            case "alpha":
                Write(name, Columns, Rows, Cell, west, [Wrong, Values, Valid], [.. type, "-colorinterp_3", "alpha"]);
                break;
            case "mask":
            case "mask and nodata":
                Write(name, Columns, Rows, Cell, west, [Wrong, Values, Valid], [.. type, "-b", "1", "-b", "2", "-mask", "3", .. kind == "mask" ? Array.Empty<string>() : ["-a_nodata", "-9"]]);
                break;
            case "mask of each band":
                Write(name, Columns, Rows, Cell, west, [Wrong, Values], type);
                Write(name + ".msk", Columns, Rows, Cell, west, [(_, _) => 255, Valid], ["-ot", "Byte", "-mo", "INTERNAL_MASK_FLAGS_1=0", "-mo", "INTERNAL_MASK_FLAGS_2=0"]);
                break;
            case "two nodata values":
                Write(name, Columns, Rows, Cell, west, [Wrong, Values], type);
                break;
            default:
                Write(name, Columns, Rows, Cell, west, [Values], [.. type, "-a_nodata", "-9"]);
                break;
        }
        return _folder[name];
    }

    private void Write(string name, int columns, int rows, double cell, double west, Func<int, int, double>[] bands, string[] arguments) =>
        TestRaster.Write(_folder[name], new Grid(columns, rows, new GeoTransform(west, cell, 0, 90, 0, -cell), Crs.Wgs84), bands, arguments);

    private static void Same(float[] one, float[] other)
    {
        one.Count(float.IsFinite).ShouldBeGreaterThan(0);
        for (int i = 0; i < one.Length; i++)
        {
            float.IsNaN(one[i]).ShouldBe(float.IsNaN(other[i]), $"cell {i}");
            if (!float.IsNaN(one[i]))
                one[i].ShouldBe(other[i], PixelTolerance, $"cell {i}");
        }
    }
}
