using SoilBeta.Numerics;

namespace SoilBeta.Forests.Validation;

/// <summary>Folds whose held-out sites are as far from the training sites as the map's cells are from the profiles: kNNDM.</summary>
/// <remarks>
/// Linnenbrink et al. (2024), Geosci. Model Dev. 17, 5897–5912, and their R package CAST. If the sites are not more clustered than the map (one-sided
/// Kolmogorov–Smirnov, p ≥ 0.05), folds are random. Otherwise sites are clustered (Ward), and the clusters ordered along the first principal axis and assigned to folds, for many
/// numbers of clusters; the number whose nearest-neighbour distances are closest to the map's, by the Wasserstein statistic W, wins. No fold holds more than half of the rows.
/// The units are sites, not rows, so that profiles of one place are never in both training and test.
/// </remarks>
public static class NearestNeighbourFolds
{
    private const double EarthRadius = 6371.0088; // km, mean
    private const double LargestShare = 0.5;
    private const int Candidates = 40;

    /// <summary>Makes the folds.</summary>
    /// <param name="latitudes">Latitude of each row, degrees.</param>
    /// <param name="longitudes">Longitude of each row, degrees.</param>
    /// <param name="sites">Site of each row; the coordinates of a site are those of its first row.</param>
    /// <param name="map">A sample of the map's valid cells: latitude, longitude.</param>
    /// <param name="folds">Folds.</param>
    /// <param name="seed">Seed.</param>
    /// <param name="threads">Threads; 0 for all.</param>
    public static FoldPlan Make(double[] latitudes, double[] longitudes, int[] sites, IReadOnlyList<(double Latitude, double Longitude)> map, int folds, ulong seed, int threads = 0)
    {
        var parallel = new ParallelOptions { MaxDegreeOfParallelism = threads > 0 ? threads : Environment.ProcessorCount };
        var plan = new FoldPlan("knndm", "How well is this map's average cell predicted, as far from profiles as its cells are?", []) { StandsForMap = true };
        var number = new Dictionary<int, int>();
        var points = new List<double[]>();
        var place = new int[sites.Length];
        for (int row = 0; row < sites.Length; row++)
        {
            if (!number.TryGetValue(sites[row], out place[row]))
            {
                number[sites[row]] = place[row] = points.Count;
                points.Add(SpherePoint.FromDegrees(latitudes[row], longitudes[row]));
            }
        }
        plan = plan with { Units = points.Count };
        if (map.Count == 0)
            return plan with { Note = "No cell of the map was given to measure distances from." };
        if (points.Count < Math.Max(4, folds))
            return plan with { Note = $"There are {points.Count} sites; folds matched to the map need at least {Math.Max(4, folds)}." };

        double[][] site = [.. points];
        var size = new int[site.Length];
        foreach (int p in place)
            size[p]++;
        double[] toMap = Ascending(parallel, map.Count, i => Nearest(SpherePoint.FromDegrees(map[i].Latitude, map[i].Longitude), site, _ => true));
        double[] between = Ascending(parallel, site.Length, i => Nearest(site[i], site, j => j != i));
        if (OneSidedSmirnov(between, toMap) >= 0.05)
        {
            int[] order = FoldDesigns.Shuffled(site.Length, new ForestRandom(seed, RandomStream.NearestNeighbourFolds));
            var random = new int[site.Length];
            for (int i = 0; i < order.Length; i++)
                random[order[i]] = i % folds;
            return Plan(random) with { Note = "The sites are not more clustered than the map: sites were dealt to folds at random." };
        }

        var tree = SphereClusters.FromPoints(site);
        double[] axis = FirstAxis(site);
        int[]? best = null;
        double bestW = double.PositiveInfinity;
        foreach (int clusters in Enumerable.Range(0, Candidates).Select(i => (int)Math.Round(folds * Math.Pow((site.Length - 2.0) / folds, i / (Candidates - 1.0)))).Where(c => c >= folds).Distinct())
        {
            int[] fold = Merge(tree.Cut(clusters), site, size, axis, folds);
            var share = new double[folds];
            for (int i = 0; i < site.Length; i++)
                share[fold[i]] += size[i];
            if (share.Max() > LargestShare * sites.Length)
                continue;
            double w = Wasserstein(Distances(fold), toMap);
            if (w < bestW)
                (bestW, best) = (w, fold);
        }
        return best is null
            ? plan with { Note = "Every way to cluster the sites leaves more than half of the rows in one fold." }
            : Plan(best);

        double[] Distances(int[] fold) => Ascending(parallel, site.Length, i => Nearest(site[i], site, j => fold[j] != fold[i]));
        FoldPlan Plan(int[] fold) => plan with { W = Wasserstein(Distances(fold), toMap), Repeats = [Fold.FromAssignment([.. place.Select(p => fold[p])])] };
    }

    /// <summary>Wasserstein distance of order 1 between two samples: the area between their distribution functions.</summary>
    /// <param name="a">Ascending values.</param>
    /// <param name="b">Ascending values.</param>
    internal static double Wasserstein(double[] a, double[] b)
    {
        double[] all = [.. a.Concat(b).Order()];
        double area = 0;
        int i = 0, j = 0;
        for (int k = 0; k + 1 < all.Length; k++)
        {
            while (i < a.Length && a[i] <= all[k])
                i++;
            while (j < b.Length && b[j] <= all[k])
                j++;
            area += Math.Abs(((double)i / a.Length) - ((double)j / b.Length)) * (all[k + 1] - all[k]);
        }
        return area;
    }

    /// <summary>p of the one-sided two-sample Kolmogorov–Smirnov test that <paramref name="a"/> is not smaller than <paramref name="b"/>: exp(−2 D² n m / (n + m)), as R's <c>ks.test(a, b, alternative = "greater", exact = FALSE)</c>.</summary>
    internal static double OneSidedSmirnov(double[] a, double[] b)
    {
        double d = 0;
        int j = 0;
        for (int i = 0; i < a.Length; i++)
        {
            if (i + 1 < a.Length && a[i + 1] <= a[i])
                continue; // evaluate the function after the last of equal values
            while (j < b.Length && b[j] <= a[i])
                j++;
            d = Math.Max(d, ((i + 1.0) / a.Length) - ((double)j / b.Length));
        }
        return Math.Exp(-2 * d * d * a.Length * b.Length / (a.Length + (double)b.Length));
    }

    private static int[] Merge(int[] cluster, double[][] site, int[] size, double[] axis, int folds)
    {
        int clusters = cluster.Max() + 1;
        var rows = new double[clusters];
        var along = new double[clusters];
        var count = new int[clusters];
        for (int i = 0; i < site.Length; i++)
        {
            rows[cluster[i]] += size[i];
            along[cluster[i]] += (axis[0] * site[i][0]) + (axis[1] * site[i][1]) + (axis[2] * site[i][2]);
            count[cluster[i]]++;
        }
        int[] order = [.. Enumerable.Range(0, clusters).OrderBy(c => along[c] / count[c]).ThenBy(c => c)];
        var fold = new int[clusters];
        Array.Fill(fold, -1);
        int next = 0;
        foreach (int c in order.Where(c => rows[c] >= rows.Sum() / folds))
            fold[c] = next++; // a cluster as large as a fold is a fold
        int left = folds - next, dealt = 0;
        foreach (int c in order.Where(c => fold[c] < 0))
            fold[c] = left > 0 ? next + (dealt++ % left) : folds - 1;
        return [.. cluster.Select(c => fold[c])];
    }

    private static double[] FirstAxis(double[][] site)
    {
        var covariance = MathNet.Numerics.LinearAlgebra.Matrix<double>.Build.Dense(3, 3);
        double[] mean = [.. Enumerable.Range(0, 3).Select(c => site.Average(p => p[c]))];
        foreach (double[] p in site)
        {
            for (int r = 0; r < 3; r++)
            {
                for (int c = 0; c < 3; c++)
                    covariance[r, c] += (p[r] - mean[r]) * (p[c] - mean[c]);
            }
        }
        double[] axis = covariance.Evd(MathNet.Numerics.LinearAlgebra.Symmetricity.Symmetric).EigenVectors.Column(2).ToArray();
        int largest = Array.IndexOf(axis, axis.MaxBy(Math.Abs));
        return axis[largest] < 0 ? [.. axis.Select(v => -v)] : axis;
    }

    /// <summary>Great-circle distance to the nearest site that counts, km.</summary>
    private static double Nearest(double[] from, double[][] site, Func<int, bool> counts)
    {
        double least = 4;
        for (int j = 0; j < site.Length; j++)
        {
            double d = SpherePoint.SquaredChord(from, site[j]);
            if (d < least && counts(j))
                least = d;
        }
        return 2 * EarthRadius * Math.Asin(Math.Min(1, Math.Sqrt(least) / 2));
    }

    private static double[] Ascending(ParallelOptions parallel, int count, Func<int, double> value)
    {
        var values = new double[count];
        Parallel.For(0, count, parallel, i => values[i] = value(i));
        Array.Sort(values);
        return values;
    }
}
