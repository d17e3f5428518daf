using SoilBeta.Devices;
using SoilBeta.Rasters;

namespace SoilBeta.Studies.Maps;

/// <summary>Finished tiles of one ecosystem's map, or of a part of it, one record after the other: an interrupted map goes on behind the last whole record.</summary>
/// <remarks>The format is <see cref="TileFile"/>'s. The tiles' limits stand in the head, so that a resumed run cuts the map as the first one did.</remarks>
internal sealed class TileJournal : ITiles
{
    private static readonly TimeSpan FlushInterval = TimeSpan.FromSeconds(5);
    private readonly FileStream _file;
    private readonly Dictionary<int, (long Position, int Length)> _records;
    private DateTime _flushed = DateTime.UtcNow;

    private TileJournal(FileStream file, TileFileHead head, Dictionary<int, (long Position, int Length)> records) => (_file, Head, _records) = (file, head, records);

    /// <summary>What the journal is about.</summary>
    public TileFileHead Head { get; }

    /// <summary>Why less than all of an older journal could be used; null if nothing was lost.</summary>
    public string? Loss { get; private set; }

    /// <summary>Numbers of the finished tiles.</summary>
    public IReadOnlyCollection<int> Finished => _records.Keys;

    /// <inheritdoc/>
    public IReadOnlyList<MapTile> Tiles => Head.Tiles;

    /// <summary>Opens the journal of an interrupted map, or begins one.</summary>
    /// <param name="path">The journal.</param>
    /// <param name="head">What it is to be about; a journal about anything else is begun anew.</param>
    /// <param name="cut">Cuts the range into tiles, for a new journal.</param>
    public static TileJournal Open(string path, TileFileHead head, Func<IReadOnlyList<MapTile>> cut)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        var file = new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.Read, 1 << 16);
        try
        {
            string? loss = null;
            if (file.Length > 0)
            {
                var found = TileFile.ReadHead(file);
                if (found is not null && found.DifferencesTo(head.Parts).Count == 0 && found with { Parts = head.Parts, Device = head.Device, Tiles = head.Tiles } == head)
                    return Resume(file, found);
                loss = found is null ? "its head is damaged, or of another version of the program"
                    : found.DifferencesTo(head.Parts) is { Count: > 0 } changes ? $"{string.Join(" and ", changes)} changed"
                    : "it is about another part";
            }
            file.SetLength(0);
            var begun = new TileJournal(file, head with { Tiles = cut() }, []) { Loss = loss };
            TileFile.WriteHead(file, begun.Head);
            file.Flush(flushToDisk: true);
            DurableFile.FlushFolder(Path.GetDirectoryName(path)!);
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
        TileFile.WritePart(_file, bytes);
        _file.Flush();
        _records[record.Tile] = (position + sizeof(int), bytes.Length);
        if (DateTime.UtcNow - _flushed <= FlushInterval)
            return;
        FlushToDisk();
        // Better said now than after hours.
        long left = _file.Length / _records.Count * (Tiles.Count - _records.Count);
        DiskSpace.Require(Path.GetDirectoryName(_file.Name)!, left, "the rest of the finished tiles");
    }

    /// <summary>Makes sure that all finished tiles are on the disk.</summary>
    public void FlushToDisk()
    {
        _file.Flush(flushToDisk: true);
        _flushed = DateTime.UtcNow;
    }

    /// <inheritdoc/>
    public TileRecord Read(int tile, RunPlan plan)
    {
        if (!_records.TryGetValue(tile, out var at))
            throw new InvalidDataException($"{_file.Name} lacks tile {tile}. Run again.");
        return TileFile.ReadRecord(_file, at, tile, Tiles[tile], plan) ?? throw new InvalidDataException($"{_file.Name} is damaged at tile {tile}. Delete it and run again.");
    }

    /// <inheritdoc/>
    public void Dispose() => _file.Dispose();

    private static TileJournal Resume(FileStream file, TileFileHead head)
    {
        var (records, end) = TileFile.Scan(file, head.Tiles.Count);
        var journal = new TileJournal(file, head, records);
        if (end < file.Length)
        {
            journal.Loss = $"its last {file.Length - end:N0} bytes were not whole";
            file.SetLength(end);
        }
        return journal;
    }
}

/// <summary>Finished tiles of one ecosystem's map, in the map's order.</summary>
internal interface ITiles : IDisposable
{
    /// <summary>Limits of the tiles.</summary>
    IReadOnlyList<MapTile> Tiles { get; }

    /// <summary>Reads a finished tile.</summary>
    /// <exception cref="InvalidDataException">It is not there, or is damaged.</exception>
    TileRecord Read(int tile, RunPlan plan);
}
