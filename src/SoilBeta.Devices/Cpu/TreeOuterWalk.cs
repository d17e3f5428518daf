using System.Runtime.CompilerServices;
using SoilBeta.Forests;

namespace SoilBeta.Devices.Cpu;

/// <summary>The plain descent: tree by tree, each lane from root to leaf. Fastest where a forest has few lanes.</summary>
internal static class TreeOuterWalk
{
    /// <summary>Adds the leaves that each lane reaches in trees <paramref name="firstTree"/> … to its sums.</summary>
    /// <param name="forest">The forest.</param>
    /// <param name="firstTree">First tree.</param>
    /// <param name="endTree">Last tree + 1.</param>
    /// <param name="x">Covariates, [feature][lane].</param>
    /// <param name="stride">Lanes between two features in <paramref name="x"/>.</param>
    /// <param name="sums">Sums.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    public static void Add(FlatForest forest, int firstTree, int endTree, ReadOnlySpan<float> x, int stride, LaneSums sums)
    {
        FlatNode[] nodes = forest.Nodes;
        for (int tree = firstTree; tree < endTree; tree++)
        {
            int root = forest.Roots[tree];
            for (int lane = 0; lane < sums.Lanes; lane++)
            {
                int at = root;
                FlatNode node = nodes[at];
                while (node.RightOffset != 0)
                {
                    at += x[(node.Feature * stride) + lane] <= node.Threshold ? 1 : node.RightOffset;
                    node = nodes[at];
                }
                if (forest.Outputs == 1)
                    sums.Add(lane, node.LeafValue);
                else
                    sums.Add(lane, forest.Leaves.AsSpan(node.LeafValue * forest.Outputs, forest.Outputs));
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
    /// <param name="sums">Sums.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    public static unsafe void Add(CodedForest forest, float[][] thresholds, int firstTree, int endTree, ReadOnlySpan<float> x, int stride, LaneSums sums)
    {
        ulong* nodes = forest.Nodes;
        int* leaves = forest.Leaves;
        for (int tree = firstTree; tree < endTree; tree++)
        {
            ulong root = nodes[forest.Roots[tree]];
            for (int lane = 0; lane < sums.Lanes; lane++)
            {
                ulong node = root;
                while ((long)node >= 0)
                {
                    int feature = (int)(node >> 16) & 0xFFFF;
                    ulong left = node >> 32;
                    node = nodes[left + (x[(feature * stride) + lane] <= thresholds[feature][(int)(node & 0xFFFF)] ? 0UL : 1UL)];
                }
                if (leaves == null)
                    sums.Add(lane, (int)(uint)node);
                else
                    sums.Add(lane, new ReadOnlySpan<int>(leaves + ((long)(uint)node * sums.Outputs), sums.Outputs));
            }
        }
    }
}

/// <summary>Sums S of some lanes of a cell.</summary>
/// <param name="sums">Sums, [output][realisation], from the first lane's of the first output.</param>
/// <param name="lanes">Number of lanes.</param>
/// <param name="outputs">Number of outputs.</param>
/// <param name="stride">Realisations between two outputs.</param>
internal readonly ref struct LaneSums(Span<int> sums, int lanes, int outputs, int stride)
{
    private readonly Span<int> _sums = sums;

    /// <summary>Number of lanes.</summary>
    public int Lanes { get; } = lanes;

    /// <summary>Number of outputs.</summary>
    public int Outputs { get; } = outputs;

    /// <summary>Sets all sums to 0.</summary>
    public void Clear()
    {
        for (int output = 0; output < Outputs; output++)
            _sums.Slice(output * stride, Lanes).Clear();
    }

    /// <summary>Adds the value of a single output.</summary>
    public void Add(int lane, int value) => _sums[lane] += value;

    /// <summary>Adds the values of all outputs.</summary>
    public void Add(int lane, ReadOnlySpan<int> values)
    {
        for (int output = 0; output < values.Length; output++)
            _sums[(output * stride) + lane] += values[output];
    }
}
