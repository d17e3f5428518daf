using System.Runtime.InteropServices;

namespace SoilBeta.Mapping.Maps;

/// <summary>The first 32 bytes of each part of a segment behind its head: what the part is, and the counts that its size follows from.</summary>
/// <param name="Kind"><see cref="Record"/> or <see cref="Row"/>.</param>
/// <param name="Cells">Cells of a record; 0 of a row.</param>
/// <param name="Tuples">Combinations of zones: of a record those of its cells, of a row 1.</param>
/// <param name="Sets">Sets of zones.</param>
/// <param name="First">First position of a record's range; 0 of a row.</param>
/// <param name="Count">Positions of a record's range; numbers of a row.</param>
[StructLayout(LayoutKind.Sequential)]
internal readonly record struct PartHead(int Kind, int Cells, int Tuples, int Sets, long First, long Count)
{
    /// <summary>Finished cells of a range.</summary>
    public const int Record = 1;

    /// <summary>Totals of a combination of zones.</summary>
    public const int Row = 2;

    /// <summary>Size, bytes.</summary>
    public const int Bytes = (4 * sizeof(int)) + (2 * sizeof(long));

    /// <summary>Reads a head.</summary>
    /// <param name="bytes">The beginning of a part.</param>
    /// <returns>Null where its counts make no sense; they then claim no more than can be.</returns>
    public static PartHead? Of(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length < Bytes)
            return null;
        var head = MemoryMarshal.Read<PartHead>(bytes);
        bool sound = head is { Kind: Record or Row, Cells: >= 0, Tuples: >= 0, Sets: >= 0, First: >= 0, Count: > 0 } && head.First <= long.MaxValue - head.Count;
        // A combination of zones belongs to some cell, and a cell has a place of its own.
        return sound && (head.Kind == Row ? head.Tuples == 1 && head.Cells == 0 : head.Tuples <= head.Cells && head.Cells <= head.Count) ? head : null;
    }
}
