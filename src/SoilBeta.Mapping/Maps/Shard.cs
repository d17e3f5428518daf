
namespace SoilBeta.Mapping.Maps;

/// <summary>One of n shards of a map: the k-th n-th of every ecosystem's cells in row-major order. Shards are the same on every machine.</summary>
/// <param name="Number">Number of the shard, from 1.</param>
/// <param name="Count">Number of shards.</param>
public readonly record struct Shard(int Number, int Count)
{
    /// <summary>Maximum number of shards per map: more would only be files of a few cells.</summary>
    public const int Most = 100_000;

    /// <summary>The whole map.</summary>
    public static readonly Shard Whole = new(1, 1);

    /// <summary>First of <paramref name="cells"/> cells in the shard.</summary>
    public long Begin(long cells) => (long)((Int128)cells * (Number - 1) / Count);

    /// <summary>Cell after the last of the shard.</summary>
    public long End(long cells) => (long)((Int128)cells * Number / Count);

    /// <summary>Name of its folder, e.g. <c>2-of-5</c>.</summary>
    public override string ToString() => $"{Number}-of-{Count}";
}
