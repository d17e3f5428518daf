using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace SoilBeta.Devices.Cpu;

//   A node visit. A lane is a point of the group; a mask has a bit for each lane that is in the node.
//
//       mask of the node             1 0 1 1 0 1 0 1
//       row of its threshold         1 1 0 1 0 0 0 1     lanes with x <= threshold: one row for each rank, computed once for each group
//                              AND  /               \  AND NOT
//                 1 0 0 1 0 0 0 1                   0 0 1 0 0 1 0 0
//       left child, in a new slot                   right child, in the slot of the node: its mask is overwritten
//
//   A child that no lane reaches is written to the end of the queue and not counted, so nothing branches on the data.
//
//       queue   | visited | 64 entries: two passes | waiting | <- children of the 64
//       pass 1: node -> rank of its threshold -> address of the row, which is prefetched; leaves are listed
//       pass 2: masks are split; the children's own children are prefetched
/// <summary>Moves a group's mask down sixteen trees in parallel, breadth first: each node splits its mask by the row of its threshold.</summary>
internal sealed unsafe class MaskDescent : IDisposable
{
    /// <summary>Queue entries of a pass: few enough that their rows and masks stay in the nearest cache.</summary>
    private const int AtOnce = 64;

    /// <summary>Capacity of each list of a pass.</summary>
    private const int Room = AtOnce + 32;

    private readonly NativeBuffer _masks;
    private readonly NativeBuffer _queue;
    private readonly NativeBuffer _slots;
    private readonly NativeBuffer _leaves;
    private readonly NativeBuffer _lists;
    private readonly NativeBuffer _tables;
    private readonly int _features;
    private readonly bool _vectors;

    /// <summary>Allocates buffers for trees with this number of nodes.</summary>
    public MaskDescent(int largestTree, int features, InstructionSet instructions)
    {
        long queue = ((long)LaneGroup.TreesAtOnce * (largestTree + 8)) + 64;
        _features = features;
        _vectors = instructions == InstructionSet.Avx512 && features <= 16;

        // A mask gets new memory once for each leaf that is reached, and a leaf has at least one lane.
        long masks = LaneGroup.TreesAtOnce * (Math.Min((largestTree / 2) + 1, LaneGroup.Lanes) + 1L);
        _masks = new NativeBuffer((masks + 2) * LaneGroup.MaskBytes);
        _queue = new NativeBuffer(queue * sizeof(ulong));
        _slots = new NativeBuffer(queue * sizeof(uint));
        _leaves = new NativeBuffer(queue * sizeof(int));
        _lists = new NativeBuffer(5 * Room * sizeof(uint));
        _tables = new NativeBuffer(3 * 4 * 64);
    }

    /// <summary>Masks of the queue's entries; the masks of leaves stay until the next descent.</summary>
    public byte* Masks => (byte*)_masks.Memory;

    /// <summary>Nodes of the queue's entries.</summary>
    public ulong* Queue => (ulong*)_queue.Memory;

    /// <summary>Position of the mask of each of the queue's entries in <see cref="Masks"/>, bytes.</summary>
    public uint* Slots => (uint*)_slots.Memory;

    /// <summary>Queue positions of the reached leaves, in no particular order.</summary>
    public int* Leaves => (int*)_leaves.Memory;

    private int* Less => (int*)_tables.Memory;

    private int* Most => Less + 64;

    private int* First => Most + 64;

    private Lists Found => new((uint*)_lists.Memory);

    /// <summary>Traverses the trees from <paramref name="firstTree"/> on and lists the reached leaves in <see cref="Leaves"/>.</summary>
    /// <returns>Number of leaves.</returns>
    public int Walk(LaneGroup group, ulong* nodes, int* roots, int firstTree, int trees)
    {
        ulong* queue = Queue;
        int leafCount = 0;
        int done = 0;
        int end = 0;
        for (int tree = firstTree; tree < firstTree + trees; tree++)
        {
            Unsafe.CopyBlock(Masks + ((long)end * LaneGroup.MaskBytes), group.Full, LaneGroup.MaskBytes);
            Slots[end] = (uint)(end * LaneGroup.MaskBytes);
            queue[end++] = nodes[roots[tree]];
        }
        byte* free = Masks + ((long)end * LaneGroup.MaskBytes);
        for (int f = 0; f < _features; f++)
        {
            Less[f] = group.Low[f] - 1;
            Most[f] = group.High[f] - group.Low[f] + 1;
            First[f] = group.FirstRank[f];
        }
        while (done < end)
        {
            int some = Math.Min(end, done + AtOnce);
            int splits = _vectors ? SortInVectors(group, done, some, out int passed, ref leafCount) : Sort(group, done, some, out passed, ref leafCount);
            end = Pass(Found, passed, nodes, queue, Slots, end);
            end = SplitMasks(group, splits, nodes, end, ref free);
            done = some;
        }
        return leafCount;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _masks.Dispose();
        _queue.Dispose();
        _slots.Dispose();
        _leaves.Dispose();
        _lists.Dispose();
        _tables.Dispose();
    }

    /// <summary>First pass over some entries: lists leaves, splits that the whole group passes on one side, and the others with the row of their threshold.</summary>
    /// <returns>Number of splits that divide the group.</returns>
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private int Sort(LaneGroup group, int from, int end, out int passed, ref int leafCount)
    {
        Lists found = Found;
        int splits = 0;
        int passes = 0;
        for (int i = from; i < end; i++)
        {
            ulong node = Queue[i];
            if ((node & CodedForest.Leaf) != 0)
            {
                Leaves[leafCount++] = i;
                continue;
            }
            int feature = (int)(node >> 16) & 0xFFFF;
            int rank = (int)(node & 0xFFFF) - Less[feature];
            uint child = (uint)(node >> 32);
            if (rank <= 0 || rank >= Most[feature])
            {
                found.Next[passes] = child + (rank <= 0 ? 1u : 0u);
                found.NextSlot[passes++] = Slots[i];
                continue;
            }
            found.Row[splits] = (uint)group.Ranks[First[feature] + rank] * LaneGroup.MaskBytes;
            found.Slot[splits] = Slots[i];
            found.Child[splits++] = child;
        }
        passed = passes;
        return splits;
    }

    /// <summary>As above, for sixteen entries at once.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    [Needs(InstructionSet.Avx512)]
    private int SortInVectors(LaneGroup group, int from, int end, out int passed, ref int leafCount)
    {
        ulong* queue = Queue;
        uint* slots = Slots;
        int* leaves = Leaves + leafCount;
        Lists found = Found;
        var less = Vector512.Load(Less);
        var most = Vector512.Load(Most);
        var first = Vector512.Load(First);
        var even = Vector512<int>.Indices * 2;
        var odd = even + Vector512.Create(1);
        var entry = Vector512<int>.Indices + Vector512.Create(from);
        var last = Vector512.Create(end);
        var zero = Vector512<int>.Zero;
        int splits = 0;
        int passes = 0;
        for (int i = from; i < end; i += 16)
        {
            var v0 = Vector512.Load((int*)(queue + i));
            var v1 = Vector512.Load((int*)(queue + i + 8));
            var low = Avx512F.PermuteVar16x32x2(v0, even, v1);
            var high = Avx512F.PermuteVar16x32x2(v0, odd, v1);
            var slot = Vector512.Load((int*)(slots + i));
            var feature = low >>> 16;
            var rank = (low & Vector512.Create(0xFFFF)) - Avx512F.PermuteVar16x32(less, feature);
            var within = Vector512.LessThan(entry, last);
            var isLeaf = Vector512.LessThan(high, zero) & within;
            var isSplit = Vector512.AndNot(within, isLeaf);
            var allRight = Vector512.LessThanOrEqual(rank, zero);
            var isPassed = (allRight | Vector512.GreaterThanOrEqual(rank, Avx512F.PermuteVar16x32(most, feature))) & isSplit;
            isSplit = Vector512.AndNot(isSplit, isPassed);
            Avx512F.Compress(zero, isLeaf, entry).Store(leaves);
            Avx512F.Compress(zero, isPassed, high - allRight).Store((int*)(found.Next + passes));
            Avx512F.Compress(zero, isPassed, slot).Store((int*)(found.NextSlot + passes));
            Avx512F.Compress(zero, isSplit, rank + Avx512F.PermuteVar16x32(first, feature)).Store((int*)(found.Row + splits));
            Avx512F.Compress(zero, isSplit, slot).Store((int*)(found.Slot + splits));
            Avx512F.Compress(zero, isSplit, high).Store((int*)(found.Child + splits));
            leaves += BitOperations.PopCount((uint)isLeaf.ExtractMostSignificantBits());
            passes += BitOperations.PopCount((uint)isPassed.ExtractMostSignificantBits());
            splits += BitOperations.PopCount((uint)isSplit.ExtractMostSignificantBits());
            entry += Vector512.Create(16);
        }
        leafCount = (int)(leaves - Leaves);
        passed = passes;
        LookUpRows(found.Row, splits, group.Ranks, group.Rows);
        return splits;
    }

    /// <summary>Converts indices of ranks to positions of rows, and prefetches the rows.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    [Needs(InstructionSet.Avx512)]
    private static void LookUpRows(uint* row, int count, ushort* ranks, byte* rows)
    {
        Vector512<int>.Zero.Store((int*)(row + count)); // the lanes after the last are gathered too
        for (int i = 0; i < count; i += 16)
        {
            var rank = Vector512.Load((int*)(row + i));
            var number = Vector512.Create(Avx2.GatherVector256((int*)ranks, rank.GetLower(), 2), Avx2.GatherVector256((int*)ranks, rank.GetUpper(), 2)) & Vector512.Create(0xFFFF);
            (number * LaneGroup.MaskBytes).Store((int*)(row + i));
        }
        for (int i = 0; i < count; i++)
        {
            Prefetching.Line(rows + row[i]);
            Prefetching.Line(rows + row[i] + 64);
        }
    }

    /// <summary>Queues the only reachable child of splits that the whole group passes on one side; it keeps the mask of its parent.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static int Pass(Lists found, int passed, ulong* nodes, ulong* queue, uint* slots, int end)
    {
        for (int i = 0; i < passed; i++)
        {
            ulong node = nodes[found.Next[i]];
            queue[end] = node;
            slots[end++] = found.NextSlot[i];
            Prefetching.Line(nodes + ((node >> 32) & 0x7FFFFFFF));
        }
        return end;
    }

    /// <summary>Second pass: splits each node's mask by its row.</summary>
    /// <remarks>The right half overwrites the mask, and the left half gets a new slot; if one half is empty, the mask stays in its slot.</remarks>
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private int SplitMasks(LaneGroup group, int splits, ulong* nodes, int end, ref byte* firstFree)
    {
        Lists found = Found;
        ulong* queue = Queue;
        byte* masks = Masks;
        byte* rows = group.Rows;
        ulong* node = queue + end;
        uint* slot = Slots + end;
        byte* free = firstFree;
        for (int i = 0; i < splits; i++)
        {
            byte* row = rows + found.Row[i];
            uint here = found.Slot[i];
            byte* parent = masks + here;
            ulong* children = nodes + found.Child[i];
            var parent0 = Vector512.LoadAligned((ulong*)parent);
            var parent1 = Vector512.LoadAligned((ulong*)(parent + 64));
            var row0 = Vector512.LoadAligned((ulong*)row);
            var row1 = Vector512.LoadAligned((ulong*)(row + 64));
            var left0 = parent0 & row0;
            var left1 = parent1 & row1;
            var right0 = Vector512.AndNot(parent0, row0);
            var right1 = Vector512.AndNot(parent1, row1);
            ulong child = children[0];
            ulong other = children[1];
            left0.StoreAligned((ulong*)free);
            left1.StoreAligned((ulong*)(free + 64));
            long anyLeft = IsAny(left0 | left1);
            long anyRight = IsAny(right0 | right1);
            long both = anyLeft & anyRight;
            byte* nowhere = free + LaneGroup.MaskBytes;
            byte* to = nowhere + ((parent - nowhere) & -both);
            right0.StoreAligned((ulong*)to);
            right1.StoreAligned((ulong*)(to + 64));
            *node = child;
            *slot = here + ((uint)(free - parent) & (uint)-both);
            node += anyLeft;
            slot += anyLeft;
            Prefetching.Line(nodes + ((child >> 32) & 0x7FFFFFFF));
            *node = other;
            *slot = here;
            node += anyRight;
            slot += anyRight;
            Prefetching.Line(nodes + ((other >> 32) & 0x7FFFFFFF));
            free += both * LaneGroup.MaskBytes;
        }
        firstFree = free;
        return (int)(node - queue);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static long IsAny(Vector512<ulong> lanes)
    {
        bool any = lanes != Vector512<ulong>.Zero;
        return *(byte*)&any;
    }

    /// <summary>Results of the first pass.</summary>
    private readonly struct Lists(uint* memory)
    {
        /// <summary>Position of the row of each split, bytes.</summary>
        public readonly uint* Row = memory;

        /// <summary>Position of its mask, bytes.</summary>
        public readonly uint* Slot = memory + Room;

        /// <summary>Position of its left child.</summary>
        public readonly uint* Child = memory + (2 * Room);

        /// <summary>Position of the only child of each split that is passed.</summary>
        public readonly uint* Next = memory + (3 * Room);

        /// <summary>Position of the passed split's mask, bytes.</summary>
        public readonly uint* NextSlot = memory + (4 * Room);
    }
}
