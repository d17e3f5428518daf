using System.Runtime.CompilerServices;

namespace SoilBeta.Devices.Cpu;

/// <summary>The part of a forest that a box of codes can reach, without nodes that the whole box passes the same way. Trees are in breadth-first order, sixteen side by side, as the descent reads them.</summary>
internal sealed unsafe class PrunedForest : IDisposable
{
    /// <summary>Result of <see cref="Prune"/> where memory does not suffice.</summary>
    public const long NoRoom = -1;

    /// <summary>Largest node position, 31 bits as in <see cref="CodedForest"/>.</summary>
    private const long MostNodes = int.MaxValue;

    private readonly NativeBuffer _roots;
    private readonly NativeBuffer _queue;
    private readonly long _nodesAtOnce; // capacity for sixteen trees
    private NativeBuffer _nodes;

    /// <summary>Allocates memory for forests whose trees have at most this many nodes.</summary>
    /// <param name="largestTree">Nodes of the largest tree.</param>
    /// <param name="trees">Number of trees.</param>
    public PrunedForest(int largestTree, int trees)
    {
        _nodesAtOnce = NodesAtOnce(largestTree);
        _nodes = new NativeBuffer(sizeof(ulong) * _nodesAtOnce);
        _roots = new NativeBuffer(RootBytes(trees));
        _queue = new NativeBuffer(sizeof(ulong) * _nodesAtOnce);
    }

    /// <summary>Initial memory of a pruned forest, bytes.</summary>
    /// <param name="largestTree">Nodes of the largest tree.</param>
    /// <param name="trees">Number of trees.</param>
    public static long LeastBytes(int largestTree, int trees) => (2 * NativeBuffer.Taken(sizeof(ulong) * NodesAtOnce(largestTree))) + NativeBuffer.Taken(RootBytes(trees));

    /// <summary>Nodes, as in <see cref="CodedForest"/>.</summary>
    public ulong* Nodes => (ulong*)_nodes.Memory;

    /// <summary>Position of each tree's root, [tree].</summary>
    public int* Roots => (int*)_roots.Memory;

    /// <summary>Number of node positions in use.</summary>
    public int Count { get; private set; }

    /// <summary>Memory in use, bytes; it grows with the largest box so far.</summary>
    public long Bytes => _nodes.Size + _queue.Size + _roots.Size;

    /// <summary>Prunes a forest (the whole one, or one pruned for an enclosing box) to a box.</summary>
    /// <param name="source">Nodes.</param>
    /// <param name="sourceRoots">Roots, [tree].</param>
    /// <param name="trees">Number of trees.</param>
    /// <param name="low">Lowest code in the box, [feature].</param>
    /// <param name="high">Highest code in the box, [feature].</param>
    /// <param name="mostBytes">Memory for all of this, bytes.</param>
    /// <returns>Number of nodes visited, or <see cref="NoRoom"/> if nothing was pruned.</returns>
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    public long Prune(ulong* source, int* sourceRoots, int trees, int* low, int* high, long mostBytes)
    {
        int* roots = Roots;
        ulong next = 0;
        long visits = 0;
        for (int first = 0; first < trees; first += LaneGroup.TreesAtOnce)
        {
            if (!HasRoom((long)next, mostBytes))
                return NoRoom;
            ulong* nodes = Nodes;
            int end = Math.Min(trees, first + LaneGroup.TreesAtOnce);
            ulong* head = (ulong*)_queue.Memory;
            ulong* tail = head;
            for (int tree = first; tree < end; tree++)
            {
                roots[tree] = (int)next;
                *tail++ = (uint)sourceRoots[tree] | (next++ << 32);
            }
            next += next & 1;

            // An entry is a source node and its destination. A node that all pass the same way queues its only reachable child for the same destination: no branch depends on the data.
            while (head < tail)
            {
                ulong entry = *head++;
                ulong node = source[(uint)entry];
                ulong place = entry >> 32;
                ulong split = (~node) >> 63;
                ulong child = (node >> 32) & 0x7FFFFFFF;
                uint feature = (uint)(node >> 16) & (uint)(0xFFFF & -(int)split);
                int code = (int)(node & 0xFFFF);
                bool left = high[feature] <= code;
                bool right = low[feature] > code;
                ulong goesRight = *(byte*)&right;
                ulong mixed = split & ~(ulong)(*(byte*)&left | *(byte*)&right);
                nodes[place] = split != 0 ? (node & 0xFFFFFFFF) | (next << 32) : node;
                ulong only = place ^ ((place ^ next) & (0 - mixed));
                tail[0] = (child + (goesRight & ~mixed)) | (only << 32);
                tail[1] = (child + 1) | ((next + 1) << 32);
                tail += split + mixed;
                next += 2 * mixed;
                Prefetching.Line(source + (child & (0 - split)));
            }
            visits += tail - (ulong*)_queue.Memory;
        }
        Count = (int)next;
        return visits;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _nodes.Dispose();
        _roots.Dispose();
        _queue.Dispose();
    }

    /// <summary>Makes room for sixteen more trees: most pruned copies are a small part of their forest, so memory is allocated as needed.</summary>
    private bool HasRoom(long used, long mostBytes)
    {
        if (used + _nodesAtOnce > MostNodes)
            return false;
        long needed = sizeof(ulong) * (used + _nodesAtOnce);
        if (needed <= _nodes.Bytes)
            return true;
        // While the nodes are copied, both buffers exist.
        long room = mostBytes - Bytes, wanted = needed + (needed / 2);
        if (NativeBuffer.Taken(wanted) > room)
            wanted = needed;
        if (NativeBuffer.Taken(wanted) > room)
            return false;
        var larger = new NativeBuffer(wanted);
        Buffer.MemoryCopy(_nodes.Memory, larger.Memory, larger.Bytes, sizeof(ulong) * used);
        _nodes.Dispose();
        _nodes = larger;
        return true;
    }

    private static long NodesAtOnce(int largestTree) => ((long)LaneGroup.TreesAtOnce * (largestTree + 2L)) + 64;

    private static long RootBytes(int trees) => sizeof(int) * (trees + 16L);
}
