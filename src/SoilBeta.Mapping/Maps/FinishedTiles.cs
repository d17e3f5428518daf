using SoilBeta.Devices;
using SoilBeta.Mapping.Totals;

namespace SoilBeta.Mapping.Maps;

/// <summary>The tiles of several segments in the order of the map, across folders and tilings.</summary>
/// <param name="segments">Disjoint segments (<see cref="Disjoint"/>).</param>
/// <param name="plan">Plan of the tiles.</param>
/// <param name="zones">Number of the study's zones.</param>
public sealed class FinishedTiles(IReadOnlyList<Segment> segments, RunPlan plan, int zones)
{
    private readonly (Segment Segment, int Record, CellRange Range)[] _tiles =
        [.. segments.SelectMany(segment => segment.Ranges.Select((range, record) => (segment, record, range))).OrderBy(tile => tile.range.First)];

    /// <summary>The plan.</summary>
    public RunPlan Plan => plan;

    /// <summary>Number of tiles.</summary>
    public int Count => _tiles.Length;

    /// <summary>Ranges of the tiles.</summary>
    public IEnumerable<CellRange> Ranges => _tiles.Select(tile => tile.Range);

    /// <summary>Number of cells in all tiles.</summary>
    public long Cells => _tiles.Sum(tile => (long)tile.Range.Cells);

    /// <summary>Reads a tile.</summary>
    /// <exception cref="InvalidDataException">The segment is damaged.</exception>
    public TileRecord Read(int tile) => _tiles[tile].Segment.Read(_tiles[tile].Record, plan, zones);

    /// <summary>All tiles, one at a time.</summary>
    public IEnumerable<TileRecord> Read() => Enumerable.Range(0, Count).Select(Read);

    /// <summary>Adds the totals of all tiles, realisation by realisation.</summary>
    public void AddTotals(EcosystemTotals totals)
    {
        foreach (var segment in segments)
            segment.AddTo(totals);
    }

    /// <summary>Parts of a range that no tile covers; the number of their cells is unknown.</summary>
    public IEnumerable<CellRange> Gaps(CellRange range)
    {
        long at = range.First, end = range.First + range.Count;
        foreach (var (_, _, tile) in _tiles)
        {
            if (tile.First > at)
                yield return new CellRange(at, tile.First - at, 0);
            at = tile.First + tile.Count;
        }
        if (at < end)
            yield return new CellRange(at, end - at, 0);
    }

    /// <summary>Selects disjoint segments. Of overlapping ones it keeps the larger, because a killed compaction leaves both the merged segment and its sources.</summary>
    public static List<Segment> Disjoint(IEnumerable<Segment> found)
    {
        var taken = new List<Segment>();
        var ranges = new List<CellRange>();
        foreach (var segment in found.OrderByDescending(segment => segment.Cells).ThenBy(segment => segment.Path, StringComparer.Ordinal))
        {
            List<CellRange> all = [.. ranges.Concat(segment.Ranges).OrderBy(range => range.First)];
            if (Enumerable.Range(1, Math.Max(0, all.Count - 1)).Any(i => all[i].First < all[i - 1].First + all[i - 1].Count))
                continue;
            taken.Add(segment);
            ranges = all;
        }
        return taken;
    }
}
