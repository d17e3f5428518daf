using System.IO.Compression;
using SoilBeta.Rasters;
using SoilBeta.Reports.Maps;
using SoilBeta.Reports.Viewer;

namespace SoilBeta.Tests.Reports;

/// <summary>What the page packs is what the viewer unpacks: here unpacked again by the format's description, not by its code.</summary>
public class PackingTests
{
    [Fact]
    public void Values_come_back_to_half_a_quantum_and_none_stays_none()
    {
        float[] values = [float.NaN, 0.3f, 0.34f, 3000, float.NaN, 0.31f, 12.5f];
        byte[] bytes = Inflated(Packing.Values(values, 0.3, 0.05));
        bytes.Length.ShouldBe(2 * values.Length);
        int code = 0;
        for (int i = 0; i < values.Length; i++)
        {
            code = (code + bytes[i] + (256 * bytes[values.Length + i])) % 65536;
            if (float.IsNaN(values[i]))
                code.ShouldBe(0);
            else
                (0.3 + ((code - 1) * 0.05)).ShouldBe(values[i], 0.0251);
        }
    }

    [Fact]
    public void Flags_are_eight_in_a_byte_from_the_lowest_bit()
    {
        bool[] flags = [true, false, false, true, false, false, false, false, true];
        Inflated(Packing.Bits(flags)).ShouldBe([0b0000_1001, 1]);
    }

    [Fact]
    public void Land_of_a_region_is_where_the_land_is()
    {
        var grid = new Grid(252, 276, new GeoTransform(-74, 1 / 12.0, 0, -22, 0, -1 / 12.0), Crs.Wgs84);
        using var projection = PictureProjection.For(grid, grid.Whole, 840);
        var land = new Outlines(projection).Land;
        bool Inside(double longitude, double latitude)
        {
            (double x, double y) = projection.Place(longitude, latitude);
            bool inside = false; // even-odd rule
            foreach (var ring in land)
            {
                for (int i = 0, j = ring.Length - 1; i < ring.Length; j = i++)
                    inside ^= (ring[i].Y > y) != (ring[j].Y > y) && x < ring[i].X + ((ring[j].X - ring[i].X) * (y - ring[i].Y) / (ring[j].Y - ring[i].Y));
            }
            return inside;
        }
        Inside(-64.2, -31.4).ShouldBeTrue(); // Córdoba
        Inside(-56, -33).ShouldBeTrue(); // Uruguay
        Inside(-54, -40).ShouldBeFalse(); // Atlantic
        Inside(-73.9, -30).ShouldBeFalse(); // Pacific
    }

    [Fact]
    public void Columns_of_a_globe_rise_from_west_to_east_and_go_on_beyond_its_edge()
    {
        var earth = new Grid(72, 36, new GeoTransform(-180, 5, 0, 90, 0, -5), Crs.Wgs84);
        using var projection = PictureProjection.For(earth, earth.Whole, 840);
        foreach (double row in new[] { 0.1, 0.5, 0.9 })
        {
            double[] x = [.. Enumerable.Range(0, 41).Select(i => i / 40.0 * projection.Width)], y = [.. x.Select(_ => row * projection.Height)];
            projection.ToGrid(earth, x, y);
            ViewerBlock.Extend(x);
            x.Zip(x.Skip(1)).ShouldAllBe(pair => pair.Second > pair.First && pair.Second - pair.First < 10);
        }
        double[] ends = [double.NaN, double.NaN, 1, 2, 4, double.NaN];
        ViewerBlock.Extend(ends);
        ends.ShouldBe([-1, 0, 1, 2, 4, 6]);
    }

    private static byte[] Inflated(string packed)
    {
        using var stream = new ZLibStream(new MemoryStream(Convert.FromBase64String(packed)), CompressionMode.Decompress);
        using var memory = new MemoryStream();
        stream.CopyTo(memory);
        return memory.ToArray();
    }
}
