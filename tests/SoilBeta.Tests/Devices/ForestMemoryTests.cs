using SoilBeta.Devices;
using SoilBeta.Devices.Cpu;
using SoilBeta.Forests;
using SoilBeta.Numerics;

namespace SoilBeta.Tests.Devices;

/// <summary>Whatever memory the CPU device gets, its integers are those of the plain loop; forests that do not fit are reloaded, and a forest that can never fit is refused.</summary>
public class ForestMemoryTests
{
    [Theory]
    [InlineData(DrawMode.Common, RefitMode.Cycled, 5)]
    [InlineData(DrawMode.Common, RefitMode.Crossed, 5)]
    [InlineData(DrawMode.Block, RefitMode.Crossed, 5)]
    [InlineData(DrawMode.Independent, RefitMode.Cycled, 5)]
    [InlineData(DrawMode.Independent, RefitMode.Crossed, 5)]
    [InlineData(DrawMode.Common, RefitMode.Crossed, 61)] // more features than masks can distinguish: plain descent
    public void Refits_that_do_not_fit_are_loaded_again_and_change_no_integer(DrawMode draws, RefitMode refits, int features)
    {
        RunPlan plan = Cases.Plan(draws, refits, topsoilVaries: draws == DrawMode.Block, count: refits == RefitMode.Crossed ? 30 : 200, leaves: 300, features: features);
        TileJob job = Cases.Job(150, zones: 2, features: features);
        TileResult expected = PlainLoop.Run(plan, job);
        RunPlan demanded = plan with { Forests = OnDemand(plan.Forests, out _) };
        using var forests = new LoadedForests(demanded.Forests, InstructionSets.InUse);
        long least = CpuMemory.LeastBytes(demanded, forests);
        foreach (var (memory, threads) in new[] { (least, 1), (least + (3 * forests.LargestBytes), 2), ((2 * least) + (2 * forests.LargestBytes), 2), (1L << 30, 2) })
        {
            using var run = new CpuRun(demanded, threads, memory, InstructionSets.InUse);
            run.Memory.IsResident.ShouldBe(memory == 1L << 30);
            DeviceTests.Same(run.Run(job), expected);
            DeviceTests.Same(Cases.RunInPieces(plan, run, job, 31), expected);
            if (run.Memory.IsResident)
                run.Loads.ShouldBe(plan.Forests.Refits.Count);
            else
                run.Loads.ShouldBeGreaterThan(plan.Forests.Refits.Count);
        }
    }

    [Fact]
    public void Forests_are_read_one_at_a_time_and_their_sizes_only_once()
    {
        RunPlan plan = Cases.Plan(DrawMode.Common, RefitMode.Cycled);
        var set = OnDemand(plan.Forests, out int[] reads);
        using var run = new CpuRun(plan with { Forests = set.Each(forest => forest) }, 2, 1L << 30, InstructionSets.InUse);
        for (int refit = 0; refit < set.Refits.Count; refit++)
            set.RootsOf(refit).ShouldBe(plan.Forests.Refits[refit].Roots);
        reads.ShouldAllBe(times => times == 1);
        set.InOrder([2, 0]).RootsOf(0).ShouldBe(plan.Forests.Refits[2].Roots);
    }

    [Fact]
    public void A_forest_that_has_no_room_is_refused_with_what_would_do()
    {
        RunPlan plan = Cases.Plan(DrawMode.Common, RefitMode.None, count: 100, leaves: 500);
        using var device = new CpuDevice(new DeviceOptions(2, 1 << 20));
        string message = Should.Throw<InvalidDataException>(() => device.Load(plan)).Message;
        message.ShouldContain("the device may take 1 MB. Raise --memory by ");
    }

    [Fact]
    public void Cuts_that_have_no_room_are_not_made_and_change_no_integer()
    {
        RunPlan plan = Cases.Plan(DrawMode.Common, RefitMode.None, count: 700, trees: 130, leaves: 300, features: 6);
        TileJob job = Cases.Job(64, zones: 1, features: 6);
        TileResult expected = PlainLoop.Run(plan, job);
        using var forests = new LoadedForests(plan.Forests, InstructionSets.InUse);
        foreach (long memory in new[] { CpuMemory.LeastBytes(plan, forests), CpuMemory.LeastBytes(plan, forests) * 3 / 2 })
        {
            using var run = new CpuRun(plan, 1, memory, InstructionSets.InUse);
            DeviceTests.Same(run.Run(job), expected);
        }
    }

    /// <summary>Pruned copies, including their queues and rounded up to huge pages, stay within any memory limit; and the device plans for six of them.</summary>
    [Fact]
    public unsafe void Pruned_copies_stay_within_their_memory()
    {
        const int Trees = 130, Features = 6;
        ForestSet set = RandomForests.Make(3, Features, Trees, 3000);
        using var forests = new LoadedForests(set, InstructionSets.InUse);
        using var coded = new CodedForest(set.Refits[0], forests.Codes!);
        long one = PrunedForest.LeastBytes(forests.Shape.LargestTree, Trees);
        int* low = stackalloc int[Features], high = stackalloc int[Features];
        foreach (long memory in new[] { 0, one - 1, one, 3 * one, 8 * one, 100 * one })
        {
            using var levels = new ForestLevels(forests.Shape.LargestTree, Trees, memory);
            var view = ForestView.Whole(coded);
            for (int level = 0; level < ForestLevels.Depth; level++)
            {
                for (int feature = 0; feature < Features; feature++)
                {
                    int count = forests.Shape.Thresholds[feature];
                    (low[feature], high[feature]) = (count * level / 20, count - (count * level / 20));
                }
                view = levels.Prune(view, low, high, 1_000_000, double.PositiveInfinity);
                levels.Bytes.ShouldBeLessThanOrEqualTo(memory);
            }
            if (memory < one)
                view.Level.ShouldBe(0);
            if (memory == 100 * one)
                view.Level.ShouldBe(ForestLevels.Depth);
        }
        using var run = new CpuRun(Cases.Plan(DrawMode.Common, RefitMode.None, trees: Trees, leaves: 3000, features: Features), 1, 1L << 30, InstructionSets.InUse);
        run.Memory.PrunedBytes.ShouldBeGreaterThan(ForestLevels.Depth * one);
    }

    [Fact]
    public void Buffers_are_counted_in_whole_huge_pages_where_they_are_given_so()
    {
        NativeBuffer.Taken(1000).ShouldBe(1256);
        NativeBuffer.Taken(600_000).ShouldBe(2 << 20);
        NativeBuffer.Taken((2 << 20) - 256).ShouldBe(2 << 20);
        NativeBuffer.Taken((2 << 20) - 255).ShouldBe(4 << 20);
        using var buffer = new NativeBuffer(600_000);
        buffer.Size.ShouldBe(2 << 20);
    }

    [Fact]
    public void More_positions_than_31_bits_can_count_are_walked_plainly()
    {
        CodedForest.CanHold(Array.MaxLength, 30).ShouldBeTrue();
        CodedForest.CanHold(Array.MaxLength, 100).ShouldBeFalse();
    }

    /// <summary>The same forests, created again each time one is requested.</summary>
    private static ForestSet OnDemand(ForestSet set, out int[] reads)
    {
        int[] counted = reads = new int[set.Refits.Count];
        return set with
        {
            Refits = new FlatForestsOnDemand(set.Refits.Count, set.Trees, refit =>
            {
                counted[refit]++;
                return new FlatForest([.. set.Refits[refit].Nodes], [.. set.Refits[refit].Roots]);
            }),
        };
    }
}
