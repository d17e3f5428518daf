namespace SoilBeta.Devices.Cpu;

/// <summary>Moves one prepared group down a forest: mask descent and leaf sums, sixteen trees at a time.</summary>
internal sealed unsafe class GroupDescent : IDisposable
{
    private readonly MaskDescent _walk;
    private readonly LeafSums _leaves;
    private readonly NativeBuffer _sums;
    private readonly int _trees;
    private readonly int _outputs;

    /// <summary>Allocates buffers for the forests of a plan.</summary>
    public GroupDescent(DescentShape shape, InstructionSet instructions)
    {
        _trees = shape.Trees;
        _outputs = shape.Outputs;
        _walk = new MaskDescent(shape.LargestTree, shape.Thresholds.Length, instructions);
        _leaves = new LeafSums((shape.LargestTree + 1) / 2, _outputs, instructions);
        Group = new LaneGroup(shape.Thresholds, _leaves.LaneOfPosition);
        _sums = new NativeBuffer(4L * LaneGroup.Lanes * _outputs);
    }

    /// <summary>The group: fill its codes, call Prepare, then <see cref="Run"/>.</summary>
    public LaneGroup Group { get; }

    /// <summary>Sums S of the group's points, [output][1024 points].</summary>
    public int* Sums => (int*)_sums.Memory;

    /// <summary>Computes <see cref="Sums"/>.</summary>
    public void Run(ForestView forest, CancellationToken cancellation)
    {
        new Span<int>(Sums, LaneGroup.Lanes * _outputs).Clear();
        for (int tree = 0; tree < _trees; tree += LaneGroup.TreesAtOnce)
        {
            int trees = Math.Min(LaneGroup.TreesAtOnce, _trees - tree);
            int leaves = _walk.Walk(Group, forest.Nodes, forest.Roots, tree, trees);
            _leaves.Add(_walk, leaves, tree, trees, forest.Leaves, Sums);
            cancellation.ThrowIfCancellationRequested();
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _walk.Dispose();
        _leaves.Dispose();
        Group.Dispose();
        _sums.Dispose();
    }
}

/// <summary>Sizes that determine the buffers of the descent.</summary>
/// <param name="Trees">Trees of a forest.</param>
/// <param name="Outputs">Values of a leaf.</param>
/// <param name="LargestTree">Nodes of the largest tree.</param>
/// <param name="Thresholds">Number of thresholds, [feature].</param>
internal sealed record DescentShape(int Trees, int Outputs, int LargestTree, int[] Thresholds);
