using System.Reflection;
using ILGPU;
using ILGPU.Runtime;
using ILGPU.Runtime.CPU;
using ILGPU.Runtime.Cuda;
using SoilBeta.Devices.Cuda;

namespace SoilBeta.Tests.Devices.Cuda;

/// <summary>The PTX of every kernel keeps the bits: read as text, for several architectures, since no GPU is needed to emit it.</summary>
public sealed class PtxTests : IDisposable
{
    private readonly Context _context = IlgpuSetup.Create(builder => builder.CPU());

    public void Dispose() => _context.Dispose();

    [Fact]
    public void Kernels_have_no_instruction_that_could_round_otherwise_and_need_no_toolkit()
    {
        MethodInfo[] kernels = [.. PtxText.Kernels];
        kernels.Length.ShouldBe(14);
        foreach (CudaArchitecture architecture in new[] { CudaArchitecture.SM_60, CudaArchitecture.SM_75, CudaArchitecture.SM_80, CudaArchitecture.SM_90 })
        {
            string all = string.Concat(kernels.Select(kernel =>
            {
                string ptx = PtxText.Of(_context, kernel, architecture);
                PtxText.Faults(ptx).ShouldBeEmpty($"{kernel.Name} for {architecture}");
                // Lanes share no memory, so nothing has to wait.
                PtxText.SharedOrder(ptx).ShouldAllBe(what => what == "ld.shared" || what == "st.shared", kernel.Name);
                return ptx;
            }));
            all.ShouldContain($".target sm_{Math.Min(80, (architecture.Major * 10) + architecture.Minor)}", Case.Sensitive, "ILGPU 1.5.3 emits nothing newer; the driver of a newer card compiles it");
            all.ShouldContain("fma.rn.f32");
            all.ShouldContain("vote.sync.any.pred");
        }
    }

    /// <summary>A card that ILGPU does not know gets PTX of the newest architecture it knows, which the card's driver compiles; too old ones are refused with a reason.</summary>
    [Fact]
    public void A_card_newer_than_ILGPU_gets_PTX_that_its_driver_compiles_and_an_old_one_is_refused()
    {
        string ptx = PtxText.Of(_context, PtxText.Kernels.First(), new CudaArchitecture(13, 0));
        ptx.ShouldContain(".target sm_80");
        CudaCard.Fault(13, 0, driver: 14_000).ShouldBeNull();
        CudaCard.Fault(9, 0, driver: 12_040).ShouldBeNull();
        CudaCard.Fault(2, 1, driver: 9_000)!.ShouldContain("compute capability 2.1 is older than 3.0");
        CudaCard.Fault(9, 0, driver: 11_000)!.ShouldContain("its driver supports CUDA 11.0");
        CudaCard.Fault(9, 0, driver: 11_000)!.ShouldContain("Install a newer NVIDIA driver");
    }

    [Theory]
    [InlineData(nameof(PlantedFaults.Sum), "add.f32")]
    [InlineData(nameof(PlantedFaults.Sine), "sin")]
    public void A_planted_float_sum_and_a_planted_library_function_are_caught(string kernel, string found) =>
        PtxText.Faults(PtxText.Of(_context, Planted(kernel))).ShouldContain(line => line.Contains(found, StringComparison.Ordinal));

    /// <summary>ILGPU 1.5.3 moves a load from shared memory across the barrier that protects it, at O2: the order differs from that of the source, which O0 keeps.</summary>
    [Fact]
    public void A_load_that_moves_across_a_barrier_is_caught_and_O1_moves_none()
    {
        IReadOnlyList<string> source = Order(OptimizationLevel.O0);
        source.ShouldContain(what => what.StartsWith("bar", StringComparison.Ordinal));
        Order(OptimizationLevel.O1).ShouldBe(source);
        Order(OptimizationLevel.O2).ShouldNotBe(source);

        IReadOnlyList<string> Order(OptimizationLevel level)
        {
            using Context context = Context.Create(builder => builder.CPU().Optimize(level));
            return PtxText.SharedOrder(PtxText.Of(context, Planted(nameof(PlantedFaults.Barriers))));
        }
    }

    private static MethodInfo Planted(string name) => typeof(PlantedFaults).GetMethod(name)!;
}
