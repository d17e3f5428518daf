namespace SoilBeta.Forests;

/// <summary>A regression tree as arrays over its nodes, [node]; node 0 is the root, and children follow their parent.</summary>
/// <param name="Feature">Tested feature, or −1 for a leaf.</param>
/// <param name="Threshold">Go left when value ≤ threshold; 0 for a leaf.</param>
/// <param name="Left">Left child; −1 for a leaf.</param>
/// <param name="Right">Right child; −1 for a leaf.</param>
/// <param name="Value">Predictions of a leaf, 0 for a split, [node][output].</param>
public sealed record Tree(int[] Feature, double[] Threshold, int[] Left, int[] Right, double[] Value)
{
    /// <summary>Largest number of outputs of a tree.</summary>
    public const int LargestOutputs = 128;

    /// <summary>Number of values that a leaf holds.</summary>
    public int Outputs { get; init; } = 1;

    /// <summary>Number of nodes.</summary>
    public int Nodes => Feature.Length;

    /// <summary>Number of leaves.</summary>
    public int Leaves => Feature.Count(feature => feature < 0);

    /// <summary>Number of splits on the longest path from the root to a leaf.</summary>
    public int Depth
    {
        get
        {
            var depth = new int[Nodes];
            int deepest = 0;
            for (int node = 0; node < Nodes; node++)
            {
                deepest = Math.Max(deepest, depth[node]);
                if (Feature[node] >= 0)
                    depth[Left[node]] = depth[Right[node]] = depth[node] + 1;
            }
            return deepest;
        }
    }

    /// <summary>A single-leaf tree.</summary>
    /// <param name="values">Value of each output.</param>
    public static Tree Constant(params double[] values) => new([-1], [0], [-1], [-1], values) { Outputs = values.Length };

    /// <summary>Values of a leaf, [output].</summary>
    public ReadOnlySpan<double> ValuesAt(int leaf) => Value.AsSpan(leaf * Outputs, Outputs);

    /// <summary>Value of the leaf that a point reaches, of the first output.</summary>
    public double Predict(ReadOnlySpan<double> x) => Value[LeafOf(x) * Outputs];

    /// <summary>Leaf that a point reaches.</summary>
    public int LeafOf(ReadOnlySpan<double> x)
    {
        int node = 0;
        while (Feature[node] >= 0)
            node = x[Feature[node]] <= Threshold[node] ? Left[node] : Right[node];
        return node;
    }
}
