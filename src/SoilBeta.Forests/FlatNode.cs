using System.Runtime.InteropServices;

namespace SoilBeta.Forests;

/// <summary>One node of a flat tree, 8 bytes: <c>struct FlatNode</c> in <c>kernels/opencl/layout.h</c>. Nodes are in depth-first order: the left child is the next node.</summary>
/// <param name="Value">Threshold of a split (the bits of the largest float ≤ the stored double; go left when value ≤ threshold), or a leaf's fixed-point value (int32 bits), or its row in <see cref="FlatForest.Leaves"/> where there are several outputs.</param>
/// <param name="Link">Feature in the low 10 bits, number of nodes to skip to the right child in the high 22.</param>
[StructLayout(LayoutKind.Sequential, Pack = 4)]
public readonly record struct FlatNode(uint Value, uint Link)
{
    /// <summary>Bits of <see cref="Link"/> that hold the feature: <c>NODE_FEATURE_BITS</c> in <c>kernels/opencl/layout.h</c>.</summary>
    public const int FeatureBits = 10;

    /// <summary>Maximum number of features in a forest.</summary>
    public const int LargestFeatures = (1 << FeatureBits) - 1;

    /// <summary>Largest distance in nodes between a split and its right child; a tree with at most this many nodes always fits.</summary>
    public const int LargestOffset = (1 << (32 - FeatureBits)) - 1;

    /// <summary>Creates a node from its parts.</summary>
    /// <param name="value">As <see cref="Value"/>.</param>
    /// <param name="feature">As <see cref="Feature"/>.</param>
    /// <param name="rightOffset">As <see cref="RightOffset"/>.</param>
    public FlatNode(uint value, int feature, int rightOffset)
        : this(value, Pack(feature, rightOffset))
    {
    }

    /// <summary>Index of the tested feature in the forest's feature list; 0 for a leaf.</summary>
    public int Feature => (int)(Link & LargestFeatures);

    /// <summary>Nodes to skip to the right child; 0 marks a leaf.</summary>
    public int RightOffset => (int)(Link >> FeatureBits);

    /// <summary>Whether this node is a leaf.</summary>
    public bool IsLeaf => Link >> FeatureBits == 0;

    /// <summary>Threshold of a split.</summary>
    public float Threshold => BitConverter.UInt32BitsToSingle(Value);

    /// <summary>Fixed-point value of a leaf, rint(value · 2^LeafShift), or with several outputs its row in <see cref="FlatForest.Leaves"/>.</summary>
    public int LeafValue => unchecked((int)Value);

    private static uint Pack(int feature, int rightOffset)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan((uint)feature, (uint)LargestFeatures, nameof(feature));
        ArgumentOutOfRangeException.ThrowIfGreaterThan((uint)rightOffset, (uint)LargestOffset, nameof(rightOffset));
        return (uint)feature | ((uint)rightOffset << FeatureBits);
    }
}
