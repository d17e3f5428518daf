using SoilBeta.Devices;
using SoilBeta.Devices.Cpu;
using SoilBeta.Devices.Host;
using SoilBeta.Forests;
using SoilBeta.Numerics;
using SoilBeta.Soil;

namespace SoilBeta.Tests.Devices;

/// <summary>The CPU device's vector code is a copy of the scalar sources of Equation 3 and x′: each copy is compared with its source, over a range of inputs and limits. (LayerDensitiesTests and DeviceTests compare the sources with oracles.)</summary>
public class ScalarCopiesTests
{
    private const int Shift = 30;

    public static TheoryData<string> Sets => InstructionSetTests.Sets;

    [Theory, InlineData(false), InlineData(true)]
    public void Equation_3_in_vectors_is_the_scalar_one(bool topsoilVaries)
    {
        float scale = MathF.ScaleB(1, -Shift);
        float[] betas = [0, float.Epsilon, 1e-9f, 0.01f, 0.5f, 0.93f, 0.9716f, 0.9762f, 0.9792f, 0.9999f, 1, 1.0001f, 1.003f, 1.01f, 1.0199f, 1.02f];
        int[] sums = [.. betas.SelectMany(_ => betas.Select(beta => (int)(beta * Math.ScaleB(1, Shift)))), 1, 2, 3]; // three that fill no vector
        foreach (float largest in new[] { 0f, float.Epsilon, 0.001f, 1 / 65536f, 30.2f, 76.2944f, 1149f, 1999.9999f, LayerDensities.LargestTopsoil })
        {
            float[] topsoil = topsoilVaries ? [.. Enumerable.Range(0, sums.Length).Select(i => largest * (i % 17) / 16)] : [];
            int stride = sums.Length + 5;
            var densities = new int[LayerDensities.Parts * stride];
            int done = LayerVectors.Compute(sums, scale, largest, topsoil, densities, stride);
            done.ShouldBe(sums.Length - 3);
            for (int i = 0; i < done; i++)
            {
                LayerParts expected = LayerDensities.Compute(topsoilVaries ? topsoil[i] : largest, 20, sums[i] * scale);
                for (int part = 0; part < LayerDensities.Parts; part++)
                    densities[(part * stride) + i].ShouldBe(expected[part], $"S {sums[i]}, topsoil {largest}, part {part}");
            }
        }
    }

    [Theory, MemberData(nameof(Sets))]
    public unsafe void Perturbed_values_in_vectors_are_the_scalar_ones(string name)
    {
        InstructionSet set = Enum.Parse<InstructionSet>(name);
        Assert.SkipWhen(set > InstructionSets.Widest, $"this machine has {InstructionSets.Widest} at most");
        float[] normals = [0, -0f, 1, -1, 0.5f, -0.5f, 1e-20f, 4.33f, -4.33f, 8.3f, -8.3f];
        Perturbation[] rules =
        [
            new(true, 0.1f, float.NegativeInfinity, float.PositiveInfinity), new(true, 0, float.NegativeInfinity, float.PositiveInfinity), new(false, 4, 3, 95), new(false, 0, 50, 50), new(true, 2, -10, 110), new(false, 1e30f, 0, 100),
        ];
        ForestSet forests = RandomForests.Make(3, 2, 20, 60);
        using ThresholdCodes codes = ThresholdCodes.TryMake(forests, set).ShouldNotBeNull();

        // A threshold itself goes left, the next float right: x′ must be exact to the last bit.
        float[] x = [0, -0f, 1e-30f, -3, 3, 50, 95, 1e20f, -1e20f, .. codes.Thresholds[1].Take(40).SelectMany(at => new[] { at, MathF.BitIncrement(at), MathF.BitDecrement(at), at / 1.05f })];
        using var values = new NativeBuffer(sizeof(float) * 256);
        using var found = new NativeBuffer(sizeof(ushort) * 256);
        foreach (Perturbation rule in rules)
        {
            foreach (float one in x)
            {
                normals.CopyTo(new Span<float>(values.Memory, 256));
                codes.OfDraws(1, rule, one, (float*)values.Memory, (ushort*)found.Memory, normals.Length);
                for (int i = 0; i < normals.Length; i++)
                    ((int)((ushort*)found.Memory)[i]).ShouldBe(Expected(codes, rule, one, normals[i]), $"{rule}, x {one:R}, z {normals[i]:R}");
            }
            foreach (float normal in normals)
            {
                x.CopyTo(new Span<float>(values.Memory, 256));
                codes.OfCells(1, rule, (float*)values.Memory, normal, (ushort*)found.Memory, x.Length);
                for (int i = 0; i < x.Length; i++)
                    ((int)((ushort*)found.Memory)[i]).ShouldBe(Expected(codes, rule, x[i], normal), $"{rule}, x {x[i]:R}, z {normal:R}");
            }
        }
    }

    // Thresholds below x′, counted one by one.
    private static int Expected(ThresholdCodes codes, Perturbation rule, float x, float z)
    {
        float sd = PerturbedValue.StandardDeviation(rule.IsShare, rule.Amount, x);
        float drawn = PerturbedValue.Draw(x, sd, z, rule.Lower, rule.Upper);
        return codes.Thresholds[1].Count(threshold => threshold < drawn);
    }
}
