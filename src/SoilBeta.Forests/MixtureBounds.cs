using SoilBeta.Numerics;

namespace SoilBeta.Forests;

/// <summary>Bounds of a single observation where several models apply to parts of a cell: quantiles of the mixture of their conditional distributions, each weighted by its part.</summary>
/// <remarks>
/// At each level every model's distribution is shifted by its own correction at that level, so that a cell with one model has the bound of that model. The values of all models are merged in ascending order (descending above a half) until
/// their weights reach the level: for 5 and 95 % this visits a twentieth of the rows. The normal distribution of a regression is approximated by 2,048 equal parts: its quantiles are then accurate to 0.005 standard deviations at 5 %.
/// </remarks>
public static class MixtureBounds
{
    private const int AtOnce = 64;

    /// <summary>Rounding tolerance between a sum of weights and a level.</summary>
    private const double Rounding = 1e-9;

    private static readonly double[] s_normal = [.. Enumerable.Range(0, 2048).Select(i => NormalQuantile.At((i + 0.5) / 2048))];

    /// <summary>Computes quantiles of the mixtures.</summary>
    /// <param name="members">Models, all with the same targets and features.</param>
    /// <param name="cells">Cells, each with at least one model.</param>
    /// <param name="probabilities">Levels, ascending.</param>
    /// <param name="threads">Threads; the result does not depend on them.</param>
    /// <param name="cancellation">Cancellation token.</param>
    /// <returns>Quantiles, [target][probability][cell]; NaN where a model of the cell has none.</returns>
    public static double[] Compute(IReadOnlyList<PredictionBounds> members, MixtureCells cells, double[] probabilities, int threads, CancellationToken cancellation = default)
    {
        int targets = members[0].Quantiles.Targets.Count;
        var result = new double[targets * probabilities.Length * cells.Count];
        double[][][] corrections = [.. members.Select(member => Enumerable.Range(0, targets).Select(target => member.Quantiles.Corrections(target, probabilities, threads)).ToArray())];
        var options = new ParallelOptions { MaxDegreeOfParallelism = Math.Max(1, threads), CancellationToken = cancellation };
        Parallel.For(0, (cells.Count + AtOnce - 1) / AtOnce, options, () => new Walk(members), (batch, _, walk) =>
        {
            int first = batch * AtOnce, count = Math.Min(AtOnce, cells.Count - first);
            walk.Descend(cells, first, count);
            for (int cell = first; cell < first + count; cell++)
            {
                walk.MoveTo(cells, cell, cell - first);
                for (int target = 0; target < targets; target++)
                {
                    double below = double.NaN;
                    for (int level = 0; level < probabilities.Length; level++)
                    {
                        walk.Begin(cells, cell, target, level, corrections);
                        double value = !walk.Known ? double.NaN : probabilities[level] <= 0.5 ? walk.FromBelow(probabilities[level]) : walk.FromAbove(probabilities[level]);
                        result[(((target * probabilities.Length) + level) * cells.Count) + cell] = below = value < below ? below : value;
                    }
                }
            }
            return walk;
        }, _ => { });
        return result;
    }

    /// <summary>Position of one thread in the members' trees, and in their values at a cell.</summary>
    private sealed class Walk(IReadOnlyList<PredictionBounds> members)
    {
        private readonly QuantilePoint[] _points = [.. members.Select(member => new QuantilePoint(member.Quantiles.Forest))];
        private readonly int[][] _stops = [.. members.Select(member => new int[AtOnce * member.Quantiles.Forest.Roots.Length])];
        private readonly Part[] _parts = new Part[members.Count];
        private int _used;
        private double _total;

        /// <summary>Whether every model of the cell has bounds for the target.</summary>
        public bool Known { get; private set; }

        public void Descend(MixtureCells cells, int first, int count)
        {
            for (int m = 0; m < members.Count; m++)
            {
                if (cells.Shares.AsSpan((m * cells.Count) + first, count).ContainsAnyExcept(0.0))
                    members[m].Quantiles.Forest.Descend(cells.CovariatesOf(m), cells.Count, first, count, _stops[m]);
            }
        }

        public void MoveTo(MixtureCells cells, int cell, int inBatch)
        {
            for (int m = 0; m < members.Count; m++)
            {
                int trees = members[m].Quantiles.Forest.Roots.Length;
                if (cells.Shares[(m * cells.Count) + cell] > 0)
                    _points[m].MoveTo(_stops[m].AsSpan(inBatch * trees, trees));
            }
        }

        public void Begin(MixtureCells cells, int cell, int target, int level, double[][][] corrections)
        {
            (_used, _total, Known) = (0, 0, true);
            for (int m = 0; m < members.Count; m++)
            {
                double share = cells.Shares[(m * cells.Count) + cell];
                if (!(share > 0))
                    continue;
                _total += share;
                var of = members[m].Quantiles.Targets[target];
                double scale = of.IsRatio ? cells.Scales[(((target * members.Count) + m) * cells.Count) + cell] : 1;
                Known &= !double.IsNaN(corrections[m][target][level]);
                _parts[_used++] = target == 0 && members[m].Regression is { } regression
                    ? Part.Normal(regression, cells.PointAt(cell), share)
                    : Part.Rows(members[m].Quantiles.Columns[target], _points[m], of, corrections[m][target][level], scale, share);
            }
        }

        public double FromBelow(double probability)
        {
            double wanted = (probability - Rounding) * _total, sum = 0;
            foreach (ref Part part in _parts.AsSpan(0, _used))
                part.Start(fromAbove: false);
            while (true)
            {
                int next = -1;
                for (int i = 0; i < _used; i++)
                {
                    if (!_parts[i].Ended && (next < 0 || _parts[i].Value < _parts[next].Value))
                        next = i;
                }
                if (next < 0)
                    return double.NaN;
                double value = _parts[next].Value;
                sum += _parts[next].Weight;
                _parts[next].Advance(1);
                if (sum >= wanted)
                    return value;
            }
        }

        public double FromAbove(double probability)
        {
            double most = (1 - probability + Rounding) * _total, sum = 0;
            foreach (ref Part part in _parts.AsSpan(0, _used))
                part.Start(fromAbove: true);
            double last = double.NaN;
            while (true)
            {
                int next = -1;
                for (int i = 0; i < _used; i++)
                {
                    if (!_parts[i].Ended && (next < 0 || _parts[i].Value > _parts[next].Value))
                        next = i;
                }
                if (next < 0)
                    return last;
                last = _parts[next].Value;
                sum += _parts[next].Weight;
                if (sum > most)
                    return last;
                _parts[next].Advance(-1);
            }
        }
    }

    /// <summary>Values of a member at a cell, in order.</summary>
    private struct Part
    {
        private double[] _values;
        private int[]? _positions; // null where all values have equal weight
        private QuantilePoint? _point;
        private QuantileTarget? _target;
        private double _correction, _scale, _shift, _unit, _lower, _upper;
        private int _at;

        public double Value { get; private set; }

        public double Weight { get; private set; }

        public readonly bool Ended => _at < 0 || _at >= _values.Length;

        public static Part Normal(RegressionIntervals regression, float[] x, double share)
        {
            var (mean, sd) = regression.At(x);
            return new Part { _values = s_normal, _shift = mean, _scale = sd, _unit = share / s_normal.Length, _lower = regression.Lower, _upper = regression.Upper };
        }

        public static Part Rows(QuantileColumn column, QuantilePoint point, QuantileTarget target, double correction, double scale, double share)
        {
            // If none of the rows that the cell reaches has a known value, all known rows count equally, as in the member's own bounds.
            long known = point.Known(column);
            return new Part
            {
                _values = column.Values, _positions = known > 0 ? column.Positions : null, _point = point, _target = target, _correction = correction, _scale = scale,
                _unit = known > 0 ? share / known : share / Math.Max(1, column.Values.Length),
            };
        }

        public void Start(bool fromAbove)
        {
            _at = fromAbove ? _values.Length : -1;
            Advance(fromAbove ? -1 : 1);
        }

        public void Advance(int step)
        {
            _at += step;
            while (!Ended && _positions is not null && _point!.Weights[_positions[_at]] == 0)
                _at += step;
            if (Ended)
                return;
            Weight = _unit * (_positions is null ? 1 : _point!.Weights[_positions[_at]]);
            Value = _target is null ? Math.Min(Math.Max(_shift + (_scale * _values[_at]), _lower), _upper) : CalibratedQuantiles.Moved(_target, _values[_at], _correction) * _scale;
        }
    }
}

/// <summary>Cells to which several models apply.</summary>
/// <param name="Covariates">Features, [feature][cell].</param>
/// <param name="Count">Number of cells.</param>
/// <param name="Shares">Part of the cell to which a model applies, [model][cell]; 0 where it does not.</param>
/// <param name="Scales">Denominators of a model's ratios, [target][model][cell]; unused for targets that are not ratios.</param>
public sealed record MixtureCells(float[] Covariates, int Count, double[] Shares, double[] Scales)
{
    /// <summary>Features of each model where they differ, [model][feature][cell]; empty where all have the same.</summary>
    public IReadOnlyList<float[]> OfModels { get; init; } = [];

    /// <summary>Features of a model, [feature][cell].</summary>
    internal float[] CovariatesOf(int model) => OfModels.Count > 0 ? OfModels[model] : Covariates;

    /// <summary>Features of a cell.</summary>
    internal float[] PointAt(int cell) => [.. Enumerable.Range(0, Covariates.Length / Count).Select(feature => Covariates[(feature * Count) + cell])];
}
