namespace SoilBeta.Devices.Host;

/// <summary>Splits a job into clusters of similar cells, the units of work: a k-d tree over the covariates, each scaled to its range in the job.</summary>
internal static class CellClusters
{
    /// <summary>Clusters of at most <paramref name="largest"/> cells; with shared keys, all cells of a cluster have one draw key.</summary>
    public static List<int[]> FromJob(TileJob job, int features, int largest, bool sharedKeys)
    {
        var clusters = new List<int[]>();
        int[] cells = [.. Enumerable.Range(0, job.Cells)];
        if (!sharedKeys)
        {
            Halve(job, features, cells, largest, clusters);
            return clusters;
        }
        long[] keys = [.. job.DrawKeys];
        Array.Sort(keys, cells);
        for (int first = 0; first < cells.Length;)
        {
            int end = first + 1;
            while (end < cells.Length && keys[end] == keys[first])
                end++;
            Halve(job, features, cells.AsSpan(first, end - first), largest, clusters);
            first = end;
        }
        return clusters;
    }

    private static void Halve(TileJob job, int features, Span<int> cells, int largest, List<int[]> clusters)
    {
        if (cells.Length <= largest)
        {
            clusters.Add(cells.ToArray());
            return;
        }
        int widest = 0;
        float width = -1;
        for (int f = 0; f < features; f++)
        {
            ReadOnlySpan<float> values = job.Covariates.AsSpan(f * job.Cells, job.Cells);
            float low = float.PositiveInfinity;
            float high = float.NegativeInfinity;
            foreach (int cell in cells)
            {
                low = MathF.Min(low, values[cell]);
                high = MathF.Max(high, values[cell]);
            }
            float relative = (high - low) / MathF.Max(MathF.Max(MathF.Abs(low), MathF.Abs(high)), 1e-30f);
            if (relative > width)
                (width, widest) = (relative, f);
        }
        var keys = new float[cells.Length];
        for (int i = 0; i < keys.Length; i++)
            keys[i] = job.Covariates[(widest * job.Cells) + cells[i]];
        keys.AsSpan().Sort(cells);
        int half = (cells.Length / 2 + largest - 1) / largest * largest;
        if (half >= cells.Length)
            half = cells.Length / 2;
        Halve(job, features, cells[..half], largest, clusters);
        Halve(job, features, cells[half..], largest, clusters);
    }
}
