
namespace SoilBeta.Mapping.Maps;

/// <summary>One of n parts of a map: of every ecosystem's cells in row-major order, the part's n-th. The parts are the same whatever computes them.</summary>
/// <param name="Number">Which, from 1.</param>
/// <param name="Count">Of how many.</param>
public readonly record struct Shard(int Number, int Count)
{
    /// <summary>Most parts a map may be cut into: more would only be files of a few cells.</summary>
    public const int Most = 100_000;

    /// <summary>All of it.</summary>
    public static readonly Shard Whole = new(1, 1);

    /// <summary>The cell, of <paramref name="cells"/>, at which the part begins.</summary>
    public long Begin(long cells) => (long)((Int128)cells * (Number - 1) / Count);

    /// <summary>The cell, of <paramref name="cells"/>, before which it ends.</summary>
    public long End(long cells) => (long)((Int128)cells * Number / Count);

    /// <summary>E.g. <c>2-of-5</c>: as folders are named.</summary>
    public override string ToString() => $"{Number}-of-{Count}";
}
