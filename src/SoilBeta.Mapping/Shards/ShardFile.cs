using SoilBeta.Devices;
using SoilBeta.Mapping.Maps;
using SoilBeta.Mapping.Totals;

namespace SoilBeta.Mapping.Shards;

/// <summary>A shard's file of finished tiles, only read. It may come from a stranger: <see cref="TileFile"/> bounds what it can ask for.</summary>
internal sealed class ShardFile
{
    private readonly TileRecords _records;

    private ShardFile(string path, TileFileHead head, TileRecords records, long lost) => (Path, Head, _records, LostBytes) = (path, head, records, lost);

    /// <summary>Where it lies.</summary>
    public string Path { get; }

    /// <summary>What it is about.</summary>
    public TileFileHead Head { get; }

    /// <summary>Bytes behind the last whole record: a task that was killed in writing, or damage.</summary>
    public long LostBytes { get; }

    /// <summary>Tiles that are not finished.</summary>
    public int MissingTiles => Head.Tiles.Count - _records.Places.Count;

    /// <summary>Opens a shard's file and holds all of it against its checksums.</summary>
    /// <returns>Null where its head cannot be read.</returns>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static ShardFile? Open(string path)
    {
        using var file = Stream(path);
        if (TileFile.ReadHead(file) is not { } head)
            return null;
        var records = TileFile.Scan(file, head.Tiles.Count);
        return new ShardFile(path, head, records, file.Length - records.End);
    }

    /// <summary>Reads a finished tile.</summary>
    /// <exception cref="InvalidDataException">It is not there, or is damaged.</exception>
    public TileRecord Read(int tile, RunPlan plan)
    {
        using var file = Stream(Path);
        return (_records.Places.TryGetValue(tile, out var at) ? TileFile.ReadRecord(file, at, tile, Head.Tiles[tile], plan) : null)
            ?? throw new InvalidDataException($"{Path} is damaged at tile {tile}. Delete it and compute part {Head.Part.Number} again: soilbeta map STUDY.yml --shard {Head.Part.Number}/{Head.Part.Count}");
    }

    /// <summary>Adds the totals of those tiles that have none of their own.</summary>
    /// <exception cref="InvalidDataException">They are damaged.</exception>
    public void AddSums(EcosystemTotals totals, RunPlan plan)
    {
        using var file = Stream(Path);
        if (_records.Sums?.AddTo(file, totals, plan) == false)
            throw new InvalidDataException($"{Path} is damaged where the totals of its tiles stand. Delete it and compute part {Head.Part.Number} again: soilbeta map STUDY.yml --shard {Head.Part.Number}/{Head.Part.Count}");
    }

    private static FileStream Stream(string path) => new(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite, 1 << 16);
}

/// <summary>The tiles of all shards of an ecosystem, in the map's order.</summary>
internal sealed class JoinedTiles : ITiles
{
    private readonly List<(ShardFile File, int Tile)> _tiles = [];
    private readonly IReadOnlyList<ShardFile> _files;

    /// <summary>Joins files that lie in the parts' order.</summary>
    public JoinedTiles(IReadOnlyList<ShardFile> files)
    {
        _files = files;
        foreach (var file in files)
            _tiles.AddRange(Enumerable.Range(0, file.Head.Tiles.Count).Select(tile => (file, tile)));
        Tiles = [.. _tiles.Select(at => at.File.Head.Tiles[at.Tile])];
    }

    /// <inheritdoc/>
    public IReadOnlyList<CellRange> Tiles { get; }

    /// <inheritdoc/>
    public TileRecord Read(int tile, RunPlan plan) => _tiles[tile].File.Read(_tiles[tile].Tile, plan);

    /// <inheritdoc/>
    public void AddSums(EcosystemTotals totals, RunPlan plan)
    {
        foreach (var file in _files)
            file.AddSums(totals, plan);
    }

    /// <inheritdoc/>
    public void Dispose() { }
}
