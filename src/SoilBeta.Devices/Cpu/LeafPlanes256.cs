using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace SoilBeta.Devices.Cpu;

/// <summary>Sums of leaf values with AVX2: shuffles unpack the bits of the planes to bytes, and a table is four registers of eight values. Lanes keep their order.</summary>
[Needs(InstructionSet.Avx2)]
internal static unsafe class LeafPlanes256
{
    private const int Planes = 5;

    /// <summary>Adds the leaves of one tree, or part of one, to the sums of an output.</summary>
    /// <param name="numbers">Number of the leaf of each lane, [1024].</param>
    /// <param name="count">Number of leaves, 2 … 32.</param>
    /// <param name="table">Value of each leaf, [32].</param>
    /// <param name="sums">Sums, [lane].</param>
    public static void Add(byte* numbers, int count, int* table, int* sums)
    {
        if (count <= 8)
            AddEight(numbers, table, sums);
        else if (count <= 16)
            AddSixteen(numbers, table, sums);
        else
            AddAll(numbers, table, sums);
    }

    /// <summary>Writes each lane's leaf number.</summary>
    /// <param name="leaves">Leaves.</param>
    /// <param name="count">Number of leaves, 2 … 32. Lanes in no leaf get number 0.</param>
    /// <param name="numbers">Receives the numbers, [1024].</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    public static void Number(LeafMask* leaves, int count, byte* numbers)
    {
        Vector256<ulong>* planes = stackalloc Vector256<ulong>[Planes];
        var spread = Vector256.Create(0x0000000000000000UL, 0x0101010101010101UL, 0x0202020202020202UL, 0x0303030303030303UL).AsByte();
        var bits = Vector256.Create(0x8040201008040201UL).AsByte();
        int used = 32 - int.LeadingZeroCount(count - 1);
        for (int part = 0; part < LaneGroup.MaskBytes; part += 32)
        {
            for (int plane = 0; plane < used; plane++)
            {
                var lanes = Vector256<ulong>.Zero;
                for (int leaf = 1 << plane; leaf < count; leaf = (leaf + 1) | (1 << plane))
                    lanes |= Vector256.Load((ulong*)(leaves[leaf].Mask + part));
                planes[plane] = lanes;
            }
            for (int word = 0; word < 8; word++)
            {
                var number = Vector256<byte>.Zero;
                for (int plane = 0; plane < used; plane++)
                {
                    var bytes = Avx2.Shuffle(Vector256.Create(((uint*)(planes + plane))[word]).AsByte(), spread);
                    number |= Vector256.Equals(bytes & bits, bits) & Vector256.Create((byte)(1 << plane));
                }
                number.Store(numbers + (8 * part) + (32 * word));
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static void AddEight(byte* numbers, int* table, int* sums)
    {
        var values = Vector256.Load(table);
        for (int i = 0; i < LaneGroup.Lanes; i += 8)
            (Vector256.Load(sums + i) + Avx2.PermuteVar8x32(values, Avx2.ConvertToVector256Int32(numbers + i))).Store(sums + i);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static void AddSixteen(byte* numbers, int* table, int* sums)
    {
        var low = Vector256.Load(table);
        var high = Vector256.Load(table + 8);
        for (int i = 0; i < LaneGroup.Lanes; i += 8)
        {
            var number = Avx2.ConvertToVector256Int32(numbers + i);
            (Vector256.Load(sums + i) + Choose(number << 28, Avx2.PermuteVar8x32(low, number), Avx2.PermuteVar8x32(high, number))).Store(sums + i);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static void AddAll(byte* numbers, int* table, int* sums)
    {
        var t0 = Vector256.Load(table);
        var t1 = Vector256.Load(table + 8);
        var t2 = Vector256.Load(table + 16);
        var t3 = Vector256.Load(table + 24);
        for (int i = 0; i < LaneGroup.Lanes; i += 8)
        {
            var number = Avx2.ConvertToVector256Int32(numbers + i);
            var bit3 = number << 28;
            var low = Choose(bit3, Avx2.PermuteVar8x32(t0, number), Avx2.PermuteVar8x32(t1, number));
            var high = Choose(bit3, Avx2.PermuteVar8x32(t2, number), Avx2.PermuteVar8x32(t3, number));
            (Vector256.Load(sums + i) + Choose(number << 27, low, high)).Store(sums + i);
        }
    }

    /// <summary>Selects the second value where the sign bit is set, otherwise the first.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<int> Choose(Vector256<int> sign, Vector256<int> first, Vector256<int> second) =>
        Avx.BlendVariable(first.AsSingle(), second.AsSingle(), sign.AsSingle()).AsInt32();
}
