namespace SoilBeta.Forests;

/// <summary>Fixed-point scale of the leaves of a forest set.</summary>
/// <param name="Shift">Exponent s of the scale 2^s.</param>
/// <param name="Outputs">Number of values of a leaf.</param>
internal readonly record struct LeafScale(int Shift, int Outputs)
{
    /// <summary>The table that takes the leaves of one forest.</summary>
    /// <param name="nodes">Nodes of all trees.</param>
    /// <param name="trees">Number of trees; each has one leaf more than splits.</param>
    public LeafTable TableFor(long nodes, int trees) => new(Math.ScaleB(1.0, Shift), Outputs, Outputs > 1 ? checked((int)((nodes + trees) / 2 * Outputs)) : 0);
}

/// <summary>Takes the leaves of a forest in the order of its flat nodes: one output is in the node itself, several are rows of a table.</summary>
internal sealed class LeafTable(double scale, int outputs, int values)
{
    private readonly int[] _leaves = new int[values];
    private int _rows;

    /// <summary>The flat node of a leaf.</summary>
    /// <param name="own">Its values, [output].</param>
    public FlatNode Leaf(ReadOnlySpan<double> own)
    {
        if (outputs == 1)
            return new FlatNode(unchecked((uint)Fixed(own[0])), 0, 0);
        for (int output = 0; output < own.Length; output++)
            _leaves[(_rows * outputs) + output] = Fixed(own[output]);
        return new FlatNode((uint)_rows++, 0, 0);
    }

    /// <summary>The forest of the nodes.</summary>
    public FlatForest Finish(FlatNode[] nodes, int[] roots) => new(nodes, roots) { Outputs = outputs, Leaves = _leaves };

    private int Fixed(double value) => (int)Math.Round(value * scale);
}
