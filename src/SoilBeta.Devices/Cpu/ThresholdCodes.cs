using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using SoilBeta.Forests;
using SoilBeta.Numerics;

namespace SoilBeta.Devices.Cpu;

/// <summary>
/// Replaces values by integers that decide equally: the code of a value is the number of its feature's distinct thresholds (over all refits) below it.
/// A value goes left at a feature's threshold i if and only if its code is at most i. All later steps use 16-bit codes.
/// </summary>
internal sealed unsafe class ThresholdCodes : IDisposable
{
    /// <summary>Maximum number of thresholds per feature: a code has 16 bits.</summary>
    public const int LargestCount = 65535;

    private readonly NativeBuffer _memory;
    private readonly Feature[] _features;

    private readonly InstructionSet _instructions;

    private ThresholdCodes(KeyValuePair<float, int>[][] splits, InstructionSet instructions)
    {
        _instructions = instructions;
        float[][] thresholds = [.. splits.Select(feature => feature.Select(split => split.Key).ToArray())];
        Thresholds = thresholds;
        SplitsBelow = [.. splits.Select(Below)];
        _features = new Feature[thresholds.Length];
        long bytes = 0;
        for (int f = 0; f < thresholds.Length; f++)
            bytes += (4L * (thresholds[f].Length + 64)) + (4L * (Buckets(thresholds[f].Length) + 64));
        _memory = new NativeBuffer(bytes);
        byte* next = (byte*)_memory.Memory;
        for (int f = 0; f < thresholds.Length; f++)
            _features[f] = new Feature(thresholds[f], ref next);
    }

    /// <summary>Distinct thresholds, ascending, [feature][i].</summary>
    public float[][] Thresholds { get; }

    /// <summary>Number of splits of all forests with a threshold below that of a code, [feature][code]: one entry more than thresholds.</summary>
    public int[][] SplitsBelow { get; }

    /// <summary>Computes codes for a set of forests, reading one at a time; null if a feature has too many thresholds for a code.</summary>
    public static ThresholdCodes? TryMake(ForestSet set, InstructionSet instructions)
    {
        var found = new Dictionary<float, int>[set.Features.Count];
        for (int f = 0; f < found.Length; f++)
            found[f] = [];
        foreach (FlatForest forest in set.Refits)
        {
            foreach (FlatNode node in forest.Nodes)
            {
                if (node.IsLeaf)
                    continue;
                Dictionary<float, int> splits = found[node.Feature];
                CollectionsMarshal.GetValueRefOrAddDefault(splits, node.Threshold, out _)++;
                if (splits.Count > LargestCount)
                    return null;
            }
        }
        return new ThresholdCodes([.. found.Select(splits => splits.OrderBy(split => split.Key).ToArray())], instructions);
    }

    /// <summary>Code of one value.</summary>
    public int Code(int feature, float x)
    {
        Feature at = _features[feature];
        int code = at.Start[at.Bucket(x)];
        while (at.Thresholds[code] < x)
            code++;
        return code;
    }

    /// <summary>Codes of x′ = clip(fma(sd, z, x)) for a range of standard normals.</summary>
    /// <param name="feature">The feature.</param>
    /// <param name="rule">Perturbation.</param>
    /// <param name="x">The cell's value.</param>
    /// <param name="normals">z, [count], readable in whole vectors.</param>
    /// <param name="codes">Receives the codes, writable in whole vectors.</param>
    /// <param name="count">Number of draws.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    public void OfDraws(int feature, Perturbation rule, float x, float* normals, ushort* codes, int count)
    {
        float sd = rule.StandardDeviation(x);
        Feature at = _features[feature];
        if (_instructions == InstructionSet.Avx512)
        {
            var x16 = Vector512.Create(x);
            var sd16 = Vector512.Create(sd);
            var lower = Vector512.Create(rule.Lower);
            var upper = Vector512.Create(rule.Upper);
            for (int i = 0; i < count; i += 16)
                Store(at.Codes(Clip(Avx512F.FusedMultiplyAdd(sd16, Vector512.Load(normals + i), x16), lower, upper)), codes + i);
            return;
        }
        if (_instructions == InstructionSet.Avx2)
        {
            for (int i = 0; i < count; i += 8)
                Store(at.Codes(Clip(Fma.MultiplyAdd(Vector256.Create(sd), Vector256.Load(normals + i), Vector256.Create(x)), rule)), codes + i);
            return;
        }
        for (int i = 0; i < count; i++)
            codes[i] = (ushort)Code(feature, PerturbedValue.Draw(x, sd, normals[i], rule.Lower, rule.Upper));
    }

    /// <summary>Codes of x′ for one standard normal in a range of cells.</summary>
    /// <param name="feature">The feature.</param>
    /// <param name="rule">Perturbation.</param>
    /// <param name="x">Values, [cell], readable in whole vectors.</param>
    /// <param name="normal">z.</param>
    /// <param name="codes">Receives the codes, writable in whole vectors.</param>
    /// <param name="count">Number of cells.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    public void OfCells(int feature, Perturbation rule, float* x, float normal, ushort* codes, int count)
    {
        Feature at = _features[feature];
        if (_instructions == InstructionSet.Avx512)
        {
            var z16 = Vector512.Create(normal);
            var amount = Vector512.Create(rule.Amount);
            var lower = Vector512.Create(rule.Lower);
            var upper = Vector512.Create(rule.Upper);
            for (int i = 0; i < count; i += 16)
            {
                var x16 = Vector512.Load(x + i);
                var sd16 = rule.IsShare ? amount * Vector512.Abs(x16) : amount;
                Store(at.Codes(Clip(Avx512F.FusedMultiplyAdd(sd16, z16, x16), lower, upper)), codes + i);
            }
            return;
        }
        if (_instructions == InstructionSet.Avx2)
        {
            for (int i = 0; i < count; i += 8)
            {
                var x8 = Vector256.Load(x + i);
                var sd8 = rule.IsShare ? Vector256.Create(rule.Amount) * Vector256.Abs(x8) : Vector256.Create(rule.Amount);
                Store(at.Codes(Clip(Fma.MultiplyAdd(sd8, Vector256.Create(normal), x8), rule)), codes + i);
            }
            return;
        }
        for (int i = 0; i < count; i++)
            codes[i] = (ushort)Code(feature, rule.Apply(x[i], normal));
    }

    /// <inheritdoc/>
    public void Dispose() => _memory.Dispose();

    private static int[] Below(KeyValuePair<float, int>[] splits)
    {
        var below = new int[splits.Length + 1];
        for (int code = 0; code < splits.Length; code++)
            below[code + 1] = below[code] + splits[code].Value;
        return below;
    }

    private static int Buckets(int thresholds) => (int)Math.Clamp(System.Numerics.BitOperations.RoundUpToPowerOf2((uint)(4 * thresholds)), 64, 1 << 15);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    [Needs(InstructionSet.Avx512)]
    private static Vector512<float> Clip(Vector512<float> x, Vector512<float> lower, Vector512<float> upper) => Avx512F.Min(Avx512F.Max(x, lower), upper);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    [Needs(InstructionSet.Avx512)]
    private static void Store(Vector512<int> codes, ushort* to) => Avx512F.ConvertToVector256UInt16(codes).Store(to);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    [Needs(InstructionSet.Avx2)]
    private static Vector256<float> Clip(Vector256<float> x, Perturbation rule) => Avx.Min(Avx.Max(x, Vector256.Create(rule.Lower)), Vector256.Create(rule.Upper));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    [Needs(InstructionSet.Avx2)]
    private static void Store(Vector256<int> codes, ushort* to) => Avx2.Permute4x64(Avx2.PackUnsignedSaturate(codes, codes).AsUInt64(), 0b10_00).AsUInt16().GetLower().Store(to);

    /// <summary>Thresholds of a feature, with a table from the bucket of a value to the bucket's first threshold. The bucket is monotone in the value, so that the search continues upwards only.</summary>
    private readonly struct Feature
    {
        private readonly float _scale;
        private readonly float _offset;
        private readonly int _last;

        public Feature(float[] thresholds, ref byte* memory)
        {
            int count = thresholds.Length;
            int buckets = Buckets(count);
            Thresholds = (float*)memory;
            Start = (int*)memory + count + 64;
            memory += (4L * (count + 64)) + (4L * (buckets + 64));
            for (int i = 0; i < count; i++)
                Thresholds[i] = thresholds[i];
            for (int i = count; i < count + 64; i++)
                Thresholds[i] = float.PositiveInfinity;
            _last = buckets - 1;
            float low = count == 0 ? 0 : MathF.Max(thresholds[0], -1e37f);
            float high = count == 0 ? 1 : MathF.Min(thresholds[^1], 1e37f);
            _scale = _last / MathF.Max(high - low, 1e-30f);
            _offset = -low * _scale;
            if (!float.IsFinite(_offset))
                _scale = _offset = 0; // degenerate range: one bucket, searched linearly
            int at = 0;
            for (int bucket = 0; bucket <= _last; bucket++)
            {
                while (at < count && Bucket(thresholds[at]) < bucket)
                    at++;
                Start[bucket] = at;
            }
        }

        public float* Thresholds { get; }

        public int* Start { get; }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public int Bucket(float x) => (int)MathF.Min(MathF.Max(MathF.FusedMultiplyAdd(x, _scale, _offset), 0f), _last);

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        [Needs(InstructionSet.Avx512)]
        public Vector512<int> Codes(Vector512<float> x)
        {
            var bucket = Avx512F.ConvertToVector512Int32WithTruncation(Avx512F.Min(Avx512F.Max(Avx512F.FusedMultiplyAdd(x, Vector512.Create(_scale), Vector512.Create(_offset)), Vector512<float>.Zero), Vector512.Create((float)_last)));
            var code = Gather(Start, bucket);
            while (true)
            {
                var below = Avx512F.CompareLessThan(Gather((int*)Thresholds, code).AsSingle(), x).AsInt32();
                if (below == Vector512<int>.Zero)
                    return code;
                code -= below;
            }
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        [Needs(InstructionSet.Avx2)]
        public Vector256<int> Codes(Vector256<float> x)
        {
            var bucket = Avx.ConvertToVector256Int32WithTruncation(Avx.Min(Avx.Max(Fma.MultiplyAdd(x, Vector256.Create(_scale), Vector256.Create(_offset)), Vector256<float>.Zero), Vector256.Create((float)_last)));
            var code = Avx2.GatherVector256(Start, bucket, 4);
            while (true)
            {
                var below = Vector256.LessThan(Avx2.GatherVector256(Thresholds, code, 4), x).AsInt32();
                if (below == Vector256<int>.Zero)
                    return code;
                code -= below;
            }
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        [Needs(InstructionSet.Avx512)]
        private static Vector512<int> Gather(int* from, Vector512<int> at) =>
            Vector512.Create(Avx2.GatherVector256(from, at.GetLower(), 4), Avx2.GatherVector256(from, at.GetUpper(), 4));
    }
}
