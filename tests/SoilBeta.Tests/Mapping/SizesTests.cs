using SoilBeta.Studies;
using System.Numerics;
using SoilBeta.Devices;
using SoilBeta.Devices.Catalog;
using SoilBeta.Mapping.Maps;
using SoilBeta.Mapping.Totals;
using SoilBeta.Numerics;

namespace SoilBeta.Tests.Mapping;

/// <summary>Sizes and sums beyond 31 and 63 bits are rejected before anything is computed, or are correct.</summary>
public class SizesTests
{
    /// <summary>22 zones × 6 parts of the profile × 2²⁴ realisations are 2.21 · 10⁹ sums, more than an array holds; they once overflowed after the map.</summary>
    [Fact]
    public void Totals_that_no_array_holds_are_refused_with_what_would_help()
    {
        TotalsShape.RequireRoom(21, 6, 1 << 24);
        string message = Should.Throw<InvalidDataException>(() => TotalsShape.RequireRoom(22, 6, 1 << 24)).Message;
        message.ShouldBe("Totals of 22 zones × 6 parts of the profile × 16,777,216 realisations are 2,214,592,512 sums, at most 2,147,483,591 are possible. Use fewer zones, draws or refits.");
        Should.Throw<InvalidDataException>(() => new EcosystemTotals("CL", Shape(22, 1 << 24)));
        Should.Throw<InvalidDataException>(() => TotalsShape.RequireRoom(int.MaxValue, 6, long.MaxValue / 2));
    }

    /// <summary>A tile's record is at most 2³¹ − 1 bytes, whatever zones its cells are in; its totals are another part of the file.</summary>
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Tiles_have_no_more_cells_than_their_record_has_bytes_for(bool topsoilVaries)
    {
        RunPlan plan = Devices.Cases.Plan(DrawMode.Common, RefitMode.None, topsoilVaries: topsoilVaries, count: 4);
        int cells = TileRecord.MostCells(plan);
        Bytes(cells).ShouldBeLessThanOrEqualTo(int.MaxValue);
        Bytes(2 * (long)cells).ShouldBeGreaterThan(int.MaxValue / 2); // and not far fewer

        // Head; then a cell's combination of 64 sets of zones; place and area (8 bytes each); zones, rock, topsoil and share (4 each); seven sums (S, five layers, 20–30 cm); order statistics of S, or of S, those six and four sums of them.
        BigInteger Bytes(long some) => 32 + (some * (new BigInteger(64 * 4) + (2 * 8) + (4 * 4) + (8 * 7) + (4 * (topsoilVaries ? 11 : 1) * plan.Ranks.Count)));
    }

    [Fact]
    public void Plans_and_jobs_that_no_array_holds_are_refused()
    {
        using var cpu = DeviceCatalog.Open("cpu", new DeviceOptions(1));
        RunPlan plan = Devices.Cases.Plan(DrawMode.Common, RefitMode.None, count: 9);
        Should.Throw<InvalidDataException>(() => cpu.Load(plan with { Draws = plan.Draws with { Count = 500_000_000 } })).Message.ShouldContain("5 variables × 500,000,000 draws are 2,500,000,000 numbers, more than");
        Should.Throw<InvalidDataException>(() => cpu.Load(plan with { Draws = new DrawPlan(DrawMode.Independent, 400_000_000, 0, null, []) })).Message.ShouldContain("10 × 400,000,000 realisations are 4,000,000,000 numbers");
        using var run = cpu.Load(plan);
        TileJob job = Devices.Cases.Job(3, zones: 1);
        Should.Throw<InvalidDataException>(() => run.Run(job with { ZoneCount = 50_000_000 })).Message.ShouldContain("totals of 50,000,000 combinations of zones × 6 parts of the profile × 9 realisations are 2,700,000,000 numbers");
        Should.Throw<InvalidDataException>(() => CommonDraws.Table(1, 1000, 1 << 22)).Message.ShouldContain("1,000 variables × 4,194,304 draws");
    }

    /// <summary>Each layer's sum has up to 61 bits (<see cref="AreaScale"/>); five of them have 64.</summary>
    [Fact]
    public void Intervals_of_the_largest_sums_are_exact()
    {
        long largest = (1L << 61) - 1;
        Int128[] parts = [largest, largest - 1, largest - 2, largest - 3, largest - 4, largest / 2];
        var expected = new Dictionary<string, BigInteger>
        {
            ["0-20"] = parts[0], ["20-40"] = parts[1], ["40-60"] = parts[2], ["60-80"] = parts[3], ["80-100"] = parts[4],
            ["20-100"] = (4 * (BigInteger)largest) - 10, ["0-100"] = (5 * (BigInteger)largest) - 10,
            ["0-30"] = (BigInteger)largest + (largest / 2), ["30-100"] = (4 * (BigInteger)largest) - 10 - (largest / 2),
        };
        var shape = Shape(1, 1);
        foreach (var layer in shape.Layers)
            ((BigInteger)shape.Sum<Int128>(layer, parts)).ShouldBe(expected[layer.Name]);
    }

    private static TotalsShape Shape(int zones, int realisations)
    {
        RunPlan plan = Devices.Cases.Plan(DrawMode.Common, RefitMode.None, count: 4);
        return new TotalsShape(plan with { Draws = plan.Draws with { Count = realisations } }, zones, TotalsLayer.All);
    }
}
