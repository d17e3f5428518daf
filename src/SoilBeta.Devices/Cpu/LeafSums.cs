using System.Numerics;
using System.Runtime.CompilerServices;

namespace SoilBeta.Devices.Cpu;

/// <summary>
/// Adds the values of reached leaves to the sums of their lanes, sixteen trees at a time.
/// The leaves of a tree are numbered. ORing their masks by the bits of the number gives five bit planes, which are unpacked to one byte for each lane; the byte indexes a table of 32 values in registers.
/// A tree with more leaves takes several such tables, in which number 0 means "another table" and has the value 0; a tree with a single leaf adds a constant.
/// Several outputs share the bytes: each has tables and sums of its own.
/// </summary>
internal sealed unsafe class LeafSums : IDisposable
{
    private const int Table = LeafPlanes.Table;

    /// <summary>Largest memory of the tables and sums of an output, bytes.</summary>
    public const long BytesOfOutput = (LaneGroup.TreesAtOnce * ((LaneGroup.Lanes / (Table - 1)) + 3L) * Table * sizeof(int)) + (LaneGroup.Lanes * sizeof(int));

    private readonly NativeBuffer _numbers;
    private readonly NativeBuffer _tables;
    private readonly NativeBuffer _leaves;
    private readonly NativeBuffer _part;
    private readonly InstructionSet _instructions;
    private readonly int _outputs;
    private readonly int _capacity;
    private readonly int _tableStride; // integers between the tables of two outputs
    private int _entries;

    /// <summary>Allocates buffers for trees with this number of leaves and outputs.</summary>
    public LeafSums(int largestLeaves, int outputs, InstructionSet instructions)
    {
        _instructions = instructions;
        _outputs = outputs;
        _capacity = Math.Max(16, Math.Min(largestLeaves, LaneGroup.Lanes)) + 16;
        int tables = LaneGroup.TreesAtOnce * ((_capacity / (Table - 1)) + 2);
        _numbers = new NativeBuffer((long)tables * LaneGroup.Lanes);
        _tableStride = tables * Table;
        _tables = new NativeBuffer((long)_tableStride * 4 * outputs);
        _leaves = new NativeBuffer((long)sizeof(LeafMask) * LaneGroup.TreesAtOnce * _capacity);
        _part = new NativeBuffer((2 * Table * sizeof(LeafMask)) + LaneGroup.MaskBytes);
        new Span<byte>(_part.Memory, (int)_part.Bytes).Clear();
        LaneOfPosition = FindLanes();
    }

    /// <summary>Lane at each position of the sums, [position]: unpacking permutes the lanes.</summary>
    public ushort[] LaneOfPosition { get; }

    /// <summary>Adds the leaves of a descent to <paramref name="sums"/>, [output][position].</summary>
    /// <param name="walk">The descent.</param>
    /// <param name="leafCount">Number of leaves that it reached.</param>
    /// <param name="firstTree">Its first tree.</param>
    /// <param name="trees">Number of its trees.</param>
    /// <param name="values">Values of several outputs, [leaf][output]; null where a leaf has its own value.</param>
    /// <param name="sums">Sums.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    public void Add(MaskDescent walk, int leafCount, int firstTree, int trees, int* values, int* sums)
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
            if (values != null)
                Prefetching.Line(values + ((long)leaf->Value * _outputs));
        }
        int* constants = stackalloc int[_outputs];
        new Span<int>(constants, _outputs).Clear();
        for (int i = 0; i < trees; i++)
        {
            LeafMask* list = lists + ((long)i * _capacity);
            int count = (int)(ends[i] - list);
            if (count == 1)
                AddRow(list->Value, values, constants);
            else
                Number(list, count, values, sums);
        }
        for (int output = 0; output < _outputs; output++)
            AddOutput(output, constants[output], sums + (output * LaneGroup.Lanes));
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

    /// <summary>Adds the values of a leaf to one number for each output.</summary>
    private void AddRow(int leaf, int* values, int* numbers)
    {
        if (values == null)
        {
            numbers[0] += leaf;
            return;
        }
        int* row = values + ((long)leaf * _outputs);
        for (int output = 0; output < _outputs; output++)
            numbers[output] += row[output];
    }

    /// <summary>Adds the tables of an output, and a constant, to its sums. Where a tree's leaves were added at once, only the constant is left.</summary>
    private void AddOutput(int output, int constant, int* sums)
    {
        if (_instructions == InstructionSet.Avx512)
        {
            LeafPlanes.AddTables((byte*)_numbers.Memory, (int*)_tables.Memory + ((long)output * _tableStride), _entries, constant, sums);
            return;
        }
        for (int i = 0; constant != 0 && i < LaneGroup.Lanes; i++)
            sums[i] += constant;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private void AddBits(LeafMask* leaves, int count, int* values, int* sums)
    {
        int* own = stackalloc int[_outputs];
        for (int leaf = 0; leaf < count; leaf++)
        {
            ulong* words = (ulong*)leaves[leaf].Mask;
            new Span<int>(own, _outputs).Clear();
            AddRow(leaves[leaf].Value, values, own);
            for (int word = 0; word < LaneGroup.Lanes / 64; word++)
            {
                int* at = sums + (64 * word);
                for (ulong bits = words[word]; bits != 0; bits &= bits - 1)
                {
                    int lane = BitOperations.TrailingZeroCount(bits);
                    for (int output = 0; output < _outputs; output++)
                        at[(output * LaneGroup.Lanes) + lane] += own[output];
                }
            }
        }
    }

    private void Number(LeafMask* leaves, int count, int* values, int* sums)
    {
        if (_instructions == InstructionSet.Portable)
        {
            AddBits(leaves, count, values, sums);
            return;
        }
        byte* nowhere = (byte*)_part.Memory;
        if (count <= Table)
        {
            AddPart(leaves, count, nowhere, values, sums);
            return;
        }
        var part = (LeafMask*)(nowhere + LaneGroup.MaskBytes);
        for (int first = 0; first < count; first += Table - 1)
        {
            int here = Math.Min(Table - 1, count - first);
            part[0].Value = values == null ? 0 : -1; // row −1 is all zeros
            part[0].Mask = nowhere;
            for (int i = 0; i < here; i++)
                part[i + 1] = leaves[first + i];
            AddPart(part, here + 1, nowhere, values, sums);
        }
    }

    private void AddPart(LeafMask* leaves, int count, byte* nowhere, int* values, int* sums)
    {
        byte* numbers = (byte*)_numbers.Memory + ((long)_entries * LaneGroup.Lanes);
        int* table = (int*)_tables.Memory + (_entries * Table);
        FillTables(leaves, count, values, table);
        if (_instructions == InstructionSet.Avx2)
        {
            LeafPlanes256.Number(leaves, count, numbers);
            for (int output = 0; output < _outputs; output++)
                LeafPlanes256.Add(numbers, count, table + ((long)output * _tableStride), sums + (output * LaneGroup.Lanes));
            return;
        }
        LeafPlanes.Unpack(leaves, count, nowhere, numbers);
        _entries++;
    }

    /// <summary>Writes the leaves' values to the table of each output.</summary>
    private void FillTables(LeafMask* leaves, int count, int* values, int* table)
    {
        if (values == null)
        {
            for (int i = 0; i < count; i++)
                table[i] = leaves[i].Value;
            return;
        }
        for (int i = 0; i < count; i++)
        {
            int* row = values + ((long)leaves[i].Value * _outputs);
            int* to = table + i;
            for (int output = 0; output < _outputs; output++, to += _tableStride)
                *to = row[output];
        }
    }

    /// <summary>Determines the permutation of the lanes by unpacking ten pairs of leaves, each of which reveals one bit of every lane's number.</summary>
    private ushort[] FindLanes()
    {
        var lanes = new ushort[LaneGroup.Lanes];
        var sums = new int[LaneGroup.Lanes * _outputs];
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
                Number(leaves, 2, null, at);
                AddOutput(0, 0, at);
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

    /// <summary>Its fixed-point value, or with several outputs its row of values.</summary>
    public int Value;
}
