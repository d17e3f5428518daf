namespace SoilBeta.Devices.Cpu;

/// <summary>A forest in ever smaller boxes: as groups of cells and draws are split, what they can reach is cut out again, from the last cut.</summary>
internal sealed unsafe class ForestLevels : IDisposable
{
    /// <summary>Boxes within boxes at most.</summary>
    public const int Depth = 6;

    /// <summary>Trees between two that are cut to see whether cutting all pays.</summary>
    private const int SampleStep = 31;

    private readonly PrunedForest?[] _levels = new PrunedForest?[Depth];
    private readonly int _largestTree;
    private readonly int _trees;
    private readonly long _mostBytes;
    private readonly NativeBuffer _sampleRoots;

    /// <summary>For forests of so many trees.</summary>
    /// <param name="largestTree">Nodes of the largest tree.</param>
    /// <param name="trees">Number of trees.</param>
    /// <param name="mostBytes">Memory that all cuts together may take, bytes: one that has no room is not made, and its groups walk the forest as it was cut before.</param>
    public ForestLevels(int largestTree, int trees, long mostBytes)
    {
        _largestTree = largestTree;
        _trees = trees;
        _mostBytes = mostBytes;
        _sampleRoots = new NativeBuffer(4L * (trees + 16));
    }

    /// <summary>Memory of all pruned copies, bytes.</summary>
    public long Bytes
    {
        get
        {
            long bytes = 0;
            foreach (PrunedForest? level in _levels.AsSpan())
                bytes += level?.Bytes ?? 0;
            return bytes;
        }
    }

    /// <summary>A forest and how often it was cut.</summary>
    internal readonly struct Cut
    {
        /// <summary>Cuts so far.</summary>
        public int Level { get; init; }

        /// <summary>Lanes in the box when it was last cut, or looked at.</summary>
        public long Lanes { get; init; }

        /// <summary>Nodes.</summary>
        public ulong* Nodes { get; init; }

        /// <summary>Roots, [tree].</summary>
        public int* Roots { get; init; }

        /// <summary>Node positions.</summary>
        public int Count { get; init; }
    }

    /// <summary>The whole forest.</summary>
    public static Cut Whole(CodedForest forest) => new() { Level = 0, Lanes = long.MaxValue, Nodes = forest.Nodes, Roots = forest.Roots, Count = forest.Count };

    /// <summary>Cuts a forest to a box, if a sample of its trees shrinks enough for that to pay.</summary>
    /// <param name="from">What to cut.</param>
    /// <param name="low">Lowest codes, [feature].</param>
    /// <param name="high">Highest codes, [feature].</param>
    /// <param name="lanes">Lanes in the box.</param>
    /// <param name="worthwhile">Most nodes of a tree that cutting may visit for each group in the box.</param>
    public Cut Prune(Cut from, int* low, int* high, long lanes, double worthwhile)
    {
        if (from.Level == Depth)
            return from;
        long room = _mostBytes - Bytes + (_levels[from.Level]?.Bytes ?? 0);
        if (_levels[from.Level] is null && PrunedForest.LeastBytes(_largestTree, _trees) > room)
            return LookedAt(from, lanes);
        PrunedForest level = _levels[from.Level] ??= new PrunedForest(_largestTree, _trees);
        if (_trees >= 4 * SampleStep)
        {
            int* roots = (int*)_sampleRoots.Memory;
            int sampled = 0;
            for (int tree = 0; tree < _trees; tree += SampleStep)
                roots[sampled++] = from.Roots[tree];
            long visits = level.Prune(from.Nodes, roots, sampled, low, high, room);
            if (visits == PrunedForest.NoRoom || visits > worthwhile * sampled * lanes / LaneGroup.Lanes)
                return LookedAt(from, lanes);
        }
        if (level.Prune(from.Nodes, from.Roots, _trees, low, high, room) == PrunedForest.NoRoom)
            return LookedAt(from, lanes);
        return new Cut { Level = from.Level + 1, Lanes = lanes, Nodes = level.Nodes, Roots = level.Roots, Count = level.Count };
    }

    private static Cut LookedAt(Cut cut, long lanes) => new() { Level = cut.Level, Lanes = lanes, Nodes = cut.Nodes, Roots = cut.Roots, Count = cut.Count };

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (PrunedForest? level in _levels)
            level?.Dispose();
        _sampleRoots.Dispose();
    }
}
