using SoilBeta.Devices.Benchmarks;
using SoilBeta.Forests;
using SoilBeta.Numerics;

namespace SoilBeta.Cli;

/// <summary>Forests that nobody trained, with the shape of trees grown until each leaf holds one of 10,000 rows that are uniform in a box: to time prediction by deep trees without hours of training.</summary>
/// <remarks>A split divides the rows of its node at a random place of a random feature; without a limit of depth a tree has 10,000 leaves and some 35 levels.</remarks>
internal static class RandomSplits
{
    /// <summary>Features, uniform in 0–1.</summary>
    private const int Features = 8;

    private const int Rows = 10_000;

    /// <summary>Trees of <see cref="Plain"/>.</summary>
    public const int Trees = 1024;

    /// <summary>Prediction alone, without draws: a point of the grid that nvForest's benchmark has (1,024 trees, depth 16 or 32, 8 features), for comparison with programs for inference.</summary>
    /// <param name="depth">Largest depth of a tree.</param>
    /// <param name="trees">Number of trees.</param>
    /// <returns>The workload of a number of cells.</returns>
    public static Func<int, Workload> Plain(int depth, int trees = Trees)
    {
        ForestSet forest = Forest(trees, depth);
        return cells =>
        {
            Workload one = Workloads.Make($"plain-{depth}", forest, Cells(cells), cells, draws: 1);
            return one with { Plan = one.Plan with { Perturbations = [.. Enumerable.Repeat(new Perturbation(false, 0, float.NegativeInfinity, float.PositiveInfinity), Features), one.Plan.Perturbations[^1]] } };
        };
    }

    /// <summary>Creates a forest: the same on every machine.</summary>
    /// <param name="trees">Number of trees.</param>
    /// <param name="depth">Largest depth: a node this many splits below the root is a leaf.</param>
    private static ForestSet Forest(int trees, int depth)
    {
        var random = new ForestRandom(5, RandomStream.SyntheticTable);
        int shift = 30 - int.Log2(trees); // trees · 1 · 2^shift < 2³¹
        var nodes = new List<FlatNode>();
        var roots = new List<int>();
        for (int tree = 0; tree < trees; tree++)
        {
            roots.Add(nodes.Count);
            Grow(new Box(new float[Features], [.. Enumerable.Repeat(1f, Features)]), Rows, depth);
        }
        roots.Add(nodes.Count);
        return new ForestSet([.. Enumerable.Range(1, Features).Select(feature => $"x{feature}")], [new FlatForest([.. nodes], [.. roots])], shift) { LargestLeaf = 1 };

        void Grow(Box box, int rows, int levels)
        {
            if (rows == 1 || levels == 0)
            {
                nodes.Add(new FlatNode((uint)(int)Math.ScaleB(0.9 + (0.1 * random.NextDouble()), shift), 0, 0));
                return;
            }
            int feature = random.Next(Features), left = 1 + random.Next(rows - 1), at = nodes.Count;
            float low = box.Low[feature], high = box.High[feature], threshold = low + ((high - low) * left / rows);
            nodes.Add(default);
            box.High[feature] = threshold;
            Grow(box, left, levels - 1);
            box.High[feature] = high;
            nodes[at] = new FlatNode(BitConverter.SingleToUInt32Bits(threshold), feature, nodes.Count - at);
            box.Low[feature] = threshold;
            Grow(box, rows - left, levels - 1);
            box.Low[feature] = low;
        }
    }

    /// <summary>Unrelated cells, [feature][cell].</summary>
    private static float[] Cells(int cells)
    {
        var random = new ForestRandom(6, RandomStream.SyntheticTable);
        var covariates = new float[Features * cells];
        for (int i = 0; i < covariates.Length; i++)
            covariates[i] = (float)random.NextDouble();
        return covariates;
    }

    /// <summary>Values that reach a node, [feature].</summary>
    private readonly record struct Box(float[] Low, float[] High);
}
