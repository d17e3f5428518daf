using SoilBeta.Devices;
using SoilBeta.Studies;

namespace SoilBeta.Mapping.Maps;

/// <summary>Folder of one key's finished tiles during their computation: tiles become a segment every few seconds, and small segments are merged. The caller holds the lock of the output folder or shard.</summary>
public sealed class TileFolder
{
    private readonly string _path;
    private readonly SegmentHead _head;
    private readonly TileOptions _options;
    private readonly List<Segment> _segments;
    private readonly List<TileRecord> _waiting = [];
    private long _written;
    private int _next;

    private TileFolder(string path, SegmentHead head, TileOptions options, List<Segment> segments)
    {
        (_path, _head, _options, _segments) = (path, head, options, segments);
        _next = segments.Select(segment => int.Parse(Path.GetFileNameWithoutExtension(segment.Path), System.Globalization.CultureInfo.InvariantCulture)).DefaultIfEmpty(0).Max() + 1;
        _written = options.Clock.GetTimestamp();
    }

    /// <summary>Number of existing segments that could not be used because they are damaged or of another key.</summary>
    public int Unusable { get; private init; }

    /// <summary>Opens a folder and removes unusable files from it.</summary>
    /// <param name="path">A folder in that of a <see cref="TileStore"/>.</param>
    /// <param name="head">Head of the segment.</param>
    /// <param name="options">Options of the segments.</param>
    public static TileFolder Open(string path, SegmentHead head, TileOptions options)
    {
        Directory.CreateDirectory(path);
        var found = new List<Segment>();
        int unusable = 0;
        foreach (string file in Directory.GetFiles(path).Order(StringComparer.Ordinal))
        {
            bool isSegment = TileStore.IsSegment(file);
            if (isSegment && Segment.Open(file) is { } segment && segment.Head.IsAbout(head))
            {
                found.Add(segment);
                continue;
            }
            unusable += isSegment ? 1 : 0;
            if (isSegment || TemporaryName.ProcessOf(file) is not null)
                File.Delete(file);
        }
        var kept = FinishedTiles.Disjoint(found);
        found.Except(kept).ToList().ForEach(segment => File.Delete(segment.Path));
        return new TileFolder(path, head, options, kept) { Unusable = unusable };
    }

    /// <summary>The finished tiles except those that wait to be written.</summary>
    public FinishedTiles Finished(RunPlan plan, int zones) => new([.. _segments], plan, zones);

    /// <summary>Keeps a finished tile.</summary>
    /// <returns>Whether this and all earlier tiles are on disk now.</returns>
    public bool Add(TileRecord record)
    {
        _waiting.Add(record);
        if (_options.Clock.GetElapsedTime(_written) < _options.Interval && _waiting.Sum(BytesOf) < _options.WaitingBytes)
            return false;
        Flush();
        return true;
    }

    /// <summary>Writes the waiting tiles to disk.</summary>
    public void Flush()
    {
        if (_waiting.Count > 0)
        {
            var rows = new Dictionary<string, SegmentRow>(StringComparer.Ordinal);
            foreach (var record in _waiting)
                AddUp(record, rows);
            Write([.. _waiting.OrderBy(record => record.Range.First).Select(record => (Func<byte[]>)record.ToBytes)], [.. rows.Values.Select(row => (Func<SegmentRow>)(() => row))]);
            _waiting.Clear();
        }
        // With many realisations the totals would outgrow the cells unless they are added up.
        long totals = _segments.Sum(segment => segment.RowBytes), bytes = _segments.Sum(segment => segment.Bytes);
        if (_segments.Count > 1 && totals > Math.Max(_options.FewTotals, bytes - totals))
            Merge([.. _segments]);
        else if (_segments.Count > _options.MostSegments)
            Merge([.. _segments.OrderBy(segment => segment.Bytes).Take((_options.MostSegments / 2) + 1)]);
        _written = _options.Clock.GetTimestamp();
    }

    /// <summary>Requires disk space for the remaining tiles, so that a lack is reported now rather than after hours.</summary>
    /// <param name="cells">Remaining cells.</param>
    /// <param name="plan">Plan of the tiles.</param>
    public void RequireRoom(long cells, RunPlan plan) => DiskSpace.Require(_path, cells * TileRecord.BytesOfCell(plan), "the rest of the finished tiles");

    // The merged segment is on disk before its sources are deleted; a reader that finds both takes the larger.
    private void Merge(IReadOnlyList<Segment> some)
    {
        DiskSpace.Require(_path, some.Sum(segment => segment.Bytes - segment.RowBytes), "merging finished tiles");
        var records = some.SelectMany(segment => segment.Ranges.Select((range, record) => (segment, record, range.First))).OrderBy(tile => tile.First);
        var rows = some.SelectMany(segment => segment.RowZones().Select((zones, row) => (segment, row, Name: SegmentRow.NameOf(zones)))).GroupBy(row => row.Name, StringComparer.Ordinal);
        Write([.. records.Select(tile => (Func<byte[]>)(() => tile.segment.RecordBytes(tile.record)))], [.. rows.Select(group => (Func<SegmentRow>)(() => Sum(group.Select(row => row.segment.ReadRow(row.row)))))]);
        foreach (var segment in some)
        {
            _segments.Remove(segment);
            File.Delete(segment.Path);
        }
    }

    private void Write(IReadOnlyCollection<Func<byte[]>> records, IReadOnlyCollection<Func<SegmentRow>> rows)
    {
        var segment = Segment.Write(TileStore.SegmentAt(_path, _next++), _head, records, rows);
        DurableFile.FlushFolder(_path);
        _segments.Add(segment);
        _options.Written(segment.Path);
    }

    private static void AddUp(TileRecord record, Dictionary<string, SegmentRow> rows)
    {
        var tuples = record.Cells.Tuples;
        int size = tuples.Count == 0 ? 0 : record.Result.Totals.Length / tuples.Count;
        for (int tuple = 0; tuple < tuples.Count && size > 0; tuple++)
        {
            string name = SegmentRow.NameOf(tuples[tuple]);
            var sums = record.Result.Totals.AsSpan(tuple * size, size);
            if (!rows.TryGetValue(name, out var row))
                rows[name] = new SegmentRow(tuples[tuple], sums.ToArray());
            else
                Add(row.Sums, sums);
        }
    }

    private static SegmentRow Sum(IEnumerable<SegmentRow> rows)
    {
        SegmentRow? sum = null;
        foreach (var row in rows)
        {
            if (sum is null)
                sum = row;
            else if (sum.Sums.Length == row.Sums.Length)
                Add(sum.Sums, row.Sums);
            else
                throw new InvalidDataException("Finished tiles of one key have different numbers of realisations. Delete the output folder's work/tiles and run again.");
        }
        return sum!;
    }

    private static void Add(Span<long> to, ReadOnlySpan<long> from)
    {
        for (int i = 0; i < to.Length; i++)
            to[i] += from[i];
    }

    private static long BytesOf(TileRecord record)
    {
        var result = record.Result;
        return (sizeof(long) * ((long)result.Totals.Length + result.SumDensity.Length + result.SumS.Length)) + (sizeof(int) * ((long)result.OrderS.Length + result.OrderDensity.Length)) + (record.Cells.Cells * (long)TileRecord.PlaceBytes);
    }
}

/// <summary>Options for writing segments.</summary>
public sealed record TileOptions
{
    /// <summary>Clock for the interval.</summary>
    public TimeProvider Clock { get; init; } = TimeProvider.System;

    /// <summary>Time after which finished tiles become a segment.</summary>
    public TimeSpan Interval { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>Limit of tiles that wait to be written, bytes.</summary>
    public long WaitingBytes { get; init; } = 64L << 20;

    /// <summary>Size of totals in segments above which they are added up, bytes.</summary>
    public long FewTotals { get; init; } = LeastTotals;

    /// <summary>Number of segments above which the smaller half is merged.</summary>
    public int MostSegments { get; init; } = 32;

    /// <summary>Called for each segment after it has been written, before those that it replaces are deleted.</summary>
    public Action<string> Written { get; init; } = _ => { };

    /// <summary><see cref="FewTotals"/> of a run, bytes.</summary>
    public const long LeastTotals = 64L << 20;
}
