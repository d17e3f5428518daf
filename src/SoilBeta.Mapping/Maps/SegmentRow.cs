using System.Runtime.InteropServices;

namespace SoilBeta.Mapping.Maps;

/// <summary>Totals of a zone combination over all cells of a segment.</summary>
/// <param name="Zones">Zones, [set]; −1 for none.</param>
/// <param name="Sums">Density · area, [part][realisation].</param>
public sealed record SegmentRow(int[] Zones, long[] Sums)
{
    /// <summary>Dictionary key of a zone combination.</summary>
    public static string NameOf(int[] zones) => string.Join(',', zones);

    /// <summary>Writes the row as a part.</summary>
    public void WriteTo(Stream file)
    {
        PartHead[] head = [new PartHead(PartHead.Row, 0, 1, Zones.Length, 0, Sums.Length)];
        Segment.WritePart(file, [.. MemoryMarshal.AsBytes<PartHead>(head), .. MemoryMarshal.AsBytes<int>(Zones)], MemoryMarshal.AsBytes<long>(Sums));
    }

    /// <summary>Reads a row from a part whose size matches its head.</summary>
    public static SegmentRow? FromBytes(ReadOnlySpan<byte> bytes)
    {
        if (PartHead.Read(bytes) is not { Kind: PartHead.Row } head)
            return null;
        var rest = bytes[PartHead.Bytes..];
        int zones = head.Sets * sizeof(int);
        return new SegmentRow(MemoryMarshal.Cast<byte, int>(rest[..zones]).ToArray(), MemoryMarshal.Cast<byte, long>(rest[zones..]).ToArray());
    }
}
