using System.Runtime.InteropServices;
using SoilBeta.Devices;
using SoilBeta.Soil;

namespace SoilBeta.Mapping.Maps;

/// <summary>A finished tile: the device's integers and which zones their totals belong to. This is what the journal keeps, and what shards are joined from.</summary>
/// <param name="Tile">Number of the tile.</param>
/// <param name="Tuples">Zones of each row of totals, [tuple][set].</param>
/// <param name="Areas">Sums of fixed-point areas, [tuple].</param>
/// <param name="Result">The integers; without totals where these were added to the sums of several tiles.</param>
internal sealed record TileRecord(int Tile, IReadOnlyList<int[]> Tuples, long[] Areas, TileResult Result)
{
    /// <summary>Tile, cells, tuples, sets and values of a tuple's totals (0 where these stand elsewhere) stand first, bytes.</summary>
    public const int HeadBytes = 5 * sizeof(int);

    /// <summary>Number of cells.</summary>
    public int Cells => Result.SumS.Length;

    /// <summary>Most cells that a tile may have so that its record, whatever zones its cells are in, is a part of a file of tiles: at most 2³¹ − 1 bytes.</summary>
    /// <param name="plan">The plan.</param>
    /// <param name="combinations">Most combinations of zones that cells can have.</param>
    public static int MostCells(RunPlan plan, long combinations)
    {
        // Numbers of a combination's zones: more sets than any study has.
        const int ZonesBytes = 64 * sizeof(int);
        long cell = (sizeof(long) * (1L + LayerDensities.Parts)) + (sizeof(int) * plan.Ranks.Count * (plan.SelectsDensities ? LayerDensities.Quantities + 1L : 1L));
        long combination = ZonesBytes + sizeof(long) + (sizeof(long) * LayerDensities.Parts * plan.Realisations);
        const long Room = int.MaxValue - HeadBytes;
        long withAll = (long)Int128.Max(0, (Room - (combinations * (Int128)combination)) / cell), oneEach = Room / (cell + combination);
        return (int)Math.Clamp(Math.Max(withAll, oneEach), 1, int.MaxValue);
    }

    /// <summary>A tile's record.</summary>
    public static TileRecord Of(int tile, CellBlock cells, TileResult result)
    {
        long[] areas = new long[cells.Tuples.Count];
        for (int cell = 0; cell < cells.Cells; cell++)
            areas[cells.ZoneTuples[cell]] += cells.Areas[cell];
        return new TileRecord(tile, cells.Tuples, areas, result);
    }

    /// <summary>Writes the record as a part of a file of tiles, little endian.</summary>
    /// <returns>Bytes of the part's content, and those of them that are totals.</returns>
    public (int Bytes, int TotalsBytes) WriteTo(Stream file)
    {
        int sets = Tuples.Count > 0 ? Tuples[0].Length : 0;
        long[] totals = Result.Totals;
        int[] head = [Tile, Cells, Tuples.Count, sets, Tuples.Count == 0 ? 0 : totals.Length / Tuples.Count];
        int[] tuples = [.. Tuples.SelectMany(tuple => tuple)];
        long size = (sizeof(int) * ((long)head.Length + tuples.Length + Result.OrderS.Length + Result.OrderDensity.Length))
            + (sizeof(long) * ((long)Areas.Length + Result.SumS.Length + Result.SumDensity.Length + totals.Length));
        if (size > int.MaxValue)
            throw new InvalidDataException($"A tile of {Cells:N0} cells in {Tuples.Count:N0} combinations of zones takes {size:N0} bytes, at most {int.MaxValue:N0} are possible. Use fewer draws, refits or zones.");
        int bytes = (int)size;
        using var part = new TilePart(file, bytes);
        part.Write<int>(head);
        part.Write<int>(tuples);
        part.Write<long>(Areas);
        part.Write<long>(Result.SumS);
        part.Write<long>(Result.SumDensity);
        part.Write<int>(Result.OrderS);
        part.Write<int>(Result.OrderDensity);
        part.Write<long>(totals);
        part.End();
        return (bytes, totals.Length * sizeof(long));
    }

    /// <summary>Bytes that the record of a tile has, from its first bytes: what they claim must fit the tile and the plan.</summary>
    /// <param name="head">The first <see cref="HeadBytes"/> bytes.</param>
    /// <param name="tile">Number of the tile.</param>
    /// <param name="cells">Its cells.</param>
    /// <param name="plan">The plan it was computed with.</param>
    /// <returns>−1 when it is not the tile's record.</returns>
    public static long SizeOf(ReadOnlySpan<byte> head, int tile, int cells, RunPlan plan)
    {
        var ints = MemoryMarshal.Cast<byte, int>(head[..HeadBytes]);
        return ints[0] == tile && ints[1] == cells ? SizeOf(ints, plan) : -1;
    }

    /// <summary>Reads a record back.</summary>
    /// <param name="bytes">Bytes whose checksum was right.</param>
    /// <param name="plan">The plan it was computed with.</param>
    /// <returns>Null when the sizes do not fit the plan.</returns>
    public static TileRecord? FromBytes(ReadOnlySpan<byte> bytes, RunPlan plan)
    {
        if (bytes.Length < HeadBytes)
            return null;
        var head = MemoryMarshal.Cast<byte, int>(bytes[..HeadBytes]);
        if (SizeOf(head, plan) != bytes.Length)
            return null;
        var (tile, cells, tuples, sets, row) = (head[0], head[1], head[2], head[3], head[4]);
        int ranks = plan.Ranks.Count;
        int order = plan.SelectsDensities ? LayerDensities.Quantities * ranks * cells : 0;
        var rest = bytes[HeadBytes..];
        int[] flat = Take<int>(ref rest, tuples * sets);
        long[] areas = Take<long>(ref rest, tuples);
        var result = new TileResult
        {
            SumS = Take<long>(ref rest, cells),
            SumDensity = Take<long>(ref rest, cells * LayerDensities.Parts),
            OrderS = Take<int>(ref rest, cells * ranks),
            OrderDensity = Take<int>(ref rest, order),
            Totals = Take<long>(ref rest, tuples * row),
        };
        return new TileRecord(tile, sets == 0 ? [.. Enumerable.Range(0, tuples).Select(_ => Array.Empty<int>())] : [.. flat.Chunk(sets)], areas, result);
    }

    // A row of totals belongs to some cell, so there are no more rows than cells.
    private static long SizeOf(ReadOnlySpan<int> head, RunPlan plan)
    {
        var (tile, cells, tuples, sets, row) = (head[0], head[1], head[2], head[3], head[4]);
        if (tile < 0 || cells < 0 || tuples < 0 || tuples > cells || sets < 0 || (row != 0 && row != LayerDensities.Parts * plan.Realisations))
            return -1;
        Int128 order = plan.SelectsDensities ? (Int128)LayerDensities.Quantities * plan.Ranks.Count * cells : 0;
        Int128 size = HeadBytes + ((Int128)tuples * sets * sizeof(int)) + ((Int128)tuples * sizeof(long)) + ((Int128)cells * sizeof(long) * (1 + LayerDensities.Parts))
            + ((Int128)cells * plan.Ranks.Count * sizeof(int)) + (order * sizeof(int)) + ((Int128)tuples * row * sizeof(long));
        return size <= int.MaxValue ? (long)size : -1;
    }

    private static T[] Take<T>(ref ReadOnlySpan<byte> rest, int count) where T : unmanaged
    {
        int bytes = count * Marshal.SizeOf<T>();
        T[] values = MemoryMarshal.Cast<byte, T>(rest[..bytes]).ToArray();
        rest = rest[bytes..];
        return values;
    }
}
