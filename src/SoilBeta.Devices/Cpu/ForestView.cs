namespace SoilBeta.Devices.Cpu;

/// <summary>A forest to descend: the whole one, or the part that a box of codes can reach. The holder must keep the forest alive.</summary>
internal readonly unsafe struct ForestView
{
    /// <summary>Number of times it was pruned.</summary>
    public int Level { get; init; }

    /// <summary>Lanes in the box when it was last pruned, or considered for pruning.</summary>
    public long Lanes { get; init; }

    /// <summary>Nodes.</summary>
    public ulong* Nodes { get; init; }

    /// <summary>Position of each tree's root, [tree].</summary>
    public int* Roots { get; init; }

    /// <summary>Values of several outputs as in <see cref="CodedForest.Leaves"/>; null for one output.</summary>
    public int* Leaves { get; init; }

    /// <summary>Number of node positions.</summary>
    public int Count { get; init; }

    /// <summary>The whole forest.</summary>
    public static ForestView Whole(CodedForest forest) => new() { Level = 0, Lanes = long.MaxValue, Nodes = forest.Nodes, Roots = forest.Roots, Leaves = forest.Leaves, Count = forest.Count };

    /// <summary>The same forest, not pruned for a box of this many lanes.</summary>
    public ForestView Unpruned(long lanes) => this with { Lanes = lanes };
}
