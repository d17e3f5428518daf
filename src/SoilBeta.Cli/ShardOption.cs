using System.Globalization;
using SoilBeta.Mapping.Maps;
using SoilBeta.Mapping.Shards;
using SoilBeta.Studies;

namespace SoilBeta.Cli;

/// <summary>Reads <c>--shard i/n</c> and <c>--shards n</c>.</summary>
internal static class ShardOption
{
    /// <summary>Parses shard i of n.</summary>
    /// <exception cref="UsageException">There is no such shard.</exception>
    public static Shard Parse(string text)
    {
        string[] numbers = text.Split('/');
        return numbers.Length == 2 && Number(numbers[0]) is { } number && Number(numbers[1]) is { } count && number >= 1 && number <= count && count <= Shard.Most
            ? new Shard(number, count)
            : throw new UsageException($"--shard {text}: expected i/n with 1 ≤ i ≤ n ≤ {Shard.Most}, e.g. --shard 2/5.");
    }

    /// <summary>Checks a number of shards.</summary>
    /// <exception cref="UsageException">The number is out of range.</exception>
    public static int Count(int count) => count is >= 1 and <= Shard.Most ? count : throw new UsageException($"--shards {count}: expected 1 … {Shard.Most}.");

    private static int? Number(string text) => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int number) ? number : null;
}
