namespace SoilBeta.Forests;

/// <summary>A point that moves through a quantile forest and knows the weight of every row of the table there. Between alike points few trees change their node, and only their rows' weights are touched.</summary>
/// <remarks>
/// A tree's weight 1 / (rows in the node) is the integer rint(2ˢ / rows), s = 48 up to 32,767 trees, one less each time their number doubles: sums are exact in any order, so a point's weights do not depend on the way to it. Not thread-safe.
/// </remarks>
internal sealed class QuantilePoint(QuantileForest forest)
{
    /// <summary>What a sum of weights may miss a probability by: about the integers' rounding (at most rows · 2⁻ˢ⁻¹), less than most weights.</summary>
    private const double Rounding = 1e-9;

    private readonly double _unit = Math.ScaleB(1, Shift(forest.Roots.Length));
    private readonly long[] _weights = new long[forest.Targets.Length];
    private readonly int[] _nodes = [.. Enumerable.Repeat(QuantileNode.Stop, forest.Roots.Length)];
    private long _sum;

    /// <summary>s of the weights' unit 2ˢ: the weights of all trees, each rounded up at most by half a unit a row, add up to less than 2⁶³.</summary>
    /// <param name="trees">Number of trees, up to 4 million with a million rows.</param>
    internal static int Shift(int trees) => Math.Min(48, 63 - (32 - int.LeadingZeroCount(trees)));

    /// <summary>Moves to a point.</summary>
    /// <param name="next">Where the point stops in each tree, [tree].</param>
    public void MoveTo(ReadOnlySpan<int> next)
    {
        var nodes = forest.Nodes;
        int changed = 0;
        for (int tree = 0; tree < next.Length; tree++)
            changed += next[tree] == _nodes[tree] ? 0 : 1;
        // Taking a node's rows away costs as much as adding them: beyond half of the trees it is cheaper to begin anew.
        if (2 * changed > next.Length)
        {
            Array.Clear(_weights);
            _sum = 0;
            Array.Fill(_nodes, QuantileNode.Stop);
        }
        for (int tree = 0; tree < next.Length; tree++)
        {
            if (_nodes[tree] == next[tree])
                continue;
            if (_nodes[tree] != QuantileNode.Stop)
                Add(nodes[_nodes[tree]], -1);
            Add(nodes[next[tree]], 1);
            _nodes[tree] = next[tree];
        }
    }

    /// <summary>Conditional quantiles here.</summary>
    /// <param name="probabilities">Probabilities, ascending.</param>
    /// <param name="quantiles">Receives the quantiles.</param>
    public void Quantiles(ReadOnlySpan<double> probabilities, Span<double> quantiles)
    {
        long sum = 0;
        int row = -1;
        for (int i = 0; i < probabilities.Length; i++)
        {
            // At least one unit: a row without weight is no quantile.
            long wanted = Math.Max(1, (long)Math.Ceiling((probabilities[i] - Rounding) * _sum));
            while (sum < wanted && row + 1 < _weights.Length)
                sum += _weights[++row];
            quantiles[i] = forest.Targets[row];
        }
    }

    /// <summary>Conditional variance here: Σ w y² − (Σ w y)².</summary>
    public double Variance()
    {
        var targets = forest.Targets;
        double mean = 0, square = 0;
        for (int row = 0; row < targets.Length; row++)
            mean += _weights[row] * targets[row];
        mean /= _sum;
        for (int row = 0; row < targets.Length; row++)
            square += _weights[row] * (targets[row] - mean) * (targets[row] - mean);
        return square / _sum;
    }

    private void Add(in QuantileNode node, int sign)
    {
        long weight = sign * (long)Math.Round(_unit / (node.End - node.Start));
        foreach (int row in forest.NodeRows[node.Start..node.End])
            _weights[row] += weight;
        _sum += weight * (node.End - node.Start);
    }
}
