using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text.Json;
using SoilBeta.Devices;
using SoilBeta.Mapping.Totals;

namespace SoilBeta.Mapping.Maps;

/// <summary>An immutable file of finished tiles: the cells of each, and the totals of all together.</summary>
/// <remarks>
/// Format: magic; head as JSON; one record per tile (<see cref="TileRecord"/>); one row per zone combination (<see cref="SegmentRow"/>). Each part consists of its length (int32), its bytes and their SHA-256, little endian.
/// Segments are untrusted: reading allocates no more memory than the length of the file justifies.
/// </remarks>
public sealed class Segment
{
    private const int LargestHead = 1 << 20, BytesAtOnce = 1 << 20;
    private readonly List<(long Position, int Length)> _records = [];
    private readonly List<(long Position, int Length)> _rows = [];
    private readonly List<CellRange> _ranges = [];

    private Segment(string path, SegmentHead head) => (Path, Head) = (path, head);

    private static ReadOnlySpan<byte> Magic => "SOILBETA SEGMENT 1\n"u8;

    /// <summary>Path of the file.</summary>
    public string Path { get; }

    /// <summary>Head of the segment.</summary>
    public SegmentHead Head { get; }

    /// <summary>Ranges of its tiles, in the order of its records.</summary>
    public IReadOnlyList<CellRange> Ranges => _ranges;

    /// <summary>Cells of all its tiles.</summary>
    public long Cells => _ranges.Sum(range => (long)range.Cells);

    /// <summary>Size of the file, bytes.</summary>
    public long Bytes { get; private set; }

    /// <summary>Size of the totals, bytes.</summary>
    public long RowBytes => _rows.Sum(row => (long)row.Length);

    /// <summary>Writes a segment atomically; it is verified before it gets its final name.</summary>
    /// <param name="path">Path.</param>
    /// <param name="head">Head of the segment.</param>
    /// <param name="records">Records as bytes.</param>
    /// <param name="rows">Totals, one row per zone combination.</param>
    /// <returns>The segment.</returns>
    public static Segment Write(string path, SegmentHead head, IReadOnlyCollection<Func<byte[]>> records, IReadOnlyCollection<Func<SegmentRow>> rows)
    {
        WholeFile.Write(path, file =>
        {
            file.Write(Magic);
            WritePart(file, JsonSerializer.SerializeToUtf8Bytes(head with { Records = records.Count, Rows = rows.Count }));
            foreach (var record in records)
                WritePart(file, record());
            foreach (var row in rows)
                row().WriteTo(file);
        });
        return Open(path) ?? throw new InvalidDataException($"{path}: what was written is not what is read back.\n  The disk fails, or is full; check it and run again.");
    }

    /// <summary>Opens a segment and verifies all its checksums.</summary>
    /// <returns>The segment; null if it is foreign, truncated or damaged.</returns>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static Segment? Open(string path)
    {
        using var file = Stream(path);
        byte[] magic = new byte[Magic.Length];
        if (file.ReadAtLeast(magic, magic.Length, false) < magic.Length || !magic.AsSpan().SequenceEqual(Magic) || ReadHead(file) is not { } head)
            return null;
        var segment = new Segment(path, head) { Bytes = file.Length };
        byte[] buffer = new byte[BytesAtOnce];
        while (file.Position < file.Length)
        {
            long position = file.Position + sizeof(int);
            if (SkipPart(file, buffer) is not { } length || PartHead.Read(buffer.AsSpan(0, Math.Min(length, PartHead.Bytes))) is not { } part || !segment.Take(part, position, length))
                return null;
        }
        return segment._records.Count == head.Records && segment._rows.Count == head.Rows ? segment : null;
    }

    /// <summary>Reads a record.</summary>
    /// <param name="record">Index of the record.</param>
    /// <param name="plan">The plan it was computed with.</param>
    /// <param name="zones">Number of the study's zones.</param>
    /// <exception cref="InvalidDataException">The record is damaged or does not match the plan.</exception>
    public TileRecord Read(int record, RunPlan plan, int zones) => TileRecord.FromBytes(RecordBytes(record), plan, zones) ?? throw Damaged("holds cells that the study does not have");

    /// <summary>Reads a record as bytes and verifies its checksum.</summary>
    /// <exception cref="InvalidDataException">The segment is damaged.</exception>
    public byte[] RecordBytes(int record) => ReadPart(_records[record]);

    /// <summary>Zone combinations of the rows.</summary>
    public IEnumerable<int[]> RowZones()
    {
        using var file = Stream(Path);
        foreach (var (position, _) in _rows)
        {
            var part = PartHead.Read(ReadBytes(file, position, PartHead.Bytes)) ?? throw Damaged("changed");
            yield return MemoryMarshal.Cast<byte, int>(ReadBytes(file, position + PartHead.Bytes, part.Sets * sizeof(int))).ToArray();
        }
    }

    /// <summary>Totals of a zone combination.</summary>
    /// <exception cref="InvalidDataException">They are damaged.</exception>
    public SegmentRow ReadRow(int row) => SegmentRow.FromBytes(ReadPart(_rows[row])) ?? throw Damaged("changed");

    /// <summary>Adds the totals to those of an ecosystem.</summary>
    /// <exception cref="InvalidDataException">The totals are damaged or have another number of realisations.</exception>
    public void AddTo(EcosystemTotals totals)
    {
        for (int row = 0; row < _rows.Count; row++)
        {
            var (zones, sums) = ReadRow(row);
            if (sums.Length != totals.Shape.Parts * totals.Shape.Realisations)
                throw Damaged("holds totals of another number of realisations");
            if (zones.Any(zone => zone < -1 || zone >= totals.Shape.Zones))
                throw Damaged("names a zone that the study does not have");
            totals.AddSums(zones, sums);
        }
    }

    /// <summary>Writes a part: length, bytes, SHA-256.</summary>
    /// <param name="file">File.</param>
    /// <param name="bytes">First bytes of the part; two spans, so that large parts need not be copied.</param>
    /// <param name="more">Remaining bytes.</param>
    public static void WritePart(Stream file, ReadOnlySpan<byte> bytes, ReadOnlySpan<byte> more = default)
    {
        Span<byte> length = stackalloc byte[sizeof(int)];
        BinaryPrimitives.WriteInt32LittleEndian(length, checked(bytes.Length + more.Length));
        using var checksum = new RunningChecksum();
        checksum.Append(bytes);
        checksum.Append(more);
        file.Write(length);
        file.Write(bytes);
        file.Write(more);
        file.Write(checksum.Take());
    }

    private bool Take(PartHead part, long position, int length)
    {
        if (part.Kind == PartHead.Row)
        {
            _rows.Add((position, length));
            return PartHead.Bytes + ((Int128)part.Sets * sizeof(int)) + ((Int128)part.Count * sizeof(long)) == length;
        }
        _records.Add((position, length));
        _ranges.Add(new CellRange(part.First, part.Count, part.Cells));
        return PartHead.Bytes + ((Int128)part.Tuples * part.Sets * sizeof(int)) + ((Int128)part.Cells * sizeof(long)) <= length;
    }

    private byte[] ReadPart((long Position, int Length) at)
    {
        using var file = Stream(Path);
        byte[] bytes = file.Length < at.Position + at.Length + Checksums.Size ? [] : ReadBytes(file, at.Position, at.Length);
        Span<byte> checksum = stackalloc byte[Checksums.Size];
        return bytes.Length > 0 && file.ReadAtLeast(checksum, checksum.Length, false) == checksum.Length && Checksums.Match(bytes, checksum) ? bytes : throw Damaged("is damaged");
    }

    private InvalidDataException Damaged(string how) => new($"{Path} {how}. Delete it and run again: what was in it is computed again.");

    private static SegmentHead? ReadHead(FileStream file)
    {
        try
        {
            if (ReadLength(file) is not { } length || length > LargestHead)
                return null;
            byte[] bytes = new byte[length];
            file.ReadExactly(bytes);
            Span<byte> checksum = stackalloc byte[Checksums.Size];
            file.ReadExactly(checksum);
            return Checksums.Match(bytes, checksum) && JsonSerializer.Deserialize<SegmentHead>(bytes) is { Key: not null, Ecosystem: not null, Mode: not null, Device: not null } head ? head : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    // The buffer then holds the beginning of the part.
    private static int? SkipPart(FileStream file, byte[] buffer)
    {
        if (ReadLength(file) is not { } length || length < PartHead.Bytes)
            return null;
        using var found = new RunningChecksum();
        Span<byte> first = stackalloc byte[PartHead.Bytes];
        for (int done = 0; done < length;)
        {
            int some = Math.Min(buffer.Length, length - done);
            file.ReadExactly(buffer, 0, some);
            if (done == 0)
                buffer.AsSpan(0, PartHead.Bytes).CopyTo(first);
            found.Append(buffer.AsSpan(0, some));
            done += some;
        }
        Span<byte> checksum = stackalloc byte[Checksums.Size];
        file.ReadExactly(checksum);
        first.CopyTo(buffer);
        return found.Take().AsSpan().SequenceEqual(checksum) ? length : null;
    }

    private static int? ReadLength(FileStream file)
    {
        Span<byte> size = stackalloc byte[sizeof(int)];
        if (file.ReadAtLeast(size, size.Length, false) < size.Length)
            return null;
        int length = BinaryPrimitives.ReadInt32LittleEndian(size);
        return length >= 0 && (long)length + Checksums.Size <= file.Length - file.Position ? length : null;
    }

    private static byte[] ReadBytes(FileStream file, long position, int length)
    {
        byte[] bytes = new byte[length];
        file.Seek(position, SeekOrigin.Begin);
        file.ReadExactly(bytes);
        return bytes;
    }

    private static FileStream Stream(string path) => new(path, FileMode.Open, FileAccess.Read, FileShare.Read, 1 << 16);
}
