using System.Runtime.InteropServices;
using SoilBeta.Devices;
using SoilBeta.Soil;

namespace SoilBeta.Studies.Maps;

/// <summary>A finished tile: the device's integers and which zones their totals belong to. This is what the journal keeps, and what shards are joined from.</summary>
/// <param name="Tile">Number of the tile.</param>
/// <param name="Tuples">Zones of each row of totals, [tuple][set].</param>
/// <param name="Areas">Sums of fixed-point areas, [tuple].</param>
/// <param name="Result">The integers.</param>
internal sealed record TileRecord(int Tile, IReadOnlyList<int[]> Tuples, long[] Areas, TileResult Result)
{
    private const int HeadInts = 4;

    /// <summary>Number of cells.</summary>
    public int Cells => Result.SumS.Length;

    /// <summary>A tile's record.</summary>
    public static TileRecord Of(int tile, CellBlock cells, TileResult result)
    {
        long[] areas = new long[cells.Tuples.Count];
        for (int cell = 0; cell < cells.Cells; cell++)
            areas[cells.ZoneTuples[cell]] += cells.Areas[cell];
        return new TileRecord(tile, cells.Tuples, areas, result);
    }

    /// <summary>The record as bytes, little endian.</summary>
    public byte[] ToBytes()
    {
        int sets = Tuples.Count > 0 ? Tuples[0].Length : 0;
        int[] head = [Tile, Cells, Tuples.Count, sets];
        int[] tuples = [.. Tuples.SelectMany(tuple => tuple)];
        var parts = new List<byte[]>
        {
            Bytes<int>(head), Bytes<int>(tuples), Bytes<long>(Areas), Bytes<long>(Result.SumS), Bytes<long>(Result.SumDensity),
            Bytes<int>(Result.OrderS), Bytes<int>(Result.OrderDensity), Bytes<long>(Result.Totals),
        };
        byte[] all = new byte[parts.Sum(part => part.Length)];
        int at = 0;
        foreach (byte[] part in parts)
        {
            part.CopyTo(all, at);
            at += part.Length;
        }
        return all;
    }

    /// <summary>Reads a record back.</summary>
    /// <param name="bytes">Bytes whose checksum was right.</param>
    /// <param name="plan">The plan it was computed with.</param>
    /// <returns>Null when the sizes do not fit the plan.</returns>
    public static TileRecord? FromBytes(ReadOnlySpan<byte> bytes, RunPlan plan)
    {
        if (bytes.Length < HeadInts * sizeof(int))
            return null;
        var head = MemoryMarshal.Cast<byte, int>(bytes[..(HeadInts * sizeof(int))]);
        var (tile, cells, tuples, sets) = (head[0], head[1], head[2], head[3]);
        if (tile < 0 || cells < 0 || tuples < 0 || sets < 0)
            return null;
        int ranks = plan.Ranks.Count;
        int order = plan.TopsoilVaries ? (LayerDensities.Layers + 2) * ranks * cells : 0;
        Int128 size = (HeadInts * sizeof(int)) + ((Int128)tuples * sets * sizeof(int)) + ((Int128)tuples * sizeof(long)) + ((Int128)cells * sizeof(long) * (1 + LayerDensities.Layers))
            + ((Int128)cells * ranks * sizeof(int)) + ((Int128)order * sizeof(int)) + ((Int128)tuples * LayerDensities.Layers * plan.Realisations * sizeof(long));
        if (size != bytes.Length)
            return null;
        var rest = bytes[(HeadInts * sizeof(int))..];
        int[] flat = Take<int>(ref rest, tuples * sets);
        long[] areas = Take<long>(ref rest, tuples);
        var result = new TileResult
        {
            SumS = Take<long>(ref rest, cells),
            SumDensity = Take<long>(ref rest, cells * LayerDensities.Layers),
            OrderS = Take<int>(ref rest, cells * ranks),
            OrderDensity = Take<int>(ref rest, order),
            Totals = Take<long>(ref rest, (int)(tuples * LayerDensities.Layers * plan.Realisations)),
        };
        return new TileRecord(tile, sets == 0 ? [.. Enumerable.Range(0, tuples).Select(_ => Array.Empty<int>())] : [.. flat.Chunk(sets)], areas, result);
    }

    private static byte[] Bytes<T>(T[] values) where T : unmanaged => MemoryMarshal.AsBytes(values.AsSpan()).ToArray();

    private static T[] Take<T>(ref ReadOnlySpan<byte> rest, int count) where T : unmanaged
    {
        int bytes = count * Marshal.SizeOf<T>();
        T[] values = MemoryMarshal.Cast<byte, T>(rest[..bytes]).ToArray();
        rest = rest[bytes..];
        return values;
    }
}
