using SoilBeta.Devices;
using SoilBeta.Devices.Catalog;
using SoilBeta.Devices.Cuda;
using SoilBeta.Devices.Gpu;
using SoilBeta.Forests;
using SoilBeta.Numerics;

namespace SoilBeta.Tests.Devices.Cuda;

/// <summary>The device of the C# kernels below the level of the catalog: memory, what comes back to the host, failures. (DeviceTests and SeveralOutputsTests compare its integers.)</summary>
public class CudaDeviceTests
{
    /// <summary>Memory for a few cells, for a fraction of a cell's realisations, for one refit, for some trees of one.</summary>
    [Theory]
    [InlineData(DrawMode.Common, RefitMode.None, 700_000, 40_000)]
    [InlineData(DrawMode.Block, RefitMode.Cycled, 1_200_000, 6_000)]
    [InlineData(DrawMode.Common, RefitMode.Crossed, 500_000, 3_000)]
    public void Little_memory_is_no_reason_to_fail(DrawMode draws, RefitMode refits, long memory, long allocation)
    {
        RunPlan plan = Cases.Plan(draws, refits, topsoilVaries: draws == DrawMode.Block, count: refits == RefitMode.Crossed ? 30 : 200, trees: 10, leaves: 100);
        TileJob job = Cases.Job(9, zones: 3);
        using GpuRun run = Load(plan, new GpuLimits(memory, allocation, 1 << 20));
        DeviceTests.Same(run.Run(job), PlainLoop.Run(plan, job));
        run.Shape.Cells.ShouldBeLessThan(9);
        if (refits == RefitMode.Crossed)
            run.Forests.Parts.Count.ShouldBeGreaterThan(plan.Forests.Refits.Count);
        Should.Throw<InvalidDataException>(() => Load(plan, new GpuLimits(1 << 17, 1 << 12, 1 << 20))).Message.ShouldContain("--device cpu");
    }

    /// <summary>A card of 8 GB, of which the program takes four fifths: all buffers of the paper's run with 100 refits fit, by the sizes that the run allocates.</summary>
    [Fact]
    public void A_card_of_8_GB_holds_its_share_of_the_papers_run()
    {
        var limits = GpuLimits.For(8L << 30, sharesHost: false, long.MaxValue, 46 * 32768L, new DeviceOptions());
        RunPlan plan = Cases.Plan(DrawMode.Common, RefitMode.Cycled, topsoilVaries: true, count: 1000, features: 9);
        using GpuRun run = Load(plan, limits with { MemoryBytes = limits.MemoryBytes / 64, AllocationBytes = limits.AllocationBytes / 64 });
        long values = (long)run.Shape.Cells * run.Shape.Realisations * run.Shape.Planes.Count * sizeof(int);
        (2 * (values + run.WorkerBytes) + run.Forests.BytesTaken).ShouldBeLessThan(limits.MemoryBytes / 64);
        run.Shape.Realisations.ShouldBe(1000);
        limits.MemoryBytes.ShouldBe((8L << 30) / 5 * 4);
    }

    /// <summary>S of every realisation stays on the device: what comes back does not grow with the draws but for the totals.</summary>
    [Fact]
    public void Only_the_result_of_a_tile_comes_back()
    {
        foreach (int draws in new[] { 50, 400 })
        {
            RunPlan plan = Cases.Plan(DrawMode.Common, RefitMode.None, count: draws, trees: 3);
            using GpuRun run = Load(plan, null);
            TileResult result = run.Run(Cases.Job(40, zones: 0));
            long bytes = ((result.SumS.Length + result.SumDensity.Length) * sizeof(long)) + ((result.OrderS.Length + result.OrderDensity.Length) * sizeof(int));
            run.Downloaded.ShouldBe(bytes);
            (bytes / 40).ShouldBe((7 * 8) + (plan.Ranks.Count * 4));
        }
    }

    [Fact]
    public void Launches_stay_below_a_watchdogs_limit()
    {
        RunPlan plan = Cases.Plan(DrawMode.Common, RefitMode.None, count: 200, trees: 60, leaves: 200);
        using var device = CudaDevices.OpenOnCpu(new DeviceOptions(LaunchMilliseconds: 20));
        using var run = (GpuRun)device.Load(plan);
        run.Run(Cases.Job(300, zones: 0));
        run.Pace.Next(1L << 30, 60).Points.ShouldBeLessThan(1L << 30);
    }

    [Fact]
    public void A_tree_deeper_than_the_masks_stack_is_walked_point_by_point()
    {
        // A chain: every split sends the low values left, to a leaf.
        var nodes = new List<FlatNode>();
        for (int depth = 0; depth < 90; depth++)
        {
            nodes.Add(new FlatNode(BitConverter.SingleToUInt32Bits(depth + 5.5f), 0, 2));
            nodes.Add(new FlatNode((uint)(900_000_000 + depth), 0, 0));
        }
        nodes.Add(new FlatNode(999_999_999, 0, 0));
        RunPlan plan = Cases.Plan(DrawMode.Common, RefitMode.None, count: 40, trees: 1, features: 1);
        plan = plan with { Forests = plan.Forests with { Refits = [new FlatForest([.. nodes], [0, nodes.Count])] } };
        TileJob job = Cases.Job(20, zones: 0, features: 1);
        using GpuRun run = Load(plan, null);
        DeviceTests.Same(run.Run(job), PlainLoop.Run(plan, job));
        new RankedForest(nodes.ToArray(), 1).Depth.ShouldBe(91);
    }

    [Theory]
    [InlineData("CUDA_ERROR_OUT_OF_MEMORY", true, "--device cpu")]
    [InlineData("CUDA_ERROR_LAUNCH_TIMEOUT", false, "SOILBETA_LAUNCH_MS")]
    [InlineData("CUDA_ERROR_UNSUPPORTED_PTX_VERSION", false, "newer NVIDIA driver")]
    [InlineData("CUDA_ERROR_ILLEGAL_ADDRESS", false, "finished tiles are kept")]
    public void A_failure_of_the_driver_says_what_to_do(string code, bool isMemory, string advice)
    {
        DeviceException failure = CudaFailure.OfCode(code, "the driver's words.", "running the kernels on a card");
        failure.Message.ShouldStartWith($"running the kernels on a card failed: {code}: the driver's words.");
        failure.Message.ShouldContain(advice);
        failure.IsShortOfMemory.ShouldBe(isMemory);
    }

    [Fact]
    public void Auto_never_takes_the_simulation_and_gpu_is_a_GPU_or_an_error_with_the_reasons()
    {
        AutomaticDevice automatic = DeviceCatalog.Automatic();
        automatic.Entry.Name.ShouldNotBe(CudaDevices.OnCpu);
        automatic.Reason.ShouldNotBeEmpty();
        if (automatic.Entry.Kind == "gpu")
            DeviceCatalog.Resolve("gpu").Name.ShouldBe(automatic.Entry.Name);
        else
            Should.Throw<DeviceException>(() => DeviceCatalog.Resolve("gpu")).Message.ShouldContain("No GPU can run here");
        DeviceEntry cuda = DeviceCatalog.Resolve("cuda:7");
        if (!cuda.IsPresent)
            cuda.Missing!.ShouldContain("driver");
    }

    private static GpuRun Load(RunPlan plan, GpuLimits? limits)
    {
        using var device = CudaDevices.OpenOnCpu(new DeviceOptions());
        using var limited = limits is null ? device : new CudaDevice(device.Info.Name, device.Info, CudaDevices.ContextOnCpu, new DeviceOptions()) { Limits = limits };
        return (GpuRun)limited.Load(plan);
    }
}
