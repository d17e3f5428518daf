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
        // Taking a node's rows away costs as much as adding them: beyond half of the trees it is cheaper to start again from nothing.
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

    /// <summary>Weight of each row, in the order of the forest's own targets.</summary>
    public ReadOnlySpan<long> Weights => _weights;

    /// <summary>Weight of all rows whose value in a column is known.</summary>
    public long Known(QuantileColumn column)
    {
        long sum = _sum;
        foreach (int position in column.Unknown)
            sum -= _weights[position];
        return sum;
    }

    /// <summary>Conditional quantiles of a column here. Where no row that the point reaches is known in it, all that are count alike.</summary>
    /// <param name="column">Target.</param>
    /// <param name="probabilities">Probabilities.</param>
    /// <param name="quantiles">Receives the quantiles; NaN where the column has no value at all.</param>
    public void Quantiles(QuantileColumn column, ReadOnlySpan<double> probabilities, Span<double> quantiles)
    {
        long known = Known(column);
        for (int i = 0; i < probabilities.Length; i++)
            quantiles[i] = known > 0 ? column.Values[Find(column, known, probabilities[i])] : column.Unconditional(probabilities[i]);
    }

    // From the nearer end: of a level of 5 or 95 % a twentieth of the weights is gone through.
    private int Find(QuantileColumn column, long known, double probability)
    {
        // At least one unit: a row without weight is not a quantile.
        long wanted = Math.Clamp((long)Math.Ceiling((probability - Rounding) * known), 1, known), sum = 0;
        int[] positions = column.Positions;
        if (probability <= 0.5)
        {
            int row = 0;
            while ((sum += _weights[positions[row]]) < wanted)
                row++;
            return row;
        }
        int last = positions.Length - 1;
        for (sum = known - _weights[positions[last]]; sum >= wanted; sum -= _weights[positions[last]])
            last--;
        return last;
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
