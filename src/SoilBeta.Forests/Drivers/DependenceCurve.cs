namespace SoilBeta.Forests.Drivers;

/// <summary>Partial dependence (Friedman 2001, Ann. Stat. 29, 1189–1232), a whole curve in one traversal of each tree: splits on other features partition the rows, splits on its own feature the values of the curve.</summary>
/// <remarks>The result equals the mean prediction over the rows with the feature set to each value, at a fraction of the cost of predicting each.</remarks>
public static class DependenceCurve
{
    /// <summary>Mean prediction of the first output over rows at each value of a feature.</summary>
    /// <param name="forest">The forest.</param>
    /// <param name="columns">Features, [feature][row].</param>
    /// <param name="rows">Rows to average over.</param>
    /// <param name="feature">Feature that is set.</param>
    /// <param name="values">Values, ascending.</param>
    /// <returns>Mean prediction, [value].</returns>
    public static double[] Compute(Forest forest, IReadOnlyList<float[]> columns, int[] rows, int feature, double[] values) => ComputeOutputs(forest, columns, rows, feature, values)[0];

    /// <summary>Mean predictions of all outputs over rows at each value of a feature.</summary>
    /// <param name="forest">The forest.</param>
    /// <param name="columns">Features, [feature][row].</param>
    /// <param name="rows">Rows to average over.</param>
    /// <param name="feature">Feature that is set.</param>
    /// <param name="values">Values, ascending.</param>
    /// <returns>Mean predictions, [output][value].</returns>
    public static double[][] ComputeOutputs(Forest forest, IReadOnlyList<float[]> columns, int[] rows, int feature, double[] values)
    {
        double[][] steps = [.. forest.Outputs.Select(_ => new double[values.Length + 1])];
        int[] order = [.. rows];
        foreach (var tree in forest.Trees)
            new Walk(tree, columns, order, feature, values, steps).Down(0, 0, order.Length, 0, values.Length);
        return [.. steps.Select(own =>
        {
            double sum = 0;
            return own[..values.Length].Select(step => (sum += step) / rows.Length / forest.Trees.Count).ToArray();
        })];
    }

    private readonly struct Walk(Tree tree, IReadOnlyList<float[]> columns, int[] order, int feature, double[] values, double[][] steps)
    {
        /// <summary>Adds a subtree for the rows order[from … to − 1] and the values first … last − 1; every leaf raises a segment of each curve.</summary>
        public void Down(int node, int from, int to, int first, int last)
        {
            int tested = tree.Feature[node];
            if (tested < 0)
            {
                ReadOnlySpan<double> leaf = tree.ValuesAt(node);
                for (int output = 0; output < leaf.Length; output++)
                {
                    double rise = leaf[output] * (to - from);
                    steps[output][first] += rise;
                    steps[output][last] -= rise;
                }
                return;
            }
            double threshold = tree.Threshold[node];
            if (tested == feature)
            {
                int middle = first;
                while (middle < last && values[middle] <= threshold)
                    middle++;
                if (middle > first)
                    Down(tree.Left[node], from, to, first, middle);
                if (middle < last)
                    Down(tree.Right[node], from, to, middle, last);
                return;
            }
            float[] column = columns[tested];
            int right = to;
            int next = from;
            while (next < right)
            {
                if (column[order[next]] <= threshold)
                {
                    next++;
                    continue;
                }
                right--;
                (order[next], order[right]) = (order[right], order[next]);
            }
            if (right > from)
                Down(tree.Left[node], from, right, first, last);
            if (right < to)
                Down(tree.Right[node], right, to, first, last);
        }
    }
}
