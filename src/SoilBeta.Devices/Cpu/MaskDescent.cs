using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace SoilBeta.Devices.Cpu;

/// <summary>
/// Pushes a group's mask down sixteen trees side by side, level by level: a node splits its mask by the row of its threshold, and only children that any lane reaches are queued.
/// Nothing branches on the data: empty children are written to the queue's end and not counted.
/// </summary>
internal sealed unsafe class MaskDescent : IDisposable
{
    private readonly NativeBuffer _masks;
    private readonly NativeBuffer _queue;
    private readonly NativeBuffer _rows;
    private readonly NativeBuffer _leaves;
    private readonly NativeBuffer _tables;
    private readonly int _features;

    /// <summary>Room for trees of that many nodes.</summary>
    public MaskDescent(int largestTree, int features)
    {
        long queue = (2L * LaneGroup.TreesAtOnce * (largestTree + 8)) + 64;
        _features = features;
        _masks = new NativeBuffer(queue * LaneGroup.MaskBytes);
        _queue = new NativeBuffer(queue * 8);
        _rows = new NativeBuffer(queue * 8);
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

    /// <summary>Walks trees <paramref name="firstTree"/> … and leaves the reached leaves in <see cref="Leaves"/>.</summary>
    /// <returns>Number of leaves.</returns>
    public int Walk(LaneGroup group, ulong* nodes, int* roots, int firstTree, int trees)
    {
        byte* masks = Masks;
        ulong* queue = Queue;
        int* leaves = Leaves;
        Row* rows = (Row*)_rows.Memory;
        byte* rowMasks = group.Rows;
        ushort* ranks = group.Ranks;
        int leafCount = 0;
        int level = 0;
        int end = 0;
        for (int tree = firstTree; tree < firstTree + trees; tree++)
        {
            Unsafe.CopyBlock(masks + ((long)end * LaneGroup.MaskBytes), group.Full, LaneGroup.MaskBytes);
            queue[end++] = nodes[roots[tree]];
        }
        int* less = (int*)_tables.Memory;
        int* most = less + 64;
        int* first = most + 64;
        for (int f = 0; f < _features; f++)
        {
            less[f] = group.Low[f] - 1;
            most[f] = group.High[f] - group.Low[f] + 1;
            first[f] = group.FirstRank[f];
        }
        while (true)
        {
            int splits = 0;
            for (int i = level; i < end; i++)
            {
                ulong node = queue[i];
                bool isSplit = (long)node >= 0;
                int split = *(byte*)&isSplit;
                int feature = (int)(node >> 16) & 0xFFFF & -split;
                int rank = first[feature] + Math.Clamp((int)(node & 0xFFFF) - less[feature], 0, most[feature]);
                byte* row = rowMasks + ((long)ranks[rank] * LaneGroup.MaskBytes);
                rows[splits].Mask = row;
                rows[splits].Entry = i;
                leaves[leafCount] = i;
                splits += split;
                leafCount += 1 - split;
                Sse.Prefetch0(row);
                Sse.Prefetch0(row + 64);
            }
            if (splits == 0)
                break;
            Visits += splits;
            level = end;
            end = Split(rows, splits, nodes, queue, masks, end);
        }
        return leafCount;
    }

    private static int Split(Row* rows, int splits, ulong* nodes, ulong* queue, byte* masks, int end)
    {
        ulong* node = queue + end;
        byte* mask = masks + ((long)end * LaneGroup.MaskBytes);
        for (int i = 0; i < splits; i++)
        {
            long entry = rows[i].Entry;
            byte* row = rows[i].Mask;
            ulong* children = nodes + (queue[entry] >> 32);
            byte* parent = masks + (entry * LaneGroup.MaskBytes);
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

    /// <inheritdoc/>
    public void Dispose()
    {
        _masks.Dispose();
        _queue.Dispose();
        _rows.Dispose();
        _leaves.Dispose();
        _tables.Dispose();
    }

    private struct Row
    {
        public byte* Mask;
        public long Entry;
    }
}
