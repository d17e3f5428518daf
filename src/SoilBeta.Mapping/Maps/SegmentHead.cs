namespace SoilBeta.Mapping.Maps;

/// <summary>What a segment is about.</summary>
/// <param name="Key">All that its integers depend on, by name (<see cref="TileKey"/>).</param>
/// <param name="Ecosystem">Ecosystem.</param>
/// <param name="Mode">Mode of the draws.</param>
/// <param name="Device">Device that computed it, for the manifest; the integers do not depend on it.</param>
internal sealed record SegmentHead(IReadOnlyDictionary<string, string> Key, string Ecosystem, string Mode, string Device)
{
    /// <summary>Records in the file.</summary>
    public int Records { get; init; }

    /// <summary>Rows in the file.</summary>
    public int Rows { get; init; }

    /// <summary>Whether another head is about the same cells' same integers.</summary>
    public bool IsAbout(SegmentHead other) => Ecosystem == other.Ecosystem && Mode == other.Mode && TileKey.Differences(Key, other.Key).Count == 0;
}
