using System.Runtime.InteropServices;

namespace SoilBeta.Forests;

/// <summary>One node of a flat tree, 8 bytes: <c>struct FlatNode</c> in <c>kernels/layout.h</c>. Nodes stand depth first: the left child is the next node.</summary>
/// <param name="Value">Threshold of a split (the bits of the largest float ≤ the stored double; go left when value ≤ threshold), or a leaf's fixed-point value (int32 bits).</param>
/// <param name="Feature">Position of the tested feature in the forest's feature list; 0 for a leaf.</param>
/// <param name="RightOffset">Nodes to skip to the right child; 0 marks a leaf. A tree whose offsets exceed 65,535 is refused by name.</param>
[StructLayout(LayoutKind.Sequential, Pack = 4)]
public readonly record struct FlatNode(uint Value, ushort Feature, ushort RightOffset)
{
    /// <summary>Whether this node is a leaf.</summary>
    public bool IsLeaf => RightOffset == 0;

    /// <summary>Threshold of a split.</summary>
    public float Threshold => BitConverter.UInt32BitsToSingle(Value);

    /// <summary>Fixed-point value of a leaf: rint(value · 2^LeafShift).</summary>
    public int LeafValue => unchecked((int)Value);
}
