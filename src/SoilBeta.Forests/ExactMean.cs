using MathNet.Numerics.Distributions;

namespace SoilBeta.Forests;

/// <summary>Exact mean of a forest's prediction for independent normal features, without draws: each leaf is a box whose probability is a product of differences of Φ.</summary>
/// <remarks>
/// Φ is computed once for each point, at the thresholds within reach of each feature. Each tree is then traversed with the probability of the node's box; subtrees below 1e-12 are skipped.
/// There are no bounds: the normals are not clipped.
/// </remarks>
public sealed class ExactMean
{
    /// <summary>Probability below which a box is ignored; with thousands of leaves the error of the mean is below 1e-8 of the target's range.</summary>
    private const double Negligible = 1e-12;

    /// <summary>Number of standard deviations beyond which Φ is 0 or 1 within <see cref="Negligible"/>.</summary>
    private const double Reach = 7.5;

    private readonly double[][] _thresholds; // [feature][rank]
    private readonly int[][] _feature; // [tree][node]
    private readonly int[][] _rank; // [tree][node]
    private readonly IReadOnlyList<Tree> _trees;

    /// <summary>Prepares a forest for many points.</summary>
    public ExactMean(Forest forest)
    {
        _trees = forest.Trees;
        _thresholds = ForestFileWriter.ThresholdsOf(forest);
        _feature = [.. forest.Trees.Select(tree => tree.Feature)];
        _rank = [.. forest.Trees.Select(tree => tree.Feature.Select((feature, node) => feature < 0 ? 0 : Array.BinarySearch(_thresholds[feature], tree.Threshold[node])).ToArray())];
    }

    /// <summary>Mean at one point; for many points, create one <see cref="ExactMean"/>.</summary>
    /// <param name="forest">The forest.</param>
    /// <param name="x">Means of the features.</param>
    /// <param name="sd">Standard deviations of the features, in their units; 0 for a known value.</param>
    public static double Predict(Forest forest, ReadOnlySpan<double> x, ReadOnlySpan<double> sd) => new ExactMean(forest).Predict(x, sd);

    /// <summary>Mean of the first output at one point; thread-safe.</summary>
    /// <param name="x">Means of the features.</param>
    /// <param name="sd">Standard deviations of the features, in their units; 0 for a known value.</param>
    public double Predict(ReadOnlySpan<double> x, ReadOnlySpan<double> sd)
    {
        var outputs = new double[_trees[0].Outputs];
        Predict(x, sd, outputs);
        return outputs[0];
    }

    /// <summary>Means of all outputs at one point; thread-safe.</summary>
    /// <param name="x">Means of the features.</param>
    /// <param name="sd">Standard deviations of the features, in their units; 0 for a known value.</param>
    /// <param name="outputs">Receives the means, [output].</param>
    public void Predict(ReadOnlySpan<double> x, ReadOnlySpan<double> sd, Span<double> outputs)
    {
        int features = _thresholds.Length;
        if (x.Length != features || sd.Length != features)
            throw new ArgumentException($"{x.Length} values and {sd.Length} standard deviations for {features} features.");
        var below = new double[features][]; // probability of a value at or below each threshold, [feature][rank]
        for (int feature = 0; feature < features; feature++)
            below[feature] = Below(_thresholds[feature], x[feature], sd[feature]);

        outputs.Clear();
        var sums = new double[outputs.Length];
        var box = new Box(new double[features], new double[features], new Stack<Step>());
        for (int tree = 0; tree < _trees.Count; tree++)
        {
            Array.Clear(sums);
            Walk(tree, below, box, sums);
            for (int output = 0; output < sums.Length; output++)
                outputs[output] += sums[output];
        }
        foreach (ref double output in outputs)
            output /= _trees.Count;
    }

    private static double[] Below(double[] thresholds, double x, double sd)
    {
        var below = new double[thresholds.Length];
        for (int rank = 0; rank < below.Length; rank++)
        {
            double distance = thresholds[rank] - x;
            below[rank] = distance >= Reach * sd ? 1 : distance < -Reach * sd ? 0 : Normal.CDF(0, 1, distance / sd);
        }
        return below;
    }

    /// <summary>Adds Σ probability · value over the leaves of a tree to the sum of each output.</summary>
    private void Walk(int tree, double[][] below, Box box, double[] sums)
    {
        var (low, high, steps) = box;
        Array.Clear(low);
        Array.Fill(high, 1.0);
        steps.Push(Step.Visit(0, 1.0));
        while (steps.TryPop(out Step step))
        {
            if (step.Feature >= 0)
            {
                low[step.Feature] = step.Low;
                high[step.Feature] = step.High;
                continue;
            }
            int feature = _feature[tree][step.Node];
            if (feature < 0)
            {
                ReadOnlySpan<double> values = _trees[tree].ValuesAt(step.Node);
                for (int output = 0; output < values.Length; output++)
                    sums[output] += step.Low * values[output];
                continue;
            }

            // The stack reverses the order: narrow, go left, narrow, go right, restore.
            double from = low[feature], to = high[feature], cut = Math.Clamp(below[feature][_rank[tree][step.Node]], from, to);
            double left = step.Low * ((cut - from) / (to - from)), right = step.Low - left;
            steps.Push(Step.Span(feature, from, to));
            if (right > Negligible)
            {
                steps.Push(Step.Visit(_trees[tree].Right[step.Node], right));
                steps.Push(Step.Span(feature, cut, to));
            }
            if (left > Negligible)
            {
                steps.Push(Step.Visit(_trees[tree].Left[step.Node], left));
                steps.Push(Step.Span(feature, from, cut));
            }
        }
    }

    /// <summary>Working memory of a walk: the range of each feature's distribution in the current node's box, and what is left to do.</summary>
    private readonly record struct Box(double[] Low, double[] High, Stack<Step> Steps);

    /// <summary>Either visits a node whose box has the probability <c>Low</c>, or sets the box's range of a feature.</summary>
    private readonly record struct Step(int Node, int Feature, double Low, double High)
    {
        public static Step Visit(int node, double mass) => new(node, -1, mass, 0);

        public static Step Span(int feature, double low, double high) => new(-1, feature, low, high);
    }
}
