using System.Buffers.Binary;
using System.Runtime.InteropServices;
using SoilBeta.Devices;
using SoilBeta.Mapping.Totals;
using SoilBeta.Soil;

namespace SoilBeta.Mapping.Maps;

/// <summary>Totals of many finished tiles added up, in a file of tiles: with a hundred thousand realisations a tile's own would be much larger than all that is known of its cells.</summary>
/// <remarks>
/// A part names the tiles (kind −1, number of rows, number of tiles, 0, 0; then the tiles), and behind it stands a part for each combination of zones (kind −2, its number, sets, 0, 0; its zones; sums, [part][realisation]).
/// They count only if all of them are whole, and the records of all the tiles are there, without totals of their own.
/// </remarks>
/// <param name="Tiles">The tiles.</param>
/// <param name="Rows">Where the bytes of each combination lie.</param>
internal sealed record TileSums(IReadOnlyList<int> Tiles, IReadOnlyList<(long Position, int Length)> Rows)
{
    /// <summary>First number of the part that names the tiles, and of those with sums.</summary>
    public const int TilesKind = -1, RowKind = -2;

    /// <summary>Bytes of the rows.</summary>
    public long Bytes => Rows.Sum(row => (long)row.Length);

    /// <summary>Adds the sums to an ecosystem's.</summary>
    /// <returns>False where a row is damaged or not of the plan.</returns>
    public bool AddTo(FileStream file, EcosystemTotals totals, RunPlan plan)
    {
        foreach (var row in Rows)
        {
            if (TileFile.ReadAt(file, row) is not { } bytes || Row.Of(bytes, plan.Realisations) is not { } found)
                return false;
            totals.AddSums(found.Zones, MemoryMarshal.Cast<byte, long>(bytes.AsSpan(found.FirstByte)));
        }
        return true;
    }

    /// <summary>Rewrites a file: the totals of all finished tiles added up, then the tiles without totals. Both files are gone through row by row.</summary>
    /// <param name="from">The file, all of whose records are finished tiles.</param>
    /// <param name="records">What is in it.</param>
    /// <param name="to">The new file, behind its head.</param>
    /// <returns>False where the file turns out to be damaged.</returns>
    public static bool Gather(FileStream from, TileRecords records, Stream to)
    {
        // Where the rows of each combination of zones lie.
        var rows = new Dictionary<string, (int[] Zones, List<(long Position, int Bytes)> At)>(StringComparer.Ordinal);
        foreach (var place in records.Places.Values.Where(place => place.HasTotals))
        {
            byte[] head = TileFile.ReadBytes(from, place.Position, TileRecord.HeadBytes);
            var ints = MemoryMarshal.Cast<byte, int>(head);
            int tuples = ints[2], sets = ints[3];
            int[] zones = MemoryMarshal.Cast<byte, int>(TileFile.ReadBytes(from, place.Position + TileRecord.HeadBytes, tuples * sets * sizeof(int))).ToArray();
            for (int tuple = 0; tuple < tuples; tuple++)
            {
                int bytes = place.TotalsBytes / tuples;
                Add(zones.AsSpan(tuple * sets, sets), place.Position + place.Length - place.TotalsBytes + ((long)tuple * bytes), bytes);
            }
        }
        foreach (var row in records.Sums?.Rows ?? [])
        {
            int sets = MemoryMarshal.Cast<byte, int>(TileFile.ReadBytes(from, row.Position, TileRecord.HeadBytes))[2], first = Row.FirstByteOf(sets);
            Add(MemoryMarshal.Cast<byte, int>(TileFile.ReadBytes(from, row.Position + TileRecord.HeadBytes, sets * sizeof(int))), row.Position + first, row.Length - first);
        }

        int[] tiles = [.. records.Places.Keys.Order()];
        Write<int>(to, [TilesKind, rows.Count, tiles.Length, 0, 0], tiles, []);
        int number = 0;
        foreach (var (zones, at) in rows.Values)
        {
            long[] sums = new long[at[0].Bytes / sizeof(long)];
            foreach (var (position, bytes) in at)
            {
                if (bytes != sums.Length * sizeof(long))
                    return false;
                var values = MemoryMarshal.Cast<byte, long>(TileFile.ReadBytes(from, position, bytes));
                for (int i = 0; i < sums.Length; i++)
                    sums[i] += values[i];
            }
            Write<long>(to, [RowKind, number++, zones.Length, 0, 0], zones, sums);
        }
        foreach (int tile in tiles)
        {
            var place = records.Places[tile];
            byte[] bytes = TileFile.ReadBytes(from, place.Position, place.Length - place.TotalsBytes);
            BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(4 * sizeof(int)), 0);
            TileFile.WritePart(to, bytes);
        }
        return true;

        void Add(ReadOnlySpan<int> zones, long position, int bytes)
        {
            string key = string.Join(',', zones.ToArray());
            if (!rows.TryGetValue(key, out var row))
                rows[key] = row = (zones.ToArray(), []);
            row.At.Add((position, bytes));
        }
    }

    private static void Write<T>(Stream to, int[] head, int[] ints, T[] values) where T : unmanaged
    {
        using var part = new TilePart(to, checked((sizeof(int) * (head.Length + ints.Length)) + MemoryMarshal.AsBytes(values.AsSpan()).Length));
        part.Write<int>(head);
        part.Write<int>(ints);
        part.Write<T>(values);
        part.End();
    }

    /// <summary>The sums of a combination of zones.</summary>
    /// <param name="Zones">Its zones, [set]; −1 for none.</param>
    /// <param name="FirstByte">Where the sums begin.</param>
    internal sealed record Row(int[] Zones, int FirstByte)
    {
        /// <summary>Reads the beginning of a row.</summary>
        /// <returns>Null when its size is not that of so many realisations.</returns>
        public static Row? Of(byte[] bytes, long realisations)
        {
            if (bytes.Length < TileRecord.HeadBytes)
                return null;
            var head = MemoryMarshal.Cast<byte, int>(bytes.AsSpan(0, TileRecord.HeadBytes));
            int sets = head[2];
            return head[0] == RowKind && sets >= 0 && sets <= bytes.Length / sizeof(int) && FirstByteOf(sets) + (LayerDensities.Parts * realisations * sizeof(long)) == bytes.Length
                ? new Row(MemoryMarshal.Cast<byte, int>(bytes.AsSpan(TileRecord.HeadBytes, sets * sizeof(int))).ToArray(), FirstByteOf(sets))
                : null;
        }

        /// <summary>Where the sums begin behind the zones of so many sets.</summary>
        public static int FirstByteOf(int sets) => TileRecord.HeadBytes + (sizeof(int) * sets);
    }
}

/// <summary>Where a tile's record lies in its file.</summary>
/// <param name="Position">First byte.</param>
/// <param name="Length">Bytes.</param>
/// <param name="TotalsBytes">Those at its end that are totals; 0 where they were added to the sums of several tiles.</param>
internal readonly record struct TilePlace(long Position, int Length, int TotalsBytes)
{
    /// <summary>Whether the tile has totals of its own.</summary>
    public bool HasTotals => TotalsBytes > 0;
}

/// <summary>What is in a file of tiles behind its head.</summary>
internal sealed class TileRecords
{
    /// <summary>Records of finished tiles.</summary>
    public Dictionary<int, TilePlace> Places { get; } = [];

    /// <summary>Totals of those tiles that have none of their own; null without such tiles.</summary>
    public TileSums? Sums { get; private set; }

    /// <summary>End of the last whole part.</summary>
    public long End { get; set; }

    /// <summary>Tiles whose records are there and whose totals are lost.</summary>
    public int Lost { get; private set; }

    /// <summary>Bytes of totals, of single tiles and of several.</summary>
    public long TotalsBytes => Places.Values.Sum(place => (long)place.TotalsBytes) + (Sums?.Bytes ?? 0);

    /// <summary>Takes the sums if they are whole; drops the tiles whose totals would have been in them otherwise.</summary>
    public void Close(TileSums? sums, int rows)
    {
        Sums = sums is not null && sums.Rows.Count == rows && sums.Tiles.All(tile => Places.TryGetValue(tile, out var place) && !place.HasTotals) ? sums : null;
        HashSet<int> summed = [.. Sums?.Tiles ?? []];
        int[] without = [.. Places.Where(place => !place.Value.HasTotals && !summed.Contains(place.Key)).Select(place => place.Key)];
        foreach (int tile in without)
            Places.Remove(tile);
        Lost = without.Length;
    }
}
