namespace SoilBeta.Forests;

/// <summary>A quantile regression forest whose levels hold for new rows: each quantile is corrected by how far the rows' own out-of-bag quantiles missed their level (conformalised quantile regression, Romano, Patterson and Candès 2019, NeurIPS 32, separately for each side).</summary>
/// <remarks>
/// For a level p, the residual r of a row is its target minus its quantile at p (for a ratio: divided by it), from the trees for which the row is out of bag, and without the row itself. The correction is the ⌊(n + 1)p⌋-th smallest r for p up to a half, otherwise the ⌈(n + 1)p⌉-th.
/// So a share p of the training rows is below the corrected quantile, and the same holds for new rows drawn like these, however good the forest is. Where the bags are unknown (an imported forest), there is no correction. A constant's own quantiles need none;
/// its further targets are calibrated without the row itself. A ratio known for fewer than 1/p − 1 rows gets no bound (19 for 5 and 95 %). All targets share the weights of one descent through the trees.
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

    /// <summary>Whether the levels of the forest's own target are calibrated: the program grew the forest on this table.</summary>
    public bool IsCalibrated { get; }

    /// <summary>The targets; the first is the forest's own.</summary>
    public IReadOnlyList<QuantileTarget> Targets => _targets;

    /// <summary>The quantile forest.</summary>
    internal QuantileForest Forest => _forest;

    /// <summary>Targets in ascending order, [target].</summary>
    internal IReadOnlyList<QuantileColumn> Columns => _columns;

    /// <summary>Prepares the quantiles of a forest.</summary>
    /// <param name="forest">The forest.</param>
    /// <param name="table">Its training table, with features in the forest's order.</param>
    /// <param name="leastRows">Minimum number of rows in a node, as in <see cref="QuantileForest"/>.</param>
    /// <param name="lower">Smallest possible value of the target; bounds stop there.</param>
    /// <param name="upper">Largest possible value of the target.</param>
    public static CalibratedQuantiles FromForest(Forest forest, TrainingTable table, int leastRows, double lower = double.NegativeInfinity, double upper = double.PositiveInfinity) =>
        new(forest, table, leastRows, [new QuantileTarget(table.TargetName, table.Target, IsRatio: false, lower, upper)]);

    /// <summary>Prepares the quantiles of a forest whose rows have further targets.</summary>
    /// <param name="forest">The forest.</param>
    /// <param name="table">Its training table, with features in the forest's order.</param>
    /// <param name="leastRows">Minimum number of rows in a node, as in <see cref="QuantileForest"/>.</param>
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
    /// <returns>Quantiles, [target][probability][cell], ascending with the probability; NaN for a ratio known for too few rows.</returns>
    public double[] AllQuantilesAt(float[] covariates, int cells, double[] probabilities, int threads, CancellationToken cancellation = default) =>
        QuantilesAt(_targets.Length, covariates, cells, probabilities, threads, cancellation);

    /// <summary>Correction of the quantiles of the forest's own target at each level, in its unit.</summary>
    /// <param name="probabilities">Levels.</param>
    /// <param name="threads">Threads; the result does not depend on them.</param>
    public double[] Corrections(double[] probabilities, int threads) => Corrections(0, probabilities, threads);

    /// <summary>Correction of the quantiles of a target at each level: a difference in its unit, or a factor for a ratio.</summary>
    /// <param name="target">Index of the target.</param>
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

    /// <summary>Mean over rows of the conditional variance of the target, from the trees for which the row is out of bag, and without it (with it where the bags are unknown).</summary>
    /// <param name="rows">Rows of the table.</param>
    /// <param name="threads">Threads; the result does not depend on them.</param>
    public double Variance(IReadOnlyList<int> rows, int threads)
    {
        var variances = new double[rows.Count];
        ForRows(rows.Count, threads, (i, weights) => variances[i] = !IsCalibrated ? _forest.Variance(Features(rows[i])) : _forest.WeightsOutOfBag(rows[i], Features(rows[i]), _bags!, weights) ? _forest.Variance(weights) : double.NaN);
        return variances.Where(double.IsFinite).DefaultIfEmpty(double.NaN).Average();
    }

    /// <summary>Applies a correction to a quantile; where corrected levels cross, the higher one is set to the lower one.</summary>
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
            return double.NaN; // too few rows for a bound at this level
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
