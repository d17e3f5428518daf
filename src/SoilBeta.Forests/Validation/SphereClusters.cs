namespace SoilBeta.Forests.Validation;

/// <summary>Hierarchical clustering of points on the globe: Ward's linkage (1963) on chords, by nearest-neighbour chains (Murtagh 1983), in memory linear in the number of points.</summary>
internal sealed class SphereClusters
{
    private readonly (double Height, int A, int B)[] _merges;
    private readonly int _points;

    private SphereClusters((double Height, int A, int B)[] merges, int points)
    {
        _merges = merges;
        _points = points;
    }

    /// <summary>Builds the tree of merges.</summary>
    /// <param name="points">Unit vectors, [point][x, y, z].</param>
    public static SphereClusters FromPoints(double[][] points)
    {
        int n = points.Length;
        double[][] centre = [.. points.Select(p => (double[])p.Clone())];
        var size = new double[n];
        Array.Fill(size, 1);
        var alive = new bool[n];
        Array.Fill(alive, true);
        var active = Enumerable.Range(0, n).ToList();
        var merges = new List<(double, int, int)>(n);
        var chain = new List<int>();
        while (merges.Count < n - 1)
        {
            if (chain.Count == 0)
                chain.Add(active.First(i => alive[i]));
            int top = chain[^1], before = chain.Count > 1 ? chain[^2] : -1;
            int nearest = before;
            double least = before >= 0 ? Ward(centre, size, top, before) : double.PositiveInfinity;
            foreach (int other in active)
            {
                if (!alive[other] || other == top)
                    continue;
                double d = Ward(centre, size, top, other);
                if (d < least)
                    (least, nearest) = (d, other);
            }
            if (nearest != before)
            {
                chain.Add(nearest);
                continue;
            }
            chain.RemoveRange(chain.Count - 2, 2);
            merges.Add((least, Math.Min(top, before), Math.Max(top, before)));
            double total = size[top] + size[before];
            for (int c = 0; c < 3; c++)
                centre[before][c] = ((size[top] * centre[top][c]) + (size[before] * centre[before][c])) / total;
            size[before] = total;
            alive[top] = false;
            if (merges.Count % 64 == 0)
                active.RemoveAll(i => !alive[i]);
        }
        return new SphereClusters([.. merges.OrderBy(m => m.Item1)], n);
    }

    /// <summary>Cluster of each point when the tree is split into this many clusters, numbered by first appearance.</summary>
    public int[] Cut(int clusters)
    {
        int[] parent = [.. Enumerable.Range(0, _points)];
        int Root(int i)
        {
            while (parent[i] != i)
                i = parent[i] = parent[parent[i]];
            return i;
        }
        foreach (var (_, a, b) in _merges.Take(_points - clusters))
            parent[Root(a)] = Root(b);
        var number = new Dictionary<int, int>();
        var result = new int[_points];
        for (int i = 0; i < _points; i++)
        {
            int root = Root(i);
            if (!number.TryGetValue(root, out int cluster))
                number[root] = cluster = number.Count;
            result[i] = cluster;
        }
        return result;
    }

    private static double Ward(double[][] centre, double[] size, int i, int j)
    {
        double x = centre[i][0] - centre[j][0], y = centre[i][1] - centre[j][1], z = centre[i][2] - centre[j][2];
        return size[i] * size[j] / (size[i] + size[j]) * ((x * x) + (y * y) + (z * z));
    }
}
