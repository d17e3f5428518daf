namespace SoilBeta.Forests.Drivers;

/// <summary>Accumulated local effects (Apley and Zhu 2020, J. R. Stat. Soc. B 82, 1059–1086): how the prediction changes with a feature among rows with such values, so that effects of correlated covariates do not mix.</summary>
public static class AccumulatedEffects
{
    /// <summary>Edges of the bins: quantiles (inverse of the distribution function) of a column, without duplicates.</summary>
    /// <param name="column">Values.</param>
    /// <param name="bins">Requested number of bins; ties give fewer.</param>
    /// <returns>Edges, ascending; one for a constant column.</returns>
    public static double[] Edges(ReadOnlySpan<float> column, int bins)
    {
        float[] ascending = column.ToArray();
        Array.Sort(ascending);
        int n = ascending.Length;
        return [.. Enumerable.Range(0, bins + 1).Select(i => (double)ascending[i == 0 ? 0 : (int)Math.Ceiling((double)i * n / bins) - 1]).Distinct()];
    }

    /// <summary>Effect at each edge, with a mean of 0 over the rows.</summary>
    /// <param name="forest">The forest.</param>
    /// <param name="columns">Features, [feature][row].</param>
    /// <param name="rows">Rows to average over.</param>
    /// <param name="feature">Feature.</param>
    /// <param name="edges">Edges of the bins (<see cref="Edges"/>).</param>
    /// <returns>Effect in the target's unit, [edge]; all 0 for a constant column.</returns>
    public static double[] Compute(Forest forest, IReadOnlyList<float[]> columns, int[] rows, int feature, double[] edges)
    {
        var effect = new double[edges.Length];
        if (edges.Length < 2)
            return effect;
        var sums = new double[edges.Length];
        var counts = new int[edges.Length];
        var x = new double[columns.Count];
        foreach (int row in rows)
        {
            for (int other = 0; other < x.Length; other++)
                x[other] = columns[other][row];
            int upper = Array.BinarySearch(edges, x[feature]);
            upper = Math.Clamp(upper < 0 ? ~upper : upper, 1, edges.Length - 1); // bins are (lower, upper], the first with both ends
            x[feature] = edges[upper];
            double high = forest.Predict(x);
            x[feature] = edges[upper - 1];
            sums[upper] += high - forest.Predict(x);
            counts[upper]++;
        }
        double mean = 0;
        for (int k = 1; k < edges.Length; k++)
        {
            effect[k] = effect[k - 1] + (counts[k] > 0 ? sums[k] / counts[k] : 0);
            mean += counts[k] * (effect[k - 1] + effect[k]) / 2;
        }
        mean /= rows.Length;
        return [.. effect.Select(e => e - mean)];
    }
}
