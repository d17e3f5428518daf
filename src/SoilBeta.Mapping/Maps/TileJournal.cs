using SoilBeta.Devices;
using SoilBeta.Mapping.Totals;
using SoilBeta.Rasters;
using SoilBeta.Studies;

namespace SoilBeta.Mapping.Maps;

/// <summary>Finished tiles of one ecosystem's map, or of a part of it, one record after the other: an interrupted map goes on behind the last whole record.</summary>
/// <remarks>
/// The format is <see cref="TileFile"/>'s. The tiles' limits stand in the head, so that a resumed run cuts the map as the first one did.
/// Where there are many realisations, the tiles' totals would be most of the journal. So it is rewritten, with the totals of all finished tiles added up, whenever they are more than all the rest: it never is much larger than
/// three times what is known of the cells.
/// </remarks>
internal sealed class TileJournal : ITiles
{
    /// <summary>Totals of single tiles that a journal may hold at least before they are added up, bytes.</summary>
    public const long FewTotals = 64L << 20;

    private static readonly TimeSpan FlushInterval = TimeSpan.FromSeconds(5);
    private readonly long _fewTotals;
    private FileStream _file;
    private TileRecords _records;
    private long _ownTotals;
    private DateTime _flushed = DateTime.UtcNow;

    private TileJournal(FileStream file, TileFileHead head, TileRecords records, long fewTotals)
    {
        (_file, Head, _records, _fewTotals) = (file, head, records, fewTotals);
        _ownTotals = records.Places.Values.Sum(place => (long)place.TotalsBytes);
    }

    /// <summary>What the journal is about.</summary>
    public TileFileHead Head { get; }

    /// <summary>Why less than all of an older journal could be used; null if nothing was lost.</summary>
    public string? Loss { get; private set; }

    /// <summary>Numbers of the finished tiles.</summary>
    public IReadOnlyCollection<int> Finished => _records.Places.Keys;

    /// <inheritdoc/>
    public IReadOnlyList<CellRange> Tiles => Head.Tiles;

    /// <summary>Opens the journal of an interrupted map, or begins one.</summary>
    /// <param name="path">The journal.</param>
    /// <param name="head">What it is to be about; a journal about anything else is begun again.</param>
    /// <param name="cut">Cuts the range into tiles, for a new journal.</param>
    /// <param name="fewTotals">As <see cref="FewTotals"/>; tests make it small.</param>
    public static TileJournal Open(string path, TileFileHead head, Func<IReadOnlyList<CellRange>> cut, long fewTotals = FewTotals)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.Delete(path + Anew); // left by a run that was killed
        FileStream file = Stream(path);
        try
        {
            string? loss = null;
            if (file.Length > 0)
            {
                var found = TileFile.ReadHead(file);
                if (found is not null && found.DifferencesTo(head.Parts).Count == 0 && found with { Parts = head.Parts, Device = head.Device, Tiles = head.Tiles } == head)
                    return Resume(file, found, fewTotals);
                loss = found is null ? "its head is damaged, or of another version of the program"
                    : found.DifferencesTo(head.Parts) is { Count: > 0 } changes ? $"{string.Join(" and ", changes)} changed"
                    : "it is about another part";
            }
            file.SetLength(0);
            var begun = new TileJournal(file, head with { Tiles = cut() }, new TileRecords(), fewTotals) { Loss = loss };
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
        long position = _file.Seek(0, SeekOrigin.End);
        var (bytes, totals) = record.WriteTo(_file);
        _file.Flush();
        _records.Places[record.Tile] = new TilePlace(position + sizeof(int), bytes, totals);
        _ownTotals += totals;
        if (_ownTotals > Math.Max(_fewTotals, _file.Length - _ownTotals))
            AddUp();
        if (DateTime.UtcNow - _flushed <= FlushInterval)
            return;
        FlushToDisk();
        // Better said now than after hours.
        long left = (_file.Length - _ownTotals) / _records.Places.Count * (Tiles.Count - _records.Places.Count);
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
        if (!_records.Places.TryGetValue(tile, out var at))
            throw new InvalidDataException($"{_file.Name} lacks tile {tile}. Run again.");
        return TileFile.ReadRecord(_file, at, tile, Tiles[tile], plan) ?? throw new InvalidDataException($"{_file.Name} is damaged at tile {tile}. Delete it and run again.");
    }

    /// <inheritdoc/>
    public void AddSums(EcosystemTotals totals, RunPlan plan)
    {
        if (_records.Sums?.AddTo(_file, totals, plan) == false)
            throw new InvalidDataException($"{_file.Name} is damaged where the totals of its tiles stand. Delete it and run again.");
    }

    /// <inheritdoc/>
    public void Dispose() => _file.Dispose();

    private const string Anew = ".new";

    private static FileStream Stream(string path) => new(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.Read, 1 << 16);

    private static TileJournal Resume(FileStream file, TileFileHead head, long fewTotals)
    {
        var records = TileFile.Scan(file, head.Tiles.Count);
        var journal = new TileJournal(file, head, records, fewTotals);
        if (records.Lost > 0)
            journal.Loss = $"the totals of {records.Lost:N0} of its tiles are damaged";
        if (records.End < file.Length)
        {
            journal.Loss = $"its last {file.Length - records.End:N0} bytes were not whole";
            file.SetLength(records.End);
        }
        return journal;
    }

    // The old journal stays until the new one is on the disk, and is looked through once more first: a checksum must not be put upon damage.
    private void AddUp()
    {
        string path = _file.Name;
        _file.Position = 0;
        var head = TileFile.ReadHead(_file);
        var records = head is null ? null : TileFile.Scan(_file, Tiles.Count);
        if (records is null || records.End != _file.Length || records.Places.Count != _records.Places.Count)
            throw new InvalidDataException($"{path} is damaged: what was written to it is not what is read back. The disk fails, or is full; check it and run again.");
        DiskSpace.Require(Path.GetDirectoryName(path)!, _file.Length - _ownTotals, "a rewritten journal");
        using (FileStream anew = Stream(path + Anew))
        {
            anew.SetLength(0);
            TileFile.WriteHead(anew, Head);
            if (!TileSums.Gather(_file, records, anew))
                throw new InvalidDataException($"{path} is damaged: its tiles have different numbers of realisations. Delete it and run again.");
            anew.Flush(flushToDisk: true);
        }
        _file.Dispose();
        File.Move(path + Anew, path, overwrite: true);
        DurableFile.FlushFolder(Path.GetDirectoryName(path)!);
        _file = Stream(path);
        _ = TileFile.ReadHead(_file);
        _records = TileFile.Scan(_file, Tiles.Count);
        _ownTotals = 0;
        _flushed = DateTime.UtcNow;
    }
}

/// <summary>Finished tiles of one ecosystem's map, in the map's order.</summary>
internal interface ITiles : IDisposable
{
    /// <summary>Limits of the tiles.</summary>
    IReadOnlyList<CellRange> Tiles { get; }

    /// <summary>Reads a finished tile.</summary>
    /// <exception cref="InvalidDataException">It is not there, or is damaged.</exception>
    TileRecord Read(int tile, RunPlan plan);

    /// <summary>Adds the totals of those tiles that have none of their own.</summary>
    /// <exception cref="InvalidDataException">They are damaged.</exception>
    void AddSums(EcosystemTotals totals, RunPlan plan);
}
