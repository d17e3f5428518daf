using SoilBeta.Numerics.Statistics;

namespace SoilBeta.Forests.Validation;

/// <summary>Clusters of rows that count as one for standard errors: squares of 2°, or larger ones where the residuals of a model are correlated over longer distances.</summary>
/// <param name="Of">Cluster of each row, from 0.</param>
/// <param name="Degrees">Side of the squares, degrees.</param>
/// <param name="Neighbours">Nearest row of another site for each row; −1 where there is none or it was not searched (of more than 4,000 rows only an even subset is).</param>
/// <remarks>
/// Residuals of neighbouring profiles are correlated, so a standard error that treats profiles (or sites) as independent is too small, by a factor of about 2 on the sample.
/// The side is the range of the exponential variogram of the residuals (the distance at which their correlation is 1/e), where it is above 2° and the correlated part is at least a tenth of the variance:
/// with a smaller part the fitted range is meaningless.
/// </remarks>
public sealed record ProfileClusters(int[] Of, double Degrees, int[] Neighbours)
{
    /// <summary>Side of the smallest squares, degrees.</summary>
    public const double SmallestSide = 2;

    private const double LeastCorrelatedShare = 0.1, KilometresPerDegree = 111.195;
    private const int MostRows = 4000;

    /// <summary>Clusters for the residuals of a model.</summary>
    /// <param name="table">Rows with their coordinates.</param>
    /// <param name="residuals">Residual of each row; NaN where there is none.</param>
    /// <returns>Null where the table has no coordinates.</returns>
    public static ProfileClusters? For(TrainingTable table, double[] residuals)
    {
        if (table.Latitudes is not { } latitudes || table.Longitudes is not { } longitudes)
            return null;
        double side = SideFor(latitudes, longitudes, residuals);
        return new ProfileClusters(SquareBlocks.Assign(latitudes, longitudes, table.Sites, side), side, NearestOthers(table, latitudes, longitudes, residuals));
    }

    /// <summary>Side of the squares for residuals, degrees.</summary>
    /// <param name="latitudes">Latitude of each row, degrees.</param>
    /// <param name="longitudes">Longitude of each row, degrees.</param>
    /// <param name="residuals">Residual of each row; NaN where there is none.</param>
    public static double SideFor(IReadOnlyList<double> latitudes, IReadOnlyList<double> longitudes, double[] residuals)
    {
        int[] known = [.. Enumerable.Range(0, residuals.Length).Where(row => double.IsFinite(residuals[row]))];
        var variogram = Variogram.Fit([.. known.Select(row => latitudes[row])], [.. known.Select(row => longitudes[row])], [.. known.Select(row => residuals[row])]);
        return variogram is null || !(variogram.Sill >= LeastCorrelatedShare * (variogram.Nugget + variogram.Sill))
            ? SmallestSide
            : Math.Max(SmallestSide, variogram.Range / KilometresPerDegree);
    }

    /// <summary>Correlation of neighbours: 1 − half the mean squared difference between each row and its nearest row of another site, divided by the variance. Near 0 for independent values, 1 for a smooth surface; NaN where no row has a neighbour.</summary>
    /// <param name="values">Values, [row]; NaN where there is none.</param>
    public double NeighbourCorrelation(double[] values)
    {
        int[] rows = [.. Enumerable.Range(0, values.Length).Where(row => Neighbours[row] >= 0 && double.IsFinite(values[row]) && double.IsFinite(values[Neighbours[row]]))];
        double[] known = [.. values.Where(double.IsFinite)];
        if (rows.Length == 0)
            return double.NaN;
        double mean = known.Average(), variance = known.Average(value => (value - mean) * (value - mean));
        return 1 - (rows.Average(row => (values[row] - values[Neighbours[row]]) * (values[row] - values[Neighbours[row]])) / (2 * variance));
    }

    private static int[] NearestOthers(TrainingTable table, double[] latitudes, double[] longitudes, double[] residuals)
    {
        int[] known = [.. Enumerable.Range(0, residuals.Length).Where(row => double.IsFinite(residuals[row]))];
        double[][] points = [.. latitudes.Select((latitude, row) => SpherePoint.FromDegrees(latitude, longitudes[row]))];
        var neighbours = new int[residuals.Length];
        Array.Fill(neighbours, -1);
        int asked = Math.Min(MostRows, known.Length);
        for (int i = 0; i < asked; i++)
        {
            int row = known[(int)((long)i * known.Length / asked)];
            double least = double.PositiveInfinity;
            foreach (int other in known)
            {
                double square = SpherePoint.SquaredChord(points[row], points[other]);
                if (square < least && table.Sites[other] != table.Sites[row])
                    (least, neighbours[row]) = (square, other);
            }
        }
        return neighbours;
    }
}
