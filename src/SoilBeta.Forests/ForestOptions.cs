namespace SoilBeta.Forests;

/// <summary>Options for growing a forest.</summary>
public sealed record ForestOptions
{
    /// <summary>Number of trees.</summary>
    public int Trees { get; init; } = 500;

    /// <summary>Features tried at a split; null for a third of them, at least 1.</summary>
    public int? Mtry { get; init; }

    /// <summary>Nodes of this many rows (copies counted) or fewer are not split.</summary>
    public int MinNodeSize { get; init; } = 5;

    /// <summary>Seed: the same seed gives the same forest for any number of threads.</summary>
    public ulong Seed { get; init; } = 1;

    /// <summary>Threads; 0 means all.</summary>
    public int Threads { get; init; }

    /// <summary>Whether splits are chosen on the logarithms of the targets, which must then be positive; leaves hold means of the targets themselves.</summary>
    public bool SplitOnLogs { get; init; }

    /// <summary>Features tried at a split of a table with this many features.</summary>
    /// <exception cref="InvalidDataException">Mtry, Trees or MinNodeSize are out of range.</exception>
    public int CheckedMtry(int features)
    {
        if (Trees < 1)
            throw new InvalidDataException($"A forest of {Trees} trees cannot be grown; give 1 or more.");
        if (MinNodeSize < 1)
            throw new InvalidDataException($"A minimum node size of {MinNodeSize} makes no sense; give 1 or more.");
        int mtry = Mtry ?? Math.Max(1, features / 3);
        if (mtry < 1 || mtry > Math.Max(1, features))
            throw new InvalidDataException($"mtry is {mtry}, but the table has {features} features: give 1 to {features}.");
        return Math.Min(mtry, features);
    }
}
