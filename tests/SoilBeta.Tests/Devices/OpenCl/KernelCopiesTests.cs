using SoilBeta.Devices;
using SoilBeta.Devices.Gpu;
using SoilBeta.Devices.OpenCl;
using SoilBeta.Kernels;
using SoilBeta.Numerics;
using SoilBeta.Soil;

namespace SoilBeta.Tests.Devices.OpenCl;

/// <summary><c>kernels/opencl/layers.h</c> and <c>kernels/opencl/draws.h</c> are copies of the scalar sources of Equation 3, the rock cut and x′: the kernel that uses all three is compared with them, over a range of inputs and limits.</summary>
public class KernelCopiesTests
{
    private static readonly float[] s_betas = [1e-6f, 0.5f, 0.93f, 0.9716f, 0.9762f, 0.9792f, 0.9999f, 1f, 1.0001f, 1.01f, 1.02f];
    private static readonly float[] s_normals = [0, -0f, 0.5f, -0.5f, 1, -1, 4.33f, -4.33f, 8.3f, -8.3f];
    private static readonly int[] s_rock = [0, 7, 20, 24, 30, 31, 39, 40, 59, 60, 99, 100, 200];
    private static readonly float[] s_topsoil = [0, 0.001f, 1 / 65536f, 30.2f, 76.2944f, 611.1f, 1149f];

    [Fact]
    public void Equation_3_the_rock_cut_and_perturbed_values_of_the_kernels_are_the_scalar_ones()
    {
        float scale = MathF.ScaleB(1, -30);
        (float Topsoil, int Rock)[] cells = [.. s_topsoil.SelectMany(topsoil => s_rock.Select(rock => (topsoil, rock)))];
        (int Sum, float Normal)[] realisations = [.. s_betas.SelectMany(beta => s_normals.Select(normal => ((int)(beta * Math.ScaleB(1, 30)), normal)))];
        int plane = cells.Length * realisations.Length;
        foreach (ClDevice device in OpenClDevices.Present())
        {
            ClContext context = ClContext.For(device);
            using var queue = new ClQueue(context);
            using GpuBuffer topsoil = Put<float>([.. cells.Select(cell => cell.Topsoil)]), rock = Put<int>([.. cells.Select(cell => cell.Rock)]), normals = Put<float>([.. realisations.Select(one => one.Normal)]), keys = Put<long>([0]);
            foreach (int depth in new[] { 10, 20, 30 })
            {
                string options = ClProgram.Options([("COMMON_DRAWS", 1), ("DRAWS", realisations.Length), ("TOPSOIL_VARIABLE", 0), ("TOPSOIL_DEPTH", depth), ("LAYERS", LayerDensities.Layers), ("SELECT_DENSITIES", 0)]);
                using ClKernel kernel = context.Kernel(ClProgram.Integrate, options, "integrate");
                foreach (Perturbation rule in new[] { new Perturbation(true, 0.2f, 0, LayerDensities.LargestTopsoilOf(depth)), new Perturbation(false, 3, 5, 110), new Perturbation(true, 0, 50, 50) })
                {
                    var found = new int[(LayerDensities.Parts + 1) * plane];
                    for (int i = 0; i < plane; i++)
                        found[i] = realisations[i % realisations.Length].Sum;
                    using GpuBuffer rules = Put<DevicePerturbation>([new(rule)]), values = Put<int>(found);
                    var slice = new RealisationSlice { Count = (uint)realisations.Length, Refits = 1, Divisor = 1, Cells = (uint)cells.Length, Scale = scale };
                    queue.Launch(kernel.With(topsoil, rock, 1u, rules, 0u, normals, keys, slice, values), (realisations.Length, cells.Length, 1), 1);
                    queue.Read<int>(values, found);
                    for (int i = 0; i < plane; i++)
                    {
                        var (cell, one) = (cells[i / realisations.Length], realisations[i % realisations.Length]);
                        float drawn = PerturbedValue.Draw(cell.Topsoil, PerturbedValue.StandardDeviation(rule.IsShare, rule.Amount, cell.Topsoil), one.Normal, rule.Lower, rule.Upper);
                        LayerParts expected = RockCut.Apply(LayerDensities.Compute(drawn, depth, one.Sum * scale), cell.Rock);
                        for (int part = 0; part < LayerDensities.Parts; part++)
                        {
                            if (found[((part + 1) * plane) + i] != expected[part])
                                found[((part + 1) * plane) + i].ShouldBe(expected[part], $"{device.Model}: {cell.Topsoil} Mg C ha⁻¹ in 0–{depth} cm, {rule}, z {one.Normal}, S {one.Sum}, rock at {cell.Rock} cm, part {part}");
                        }
                    }
                }
            }

            GpuBuffer Put<T>(ReadOnlySpan<T> data) where T : unmanaged
            {
                GpuBuffer buffer = context.Buffer((long)data.Length * System.Runtime.CompilerServices.Unsafe.SizeOf<T>(), "input of a test");
                queue.Write(buffer, data);
                return buffer;
            }
        }
    }
}
