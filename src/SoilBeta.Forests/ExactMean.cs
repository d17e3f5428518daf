using MathNet.Numerics.Distributions;

namespace SoilBeta.Forests;

/// <summary>Mean of a forest's prediction when its features are independent normals, without draws: each leaf is a box, and its probability a product of differences of Φ.</summary>
/// <remarks>
/// Φ is computed once per point for the thresholds within reach of each feature; a tree is then walked with the probability of the node's box, and left where that falls below 1e-12.
/// No bounds: the normals are not clipped.
/// </remarks>
public sealed class ExactMean
{
    /// <summary>Boxes less probable than this are left out; with thousands of leaves the mean misses less than 1e-8 of the target's range.</summary>
    private const double Negligible = 1e-12;

    /// <summary>Beyond this many standard deviations Φ is 0 or 1 as far as <see cref="Negligible"/> goes.</summary>
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

    /// <summary>Mean at one point of a forest; for many points make an <see cref="ExactMean"/> once.</summary>
    /// <param name="forest">The forest.</param>
    /// <param name="x">Means of the features.</param>
    /// <param name="sd">Standard deviations of the features, in their units; 0 for a certain one.</param>
    public static double Predict(Forest forest, ReadOnlySpan<double> x, ReadOnlySpan<double> sd) => new ExactMean(forest).Predict(x, sd);

    /// <summary>Mean at one point; may be called from several threads at once.</summary>
    /// <param name="x">Means of the features.</param>
    /// <param name="sd">Standard deviations of the features, in their units; 0 for a certain one.</param>
    public double Predict(ReadOnlySpan<double> x, ReadOnlySpan<double> sd)
    {
        int features = _thresholds.Length;
        if (x.Length != features || sd.Length != features)
            throw new ArgumentException($"{x.Length} values and {sd.Length} standard deviations for {features} features.");
        var below = new double[features][]; // probability of a value at or below each threshold, [feature][rank]
        for (int feature = 0; feature < features; feature++)
            below[feature] = Below(_thresholds[feature], x[feature], sd[feature]);

        double sum = 0;
        var low = new double[features];
        var high = new double[features];
        var steps = new Stack<Step>();
        for (int tree = 0; tree < _trees.Count; tree++)
            sum += Walk(tree, below, low, high, steps);
        return sum / _trees.Count;
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

    /// <summary>Σ probability · value over the leaves of a tree. <paramref name="low"/> … <paramref name="high"/> is what the current node's box spans of each feature's distribution.</summary>
    private double Walk(int tree, double[][] below, double[] low, double[] high, Stack<Step> steps)
    {
        Array.Clear(low);
        Array.Fill(high, 1.0);
        double sum = 0;
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
                sum += step.Low * _trees[tree].Value[step.Node];
                continue;
            }

            // What is pushed first is done last: narrow, go left, narrow, go right, widen again.
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
        return sum;
    }

    /// <summary>Either visits a node whose box has the probability <c>Low</c>, or sets what the box spans of a feature.</summary>
    private readonly record struct Step(int Node, int Feature, double Low, double High)
    {
        public static Step Visit(int node, double mass) => new(node, -1, mass, 0);

        public static Step Span(int feature, double low, double high) => new(-1, feature, low, high);
    }
}
