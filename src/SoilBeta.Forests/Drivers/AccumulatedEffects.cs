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

    /// <summary>Effect on the first output at each edge, with a mean of 0 over the rows.</summary>
    /// <param name="forest">The forest.</param>
    /// <param name="columns">Features, [feature][row].</param>
    /// <param name="rows">Rows to average over.</param>
    /// <param name="feature">Feature.</param>
    /// <param name="edges">Edges of the bins (<see cref="Edges"/>).</param>
    /// <returns>Effect in the target's unit, [edge]; all 0 for a constant column.</returns>
    public static double[] Compute(Forest forest, IReadOnlyList<float[]> columns, int[] rows, int feature, double[] edges) => ComputeOutputs(forest, columns, rows, feature, edges)[0];

    /// <summary>Effects on all outputs at each edge, each with a mean of 0 over the rows.</summary>
    /// <param name="forest">The forest.</param>
    /// <param name="columns">Features, [feature][row].</param>
    /// <param name="rows">Rows to average over.</param>
    /// <param name="feature">Feature.</param>
    /// <param name="edges">Edges of the bins (<see cref="Edges"/>).</param>
    /// <returns>Effects in the outputs' unit, [output][edge]; all 0 for a constant column.</returns>
    public static double[][] ComputeOutputs(Forest forest, IReadOnlyList<float[]> columns, int[] rows, int feature, double[] edges)
    {
        double[][] sums = [.. forest.Outputs.Select(_ => new double[edges.Length])];
        if (edges.Length < 2)
            return sums;
        double[] high = new double[sums.Length], low = new double[sums.Length];
        var counts = new int[edges.Length];
        var x = new double[columns.Count];
        foreach (int row in rows)
        {
            for (int other = 0; other < x.Length; other++)
                x[other] = columns[other][row];
            int upper = Array.BinarySearch(edges, x[feature]);
            upper = Math.Clamp(upper < 0 ? ~upper : upper, 1, edges.Length - 1); // bins are (lower, upper], the first with both ends
            x[feature] = edges[upper];
            forest.Predict(x, high);
            x[feature] = edges[upper - 1];
            forest.Predict(x, low);
            for (int output = 0; output < sums.Length; output++)
                sums[output][upper] += high[output] - low[output];
            counts[upper]++;
        }
        return [.. sums.Select(own => Accumulated(own, counts, rows.Length))];
    }

    private static double[] Accumulated(double[] sums, int[] counts, int rows)
    {
        var effect = new double[sums.Length];
        double mean = 0;
        for (int k = 1; k < effect.Length; k++)
        {
            effect[k] = effect[k - 1] + (counts[k] > 0 ? sums[k] / counts[k] : 0);
            mean += counts[k] * (effect[k - 1] + effect[k]) / 2;
        }
        mean /= rows;
        return [.. effect.Select(e => e - mean)];
    }
}
