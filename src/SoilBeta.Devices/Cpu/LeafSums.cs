using System.Numerics;
using System.Runtime.CompilerServices;

namespace SoilBeta.Devices.Cpu;

/// <summary>
/// Adds the values of reached leaves to the sums of their lanes, sixteen trees at a time.
/// The leaves of a tree are numbered. ORing their masks by the bits of the number gives five bit planes, which are unpacked to one byte for each lane; the byte indexes a table of 32 values in registers.
/// A tree with more leaves takes several such tables, in which number 0 means "another table" and has the value 0; a tree with a single leaf adds a constant.
/// </summary>
internal sealed unsafe class LeafSums : IDisposable
{
    private const int Table = LeafPlanes.Table;
    private readonly NativeBuffer _numbers;
    private readonly NativeBuffer _tables;
    private readonly NativeBuffer _leaves;
    private readonly NativeBuffer _part;
    private readonly InstructionSet _instructions;
    private readonly int _capacity;
    private int _entries;

    /// <summary>Allocates buffers for trees with this number of leaves.</summary>
    public LeafSums(int largestLeaves, InstructionSet instructions)
    {
        _instructions = instructions;
        _capacity = Math.Max(16, Math.Min(largestLeaves, LaneGroup.Lanes)) + 16;
        int tables = LaneGroup.TreesAtOnce * ((_capacity / (Table - 1)) + 2);
        _numbers = new NativeBuffer((long)tables * LaneGroup.Lanes);
        _tables = new NativeBuffer((long)tables * Table * 4);
        _leaves = new NativeBuffer((long)sizeof(LeafMask) * LaneGroup.TreesAtOnce * _capacity);
        _part = new NativeBuffer((2 * Table * sizeof(LeafMask)) + LaneGroup.MaskBytes);
        new Span<byte>(_part.Memory, (int)_part.Bytes).Clear();
        LaneOfPosition = FindLanes();
    }

    /// <summary>Lane at each position of the sums, [position]: unpacking permutes the lanes.</summary>
    public ushort[] LaneOfPosition { get; }

    /// <summary>Adds the leaves of a descent to <paramref name="sums"/>, [position].</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    public void Add(MaskDescent walk, int leafCount, int firstTree, int trees, int* sums)
    {
        LeafMask** ends = stackalloc LeafMask*[LaneGroup.TreesAtOnce];
        var lists = (LeafMask*)_leaves.Memory;
        for (int i = 0; i < trees; i++)
            ends[i] = lists + ((long)i * _capacity);
        ulong* queue = walk.Queue;
        byte* masks = walk.Masks;
        int* leaves = walk.Leaves;
        for (int i = 0; i < leafCount; i++)
        {
            ulong node = queue[leaves[i]];
            LeafMask* leaf = ends[(int)((node >> 32) & 0x7FFFFFFF) - firstTree]++;
            leaf->Value = (int)node;
            leaf->Mask = masks + walk.Slots[leaves[i]];
        }
        int constant = 0;
        for (int i = 0; i < trees; i++)
        {
            LeafMask* list = lists + ((long)i * _capacity);
            int count = (int)(ends[i] - list);
            if (count == 1)
                constant += list->Value;
            else
                Number(list, count, sums);
        }
        if (_instructions == InstructionSet.Avx512)
            LeafPlanes.AddTables((byte*)_numbers.Memory, (int*)_tables.Memory, _entries, constant, sums);
        else if (constant != 0)
            AddConstant(constant, sums);
        _entries = 0;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _numbers.Dispose();
        _tables.Dispose();
        _leaves.Dispose();
        _part.Dispose();
    }

    private static void AddConstant(int constant, int* sums)
    {
        for (int i = 0; i < LaneGroup.Lanes; i++)
            sums[i] += constant;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static void AddBits(LeafMask* leaves, int count, int* sums)
    {
        for (int leaf = 0; leaf < count; leaf++)
        {
            ulong* words = (ulong*)leaves[leaf].Mask;
            int value = leaves[leaf].Value;
            for (int word = 0; word < LaneGroup.Lanes / 64; word++)
            {
                int* at = sums + (64 * word);
                for (ulong bits = words[word]; bits != 0; bits &= bits - 1)
                    at[BitOperations.TrailingZeroCount(bits)] += value;
            }
        }
    }

    private void Number(LeafMask* leaves, int count, int* sums)
    {
        if (_instructions == InstructionSet.Portable)
        {
            AddBits(leaves, count, sums);
            return;
        }
        byte* nowhere = (byte*)_part.Memory;
        if (count <= Table)
        {
            AddPart(leaves, count, nowhere, sums);
            return;
        }
        var part = (LeafMask*)(nowhere + LaneGroup.MaskBytes);
        for (int first = 0; first < count; first += Table - 1)
        {
            int here = Math.Min(Table - 1, count - first);
            part[0].Value = 0;
            part[0].Mask = nowhere;
            for (int i = 0; i < here; i++)
                part[i + 1] = leaves[first + i];
            AddPart(part, here + 1, nowhere, sums);
        }
    }

    private void AddPart(LeafMask* leaves, int count, byte* nowhere, int* sums)
    {
        byte* numbers = (byte*)_numbers.Memory + ((long)_entries * LaneGroup.Lanes);
        int* table = (int*)_tables.Memory + (_entries * Table);
        if (_instructions == InstructionSet.Avx2)
        {
            LeafPlanes256.Add(leaves, count, numbers, table, sums);
            return;
        }
        LeafPlanes.Unpack(leaves, count, nowhere, numbers, table);
        _entries++;
    }

    /// <summary>Determines the permutation of the lanes by unpacking ten pairs of leaves, each of which reveals one bit of every lane's number.</summary>
    private ushort[] FindLanes()
    {
        var lanes = new ushort[LaneGroup.Lanes];
        var sums = new int[LaneGroup.Lanes];
        byte* masks = stackalloc byte[2 * LaneGroup.MaskBytes];
        LeafMask* leaves = stackalloc LeafMask[16];
        fixed (int* at = sums)
        {
            for (int bit = 0; bit < 10; bit++)
            {
                new Span<byte>(masks, 2 * LaneGroup.MaskBytes).Clear();
                for (int lane = 0; lane < LaneGroup.Lanes; lane++)
                    masks[(((lane >> bit) & 1) * LaneGroup.MaskBytes) + (lane >> 3)] |= (byte)(1 << (lane & 7));
                leaves[0] = new LeafMask { Mask = masks };
                leaves[1] = new LeafMask { Mask = masks + LaneGroup.MaskBytes, Value = 1 << bit };
                Number(leaves, 2, at);
                if (_instructions == InstructionSet.Avx512)
                    LeafPlanes.AddTables((byte*)_numbers.Memory, (int*)_tables.Memory, _entries, 0, at);
                _entries = 0;
            }
        }
        for (int i = 0; i < lanes.Length; i++)
            lanes[i] = (ushort)sums[i];
        return lanes;
    }
}

/// <summary>A reached leaf.</summary>
internal unsafe struct LeafMask
{
    /// <summary>Mask of the lanes in the leaf, 128 bytes.</summary>
    public byte* Mask;

    /// <summary>Its fixed-point value.</summary>
    public int Value;
}
