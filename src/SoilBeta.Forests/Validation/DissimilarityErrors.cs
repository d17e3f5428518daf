using SoilBeta.Numerics.Statistics;

namespace SoilBeta.Forests.Validation;

/// <summary>Errors of held-out rows as a function of their dissimilarity index, for judging the index on the map.</summary>
/// <remarks>
/// As in CAST's <c>DItoErrormetric</c> (Meyer and Pebesma 2021): rows are sorted by their index to the rows of other folds, a window moves over them row by row, and a monotone curve is fitted to the windows, with error non-decreasing and coverage non-increasing in the index.
/// The window holds a tenth of the rows, at least 20 and at most 200 (CAST: 5), since five rows cannot show a coverage of 90 %.
/// </remarks>
public static class DissimilarityErrors
{
    private const int SmallestWindow = 20, LargestWindow = 200;

    /// <summary>The windows, by ascending index; none where the rows fill fewer than two windows.</summary>
    /// <param name="index">Index of each row to the rows of other folds.</param>
    /// <param name="squaredErrors">Squared error of each row; rows with NaN are ignored.</param>
    /// <param name="covered">1 where the interval of the row covers it, 0 where not, NaN where unknown; null without intervals.</param>
    public static IReadOnlyList<DissimilarityWindow> Windows(IReadOnlyList<double> index, double[] squaredErrors, double[]? covered)
    {
        int[] rows = [.. Enumerable.Range(0, index.Count).Where(row => double.IsFinite(index[row]) && double.IsFinite(squaredErrors[row])).OrderBy(row => index[row]).ThenBy(row => row)];
        int window = Math.Clamp(rows.Length / 10, SmallestWindow, LargestWindow);
        if (rows.Length < 2 * window)
            return [];
        int[][] windows = [.. Enumerable.Range(0, rows.Length - window + 1).Select(first => rows[first..(first + window)])];
        double[] errors = [.. windows.Select(own => own.Average(row => squaredErrors[row]))];
        bool known = covered is not null && rows.All(row => double.IsFinite(covered[row]));
        double[] shares = known ? [.. windows.Select(own => own.Average(row => covered![row]))] : [];
        double[] error = MonotoneFit.Fit(errors, rising: true), share = MonotoneFit.Fit(shares, rising: false);
        return [.. windows.Select((own, i) => new DissimilarityWindow(
            own.Average(row => index[row]), index[own[0]], index[own[^1]], window, Math.Sqrt(errors[i]), Math.Sqrt(error[i]), known ? shares[i] : double.NaN, known ? share[i] : double.NaN))];
    }

    /// <summary>Errors and coverage of some of the rows.</summary>
    /// <param name="rows">The rows.</param>
    /// <param name="squaredErrors">Squared error of each row; rows with NaN are ignored.</param>
    /// <param name="covered">As for <see cref="Windows"/>.</param>
    /// <param name="clusters">Clusters of the rows, for the standard errors; null where unknown.</param>
    public static DissimilarityPart Part(IEnumerable<int> rows, double[] squaredErrors, double[]? covered, int[]? clusters)
    {
        double[] errors = Only(rows, squaredErrors), inside = covered is null ? [] : Only(rows.Where(row => double.IsFinite(squaredErrors[row])), covered);
        var (square, squareError) = Mean(errors, clusters);
        var (share, shareError) = Mean(inside, clusters);
        double rmse = Math.Sqrt(square);
        return new DissimilarityPart(errors.Count(double.IsFinite), rmse, squareError / (2 * rmse), share, shareError); // √ by the delta method
    }

    private static double[] Only(IEnumerable<int> rows, double[] values)
    {
        var only = new double[values.Length];
        Array.Fill(only, double.NaN);
        foreach (int row in rows)
            only[row] = values[row];
        return only;
    }

    private static (double Mean, double Error) Mean(double[] values, int[]? clusters)
    {
        var (mean, error, _) = ClusterErrors.Mean(values, clusters ?? new int[values.Length]);
        return (mean, error);
    }
}

/// <summary>A window of rows that are neighbours by index.</summary>
/// <param name="Index">Mean index of the rows.</param>
/// <param name="Lowest">Lowest index.</param>
/// <param name="Highest">Highest index.</param>
/// <param name="Rows">Number of rows.</param>
/// <param name="Rmse">Root mean squared error.</param>
/// <param name="RmseFit">RMSE by the monotone curve.</param>
/// <param name="Covered">Share of the rows inside their prediction interval; NaN where unknown.</param>
/// <param name="CoveredFit">Coverage by the monotone curve.</param>
public sealed record DissimilarityWindow(double Index, double Lowest, double Highest, int Rows, double Rmse, double RmseFit, double Covered, double CoveredFit);

/// <summary>Errors and coverage of the rows inside or outside the area of applicability.</summary>
/// <param name="Rows">Number of rows.</param>
/// <param name="Rmse">Root mean squared error.</param>
/// <param name="RmseError">Its standard error by clusters.</param>
/// <param name="Covered">Share of the rows inside their prediction interval; NaN where unknown.</param>
/// <param name="CoveredError">Its standard error by clusters.</param>
public sealed record DissimilarityPart(int Rows, double Rmse, double RmseError, double Covered, double CoveredError);
