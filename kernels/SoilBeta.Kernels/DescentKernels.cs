using ILGPU;

namespace SoilBeta.Kernels;

/// <summary>The descent in two ways that give the same integers: each point by itself, or a group's 1,024 points as a mask that each node splits. Neither has a barrier, an atomic operation, or memory that two lanes share.</summary>
public static class DescentKernels
{
    /// <summary>Most outputs that <see cref="MasksOfMany"/> sums at once.</summary>
    public const int MostOutputs = 5;

    private const int FeatureBits = 10;
    private const int FeatureMask = (1 << FeatureBits) - 1;

    /// <summary>A work-item owns a slot: walks its point down each tree, read through the cache.</summary>
    public static void Points(Index1D slot, DescentArguments a)
    {
        Point point = a.Points.PointOf(slot);
        int root = a.FirstRoot(slot), sum = 0, slots = a.Points.AllSlots;
        bool one = a.Outputs == 1;
        for (int output = 0; output < a.OutputsAtOnce && !one; output++)
            a.Sums[(output * slots) + slot] = 0;
        for (int tree = 0; tree < a.Trees; tree++)
        {
            int leaf = LeafOf(a, a.Roots[root + tree], slot, slots);
            if (one)
            {
                sum += leaf;
                continue;
            }
            for (int output = 0; output < a.OutputsAtOnce; output++)
                a.Sums[(output * slots) + slot] += a.Leaves[(leaf * a.Outputs) + a.FirstOutput + output];
        }
        if (one)
            a.Store(point, 0, sum);
        for (int output = 0; output < a.OutputsAtOnce && !one; output++)
            a.Store(point, a.FirstOutput + output, a.Sums[(output * slots) + slot]);
    }

    /// <summary>A warp owns a group, a lane 32 of its points: masks of a forest with one output.</summary>
    public static void Masks(DescentArguments a)
    {
        ArrayView<int> sums = SharedMemory.Allocate<int>(PointLayout.GroupSlots);
        Descend(a, sums);
    }

    /// <summary>A warp owns a group, a lane 32 of its points: masks of a forest with several outputs.</summary>
    public static void MasksOfMany(DescentArguments a)
    {
        ArrayView<int> sums = SharedMemory.Allocate<int>(MostOutputs * PointLayout.GroupSlots);
        Descend(a, sums);
    }

    /// <summary>Value, or row, of the leaf that a point reaches.</summary>
    private static int LeafOf(DescentArguments a, int at, int slot, int slots)
    {
        long node = a.Nodes[at];
        uint link = (uint)(node >> 32);
        while (link >> FeatureBits != 0)
        {
            int code = a.Codes[((int)(link & FeatureMask) * slots) + slot];
            at += code <= (int)node ? 1 : (int)(link >> FeatureBits);
            node = a.Nodes[at];
            link = (uint)(node >> 32);
        }
        return (int)node;
    }

    /// <summary>Pushes the mask of all points through each tree: a node splits it, a leaf adds its value to the points that are left.</summary>
    /// <remarks>
    /// On a GPU the lanes of a warp go together: where any lane has points for a child, all visit it. A lane by itself (<see cref="DeviceMath.InAnyLane"/> in C#) visits fewer nodes and adds the same values.
    /// Sums lie in shared memory because a lane indexes them by point; each lane has its own column, so no lane waits for another.
    /// </remarks>
    private static void Descend(DescentArguments a, ArrayView<int> sums)
    {
        int thread = (Grid.IdxX * Group.DimX) + Group.IdxX;
        int group = thread / PointLayout.Lanes, lane = thread - (group * PointLayout.Lanes);
        if (group * PointLayout.GroupSlots >= a.Points.AllSlots)
            return;
        int own = Group.IdxX, stride = Group.DimX;
        for (int i = 0; i < a.OutputsAtOnce * PointLayout.Lanes; i++)
            sums[(i * stride) + own] = 0;
        int mask = 0;
        for (int i = 0; i < PointLayout.Lanes; i++)
            mask |= (1 - a.Points.PointOf((group * PointLayout.GroupSlots) + (i * PointLayout.Lanes) + lane).IsPadding) << i;
        if (DeviceMath.InAnyLane(mask) == 0)
            return;
        int root = a.FirstRoot(group * PointLayout.GroupSlots), stack = (group * a.Depth * PointLayout.Lanes) + lane;
        for (int tree = 0; tree < a.Trees; tree++)
            AddTree(a, sums, a.Roots[root + tree], group, lane, stack, mask);
        for (int i = 0; i < PointLayout.Lanes; i++)
        {
            Point point = a.Points.PointOf((group * PointLayout.GroupSlots) + (i * PointLayout.Lanes) + lane);
            for (int output = 0; output < a.OutputsAtOnce; output++)
                a.Store(point, a.FirstOutput + output, sums[(((output * PointLayout.Lanes) + i) * stride) + own]);
        }
    }

    private static void AddTree(DescentArguments a, ArrayView<int> sums, int at, int group, int lane, int stack, int mask)
    {
        // Level 0 holds nothing to visit, so that every leaf may take what waits.
        int ranges = group * a.Features, waiting = 1;
        a.Stack[stack] = 0;
        while (waiting > 0)
        {
            long node = a.Nodes[at];
            uint link = (uint)(node >> 32);
            if (link >> FeatureBits == 0)
            {
                AddLeaf(a, sums, (int)node, mask);
                waiting--;
                long next = a.Stack[stack + (waiting * PointLayout.Lanes)];
                at = (int)next;
                mask = (int)(next >> 32);
                continue;
            }
            int feature = ranges + (int)(link & FeatureMask), right = at + (int)(link >> FeatureBits);
            long range = a.Ranges[feature];
            int threshold = (int)node - (int)range, span = (int)(range >> 32);
            if (threshold < 0 || threshold >= span)
            {
                // All points of the group go one way.
                at = threshold < 0 ? right : at + 1;
                continue;
            }
            int left = mask & MaskFunctions.AtMost(a.Planes, (feature * a.CodeBits * PointLayout.Lanes) + lane, MaskFunctions.BitsOf(span), threshold);
            int others = mask & ~left;
            bool goesLeft = DeviceMath.InAnyLane(left) != 0, goesRight = DeviceMath.InAnyLane(others) != 0;
            if (goesLeft && goesRight)
            {
                a.Stack[stack + (waiting * PointLayout.Lanes)] = (uint)right | ((long)others << 32);
                waiting++;
            }
            at = goesLeft ? at + 1 : right;
            mask = goesLeft ? left : others;
        }
    }

    /// <summary>Adds a leaf's values to the points of a mask.</summary>
    private static void AddLeaf(DescentArguments a, ArrayView<int> sums, int leaf, int mask)
    {
        int own = Group.IdxX, stride = Group.DimX;
        for (int output = 0; output < a.OutputsAtOnce; output++)
        {
            int value = a.Outputs == 1 ? leaf : a.Leaves[(leaf * a.Outputs) + a.FirstOutput + output];
            int at = (output * PointLayout.Lanes * stride) + own;
            for (uint points = (uint)mask; points != 0;)
            {
                int zeros = IntrinsicMath.LeadingZeroCount(points);
                sums[at + ((PointLayout.Lanes - 1 - zeros) * stride)] += value;
                points ^= 0x80000000u >> zeros;
            }
        }
    }
}
