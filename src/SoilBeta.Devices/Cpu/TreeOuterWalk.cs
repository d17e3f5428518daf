using System.Runtime.CompilerServices;
using SoilBeta.Forests;

namespace SoilBeta.Devices.Cpu;

/// <summary>The plain descent: tree by tree, each lane from root to leaf. Fastest where a forest has few lanes.</summary>
internal static class TreeOuterWalk
{
    /// <summary>Adds the leaves that each lane reaches in trees <paramref name="firstTree"/> … to its sum.</summary>
    /// <param name="forest">The forest.</param>
    /// <param name="firstTree">First tree.</param>
    /// <param name="endTree">Last tree + 1.</param>
    /// <param name="x">Covariates, [feature][lane].</param>
    /// <param name="stride">Lanes between two features in <paramref name="x"/>.</param>
    /// <param name="sums">Sums, [lane].</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    public static void Add(FlatForest forest, int firstTree, int endTree, ReadOnlySpan<float> x, int stride, Span<int> sums)
    {
        FlatNode[] nodes = forest.Nodes;
        for (int tree = firstTree; tree < endTree; tree++)
        {
            int root = forest.Roots[tree];
            for (int lane = 0; lane < sums.Length; lane++)
            {
                int at = root;
                FlatNode node = nodes[at];
                while (node.RightOffset != 0)
                {
                    at += x[(node.Feature * stride) + lane] <= node.Threshold ? 1 : node.RightOffset;
                    node = nodes[at];
                }
                sums[lane] += node.LeafValue;
            }
        }
    }

    /// <summary>As above, for a coded forest, if the flat one is not in memory.</summary>
    /// <param name="forest">The forest.</param>
    /// <param name="thresholds">Thresholds of the codes, [feature][code].</param>
    /// <param name="firstTree">First tree.</param>
    /// <param name="endTree">Last tree + 1.</param>
    /// <param name="x">Covariates, [feature][lane].</param>
    /// <param name="stride">Lanes between two features in <paramref name="x"/>.</param>
    /// <param name="sums">Sums, [lane].</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    public static unsafe void Add(CodedForest forest, float[][] thresholds, int firstTree, int endTree, ReadOnlySpan<float> x, int stride, Span<int> sums)
    {
        ulong* nodes = forest.Nodes;
        for (int tree = firstTree; tree < endTree; tree++)
        {
            ulong root = nodes[forest.Roots[tree]];
            for (int lane = 0; lane < sums.Length; lane++)
            {
                ulong node = root;
                while ((long)node >= 0)
                {
                    int feature = (int)(node >> 16) & 0xFFFF;
                    ulong left = node >> 32;
                    node = nodes[left + (x[(feature * stride) + lane] <= thresholds[feature][(int)(node & 0xFFFF)] ? 0UL : 1UL)];
                }
                sums[lane] += (int)(uint)node;
            }
        }
    }
}
