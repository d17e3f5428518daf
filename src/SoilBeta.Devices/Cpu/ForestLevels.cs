namespace SoilBeta.Devices.Cpu;

/// <summary>Pruned copies of a forest for nested boxes: as sets of cells and draws are halved, each copy is pruned from the previous one.</summary>
internal sealed unsafe class ForestLevels : IDisposable
{
    /// <summary>Largest number of nested boxes.</summary>
    public const int Depth = 6;

    /// <summary>Step between the trees that are pruned as a sample, to decide whether pruning all of them pays.</summary>
    private const int SampleStep = 31;

    private readonly PrunedForest?[] _levels = new PrunedForest?[Depth];
    private readonly int _largestTree;
    private readonly int _trees;
    private readonly long _mostBytes;
    private readonly NativeBuffer _sampleRoots;

    /// <summary>Creates levels for forests with this many trees.</summary>
    /// <param name="largestTree">Nodes of the largest tree.</param>
    /// <param name="trees">Number of trees.</param>
    /// <param name="mostBytes">Memory for all copies together, bytes: a copy that does not fit is omitted, and its groups traverse the previous one.</param>
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

    /// <summary>Prunes a forest to a box, if a sample of its trees shrinks enough for that to pay.</summary>
    /// <param name="from">The forest to prune.</param>
    /// <param name="low">Lowest codes, [feature].</param>
    /// <param name="high">Highest codes, [feature].</param>
    /// <param name="lanes">Lanes in the box.</param>
    /// <param name="mostVisits">Most node visits for each tree that pruning may take for each group in the box.</param>
    public ForestView Prune(ForestView from, int* low, int* high, long lanes, double mostVisits)
    {
        if (from.Level == Depth)
            return from;
        long room = _mostBytes - Bytes + (_levels[from.Level]?.Bytes ?? 0);
        if (_levels[from.Level] is null && PrunedForest.LeastBytes(_largestTree, _trees) > room)
            return from.Unpruned(lanes);
        PrunedForest level = _levels[from.Level] ??= new PrunedForest(_largestTree, _trees);
        if (_trees >= 4 * SampleStep)
        {
            int* roots = (int*)_sampleRoots.Memory;
            int sampled = 0;
            for (int tree = 0; tree < _trees; tree += SampleStep)
                roots[sampled++] = from.Roots[tree];
            long visits = level.Prune(from.Nodes, roots, sampled, low, high, room);
            if (visits == PrunedForest.NoRoom || visits > mostVisits * sampled * lanes / LaneGroup.Lanes)
                return from.Unpruned(lanes);
        }
        if (level.Prune(from.Nodes, from.Roots, _trees, low, high, room) == PrunedForest.NoRoom)
            return from.Unpruned(lanes);
        return new ForestView { Level = from.Level + 1, Lanes = lanes, Nodes = level.Nodes, Roots = level.Roots, Leaves = from.Leaves, Count = level.Count };
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (PrunedForest? level in _levels)
            level?.Dispose();
        _sampleRoots.Dispose();
    }
}
