using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace SoilBeta.Devices.Cpu;

/// <summary>Sums of leaf values with AVX-512: bit planes of the leaf numbers, unpacked to one byte for each lane, index tables of 32 values.</summary>
[Needs(InstructionSet.Avx512)]
internal static unsafe class LeafPlanes
{
    /// <summary>Number of entries in a table.</summary>
    public const int Table = 32;

    /// <summary>Writes each lane's leaf number.</summary>
    /// <param name="leaves">Leaves, with room for seven more after them.</param>
    /// <param name="count">Number of leaves, 2 … 32. Lanes in no leaf get number 0.</param>
    /// <param name="nowhere">An empty mask.</param>
    /// <param name="numbers">Receives the numbers, [1024].</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    public static void Unpack(LeafMask* leaves, int count, byte* nowhere, byte* numbers)
    {
        int whole = (count + 7) & ~7;
        for (int i = count; i < whole; i++)
            leaves[i].Mask = nowhere;
        for (int half = 0; half < LaneGroup.MaskBytes; half += 64)
        {
            var p0 = Vector512<ulong>.Zero;
            var p1 = p0;
            var p2 = p0;
            var p3 = p0;
            var p4 = p0;
            for (int first = 0; first < whole; first += 8)
            {
                LeafMask* eight = leaves + first;
                var m1 = Load(eight[1].Mask + half);
                var m3 = Load(eight[3].Mask + half);
                var m5 = Load(eight[5].Mask + half);
                var m7 = Load(eight[7].Mask + half);
                var s0 = Load(eight[0].Mask + half) | m1;
                var s1 = Load(eight[2].Mask + half) | m3;
                var s2 = Load(eight[4].Mask + half) | m5;
                var s3 = Load(eight[6].Mask + half) | m7;
                p0 |= m1 | m3 | m5 | m7;
                p1 |= s1 | s3;
                var upper = s2 | s3;
                p2 |= upper;
                var any = upper | s0 | s1;
                p3 |= any & Vector512.Create(0 - (ulong)((first >> 3) & 1));
                p4 |= any & Vector512.Create(0 - (ulong)((first >> 4) & 1));
            }
            Spread(p0.AsByte(), p1.AsByte(), p2.AsByte(), p3.AsByte(), p4.AsByte(), numbers + (8 * half));
        }
    }

    /// <summary>Adds the values of the numbers in <paramref name="entries"/> tables, and a constant, to all sums.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    public static void AddTables(byte* numbers, int* tables, int entries, int constant, int* sums)
    {
        var all = Vector512.Create(constant);
        for (int block = 0; block < LaneGroup.Lanes; block += 64)
        {
            int* at = sums + block;
            var s0 = Vector512.Load(at) + all;
            var s1 = Vector512.Load(at + 16) + all;
            var s2 = Vector512.Load(at + 32) + all;
            var s3 = Vector512.Load(at + 48) + all;
            byte* number = numbers + block;
            int* table = tables;
            for (int entry = 0; entry < entries; entry++)
            {
                var n = Vector512.LoadAligned((int*)number);
                var low = Vector512.LoadAligned(table);
                var high = Vector512.LoadAligned(table + 16);
                s0 += Avx512F.PermuteVar16x32x2(low, n, high);
                s1 += Avx512F.PermuteVar16x32x2(low, n >> 8, high);
                s2 += Avx512F.PermuteVar16x32x2(low, n >> 16, high);
                s3 += Avx512F.PermuteVar16x32x2(low, n >> 24, high);
                number += LaneGroup.Lanes;
                table += Table;
            }
            s0.Store(at);
            s1.Store(at + 16);
            s2.Store(at + 32);
            s3.Store(at + 48);
        }
    }

    /// <summary>Interleaves the bytes of the planes to 8 × 8 bit matrices and transposes them, which gives one byte for each lane.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Spread(Vector512<byte> p0, Vector512<byte> p1, Vector512<byte> p2, Vector512<byte> p3, Vector512<byte> p4, byte* numbers)
    {
        var zero = Vector512<byte>.Zero;
        var a0 = Avx512BW.UnpackLow(zero, p4).AsUInt16();
        var a1 = Avx512BW.UnpackHigh(zero, p4).AsUInt16();
        var b0 = Avx512BW.UnpackLow(p3, p2).AsUInt16();
        var b1 = Avx512BW.UnpackHigh(p3, p2).AsUInt16();
        var c0 = Avx512BW.UnpackLow(p1, p0).AsUInt16();
        var c1 = Avx512BW.UnpackHigh(p1, p0).AsUInt16();
        Pair(a0, b0, c0, numbers);
        Pair(a1, b1, c1, numbers + 256);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Pair(Vector512<ushort> a, Vector512<ushort> b, Vector512<ushort> c, byte* numbers)
    {
        var zero = Vector512<ushort>.Zero;
        var e0 = Avx512BW.UnpackLow(zero, a).AsUInt32();
        var e1 = Avx512BW.UnpackHigh(zero, a).AsUInt32();
        var f0 = Avx512BW.UnpackLow(b, c).AsUInt32();
        var f1 = Avx512BW.UnpackHigh(b, c).AsUInt32();
        Transpose(Avx512F.UnpackLow(e0, f0)).StoreAligned(numbers);
        Transpose(Avx512F.UnpackHigh(e0, f0)).StoreAligned(numbers + 64);
        Transpose(Avx512F.UnpackLow(e1, f1)).StoreAligned(numbers + 128);
        Transpose(Avx512F.UnpackHigh(e1, f1)).StoreAligned(numbers + 192);
    }

    /// <summary>Transposes a bit matrix: its affine transform of the eight unit vectors.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<byte> Transpose(Vector512<uint> matrices) =>
        Gfni.V512.GaloisFieldAffineTransform(Vector512.Create(0x8040201008040201UL).AsByte(), matrices.AsByte(), 0);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<ulong> Load(byte* mask) => Vector512.Load((ulong*)mask);
}
