namespace SoilBeta.Numerics.Statistics;

/// <summary>Exponential variogram on the sphere, γ(h) = nugget + sill · (1 − exp(−h / range)), fitted to semivariances in fifteen classes of distance.</summary>
/// <param name="Nugget">Variance without spatial correlation: noise, and variation within metres, squared units of the values.</param>
/// <param name="Sill">Spatially correlated variance (the partial sill), squared units of the values.</param>
/// <param name="Range">Distance at which the correlation is 1/e, km.</param>
/// <param name="Classes">The classes used in the fit.</param>
public sealed record Variogram(double Nugget, double Sill, double Range, IReadOnlyList<VariogramClass> Classes)
{
    private const double EarthRadius = 6371.0072; // km, radius of the sphere with the area of the ellipsoid
    private const int ClassCount = 15, MostPlaces = 4000, Ranges = 80;

    /// <summary>Covariance between two places, without the nugget.</summary>
    /// <param name="distance">Distance, km.</param>
    public double Covariance(double distance) => Sill * Math.Exp(-distance / Range);

    /// <summary>Great-circle distance, km.</summary>
    public static double Distance(double latitude1, double longitude1, double latitude2, double longitude2)
    {
        const double Degree = Math.PI / 180;
        double a = Math.Sin((latitude2 - latitude1) * Degree / 2), b = Math.Sin((longitude2 - longitude1) * Degree / 2);
        return 2 * EarthRadius * Math.Asin(Math.Min(1, Math.Sqrt((a * a) + (Math.Cos(latitude1 * Degree) * Math.Cos(latitude2 * Degree) * b * b))));
    }

    /// <summary>Fits the variogram of values at places; takes an even subset of more than 4,000 places. Distances reach a third of the largest, as in gstat.</summary>
    /// <returns>Null for fewer than ten places, or where all places coincide.</returns>
    public static Variogram? Fit(IReadOnlyList<double> latitudes, IReadOnlyList<double> longitudes, IReadOnlyList<double> values)
    {
        int n = Math.Min(MostPlaces, values.Count);
        if (n < 10)
            return null;
        int[] at = [.. Enumerable.Range(0, n).Select(i => (int)((long)i * values.Count / n))];
        double largest = 0;
        for (int i = 0; i < n; i++)
        {
            for (int j = 0; j < i; j++)
                largest = Math.Max(largest, Distance(latitudes[at[i]], longitudes[at[i]], latitudes[at[j]], longitudes[at[j]]));
        }
        if (!(largest > 0))
            return null;
        double width = largest / 3 / ClassCount;
        var sums = new (long Pairs, double Distance, double Square)[ClassCount];
        for (int i = 0; i < n; i++)
        {
            for (int j = 0; j < i; j++)
            {
                double distance = Distance(latitudes[at[i]], longitudes[at[i]], latitudes[at[j]], longitudes[at[j]]);
                int c = (int)(distance / width);
                if (c >= ClassCount)
                    continue;
                double difference = values[at[i]] - values[at[j]];
                sums[c] = (sums[c].Pairs + 1, sums[c].Distance + distance, sums[c].Square + (difference * difference));
            }
        }
        VariogramClass[] classes = [.. sums.Where(sum => sum.Pairs > 0 && sum.Distance > 0).Select(sum => new VariogramClass(sum.Pairs, sum.Distance / sum.Pairs, sum.Square / sum.Pairs / 2))];
        return classes.Length > 0 ? Fit(classes) : null;
    }

    /// <summary>Fits the model to classes by least squares, each weighted by pairs / distance² (gstat's default). Nugget and sill are not negative, and the range is at most a third of the farthest class, so that a rise that does not level off within the classes is not extrapolated.</summary>
    public static Variogram Fit(IReadOnlyList<VariogramClass> classes)
    {
        double nearest = classes.Min(c => c.Distance), farthest = classes.Max(c => c.Distance);
        var best = new Variogram(0, 0, farthest, classes);
        double least = double.PositiveInfinity;
        for (int i = 0; i < Ranges; i++)
        {
            double range = nearest / 4 * Math.Pow(Math.Max(1, farthest / 3 / (nearest / 4)), i / (Ranges - 1.0));
            var (nugget, sill, error) = Linear(classes, range);
            if (error < least)
                (least, best) = (error, new Variogram(nugget, sill, range, classes));
        }
        return best;
    }

    // γ is linear in nugget and sill at a given range; if one is negative, it is set to 0 and the other fitted alone.
    private static (double Nugget, double Sill, double Error) Linear(IReadOnlyList<VariogramClass> classes, double range)
    {
        double w = 0, wf = 0, wff = 0, wy = 0, wfy = 0;
        foreach (var c in classes)
        {
            double weight = c.Pairs / (c.Distance * c.Distance), f = 1 - Math.Exp(-c.Distance / range);
            w += weight;
            wf += weight * f;
            wff += weight * f * f;
            wy += weight * c.Semivariance;
            wfy += weight * f * c.Semivariance;
        }
        double determinant = (w * wff) - (wf * wf);
        double nugget = determinant > 1e-12 * w * wff ? ((wff * wy) - (wf * wfy)) / determinant : -1;
        double sill = nugget >= 0 ? ((w * wfy) - (wf * wy)) / determinant : wfy / wff;
        if (nugget < 0)
            nugget = 0;
        else if (sill < 0)
            (nugget, sill) = (wy / w, 0);
        double error = classes.Sum(c =>
        {
            double miss = c.Semivariance - nugget - (sill * (1 - Math.Exp(-c.Distance / range)));
            return c.Pairs / (c.Distance * c.Distance) * miss * miss;
        });
        return (nugget, sill, error);
    }
}

/// <summary>A class of distances between pairs.</summary>
/// <param name="Pairs">Pairs of places.</param>
/// <param name="Distance">Their mean distance, km.</param>
/// <param name="Semivariance">Half their mean squared difference.</param>
public sealed record VariogramClass(long Pairs, double Distance, double Semivariance);
