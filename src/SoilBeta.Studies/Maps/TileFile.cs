using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text.Json;
using SoilBeta.Devices;
using SoilBeta.Studies.Shards;

namespace SoilBeta.Studies.Maps;

/// <summary>The format of finished tiles on disk: the journal of a map, and a shard of one.</summary>
/// <remarks>
/// Format 2: the magic; a head as JSON; the tiles' limits, 20 bytes each (first cell int64, cells of the range int64, cells with data int32); then records. Each of these parts is its length (int32), its bytes and their SHA-256,
/// little endian. Whatever a file claims, reading asks for no more memory than its own length, and for a record no more than its tile's cells explain.
/// </remarks>
internal static class TileFile
{
    private const int LargestHead = 1 << 20;
    private const int LargestTable = 1 << 30;
    private const int TileBytes = 20;
    private const int BytesAtOnce = 1 << 20;

    private static ReadOnlySpan<byte> Magic => "SOILBETA TILES 2\n"u8;

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
                || head.Part.Count is < 1 or > MapPart.Most || head.Part.Number < 1 || head.Part.Number > head.Part.Count)
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
    /// <returns>Where the bytes of each tile's record lie, and the end of the last whole record.</returns>
    public static (Dictionary<int, (long Position, int Length)> Records, long End) Scan(FileStream file, int tiles)
    {
        var records = new Dictionary<int, (long, int)>();
        byte[] buffer = new byte[BytesAtOnce];
        long end = file.Position;
        while (SkipPart(file, buffer, out int length, out int tile) && tile >= 0 && tile < tiles)
        {
            records[tile] = (end + sizeof(int), length);
            end = file.Position;
        }
        return (records, end);
    }

    /// <summary>Reads the record of a tile.</summary>
    /// <returns>Null where it is damaged or not the tile's.</returns>
    public static TileRecord? ReadRecord(FileStream file, (long Position, int Length) at, int tile, MapTile limits, RunPlan plan)
    {
        file.Seek(at.Position, SeekOrigin.Begin);
        Span<byte> head = stackalloc byte[TileRecord.HeadBytes];
        if (at.Length < head.Length || file.ReadAtLeast(head, head.Length, false) < head.Length || TileRecord.SizeOf(head, tile, limits.Cells, plan) != at.Length)
            return null;
        byte[] bytes = new byte[at.Length];
        head.CopyTo(bytes);
        Span<byte> checksum = stackalloc byte[SHA256.HashSizeInBytes];
        return file.ReadAtLeast(bytes.AsSpan(head.Length), bytes.Length - head.Length, false) == bytes.Length - head.Length
            && file.ReadAtLeast(checksum, checksum.Length, false) == checksum.Length && SHA256.HashData(bytes).AsSpan().SequenceEqual(checksum)
            ? TileRecord.FromBytes(bytes, plan)
            : null;
    }

    /// <summary>Appends a part: length, bytes, SHA-256.</summary>
    public static void WritePart(Stream file, byte[] bytes)
    {
        Span<byte> length = stackalloc byte[sizeof(int)];
        BinaryPrimitives.WriteInt32LittleEndian(length, bytes.Length);
        file.Write(length);
        file.Write(bytes);
        file.Write(SHA256.HashData(bytes));
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

    private static bool SkipPart(FileStream file, byte[] buffer, out int length, out int tile)
    {
        tile = -1;
        if (!ReadLength(file, int.MaxValue, out length) || length < TileRecord.HeadBytes)
            return false;
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        for (int done = 0; done < length;)
        {
            int some = Math.Min(buffer.Length, length - done);
            file.ReadExactly(buffer, 0, some);
            if (done == 0)
                tile = BinaryPrimitives.ReadInt32LittleEndian(buffer);
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
    private static List<MapTile>? Limits(byte[] table, MapTile range)
    {
        if (range.First < 0 || range.Count < 0 || range.Count > long.MaxValue - range.First || range.Cells < 0 || range.Cells > range.Count)
            return null;
        var tiles = new List<MapTile>(table.Length / TileBytes);
        long from = range.First, end = range.First + range.Count, cells = 0;
        for (int at = 0; at < table.Length; at += TileBytes)
        {
            var bytes = table.AsSpan(at);
            var tile = new MapTile(BinaryPrimitives.ReadInt64LittleEndian(bytes), BinaryPrimitives.ReadInt64LittleEndian(bytes[8..]), BinaryPrimitives.ReadInt32LittleEndian(bytes[16..]));
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
internal sealed record TileFileHead(IReadOnlyDictionary<string, string> Parts, string Ecosystem, string Mode, MapPart Part, MapTile Range, string Device)
{
    /// <summary>Limits of the tiles, in the map's order.</summary>
    [System.Text.Json.Serialization.JsonIgnore]
    public IReadOnlyList<MapTile> Tiles { get; init; } = [];

    /// <summary>Names of what differs from another state of the study, its inputs and the program.</summary>
    public IReadOnlyList<string> DifferencesTo(IReadOnlyDictionary<string, string> parts) =>
        [.. parts.Keys.Union(Parts.Keys, StringComparer.Ordinal).Where(name => !Parts.TryGetValue(name, out string? own) || !parts.TryGetValue(name, out string? other) || own != other).Order(StringComparer.Ordinal)];
}
