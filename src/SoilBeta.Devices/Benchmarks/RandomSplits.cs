using SoilBeta.Forests;
using SoilBeta.Numerics;

namespace SoilBeta.Devices.Benchmarks;

/// <summary>Forests that nobody trained, with the shape of trees grown until each leaf holds one of 10,000 rows that are uniform in a box: to time prediction by deep trees without hours of training.</summary>
/// <remarks>A split divides the rows of its node at a random place of a random feature; without a limit of depth a tree has 10,000 leaves and some 35 levels.</remarks>
internal static class RandomSplits
{
    /// <summary>Features, uniform in 0–1.</summary>
    public const int Features = 8;

    private const int Rows = 10_000;

    /// <summary>Creates a forest: the same on every machine.</summary>
    /// <param name="trees">Number of trees.</param>
    /// <param name="depth">Largest depth: a node this many splits below the root is a leaf.</param>
    public static ForestSet Forest(int trees, int depth)
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
    public static float[] Cells(int cells)
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
