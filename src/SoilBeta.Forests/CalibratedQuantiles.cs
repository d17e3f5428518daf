namespace SoilBeta.Forests;

/// <summary>A quantile regression forest whose levels hold for new rows: each quantile is moved by as much as the rows' own out-of-bag quantiles missed their level (conformalised quantile regression, Romano, Patterson and Candès 2019, NeurIPS 32, each side for itself).</summary>
/// <remarks>
/// For a level p, r is a row's target less its quantile at p by the trees that did not draw it, without the row itself; the correction is the ⌊(n + 1)p⌋-th smallest r for p up to a half, else the ⌈(n + 1)p⌉-th.
/// So a share p of the training rows lies below; new rows drawn like these do likewise, whatever the forest is worth. Where the bags are not known (a forest from elsewhere), nothing is moved. A constant's quantiles need none.
/// </remarks>
public sealed class CalibratedQuantiles : IPredictionIntervals
{
    private readonly QuantileForest _forest;
    private readonly TrainingTable _table;
    private readonly ForestBags? _bags;
    private readonly double _lower;
    private readonly double _upper;
    private readonly Lock _lock = new();
    private (double[] Probabilities, double[] Corrections) _known = ([], []);

    private CalibratedQuantiles(QuantileForest forest, TrainingTable table, ForestBags? bags, double lower, double upper) =>
        (_forest, _table, _bags, _lower, _upper) = (forest, table, bags, lower, upper);

    /// <summary>Whether the levels are calibrated: the forest was grown on this table here.</summary>
    public bool IsCalibrated => _bags is not null;

    /// <summary>Prepares a forest.</summary>
    /// <param name="forest">The forest.</param>
    /// <param name="table">What it was trained on, its features in the forest's order.</param>
    /// <param name="leastRows">Rows that a node must hold, as in <see cref="QuantileForest"/>.</param>
    /// <param name="lower">Least value that the target can have; bounds stop there.</param>
    /// <param name="upper">Largest value that the target can have.</param>
    public static CalibratedQuantiles Of(Forest forest, TrainingTable table, int leastRows, double lower = double.NegativeInfinity, double upper = double.PositiveInfinity) =>
        new(new QuantileForest(forest, table, leastRows), table, ForestBags.Of(forest, table), lower, upper);

    /// <inheritdoc/>
    public double[] Of(float[] covariates, int cells, double[] probabilities, int threads, CancellationToken cancellation = default)
    {
        double[] corrections = Corrections(probabilities, threads), result = _forest.Of(covariates, cells, probabilities, threads, cancellation);
        for (int i = 0; i < probabilities.Length; i++)
        {
            for (int cell = 0; cell < cells; cell++)
            {
                // Levels that are moved by different amounts may pass each other; the higher one stops at the lower.
                double value = Math.Min(Math.Max(result[(i * cells) + cell] + corrections[i], _lower), _upper);
                result[(i * cells) + cell] = i == 0 ? value : Math.Max(value, result[((i - 1) * cells) + cell]);
            }
        }
        return result;
    }

    /// <summary>What is added to the quantiles at each level, in the target's unit.</summary>
    /// <param name="probabilities">Levels.</param>
    /// <param name="threads">Threads; the result does not depend on them.</param>
    public double[] Corrections(double[] probabilities, int threads)
    {
        if (_bags is null)
            return new double[probabilities.Length];
        lock (_lock)
        {
            if (!_known.Probabilities.AsSpan().SequenceEqual(probabilities))
                _known = ([.. probabilities], Calibrate(probabilities, threads));
            return _known.Corrections;
        }
    }

    /// <summary>Mean over rows of the conditional variance of the target, by trees that did not draw the row and without it (with it where the bags are not known).</summary>
    /// <param name="rows">Rows of the table.</param>
    /// <param name="threads">Threads; the result does not depend on them.</param>
    public double Variance(IReadOnlyList<int> rows, int threads)
    {
        var variances = new double[rows.Count];
        ForRows(rows.Count, threads, (i, weights) => variances[i] = _bags is null ? _forest.Variance(Features(rows[i])) : _forest.WeightsOutOfBag(rows[i], Features(rows[i]), _bags, weights) ? _forest.Variance(weights) : double.NaN);
        return variances.Where(double.IsFinite).DefaultIfEmpty(double.NaN).Average();
    }

    private double[] Calibrate(double[] probabilities, int threads)
    {
        var misses = new double[probabilities.Length][];
        for (int i = 0; i < misses.Length; i++)
            misses[i] = new double[_table.Rows];
        ForRows(_table.Rows, threads, (row, weights) =>
        {
            var quantiles = new double[probabilities.Length];
            bool known = _forest.WeightsOutOfBag(row, Features(row), _bags!, weights);
            if (known)
                _forest.Quantiles(weights, probabilities, quantiles);
            for (int i = 0; i < quantiles.Length; i++)
                misses[i][row] = known ? _table.Target[row] - quantiles[i] : double.NaN;
        });
        return [.. probabilities.Select((probability, i) =>
        {
            double[] ascending = [.. misses[i].Where(double.IsFinite).Order()];
            double rank = (ascending.Length + 1) * probability;
            int position = (int)(probability <= 0.5 ? Math.Floor(rank) : Math.Ceiling(rank)) - 1;
            return ascending.Length == 0 ? 0 : ascending[Math.Clamp(position, 0, ascending.Length - 1)];
        })];
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
