using System.Runtime.InteropServices;

namespace SoilBeta.Forests;

/// <summary>Quantile regression forest (Meinshausen 2006, J. Mach. Learn. Res. 7, 983–999): the whole conditional distribution of the target at a point, from the training rows that share its leaves.</summary>
/// <remarks>
/// The weight of a row at a point is the mean over trees of 1 / (rows in the node where the point stops) if the row is in that node, otherwise 0. The point stops in its leaf, or in the last node on its path with the required number of rows; all rows of the table
/// count, in the tree's bag or not. A quantile is the smallest target at which the cumulative weight reaches the probability. Weights are integers, so that the result of a point does not depend on anything else, not even on the point at which <see cref="QuantilePoint"/>
/// was before.
/// </remarks>
public sealed class QuantileForest : IPredictionIntervals
{
    /// <summary>Minimum number of rows in a node for the prediction intervals of maps: with Meinshausen's leaves, 82 % of the sample's held-out profiles are inside 90 % intervals, with nodes of 40 rows 89 % (docs/developers/measurements.md).</summary>
    public const int IntervalRows = 40;

    /// <summary>Largest number of trees for the prediction intervals of maps: the folds of a validation, whose coverage is reported, use no more, and further trees change a bound by less than its own error.</summary>
    public const int IntervalTrees = 200;

    /// <summary>Number of points that descend the trees together.</summary>
    internal const int AtOnce = 256;

    private readonly List<QuantileNode> _nodes = []; // nodes that points can visit, tree by tree
    private readonly int[] _roots;
    private readonly int[] _nodeRows; // positions in _targets; the rows of a node, and of every leaf in it, are contiguous
    private readonly int _leastRows;
    private readonly double[] _targets; // ascending
    private readonly QuantileColumn _column; // of these targets
    private readonly int[] _positions; // of the table's rows in _targets
    private readonly int _features;

    /// <summary>Passes the rows of a training table down a forest.</summary>
    /// <param name="forest">The forest.</param>
    /// <param name="table">Its training table, with features in the forest's order.</param>
    /// <param name="leastRows">Minimum number of rows of the table in a node where a point may stop; 1 is Meinshausen's definition, with leaves.</param>
    /// <param name="mostTrees">Largest number of trees to use, from the first.</param>
    /// <exception cref="InvalidDataException">The table has other features than the forest.</exception>
    public QuantileForest(Forest forest, TrainingTable table, int leastRows = 1, int mostTrees = int.MaxValue)
    {
        if (!forest.Features.SequenceEqual(table.Features, StringComparer.Ordinal))
            throw new InvalidDataException($"The forest has the features {string.Join(", ", forest.Features)}, the training table {string.Join(", ", table.Features)}.");
        ArgumentOutOfRangeException.ThrowIfLessThan(leastRows, 1);
        int trees = Math.Min(forest.Trees.Count, mostTrees);
        if ((long)trees * table.Rows > Array.MaxLength)
            throw new InvalidDataException($"Prediction bounds of {trees:N0} trees on {table.Rows:N0} rows need {(long)trees * table.Rows:N0} entries, at most {Array.MaxLength:N0} are possible. Train fewer trees, or leave the prediction bounds out.");
        _leastRows = leastRows;
        _features = table.Features.Count;
        int[] order = [.. Enumerable.Range(0, table.Rows).OrderBy(row => table.Target[row])];
        _targets = [.. order.Select(row => table.Target[row])];
        _positions = new int[table.Rows];
        for (int position = 0; position < order.Length; position++)
            _positions[order[position]] = position;
        _column = Column(table.Target);
        _roots = new int[trees];
        _nodeRows = new int[trees * table.Rows];
        float[] points = [.. order.SelectMany(row => table.Columns.Select(column => column[row]))];
        for (int t = 0; t < _roots.Length; t++)
        {
            _roots[t] = _nodes.Count;
            AddTree(forest.Trees[t], t * table.Rows, points);
        }
    }

    /// <summary>Nodes that points can visit.</summary>
    internal ReadOnlySpan<QuantileNode> Nodes => CollectionsMarshal.AsSpan(_nodes);

    /// <summary>First node of each tree, [tree].</summary>
    internal ReadOnlySpan<int> Roots => _roots;

    /// <summary>Rows of the nodes, as positions in <see cref="Targets"/>.</summary>
    internal ReadOnlySpan<int> NodeRows => _nodeRows;

    /// <summary>Targets of the rows, ascending.</summary>
    internal ReadOnlySpan<double> Targets => _targets;

    /// <summary>Another target of the same rows; its quantiles use the same weights.</summary>
    /// <param name="values">The target, [row of the table]; NaN where unknown.</param>
    internal QuantileColumn Column(double[] values) => new(values, _positions);

    /// <summary>Conditional quantiles at a point.</summary>
    /// <param name="x">Features.</param>
    /// <param name="probabilities">Probabilities, 0 … 1.</param>
    /// <param name="quantiles">Receives the quantiles.</param>
    public void Quantiles(ReadOnlySpan<float> x, ReadOnlySpan<double> probabilities, Span<double> quantiles)
    {
        QuantilePoint point = PointAt(x);
        point.Quantiles(_column, probabilities, quantiles);
    }

    /// <summary>Conditional variance at a point: Σ w y² − (Σ w y)².</summary>
    public double Variance(ReadOnlySpan<float> x) => PointAt(x).Variance();

    /// <summary>Weights of the other rows at a row of the table, from the trees for which it is out of bag, as if it were not in the table.</summary>
    /// <param name="row">Row of the table.</param>
    /// <param name="x">Features.</param>
    /// <param name="bags">Whether a tree drew a row.</param>
    /// <param name="weights">Receives the weights, in the order of the targets.</param>
    /// <returns>Whether the row is out of bag for any tree.</returns>
    internal bool WeightsOutOfBag(int row, ReadOnlySpan<float> x, ForestBags bags, double[] weights)
    {
        Array.Clear(weights);
        int trees = 0;
        for (int tree = 0; tree < _roots.Length; tree++)
        {
            if (bags.Drew(tree, row))
                continue;
            trees++;
            Add(_roots[tree], x, weights, _positions[row]);
        }
        for (int i = 0; i < weights.Length; i++)
            weights[i] /= trees;
        return trees > 0;
    }

    /// <summary>Variance of the targets with given weights.</summary>
    internal double Variance(double[] weights)
    {
        double mean = 0, square = 0;
        for (int row = 0; row < weights.Length; row++)
            mean += weights[row] * _targets[row];
        for (int row = 0; row < weights.Length; row++)
            square += weights[row] * (_targets[row] - mean) * (_targets[row] - mean);
        return square;
    }

    /// <summary>Conditional quantiles at cells, on all threads; similar neighbouring cells cost less.</summary>
    /// <param name="covariates">Features, [feature][cell].</param>
    /// <param name="cells">Number of cells.</param>
    /// <param name="probabilities">Probabilities.</param>
    /// <param name="threads">Threads; the result does not depend on them.</param>
    /// <param name="cancellation">Cancellation token.</param>
    /// <returns>Quantiles, [probability][cell].</returns>
    public double[] QuantilesAt(float[] covariates, int cells, double[] probabilities, int threads, CancellationToken cancellation = default) =>
        QuantilesAt([_column], covariates, cells, probabilities, threads, cancellation);

    /// <summary>Conditional quantiles of several targets: each cell is visited once for all of them.</summary>
    /// <returns>Quantiles, [target][probability][cell].</returns>
    internal double[] QuantilesAt(IReadOnlyList<QuantileColumn> columns, float[] covariates, int cells, double[] probabilities, int threads, CancellationToken cancellation)
    {
        var result = new double[columns.Count * probabilities.Length * cells];
        var options = new ParallelOptions { MaxDegreeOfParallelism = Math.Max(1, threads), CancellationToken = cancellation };
        Parallel.For(0, (cells + AtOnce - 1) / AtOnce, options, () => (Point: new QuantilePoint(this), Stops: new int[AtOnce * _roots.Length]), (batch, _, own) =>
        {
            int first = batch * AtOnce, count = Math.Min(AtOnce, cells - first);
            Descend(covariates, cells, first, count, own.Stops);
            var quantiles = new double[probabilities.Length];
            for (int cell = 0; cell < count; cell++)
            {
                own.Point.MoveTo(own.Stops.AsSpan(cell * _roots.Length, _roots.Length));
                for (int target = 0; target < columns.Count; target++)
                {
                    own.Point.Quantiles(columns[target], probabilities, quantiles);
                    for (int i = 0; i < quantiles.Length; i++)
                        result[(((target * quantiles.Length) + i) * cells) + first + cell] = quantiles[i];
                }
            }
            return own;
        }, _ => { });
        return result;
    }

    /// <summary>Quantiles of the targets with given weights.</summary>
    internal void Quantiles(double[] weights, ReadOnlySpan<double> probabilities, Span<double> quantiles) => _column.Quantiles(weights, probabilities, quantiles);

    /// <summary>Adds the weights of a tree, without the target at position <paramref name="without"/>, the row whose path this is.</summary>
    private void Add(int root, ReadOnlySpan<float> x, double[] weights, int without)
    {
        QuantileNode at = _nodes[root];
        while (true)
        {
            int next = x[at.Feature] <= at.Threshold ? at.Left : at.Right;
            if (next == QuantileNode.Stop || _nodes[next].End - _nodes[next].Start - 1 < _leastRows)
                break;
            at = _nodes[next];
        }
        double weight = 1.0 / (at.End - at.Start - 1);
        for (int i = at.Start; i < at.End; i++)
        {
            if (_nodeRows[i] != without)
                weights[_nodeRows[i]] += weight;
        }
    }

    private QuantilePoint PointAt(ReadOnlySpan<float> x)
    {
        int[] stops = new int[_roots.Length];
        Descend(x, 1, 0, 1, stops);
        var point = new QuantilePoint(this);
        point.MoveTo(stops);
        return point;
    }

    /// <summary>Finds the nodes where points stop, tree by tree, so that the nodes of a tree stay in cache and neighbouring points follow the same path.</summary>
    /// <param name="x">Features, [feature][cell].</param>
    /// <param name="stride">Cells between two features.</param>
    /// <param name="first">First cell.</param>
    /// <param name="count">Number of cells.</param>
    /// <param name="stops">Receives the nodes, [cell][tree].</param>
    internal void Descend(ReadOnlySpan<float> x, int stride, int first, int count, Span<int> stops)
    {
        ReadOnlySpan<QuantileNode> nodes = Nodes;
        for (int tree = 0; tree < _roots.Length; tree++)
        {
            for (int cell = 0; cell < count; cell++)
            {
                int at = _roots[tree];
                while (true)
                {
                    ref readonly QuantileNode node = ref nodes[at];
                    int next = x[(node.Feature * stride) + first + cell] <= node.Threshold ? node.Left : node.Right;
                    if (next == QuantileNode.Stop)
                        break;
                    at = next;
                }
                stops[(cell * _roots.Length) + tree] = at;
            }
        }
    }

    private void AddTree(Tree tree, int firstRow, float[] points)
    {
        int rows = _targets.Length;
        int[] leaf = new int[rows], count = new int[tree.Nodes], start = new int[tree.Nodes];
        for (int row = 0; row < rows; row++)
        {
            int node = 0;
            while (tree.Feature[node] >= 0)
                node = points[(row * _features) + tree.Feature[node]] <= ForestFlattening.DeviceThreshold(tree.Threshold[node]) ? tree.Left[node] : tree.Right[node];
            leaf[row] = node;
            count[node]++;
        }
        // Children follow their parent, so counts accumulate from the end, and positions are assigned from the root.
        for (int node = tree.Nodes - 1; node >= 0; node--)
            count[node] += tree.Feature[node] < 0 ? 0 : count[tree.Left[node]] + count[tree.Right[node]];
        // A node with too few rows is never entered: the point stops at its parent. The root is always entered.
        int[] place = new int[tree.Nodes];
        int kept = _nodes.Count;
        for (int node = 0; node < tree.Nodes; node++)
            place[node] = node == 0 || count[node] >= _leastRows ? kept++ : QuantileNode.Stop;
        start[0] = firstRow;
        for (int node = 0; node < tree.Nodes; node++)
        {
            bool split = tree.Feature[node] >= 0;
            if (split)
            {
                start[tree.Left[node]] = start[node];
                start[tree.Right[node]] = start[node] + count[tree.Left[node]];
            }
            if (place[node] == QuantileNode.Stop)
                continue;
            _nodes.Add(split
                ? new QuantileNode(tree.Feature[node], ForestFlattening.DeviceThreshold(tree.Threshold[node]), place[tree.Left[node]], place[tree.Right[node]], start[node], start[node] + count[node])
                : new QuantileNode(0, 0, QuantileNode.Stop, QuantileNode.Stop, start[node], start[node] + count[node]));
        }
        for (int row = 0; row < rows; row++)
            _nodeRows[start[leaf[row]]++] = row;
    }
}

/// <summary>A node of a quantile forest: left when x[Feature] ≤ Threshold; a point stops here where its child is <see cref="Stop"/>. Its rows of the table are Start … End − 1.</summary>
internal readonly record struct QuantileNode(int Feature, float Threshold, int Left, int Right, int Start, int End)
{
    /// <summary>Marks a child that does not exist or has too few rows.</summary>
    public const int Stop = -1;
}
