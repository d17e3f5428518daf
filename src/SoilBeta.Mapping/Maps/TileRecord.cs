using System.Runtime.InteropServices;
using SoilBeta.Devices;
using SoilBeta.Soil;

namespace SoilBeta.Mapping.Maps;

/// <summary>The finished cells of a range of the map: position, topsoil, area and zones of each, and the device's integers. They are all input of maps and totals.</summary>
/// <param name="Range">The range, and its number of cells.</param>
/// <param name="Cells">The cells.</param>
/// <param name="Result">The integers; without totals in a record read from a segment, which stores their sums (<see cref="SegmentRow"/>).</param>
public sealed record TileRecord(CellRange Range, MappedCells Cells, TileResult Result)
{
    /// <summary>Limit of the number of zone sets, above that of any study.</summary>
    private const int MostSets = 64;

    /// <summary>Bytes of a cell without the device's results: position, area, zones, depth to rock, topsoil, area fraction.</summary>
    public const int PlaceBytes = (2 * sizeof(long)) + (2 * sizeof(int)) + (2 * sizeof(float));

    /// <summary>Largest number of cells whose record has at most 2³¹ − 1 bytes for any zones.</summary>
    public static int MostCells(RunPlan plan) => (int)((int.MaxValue - PartHead.Bytes) / (BytesOfCell(plan) + (MostSets * sizeof(int))));

    /// <summary>Bytes of a cell in a record without its zone combination.</summary>
    public static long BytesOfCell(RunPlan plan) => PlaceBytes + TileShape.Of(plan).Bytes;

    /// <summary>Converts the record to bytes, little endian: head, zones, then all arrays.</summary>
    public byte[] ToBytes()
    {
        int sets = Cells.Tuples.Count > 0 ? Cells.Tuples[0].Length : 0;
        var head = new PartHead(PartHead.Record, Range.Cells, Cells.Tuples.Count, sets, Range.First, Range.Count);
        long size = PartHead.Bytes + ((long)Cells.Tuples.Count * sets * sizeof(int)) + (Range.Cells * (long)PlaceBytes)
            + (sizeof(long) * ((long)Result.SumS.Length + Result.SumDensity.Length)) + (sizeof(int) * ((long)Result.OrderS.Length + Result.OrderDensity.Length));
        byte[] bytes = new byte[checked((int)size)];
        var rest = bytes.AsSpan();
        Put<PartHead>(ref rest, [head]);
        foreach (int[] tuple in Cells.Tuples)
            Put<int>(ref rest, tuple);
        Put<long>(ref rest, Cells.Positions);
        Put<long>(ref rest, Cells.Areas);
        Put<int>(ref rest, Cells.ZoneTuples);
        // Without a rock raster, soil reaches the lowest layer.
        Put<int>(ref rest, Cells.SoilDepths.Length > 0 ? Cells.SoilDepths : [.. Enumerable.Repeat(LayerDensities.Layers * 20, Range.Cells)]);
        Put<float>(ref rest, Cells.Topsoil.Length > 0 ? Cells.Topsoil : new float[Range.Cells]);
        Put<float>(ref rest, Cells.Fractions);
        Put<long>(ref rest, Result.SumS);
        Put<long>(ref rest, Result.SumDensity);
        Put<int>(ref rest, Result.OrderS);
        Put<int>(ref rest, Result.OrderDensity);
        return bytes;
    }

    /// <summary>Parses an untrusted record, which must match the plan and be valid for a map.</summary>
    /// <param name="bytes">Bytes whose checksum was right.</param>
    /// <param name="plan">The plan it was computed with.</param>
    /// <param name="zones">Number of the study's zones.</param>
    /// <returns>The record; null if it does not match the plan.</returns>
    public static TileRecord? FromBytes(ReadOnlySpan<byte> bytes, RunPlan plan, int zones)
    {
        if (PartHead.Read(bytes) is not { Kind: PartHead.Record } head || SizeOf(head, plan) != bytes.Length)
            return null;
        var (cells, shape) = (head.Cells, TileShape.Of(plan));
        var rest = bytes[PartHead.Bytes..];
        var tuples = new List<int[]>(head.Tuples);
        for (int tuple = 0; tuple < head.Tuples; tuple++)
            tuples.Add(Take<int>(ref rest, head.Sets));
        var places = new MappedCells
        {
            Tuples = tuples,
            Positions = Take<long>(ref rest, cells),
            Areas = Take<long>(ref rest, cells),
            ZoneTuples = Take<int>(ref rest, cells),
            SoilDepths = Take<int>(ref rest, cells),
            Topsoil = Take<float>(ref rest, cells),
            Fractions = Take<float>(ref rest, cells),
        };
        var result = new TileResult
        {
            SumS = Take<long>(ref rest, cells * shape.Sums),
            SumDensity = Take<long>(ref rest, cells * shape.Parts),
            OrderS = Take<int>(ref rest, cells * shape.Ranks * shape.Sums),
            OrderDensity = Take<int>(ref rest, cells * shape.Ranks * shape.Quantities),
            Totals = [],
        };
        var range = new CellRange(head.First, head.Count, cells);
        return IsSound(places, range, zones) ? new TileRecord(range, places, result) : null;
    }

    private static long SizeOf(PartHead head, RunPlan plan) => head.Sets > MostSets ? -1 : PartHead.Bytes + ((long)head.Tuples * head.Sets * sizeof(int)) + (head.Cells * BytesOfCell(plan));

    private static bool IsSound(MappedCells cells, CellRange range, int zones)
    {
        if (cells.Tuples.Exists(tuple => tuple.Any(zone => zone < -1 || zone >= zones)))
            return false;
        long before = range.First - 1;
        for (int cell = 0; cell < cells.Cells; cell++)
        {
            if (cells.Positions[cell] <= before || cells.ZoneTuples[cell] < 0 || cells.ZoneTuples[cell] >= cells.Tuples.Count || cells.Areas[cell] < 0
                || cells.SoilDepths[cell] is < 0 or > LayerDensities.Layers * 20 || !(cells.Topsoil[cell] >= 0) || !(cells.Fractions[cell] > 0))
                return false;
            before = cells.Positions[cell];
        }
        return before < range.First + range.Count;
    }

    private static void Put<T>(ref Span<byte> rest, scoped ReadOnlySpan<T> values) where T : unmanaged
    {
        var bytes = MemoryMarshal.AsBytes(values);
        bytes.CopyTo(rest);
        rest = rest[bytes.Length..];
    }

    private static T[] Take<T>(ref ReadOnlySpan<byte> rest, int count) where T : unmanaged
    {
        int bytes = count * Marshal.SizeOf<T>();
        T[] values = MemoryMarshal.Cast<byte, T>(rest[..bytes]).ToArray();
        rest = rest[bytes..];
        return values;
    }
}
