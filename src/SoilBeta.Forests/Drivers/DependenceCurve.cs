namespace SoilBeta.Forests.Drivers;

/// <summary>Partial dependence (Friedman 2001, Ann. Stat. 29, 1189–1232), a whole curve in one traversal of each tree: splits on other features partition the rows, splits on its own feature the values of the curve.</summary>
/// <remarks>The result equals the mean prediction over the rows with the feature set to each value, at a fraction of the cost of predicting each.</remarks>
public static class DependenceCurve
{
    /// <summary>Mean prediction over rows at each value of a feature.</summary>
    /// <param name="forest">The forest.</param>
    /// <param name="columns">Features, [feature][row].</param>
    /// <param name="rows">Rows to average over.</param>
    /// <param name="feature">Feature that is set.</param>
    /// <param name="values">Values, ascending.</param>
    /// <returns>Mean prediction, [value].</returns>
    public static double[] Compute(Forest forest, IReadOnlyList<float[]> columns, int[] rows, int feature, double[] values)
    {
        var steps = new double[values.Length + 1];
        int[] order = [.. rows];
        foreach (var tree in forest.Trees)
            new Walk(tree, columns, order, feature, values, steps).Down(0, 0, order.Length, 0, values.Length);
        var curve = new double[values.Length];
        double sum = 0;
        for (int i = 0; i < curve.Length; i++)
        {
            sum += steps[i];
            curve[i] = sum / rows.Length / forest.Trees.Count;
        }
        return curve;
    }

    private readonly struct Walk(Tree tree, IReadOnlyList<float[]> columns, int[] order, int feature, double[] values, double[] steps)
    {
        /// <summary>Adds a subtree for the rows order[from … to − 1] and the values first … last − 1; every leaf raises a segment of the curve.</summary>
        public void Down(int node, int from, int to, int first, int last)
        {
            int tested = tree.Feature[node];
            if (tested < 0)
            {
                double rise = tree.Value[node] * (to - from);
                steps[first] += rise;
                steps[last] -= rise;
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
