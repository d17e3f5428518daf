using System.Runtime.InteropServices;

namespace SoilBeta.Mapping.Maps;

/// <summary>The first 32 bytes of each part of a segment after its head: the kind of part, and the counts that determine its size.</summary>
/// <param name="Kind"><see cref="Record"/> or <see cref="Row"/>.</param>
/// <param name="Cells">Number of cells in a record; 0 in a row.</param>
/// <param name="Tuples">Number of zone combinations; 1 in a row.</param>
/// <param name="Sets">Sets of zones.</param>
/// <param name="First">First position of a record's range; 0 in a row.</param>
/// <param name="Count">Number of positions in a record's range, or of totals in a row.</param>
[StructLayout(LayoutKind.Sequential)]
internal readonly record struct PartHead(int Kind, int Cells, int Tuples, int Sets, long First, long Count)
{
    /// <summary>Finished cells of a range.</summary>
    public const int Record = 1;

    /// <summary>Totals of a zone combination.</summary>
    public const int Row = 2;

    /// <summary>Size, bytes.</summary>
    public const int Bytes = (4 * sizeof(int)) + (2 * sizeof(long));

    /// <summary>Reads a head.</summary>
    /// <param name="bytes">The beginning of a part.</param>
    /// <returns>The head; null if its counts are impossible, so that they never ask for too much memory.</returns>
    public static PartHead? Read(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length < Bytes)
            return null;
        var head = MemoryMarshal.Read<PartHead>(bytes);
        bool sound = head is { Kind: Record or Row, Cells: >= 0, Tuples: >= 0, Sets: >= 0, First: >= 0, Count: > 0 } && head.First <= long.MaxValue - head.Count;
        // Each zone combination belongs to at least one cell, and each cell has its own position.
        return sound && (head.Kind == Row ? head.Tuples == 1 && head.Cells == 0 : head.Tuples <= head.Cells && head.Cells <= head.Count) ? head : null;
    }
}
