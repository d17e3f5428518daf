namespace SoilBeta.Forests;

/// <summary>A quantile regression forest whose levels hold for new rows: each quantile is moved by as much as the rows' own out-of-bag quantiles missed their level (conformalised quantile regression, Romano, Patterson and Candès 2019, NeurIPS 32, each side for itself).</summary>
/// <remarks>
/// For a level p, r is a row's target less its quantile at p (of a ratio: divided by it) by the trees that did not draw it, without the row itself; the correction is the ⌊(n + 1)p⌋-th smallest r for p up to a half, else the ⌈(n + 1)p⌉-th.
/// So a share p of the training rows lies below; new rows drawn like these do likewise, whatever the forest is worth. Where the bags are not known (a forest from elsewhere), nothing is moved. A constant's own quantiles need no
/// correction; its further targets are calibrated without the row itself. A ratio that fewer than 1/p − 1 rows have is given no bound (19 for 5 and 95 %). All targets share the weights of one walk.
/// </remarks>
public sealed class CalibratedQuantiles : IPredictionIntervals
{
    private const double Rounding = 1e-9;

    private readonly QuantileForest _forest;
    private readonly TrainingTable _table;
    private readonly ForestBags? _bags;
    private readonly QuantileTarget[] _targets;
    private readonly QuantileColumn[] _columns;
    private readonly Lock _lock = new();
    private (double[] Probabilities, double[][] Corrections) _known = ([], []);

    private CalibratedQuantiles(Forest forest, TrainingTable table, int leastRows, IEnumerable<QuantileTarget> targets)
    {
        (_table, _bags) = (table, ForestBags.FromForest(forest, table));
        IsCalibrated = _bags is not null;
        if (forest.Model == ModelKind.Constant)
            _bags = ForestBags.None(forest, table);
        _forest = new QuantileForest(forest, table, leastRows, QuantileForest.IntervalTrees);
        _targets = [.. targets];
        _columns = [.. _targets.Select(target => _forest.Column(target.Values))];
    }

    /// <summary>Whether the levels of the forest's own target are calibrated: the forest was grown on this table here.</summary>
    public bool IsCalibrated { get; }

    /// <summary>The targets; the first is the forest's own.</summary>
    public IReadOnlyList<QuantileTarget> Targets => _targets;

    /// <summary>The forest behind them.</summary>
    internal QuantileForest Forest => _forest;

    /// <summary>Targets in ascending order, [target].</summary>
    internal IReadOnlyList<QuantileColumn> Columns => _columns;

    /// <summary>Prepares a forest.</summary>
    /// <param name="forest">The forest.</param>
    /// <param name="table">What it was trained on, its features in the forest's order.</param>
    /// <param name="leastRows">Rows that a node must hold, as in <see cref="QuantileForest"/>.</param>
    /// <param name="lower">Least value that the target can have; bounds stop there.</param>
    /// <param name="upper">Largest value that the target can have.</param>
    public static CalibratedQuantiles FromForest(Forest forest, TrainingTable table, int leastRows, double lower = double.NegativeInfinity, double upper = double.PositiveInfinity) =>
        new(forest, table, leastRows, [new QuantileTarget(table.TargetName, table.Target, IsRatio: false, lower, upper)]);

    /// <summary>Prepares a forest whose rows have further targets.</summary>
    /// <param name="forest">The forest.</param>
    /// <param name="table">What it was trained on, its features in the forest's order.</param>
    /// <param name="leastRows">Rows that a node must hold, as in <see cref="QuantileForest"/>.</param>
    /// <param name="own">The forest's own target.</param>
    /// <param name="further">The others, [target].</param>
    public static CalibratedQuantiles FromForest(Forest forest, TrainingTable table, int leastRows, QuantileTarget own, IReadOnlyList<QuantileTarget> further) => new(forest, table, leastRows, [own, .. further]);

    /// <inheritdoc/>
    public double[] QuantilesAt(float[] covariates, int cells, double[] probabilities, int threads, CancellationToken cancellation = default) =>
        QuantilesAt(1, covariates, cells, probabilities, threads, cancellation);

    /// <summary>Quantiles of all targets.</summary>
    /// <param name="covariates">Features, [feature][cell].</param>
    /// <param name="cells">Number of cells.</param>
    /// <param name="probabilities">Probabilities, ascending.</param>
    /// <param name="threads">Threads; the result does not depend on them.</param>
    /// <param name="cancellation">Cancellation token.</param>
    /// <returns>Quantiles, [target][probability][cell], ascending with the probability; NaN of a ratio that too few rows have.</returns>
    public double[] AllQuantilesAt(float[] covariates, int cells, double[] probabilities, int threads, CancellationToken cancellation = default) =>
        QuantilesAt(_targets.Length, covariates, cells, probabilities, threads, cancellation);

    /// <summary>What is added to the quantiles of the forest's own target at each level, in its unit.</summary>
    /// <param name="probabilities">Levels.</param>
    /// <param name="threads">Threads; the result does not depend on them.</param>
    public double[] Corrections(double[] probabilities, int threads) => Corrections(0, probabilities, threads);

    /// <summary>What moves the quantiles of a target at each level: a difference in its unit, or a factor of a ratio.</summary>
    /// <param name="target">Which target.</param>
    /// <param name="probabilities">Levels, ascending.</param>
    /// <param name="threads">Threads; the result does not depend on them.</param>
    public double[] Corrections(int target, double[] probabilities, int threads)
    {
        lock (_lock)
        {
            if (!_known.Probabilities.AsSpan().SequenceEqual(probabilities))
                _known = ([.. probabilities], Calibrate(probabilities, threads));
            return _known.Corrections[target];
        }
    }

    /// <summary>Mean over rows of the conditional variance of the target, by trees that did not draw the row and without it (with it where the bags are not known).</summary>
    /// <param name="rows">Rows of the table.</param>
    /// <param name="threads">Threads; the result does not depend on them.</param>
    public double Variance(IReadOnlyList<int> rows, int threads)
    {
        var variances = new double[rows.Count];
        ForRows(rows.Count, threads, (i, weights) => variances[i] = !IsCalibrated ? _forest.Variance(Features(rows[i])) : _forest.WeightsOutOfBag(rows[i], Features(rows[i]), _bags!, weights) ? _forest.Variance(weights) : double.NaN);
        return variances.Where(double.IsFinite).DefaultIfEmpty(double.NaN).Average();
    }

    /// <summary>Moves a quantile by a correction; where levels pass each other, the higher one stops at the lower.</summary>
    internal static double Moved(QuantileTarget target, double quantile, double correction, double below = double.NaN)
    {
        double value = Math.Min(Math.Max(target.IsRatio ? quantile * correction : quantile + correction, target.Lower), target.Upper);
        return value < below ? below : value;
    }

    private double[] QuantilesAt(int targets, float[] covariates, int cells, double[] probabilities, int threads, CancellationToken cancellation)
    {
        double[] result = _forest.QuantilesAt(_columns[..targets], covariates, cells, probabilities, threads, cancellation);
        for (int target = 0; target < targets; target++)
        {
            double[] corrections = Corrections(target, probabilities, threads);
            for (int i = 0; i < probabilities.Length; i++)
            {
                var own = result.AsSpan(((target * probabilities.Length) + i) * cells, cells);
                var below = i == 0 ? [] : result.AsSpan(((target * probabilities.Length) + i - 1) * cells, cells);
                for (int cell = 0; cell < cells; cell++)
                    own[cell] = Moved(_targets[target], own[cell], corrections[i], i == 0 ? double.NaN : below[cell]);
            }
        }
        return result;
    }

    private double[][] Calibrate(double[] probabilities, int threads)
    {
        int levels = probabilities.Length;
        var misses = new double[_targets.Length * levels][];
        for (int i = 0; i < misses.Length; i++)
            misses[i] = new double[_table.Rows];
        ForRows(_bags is null ? 0 : _table.Rows, threads, (row, weights) =>
        {
            var quantiles = new double[levels];
            bool outOfBag = _forest.WeightsOutOfBag(row, Features(row), _bags!, weights);
            for (int target = 0; target < _targets.Length; target++)
            {
                double value = _targets[target].Values[row];
                bool known = outOfBag && !double.IsNaN(value) && _columns[target].Quantiles(weights, probabilities, quantiles);
                for (int i = 0; i < levels; i++)
                    misses[(target * levels) + i][row] = !known ? double.NaN : _targets[target].IsRatio ? value / quantiles[i] : value - quantiles[i];
            }
        });
        return [.. _targets.Select((target, t) => probabilities.Select((probability, i) => Correction(target, t == 0 ? IsCalibrated : _bags is not null, misses[(t * levels) + i], probability)).ToArray())];
    }

    private static double Correction(QuantileTarget target, bool calibrated, double[] misses, double probability)
    {
        double[] ascending = calibrated ? [.. misses.Where(double.IsFinite).Order()] : [];
        if (target.IsRatio && ((calibrated ? ascending.Length : target.Known) + 1) * Math.Min(probability, 1 - probability) < 1 - Rounding)
            return double.NaN; // fewer rows than the level needs: no bound of theirs holds it
        double rank = (ascending.Length + 1) * probability;
        int position = (int)(probability <= 0.5 ? Math.Floor(rank) : Math.Ceiling(rank)) - 1;
        return ascending.Length > 0 ? ascending[Math.Clamp(position, 0, ascending.Length - 1)] : target.IsRatio ? 1 : 0;
    }

    private void ForRows(int count, int threads, Action<int, double[]> row)
    {
        var options = new ParallelOptions { MaxDegreeOfParallelism = threads > 0 ? threads : Environment.ProcessorCount };
        Parallel.For(0, count, options, () => new double[_table.Rows], (i, _, weights) =>
        {
            row(i, weights);
            return weights;
        }, _ => { });
    }

    private float[] Features(int row) => [.. _table.Columns.Select(column => column[row])];
}
