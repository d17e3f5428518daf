using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using SoilBeta.Numerics;

namespace SoilBeta.Forests.Validation;

/// <summary>Dissimilarity index and area of applicability of Meyer and Pebesma (2021), Methods in Ecology and Evolution 12, 1620–1633: distance of a place from the training data in the space of the covariates, weighted by importance.</summary>
/// <remarks>
/// Covariates are standardised by the training table's mean and standard deviation (n − 1) and multiplied by their weights. The index of a place is its Euclidean distance to the nearest row,
/// divided by the mean distance between all pairs of rows. The index of a training row is taken to the nearest row of another fold. The threshold is the largest of these that is not an outlier,
/// that is at most the upper quartile + 1.5 interquartile ranges (type 7). All values are double; sums over covariates run in their order, so that the result depends neither on threads nor on SIMD width.
/// </remarks>
public sealed class DissimilarityIndex
{
    private const int RowsAtOnce = 512, CellsAtOnce = 64;
    private readonly double[] _means;
    private readonly double[] _factors; // weight / standard deviation; 0 for a covariate that is constant or has no weight
    private readonly int[] _used;
    private readonly double[][] _points; // [used covariate][row], scaled, padded with copies of the last row

    private DissimilarityIndex(TrainingTable table, IReadOnlyList<double> weights)
    {
        Weights = weights;
        var ranges = table.Columns.Select(column => FeatureRange.FromColumn(column)).ToArray();
        _means = [.. ranges.Select(range => range.Mean)];
        _factors = [.. ranges.Select((range, f) => range.Sd > 0 ? Math.Max(0, weights[f]) / range.Sd : 0)];
        _used = [.. Enumerable.Range(0, ranges.Length).Where(f => _factors[f] > 0)];
        int padded = (table.Rows + Vector<double>.Count - 1) / Vector<double>.Count * Vector<double>.Count;
        _points = [.. _used.Select(f => Enumerable.Range(0, padded).Select(row => (table.Columns[f][Math.Min(row, table.Rows - 1)] - _means[f]) * _factors[f]).ToArray())];
    }

    /// <summary>Weight of each covariate.</summary>
    public IReadOnlyList<double> Weights { get; }

    /// <summary>Mean distance between all pairs of rows.</summary>
    public double MeanDistance { get; private set; }

    /// <summary>Largest index inside the area of applicability; NaN without folds.</summary>
    public double Threshold { get; private set; } = double.NaN;

    /// <summary>Index of each row against the rows of other folds, [row]; empty without folds.</summary>
    public IReadOnlyList<double> Training { get; private set; } = [];

    /// <summary>Computes the index of a training table.</summary>
    /// <param name="table">Rows, at least two.</param>
    /// <param name="weights">Importance of each covariate; those that are not above 0 are ignored.</param>
    /// <param name="folds">Fold of each row; fewer than two folds give no threshold.</param>
    /// <param name="threads">Threads.</param>
    /// <returns>Null where all distances are 0: fewer than two rows, or no covariate that varies and has a weight.</returns>
    public static DissimilarityIndex? Fit(TrainingTable table, IReadOnlyList<double> weights, int[] folds, int threads)
    {
        var index = new DissimilarityIndex(table, weights);
        int rows = table.Rows;
        var sums = new double[rows];
        var nearest = new double[rows];
        var options = new ParallelOptions { MaxDegreeOfParallelism = Math.Max(1, threads) };
        Parallel.For(0, rows, options, row =>
        {
            double sum = 0, least = double.PositiveInfinity;
            for (int other = 0; other < rows; other++)
            {
                double square = 0;
                foreach (double[] column in index._points)
                    square += (column[row] - column[other]) * (column[row] - column[other]);
                sum += Math.Sqrt(square);
                if (folds[row] != folds[other])
                    least = Math.Min(least, square);
            }
            sums[row] = sum;
            nearest[row] = Math.Sqrt(least);
        });
        index.MeanDistance = sums.Sum() / ((double)rows * (rows - 1));
        if (!(index.MeanDistance > 0))
            return null;
        if (folds.Distinct().Skip(1).Any())
        {
            index.Training = [.. nearest.Select(distance => distance / index.MeanDistance)];
            double[] ascending = [.. index.Training.Order()];
            double lower = OrderStatistics.Quantile(ascending, 0.25), upper = OrderStatistics.Quantile(ascending, 0.75);
            index.Threshold = ascending.Last(value => value <= upper + (1.5 * (upper - lower)));
        }
        return index;
    }

    /// <summary>Computes the index of cells.</summary>
    /// <param name="covariates">Covariates, [covariate][cell].</param>
    /// <param name="cells">Number of cells.</param>
    /// <param name="threads">Threads.</param>
    /// <param name="cancellation">Cancellation token.</param>
    /// <returns>Index, [cell].</returns>
    public double[] Compute(float[] covariates, int cells, int threads, CancellationToken cancellation = default)
    {
        var result = new double[cells];
        var options = new ParallelOptions { MaxDegreeOfParallelism = Math.Max(1, threads), CancellationToken = cancellation };
        Parallel.For(0, (cells + CellsAtOnce - 1) / CellsAtOnce, options, batch =>
        {
            int first = batch * CellsAtOnce, count = Math.Min(CellsAtOnce, cells - first);
            Span<double> least = stackalloc double[CellsAtOnce];
            least.Fill(double.PositiveInfinity);
            double[] place = new double[CellsAtOnce * _used.Length];
            for (int cell = 0; cell < count; cell++)
            {
                for (int i = 0; i < _used.Length; i++)
                    place[(cell * _used.Length) + i] = (covariates[(_used[i] * cells) + first + cell] - _means[_used[i]]) * _factors[_used[i]];
            }
            for (int row = 0; row < _points[0].Length; row += RowsAtOnce)
            {
                int end = Math.Min(row + RowsAtOnce, _points[0].Length);
                for (int cell = 0; cell < count; cell++)
                    least[cell] = Math.Min(least[cell], NearestSquare(place.AsSpan(cell * _used.Length, _used.Length), row, end));
            }
            for (int cell = 0; cell < count; cell++)
                result[first + cell] = Math.Sqrt(least[cell]) / MeanDistance;
        });
        return result;
    }

    private double NearestSquare(ReadOnlySpan<double> place, int row, int end)
    {
        var least = new Vector<double>(double.PositiveInfinity);
        for (; row < end; row += Vector<double>.Count)
        {
            var square = Vector<double>.Zero;
            for (int i = 0; i < place.Length; i++)
            {
                var difference = Unsafe.ReadUnaligned<Vector<double>>(ref Unsafe.As<double, byte>(ref Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(_points[i]), row))) - new Vector<double>(place[i]);
                square += difference * difference;
            }
            least = Vector.Min(least, square);
        }
        double smallest = least[0];
        for (int lane = 1; lane < Vector<double>.Count; lane++)
            smallest = Math.Min(smallest, least[lane]);
        return smallest;
    }
}
