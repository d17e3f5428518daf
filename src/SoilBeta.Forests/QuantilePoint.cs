namespace SoilBeta.Forests;

/// <summary>A point that moves through a quantile forest and keeps the weight of every row of the table. Between similar points few trees change their node, and only the weights of those nodes' rows are updated.</summary>
/// <remarks>
/// A tree's weight 1 / (rows in the node) is the integer rint(2ˢ / rows), s = 48 up to 32,767 trees, one less each time their number doubles. Sums are exact in any order, so the weights of a point do not depend on earlier points. Not thread-safe.
/// </remarks>
internal sealed class QuantilePoint(QuantileForest forest)
{
    /// <summary>Tolerance between a sum of weights and a probability: about the rounding of the integers (at most rows · 2⁻ˢ⁻¹), less than most weights.</summary>
    private const double Rounding = 1e-9;

    private readonly double _unit = Math.ScaleB(1, Shift(forest.Roots.Length));
    private readonly long[] _weights = new long[forest.Targets.Length];
    private readonly int[] _nodes = [.. Enumerable.Repeat(QuantileNode.Stop, forest.Roots.Length)];
    private long _sum;

    /// <summary>Exponent s of the weights' unit 2ˢ: the weights of all trees, each rounded up by at most half a unit for each row, sum to less than 2⁶³.</summary>
    /// <param name="trees">Number of trees, up to 4 million with a million rows.</param>
    internal static int Shift(int trees) => Math.Min(48, 63 - (32 - int.LeadingZeroCount(trees)));

    /// <summary>Moves to a point.</summary>
    /// <param name="next">Node where the point stops in each tree, [tree].</param>
    public void MoveTo(ReadOnlySpan<int> next)
    {
        var nodes = forest.Nodes;
        int changed = 0;
        for (int tree = 0; tree < next.Length; tree++)
            changed += next[tree] == _nodes[tree] ? 0 : 1;
        // Subtracting the rows of a node costs as much as adding them: if more than half of the trees change, recomputing from zero is cheaper.
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

    /// <summary>Total weight of the rows with a known value in a column.</summary>
    public long Known(QuantileColumn column)
    {
        long sum = _sum;
        foreach (int position in column.Unknown)
            sum -= _weights[position];
        return sum;
    }

    /// <summary>Conditional quantiles of a column. If none of the rows that the point reaches has a known value, all known rows count equally.</summary>
    /// <param name="column">Target.</param>
    /// <param name="probabilities">Probabilities.</param>
    /// <param name="quantiles">Receives the quantiles; NaN where the column has no value at all.</param>
    public void Quantiles(QuantileColumn column, ReadOnlySpan<double> probabilities, Span<double> quantiles)
    {
        long known = Known(column);
        for (int i = 0; i < probabilities.Length; i++)
            quantiles[i] = known > 0 ? column.Values[Find(column, known, probabilities[i])] : column.Unconditional(probabilities[i]);
    }

    // Scans from the nearer end: for a level of 5 or 95 % a twentieth of the weights.
    private int Find(QuantileColumn column, long known, double probability)
    {
        // At least one unit, since a row without weight cannot be a quantile.
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

    /// <summary>Conditional variance: Σ w y² − (Σ w y)².</summary>
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
