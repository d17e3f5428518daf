using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text.Json;
using SoilBeta.Devices;
using SoilBeta.Mapping.Shards;

namespace SoilBeta.Mapping.Maps;

/// <summary>The format of finished tiles on disk: the journal of a map, and a shard of one.</summary>
/// <remarks>
/// Format 4: the magic; a head as JSON; the tiles' limits, 20 bytes each (first cell int64, cells of the range int64, cells with data int32); then records (<see cref="TileRecord"/>), and totals of several tiles together
/// (<see cref="TileSums"/>). Each of these parts is its length (int32), its bytes and their SHA-256, little endian. Whatever a file claims, reading asks for no more memory than its own length, and for a record no more than its tile's cells explain.
/// </remarks>
internal static class TileFile
{
    private const int LargestHead = 1 << 20;
    private const int LargestTable = 1 << 30;
    private const int TileBytes = 20;
    private const int BytesAtOnce = 1 << 20;

    private static ReadOnlySpan<byte> Magic => "SOILBETA TILES 4\n"u8;

    /// <summary>Writes magic, head and limits at the beginning of an empty file.</summary>
    public static void WriteHead(Stream file, TileFileHead head)
    {
        file.Write(Magic);
        WritePart(file, JsonSerializer.SerializeToUtf8Bytes(head));
        byte[] table = new byte[head.Tiles.Count * TileBytes];
        for (int i = 0; i < head.Tiles.Count; i++)
        {
            var at = table.AsSpan(i * TileBytes);
            BinaryPrimitives.WriteInt64LittleEndian(at, head.Tiles[i].First);
            BinaryPrimitives.WriteInt64LittleEndian(at[8..], head.Tiles[i].Count);
            BinaryPrimitives.WriteInt32LittleEndian(at[16..], head.Tiles[i].Cells);
        }
        WritePart(file, table);
    }

    /// <summary>Reads magic, head and limits; null where they are foreign, damaged or senseless.</summary>
    public static TileFileHead? ReadHead(FileStream file)
    {
        byte[] magic = new byte[Magic.Length];
        if (file.ReadAtLeast(magic, magic.Length, false) < magic.Length || !magic.AsSpan().SequenceEqual(Magic))
            return null;
        try
        {
            if (ReadPart(file, LargestHead) is not { } json || JsonSerializer.Deserialize<TileFileHead>(json) is not { Parts: not null, Ecosystem: not null, Mode: not null, Device: not null } head
                || head.Part.Count is < 1 or > Shard.Most || head.Part.Number < 1 || head.Part.Number > head.Part.Count)
                return null;
            return ReadPart(file, LargestTable) is { } table && table.Length % TileBytes == 0 && Limits(table, head.Range) is { } tiles ? head with { Tiles = tiles } : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>Goes through the records behind the head and holds each against its checksum, a little at a time.</summary>
    /// <param name="file">The file, behind its head.</param>
    /// <param name="tiles">Number of tiles.</param>
    public static TileRecords Scan(FileStream file, int tiles)
    {
        var records = new TileRecords { End = file.Position };
        byte[] buffer = new byte[BytesAtOnce];
        var summed = new List<int>();
        var rows = new List<(long, int)>();
        int rowsWanted = 0;
        bool known = true;
        while (known && SkipPart(file, buffer, out int length, out int[] head))
        {
            long position = records.End + sizeof(int);
            var (kind, second, third, sets, row) = (head[0], head[1], head[2], head[3], head[4]);
            known = kind switch
            {
                TileSums.TilesKind => summed.Count == 0 && second >= 0 && third > 0 && TileRecord.HeadBytes + ((long)third * sizeof(int)) == length,
                TileSums.RowKind => third >= 0 && TileSums.Row.FirstByteOf(0) + ((long)third * sizeof(int)) <= length && second == rows.Count,
                _ => kind >= 0 && kind < tiles && third >= 0 && sets >= 0 && row >= 0
                    && TileRecord.HeadBytes + ((Int128)third * sets * sizeof(int)) + ((Int128)third * row * sizeof(long)) <= length,
            };
            if (!known)
                break;
            if (kind == TileSums.TilesKind)
            {
                rowsWanted = second;
                long end = file.Position;
                summed.AddRange(MemoryMarshal.Cast<byte, int>(ReadBytes(file, position + TileRecord.HeadBytes, third * sizeof(int))));
                file.Position = end;
            }
            else if (kind == TileSums.RowKind)
            {
                rows.Add((position, length));
            }
            else
            {
                records.Places[kind] = new TilePlace(position, length, third * row * sizeof(long));
            }
            records.End = file.Position;
        }
        records.Close(summed.Count > 0 ? new TileSums(summed, rows) : null, rowsWanted);
        return records;
    }

    /// <summary>Reads the record of a tile.</summary>
    /// <returns>Null where it is damaged or not the tile's.</returns>
    public static TileRecord? ReadRecord(FileStream file, TilePlace at, int tile, CellRange limits, RunPlan plan)
    {
        if (at.Length < TileRecord.HeadBytes || TileRecord.SizeOf(ReadBytes(file, at.Position, TileRecord.HeadBytes), tile, limits.Cells, plan) != at.Length)
            return null;
        return ReadAt(file, (at.Position, at.Length)) is { } bytes ? TileRecord.FromBytes(bytes, plan) : null;
    }

    /// <summary>Reads a part whose place is known.</summary>
    /// <returns>Null where it is damaged.</returns>
    public static byte[]? ReadAt(FileStream file, (long Position, int Length) at)
    {
        if (at.Position + at.Length + SHA256.HashSizeInBytes > file.Length)
            return null;
        byte[] bytes = ReadBytes(file, at.Position, at.Length);
        Span<byte> checksum = stackalloc byte[SHA256.HashSizeInBytes];
        file.ReadExactly(checksum);
        return SHA256.HashData(bytes).AsSpan().SequenceEqual(checksum) ? bytes : null;
    }

    /// <summary>Reads some bytes whose checksum is known to be right, or is looked at later.</summary>
    public static byte[] ReadBytes(FileStream file, long position, int length)
    {
        byte[] bytes = new byte[length];
        file.Seek(position, SeekOrigin.Begin);
        file.ReadExactly(bytes);
        return bytes;
    }

    /// <summary>Appends a part: length, bytes, SHA-256.</summary>
    public static void WritePart(Stream file, byte[] bytes)
    {
        using var part = new TilePart(file, bytes.Length);
        part.Write<byte>(bytes);
        part.End();
    }

    private static byte[]? ReadPart(FileStream file, int longest)
    {
        if (!ReadLength(file, longest, out int length))
            return null;
        byte[] bytes = new byte[length];
        file.ReadExactly(bytes);
        Span<byte> checksum = stackalloc byte[SHA256.HashSizeInBytes];
        file.ReadExactly(checksum);
        return SHA256.HashData(bytes).AsSpan().SequenceEqual(checksum) ? bytes : null;
    }

    private static bool SkipPart(FileStream file, byte[] buffer, out int length, out int[] head)
    {
        head = [];
        if (!ReadLength(file, int.MaxValue, out length) || length < TileRecord.HeadBytes)
            return false;
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        for (int done = 0; done < length;)
        {
            int some = Math.Min(buffer.Length, length - done);
            file.ReadExactly(buffer, 0, some);
            if (done == 0)
                head = MemoryMarshal.Cast<byte, int>(buffer.AsSpan(0, TileRecord.HeadBytes)).ToArray();
            hash.AppendData(buffer, 0, some);
            done += some;
        }
        Span<byte> checksum = stackalloc byte[SHA256.HashSizeInBytes];
        file.ReadExactly(checksum);
        return hash.GetHashAndReset().AsSpan().SequenceEqual(checksum);
    }

    private static bool ReadLength(FileStream file, int longest, out int length)
    {
        length = 0;
        Span<byte> size = stackalloc byte[sizeof(int)];
        if (file.ReadAtLeast(size, size.Length, false) < size.Length)
            return false;
        length = BinaryPrimitives.ReadInt32LittleEndian(size);
        return length >= 0 && length <= longest && (long)length + SHA256.HashSizeInBytes <= file.Length - file.Position;
    }

    // Tiles follow one another within the range and together have its cells; null otherwise.
    private static List<CellRange>? Limits(byte[] table, CellRange range)
    {
        if (range.First < 0 || range.Count < 0 || range.Count > long.MaxValue - range.First || range.Cells < 0 || range.Cells > range.Count)
            return null;
        var tiles = new List<CellRange>(table.Length / TileBytes);
        long from = range.First, end = range.First + range.Count, cells = 0;
        for (int at = 0; at < table.Length; at += TileBytes)
        {
            var bytes = table.AsSpan(at);
            var tile = new CellRange(BinaryPrimitives.ReadInt64LittleEndian(bytes), BinaryPrimitives.ReadInt64LittleEndian(bytes[8..]), BinaryPrimitives.ReadInt32LittleEndian(bytes[16..]));
            if (tile.First < from || tile.First > end || tile.Count <= 0 || tile.Count > end - tile.First || tile.Cells < 0 || tile.Cells > tile.Count)
                return null;
            from = tile.First + tile.Count;
            cells += tile.Cells;
            tiles.Add(tile);
        }
        return cells == range.Cells ? tiles : null;
    }
}

/// <summary>What a file of tiles is about.</summary>
/// <param name="Parts">All that the tiles' integers depend on, by name: checksums, or the values themselves where they are short.</param>
/// <param name="Ecosystem">Ecosystem.</param>
/// <param name="Mode">Mode of the draws.</param>
/// <param name="Part">Which part of the map.</param>
/// <param name="Range">The part's range of the map's cells.</param>
/// <param name="Device">Device that began it, for the manifest; the integers do not depend on it.</param>
internal sealed record TileFileHead(IReadOnlyDictionary<string, string> Parts, string Ecosystem, string Mode, Shard Part, CellRange Range, string Device)
{
    /// <summary>Limits of the tiles, in the map's order.</summary>
    [System.Text.Json.Serialization.JsonIgnore]
    public IReadOnlyList<CellRange> Tiles { get; init; } = [];

    /// <summary>Names of what differs from another state of the study, its inputs and the program.</summary>
    public IReadOnlyList<string> DifferencesTo(IReadOnlyDictionary<string, string> parts) =>
        [.. parts.Keys.Union(Parts.Keys, StringComparer.Ordinal).Where(name => !Parts.TryGetValue(name, out string? own) || !parts.TryGetValue(name, out string? other) || own != other).Order(StringComparer.Ordinal)];
}
