namespace SoilBeta.Mapping.Maps;

/// <summary>Head of a segment: identifies its content.</summary>
/// <param name="Key">Everything that the integers depend on, by name (<see cref="TileKey"/>).</param>
/// <param name="Ecosystem">Ecosystem.</param>
/// <param name="Mode">Mode of the draws.</param>
/// <param name="Device">Device that computed it, for the manifest; the integers do not depend on it.</param>
public sealed record SegmentHead(IReadOnlyDictionary<string, string> Key, string Ecosystem, string Mode, string Device)
{
    /// <summary>Number of records.</summary>
    public int Records { get; init; }

    /// <summary>Number of rows.</summary>
    public int Rows { get; init; }

    /// <summary>Whether another head identifies the same integers.</summary>
    public bool IsAbout(SegmentHead other) => Ecosystem == other.Ecosystem && Mode == other.Mode && TileKey.Differences(Key, other.Key).Count == 0;
}
