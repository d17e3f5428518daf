using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace SoilBeta.Devices.Cpu;

/// <summary>
/// Pushes a group's mask down sixteen trees side by side, level by level: a node splits its mask by the row of its threshold, and only children that any lane reaches are queued.
/// Nothing branches on the data: empty children are written to the queue's end and not counted.
/// A level takes two passes, so that the rows of the second are on their way while the first still looks up others.
/// </summary>
internal sealed unsafe class MaskDescent : IDisposable
{
    private readonly NativeBuffer _masks;
    private readonly NativeBuffer _queue;
    private readonly NativeBuffer _splits;
    private readonly NativeBuffer _leaves;
    private readonly NativeBuffer _tables;
    private readonly int _features;
    private readonly bool _vectors;

    /// <summary>Room for trees of that many nodes.</summary>
    public MaskDescent(int largestTree, int features, InstructionSet instructions)
    {
        long queue = (2L * LaneGroup.TreesAtOnce * (largestTree + 8)) + 64;
        _features = features;
        _vectors = instructions == InstructionSet.Avx512 && features <= 16;
        _masks = new NativeBuffer(queue * LaneGroup.MaskBytes);
        _queue = new NativeBuffer(queue * 8);
        _splits = new NativeBuffer(queue * sizeof(Split));
        _leaves = new NativeBuffer(queue * 4);
        _tables = new NativeBuffer(3 * 4 * 64);
    }

    /// <summary>Masks of the queue's entries; the leaves' masks stay until the next walk.</summary>
    public byte* Masks => (byte*)_masks.Memory;

    /// <summary>Nodes of the queue's entries.</summary>
    public ulong* Queue => (ulong*)_queue.Memory;

    /// <summary>Queue positions of the leaves that were reached, in no order.</summary>
    public int* Leaves => (int*)_leaves.Memory;

    /// <summary>Splits visited so far: what the work grows with.</summary>
    public long Visits { get; private set; }

    private int* Less => (int*)_tables.Memory;

    private int* Most => Less + 64;

    private int* First => Most + 64;

    /// <summary>Walks trees <paramref name="firstTree"/> … and leaves the reached leaves in <see cref="Leaves"/>.</summary>
    /// <returns>Number of leaves.</returns>
    public int Walk(LaneGroup group, ulong* nodes, int* roots, int firstTree, int trees)
    {
        ulong* queue = Queue;
        int leafCount = 0;
        int level = 0;
        int end = 0;
        for (int tree = firstTree; tree < firstTree + trees; tree++)
        {
            Unsafe.CopyBlock(Masks + ((long)end * LaneGroup.MaskBytes), group.Full, LaneGroup.MaskBytes);
            queue[end++] = nodes[roots[tree]];
        }
        for (int f = 0; f < _features; f++)
        {
            Less[f] = group.Low[f] - 1;
            Most[f] = group.High[f] - group.Low[f] + 1;
            First[f] = group.FirstRank[f];
        }
        while (true)
        {
            int splits = _vectors ? FindRowsInVectors(group, level, end, ref leafCount) : FindRows(group, level, end, ref leafCount);
            if (splits == 0)
                return leafCount;
            Visits += splits;
            level = end;
            end = SplitMasks((Split*)_splits.Memory, splits, nodes, queue, Masks, group.Rows, end);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _masks.Dispose();
        _queue.Dispose();
        _splits.Dispose();
        _leaves.Dispose();
        _tables.Dispose();
    }

    /// <summary>First pass over a level: leaves are listed, splits get the row of their threshold.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private int FindRows(LaneGroup group, int level, int end, ref int leafCount)
    {
        ulong* queue = Queue;
        var found = (Split*)_splits.Memory;
        int* leaves = Leaves;
        int splits = 0;
        int leavesHere = leafCount;
        for (int i = level; i < end; i++)
        {
            ulong node = queue[i];
            bool isSplit = (long)node >= 0;
            int split = *(byte*)&isSplit;
            int feature = (int)(node >> 16) & 0xFFFF & -split;
            int rank = First[feature] + Math.Clamp((int)(node & 0xFFFF) - Less[feature], 0, Most[feature]);
            found[splits].Row = (uint)group.Ranks[rank] * LaneGroup.MaskBytes;
            found[splits].Entry = (uint)i;
            found[splits].Child = (uint)(node >> 32);
            leaves[leavesHere] = i;
            splits += split;
            leavesHere += 1 - split;
        }
        leafCount = leavesHere;
        return splits;
    }

    /// <summary>The same for sixteen entries at once.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private int FindRowsInVectors(LaneGroup group, int level, int end, ref int leafCount)
    {
        ulong* queue = Queue;
        int* leaves = Leaves + leafCount;
        var found = (Split*)_splits.Memory;
        byte* rows = group.Rows;
        int* ranks = (int*)group.Ranks;
        var less = Vector512.Load(Less);
        var most = Vector512.Load(Most);
        var first = Vector512.Load(First);
        var even = Vector512<int>.Indices * 2;
        var odd = even + Vector512.Create(1);
        var entry = Vector512<int>.Indices + Vector512.Create(level);
        int splits = 0;
        for (int i = level; i < end; i += 16)
        {
            var v0 = Vector512.Load((int*)(queue + i));
            var v1 = Vector512.Load((int*)(queue + i + 8));
            var low = Avx512F.PermuteVar16x32x2(v0, even, v1);
            var high = Avx512F.PermuteVar16x32x2(v0, odd, v1);
            var feature = low >>> 16;
            var code = low & Vector512.Create(0xFFFF);
            var rank = code - Avx512F.PermuteVar16x32(less, feature);
            rank = Avx512F.PermuteVar16x32(first, feature) + Vector512.Min(Vector512.Max(rank, Vector512<int>.Zero), Avx512F.PermuteVar16x32(most, feature));
            var row = (Vector512.Create(Avx2.GatherVector256(ranks, rank.GetLower(), 2), Avx2.GatherVector256(ranks, rank.GetUpper(), 2)) & Vector512.Create(0xFFFF)) << 7;
            var beyond = Vector512.GreaterThanOrEqual(entry, Vector512.Create(end));
            var isSplit = Vector512.AndNot(Vector512.GreaterThanOrEqual(high, Vector512<int>.Zero), beyond);
            var isLeaf = Vector512.AndNot(Vector512.LessThan(high, Vector512<int>.Zero), beyond);
            uint splitBits = (uint)isSplit.ExtractMostSignificantBits();
            uint leafBits = (uint)isLeaf.ExtractMostSignificantBits();
            Avx512F.Compress(Vector512<int>.Zero, isLeaf, entry).Store(leaves);
            leaves += BitOperations.PopCount(leafBits);
            var rowsHere = Avx512F.Compress(Vector512<int>.Zero, isSplit, row);
            var entriesHere = Avx512F.Compress(Vector512<int>.Zero, isSplit, entry);
            var childrenHere = Avx512F.Compress(Vector512<int>.Zero, isSplit, high);
            int count = BitOperations.PopCount(splitBits);
            Interleave(rowsHere, entriesHere, childrenHere, found + splits);
            for (int k = 0; k < count; k++)
            {
                byte* at = rows + found[splits + k].Row;
                Sse.Prefetch0(at);
                Sse.Prefetch0(at + 64);
            }
            splits += count;
            entry += Vector512.Create(16);
        }
        leafCount = (int)(leaves - Leaves);
        return splits;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Interleave(Vector512<int> rows, Vector512<int> entries, Vector512<int> children, Split* to)
    {
        // Four dwords a split: row, entry, child, and nothing.
        var low = Avx512F.UnpackLow(rows, entries).AsInt64();
        var high = Avx512F.UnpackHigh(rows, entries).AsInt64();
        var childLow = Avx512F.UnpackLow(children, children).AsInt64();
        var childHigh = Avx512F.UnpackHigh(children, children).AsInt64();
        var a = Avx512F.UnpackLow(low, childLow);
        var b = Avx512F.UnpackHigh(low, childLow);
        var c = Avx512F.UnpackLow(high, childHigh);
        var d = Avx512F.UnpackHigh(high, childHigh);

        // Each of a … d holds splits 0, 4, 8, 12 (plus 0 … 3) in its 128-bit parts.
        var ab0 = Avx512F.Shuffle4x128(a, b, 0b01_00_01_00);
        var ab1 = Avx512F.Shuffle4x128(a, b, 0b11_10_11_10);
        var cd0 = Avx512F.Shuffle4x128(c, d, 0b01_00_01_00);
        var cd1 = Avx512F.Shuffle4x128(c, d, 0b11_10_11_10);
        Avx512F.Shuffle4x128(ab0, cd0, 0b10_00_10_00).Store((long*)to);
        Avx512F.Shuffle4x128(ab0, cd0, 0b11_01_11_01).Store((long*)to + 8);
        Avx512F.Shuffle4x128(ab1, cd1, 0b10_00_10_00).Store((long*)to + 16);
        Avx512F.Shuffle4x128(ab1, cd1, 0b11_01_11_01).Store((long*)to + 24);
    }

    /// <summary>Second pass: each split's mask is parted by its row.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static int SplitMasks(Split* split, int splits, ulong* nodes, ulong* queue, byte* masks, byte* rows, int end)
    {
        ulong* node = queue + end;
        byte* mask = masks + ((long)end * LaneGroup.MaskBytes);
        for (Split* last = split + splits; split < last; split++)
        {
            byte* row = rows + split->Row;
            byte* parent = masks + ((long)split->Entry * LaneGroup.MaskBytes);
            ulong* children = nodes + split->Child;
            var parent0 = Vector512.LoadAligned((ulong*)parent);
            var parent1 = Vector512.LoadAligned((ulong*)(parent + 64));
            var row0 = Vector512.LoadAligned((ulong*)row);
            var row1 = Vector512.LoadAligned((ulong*)(row + 64));

            ulong child = children[0];
            var lanes0 = parent0 & row0;
            var lanes1 = parent1 & row1;
            lanes0.StoreAligned((ulong*)mask);
            lanes1.StoreAligned((ulong*)(mask + 64));
            *node = child;
            long advance = IsAny(lanes0 | lanes1);
            node += advance;
            mask += advance * LaneGroup.MaskBytes;
            Sse.Prefetch0(nodes + ((child >> 32) & 0x7FFFFFFF));

            child = children[1];
            lanes0 = Vector512.AndNot(parent0, row0);
            lanes1 = Vector512.AndNot(parent1, row1);
            lanes0.StoreAligned((ulong*)mask);
            lanes1.StoreAligned((ulong*)(mask + 64));
            *node = child;
            advance = IsAny(lanes0 | lanes1);
            node += advance;
            mask += advance * LaneGroup.MaskBytes;
            Sse.Prefetch0(nodes + ((child >> 32) & 0x7FFFFFFF));
        }
        return (int)(node - queue);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static long IsAny(Vector512<ulong> lanes)
    {
        bool any = lanes != Vector512<ulong>.Zero;
        return *(byte*)&any;
    }

    /// <summary>A split of the current level, sixteen bytes.</summary>
    [StructLayout(LayoutKind.Sequential, Size = 16)]
    private struct Split
    {
        /// <summary>Where its row stands, bytes.</summary>
        public uint Row;

        /// <summary>Its queue entry.</summary>
        public uint Entry;

        /// <summary>Position of its left child.</summary>
        public uint Child;
    }
}
