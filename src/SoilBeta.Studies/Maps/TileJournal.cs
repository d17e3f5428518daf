using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using SoilBeta.Devices;

namespace SoilBeta.Studies.Maps;

/// <summary>Finished tiles of one ecosystem's map, one record after the other, each with its checksum: an interrupted map goes on behind the last whole record.</summary>
/// <remarks>Format 1: the magic, a head as JSON (length, bytes, SHA-256), then records (length, bytes, SHA-256). The tiles' limits stand in the head, so that a resumed run cuts the map as the first one did.</remarks>
internal sealed class TileJournal : IDisposable
{
    private const int LargestHead = 1 << 28;
    private static readonly TimeSpan FlushInterval = TimeSpan.FromSeconds(5);
    private readonly FileStream _file;
    private readonly Dictionary<int, (long Position, int Length)> _records = [];
    private DateTime _flushed = DateTime.UtcNow;

    private TileJournal(FileStream file, JournalHead head) => (_file, Head) = (file, head);

    /// <summary>What the journal is about.</summary>
    public JournalHead Head { get; }

    /// <summary>Why less than all of an older journal could be used; null if nothing was lost.</summary>
    public string? Loss { get; private set; }

    /// <summary>Numbers of the finished tiles.</summary>
    public IReadOnlyCollection<int> Finished => _records.Keys;

    private static ReadOnlySpan<byte> Magic => "SOILBETA JOURNAL 1\n"u8;

    /// <summary>Opens the journal of an interrupted map, or begins one.</summary>
    /// <param name="path">The journal.</param>
    /// <param name="key">Checksum of all that the integers depend on; a journal with another key is begun anew.</param>
    /// <param name="cut">Cuts the map into tiles, for a new journal.</param>
    public static TileJournal Open(string path, string key, Func<IReadOnlyList<MapTile>> cut)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        var file = new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.Read, 1 << 16);
        try
        {
            string? loss = null;
            if (file.Length > 0)
            {
                if (ReadHead(file) is { } head && head.Key == key)
                {
                    var journal = new TileJournal(file, head);
                    journal.Scan();
                    return journal;
                }
                loss = "it belongs to an older state of the study, its inputs or the program";
            }
            file.SetLength(0);
            var begun = new TileJournal(file, new JournalHead(key, [.. cut().Select(tile => new long[] { tile.First, tile.Count, tile.Cells })])) { Loss = loss };
            file.Write(Magic);
            begun.Append(JsonSerializer.SerializeToUtf8Bytes(begun.Head));
            file.Flush(flushToDisk: true);
            return begun;
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    /// <summary>Keeps a finished tile.</summary>
    public void Add(TileRecord record)
    {
        byte[] bytes = record.ToBytes();
        long position = _file.Seek(0, SeekOrigin.End);
        Append(bytes);
        _file.Flush();
        if (DateTime.UtcNow - _flushed > FlushInterval)
        {
            _file.Flush(flushToDisk: true);
            _flushed = DateTime.UtcNow;
        }
        _records[record.Tile] = (position + sizeof(int), bytes.Length);
    }

    /// <summary>Reads a finished tile.</summary>
    /// <exception cref="InvalidDataException">The journal does not hold it, or is damaged.</exception>
    public TileRecord Read(int tile, RunPlan plan)
    {
        if (!_records.TryGetValue(tile, out var at))
            throw new InvalidDataException($"{_file.Name} lacks tile {tile}. Run again.");
        byte[] bytes = new byte[at.Length + SHA256.HashSizeInBytes];
        _file.Seek(at.Position, SeekOrigin.Begin);
        _file.ReadExactly(bytes);
        bool whole = SHA256.HashData(bytes.AsSpan(0, at.Length)).AsSpan().SequenceEqual(bytes.AsSpan(at.Length));
        var record = whole ? TileRecord.FromBytes(bytes.AsSpan(0, at.Length), plan) : null;
        return record is not null && record.Tile == tile && record.Cells == Head.Tiles[tile][2]
            ? record
            : throw new InvalidDataException($"{_file.Name} is damaged at tile {tile}. Delete it and run again.");
    }

    /// <inheritdoc/>
    public void Dispose() => _file.Dispose();

    private void Append(byte[] bytes)
    {
        Span<byte> length = stackalloc byte[sizeof(int)];
        BinaryPrimitives.WriteInt32LittleEndian(length, bytes.Length);
        _file.Write(length);
        _file.Write(bytes);
        _file.Write(SHA256.HashData(bytes));
    }

    private static JournalHead? ReadHead(FileStream file)
    {
        byte[] magic = new byte[Magic.Length];
        if (file.ReadAtLeast(magic, magic.Length, false) < magic.Length || !magic.AsSpan().SequenceEqual(Magic))
            return null;
        try
        {
            return ReadPart(file, LargestHead) is { } bytes && JsonSerializer.Deserialize<JournalHead>(Encoding.UTF8.GetString(bytes)) is { Key: not null, Tiles: not null } head && head.Tiles.All(tile => tile is { Length: 3 })
                ? head
                : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private void Scan()
    {
        long end = _file.Position;
        while (ReadPart(_file, int.MaxValue) is { } bytes)
        {
            int tile = bytes.Length >= sizeof(int) ? BinaryPrimitives.ReadInt32LittleEndian(bytes) : -1;
            if (tile < 0 || tile >= Head.Tiles.Count)
                break;
            _records[tile] = (end + sizeof(int), bytes.Length);
            end = _file.Position;
        }
        if (end < _file.Length)
        {
            Loss = $"its last {_file.Length - end:N0} bytes were not whole";
            _file.SetLength(end);
        }
    }

    private static byte[]? ReadPart(FileStream file, int longest)
    {
        Span<byte> size = stackalloc byte[sizeof(int)];
        if (file.ReadAtLeast(size, sizeof(int), false) < sizeof(int))
            return null;
        int length = BinaryPrimitives.ReadInt32LittleEndian(size);
        if (length < 0 || length > longest || length + SHA256.HashSizeInBytes > file.Length - file.Position)
            return null;
        byte[] bytes = new byte[length];
        file.ReadExactly(bytes);
        Span<byte> checksum = stackalloc byte[SHA256.HashSizeInBytes];
        file.ReadExactly(checksum);
        return SHA256.HashData(bytes).AsSpan().SequenceEqual(checksum) ? bytes : null;
    }
}

/// <summary>What a journal is about.</summary>
/// <param name="Key">Checksum of all that the integers depend on.</param>
/// <param name="Tiles">Limits of the tiles: first cell, cells of the range, cells with data.</param>
internal sealed record JournalHead(string Key, IReadOnlyList<long[]> Tiles)
{
    /// <summary>A tile's limits.</summary>
    public MapTile Tile(int number) => new(Tiles[number][0], Tiles[number][1], (int)Tiles[number][2]);
}
