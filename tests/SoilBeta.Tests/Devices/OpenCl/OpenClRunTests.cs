using SoilBeta.Devices;
using SoilBeta.Devices.OpenCl;

namespace SoilBeta.Tests.Devices.OpenCl;

/// <summary>However a run is cut by the device's memory, and however the descent is cut into groups, the integers stay the plain loop's.</summary>
public class OpenClRunTests
{
    /// <summary>The cuts that GPUs take: one point a lane, the tree copied into local memory; all trees, some of them, none; odd numbers of lanes and points.</summary>
    [SkippableTheory]
    [InlineData(64, 1, 256)]
    [InlineData(128, 1, 60)]
    [InlineData(32, 3, 0)]
    [InlineData(3, 7, 79)]
    [InlineData(1, 5, 0)]
    public void Any_cut_of_the_descent_gives_the_plain_loops_integers(int lanes, int points, int treeNodes)
    {
        foreach ((DrawMode draws, RefitMode refits) in new[] { (DrawMode.Common, RefitMode.None), (DrawMode.Independent, RefitMode.Cycled), (DrawMode.Block, RefitMode.Crossed) })
        {
            // Trees of 79 nodes each, and of others beside them: 60 nodes hold none of the first, 256 all.
            RunPlan plan = Cases.Plan(draws, refits, count: 20, leaves: treeNodes == 60 ? 30 : 40);
            TileJob job = Cases.Job(67, zones: 2);
            using OpenClRun run = OpenClDevices.Load(plan, new DescentShape(lanes, points, treeNodes));
            DeviceTests.Same(run.Run(job), PlainLoop.Run(plan, job));
        }
    }

    /// <summary>Memory for a few cells, for a fraction of one cell's realisations, for one refit, for some trees of one.</summary>
    [SkippableTheory]
    [InlineData(DrawMode.Common, RefitMode.None, false, 120_000, 40_000)]
    [InlineData(DrawMode.Block, RefitMode.Cycled, true, 440_000, 6_000)]
    [InlineData(DrawMode.Independent, RefitMode.Crossed, true, 480_000, 12_000)]
    [InlineData(DrawMode.Common, RefitMode.Crossed, false, 60_000, 2_000)]
    public void Little_memory_is_no_reason_to_fail(DrawMode draws, RefitMode refits, bool topsoilVaries, long memory, long allocation)
    {
        RunPlan plan = Cases.Plan(draws, refits, topsoilVaries, count: refits == RefitMode.Crossed ? 30 : 200, trees: 40, leaves: 100);
        TileJob job = Cases.Job(31, zones: 3);
        using OpenClRun run = OpenClDevices.Load(plan, limits: new OpenClLimits(memory, allocation, 1 << 20));
        DeviceTests.Same(run.Run(job), PlainLoop.Run(plan, job));
        run.Shape.Cells.ShouldBeLessThan(31);
        if (allocation < 10_000)
        {
            run.Shape.Realisations.ShouldBeLessThan((int)plan.Realisations);
            (run.Shape.Realisations % plan.Forests.Refits.Count).ShouldBe(0);
        }
        if (refits != RefitMode.None)
        {
            run.Forests.IsResident.ShouldBeFalse();
            run.Forests.Parts.Count.ShouldBeGreaterThan(1);
        }
        if (allocation == 2_000)
            run.Forests.Parts.Count.ShouldBeGreaterThan(plan.Forests.Refits.Count);
    }

    [SkippableFact]
    public void Memory_for_not_even_one_cell_is_said()
    {
        RunPlan plan = Cases.Plan(DrawMode.Common, RefitMode.None);
        Should.Throw<DeviceException>(() => OpenClDevices.Load(plan, limits: new OpenClLimits(2000, 1000, 1 << 20))).Message.ShouldContain("--device cpu");
    }

    [SkippableFact]
    public void Launches_start_small_and_stay_below_the_limit()
    {
        RunPlan plan = Cases.Plan(DrawMode.Independent, RefitMode.None, count: 1000, trees: 100, leaves: 300);
        using OpenClRun run = OpenClDevices.Load(plan);
        TileJob job = Cases.Job(200, zones: 0);
        DeviceTimings before = run.Timings;
        run.Run(job);
        run.Pace.Longest.ShouldBeInRange(1e-6, 0.2 * 5); // five times the limit: other tests share these cores, a GPU is its program's own
        run.Timings.Kernel.ShouldBeGreaterThan(before.Kernel);
        run.Timings.Upload.ShouldBeGreaterThan(before.Upload);
        run.Timings.Download.ShouldBeGreaterThan(before.Download);
    }

    [Fact]
    public void The_pace_grows_to_the_limit_and_cuts_trees_where_one_wave_of_groups_takes_too_long()
    {
        var pace = new LaunchPace(milliseconds: 200, computeUnits: 10);
        double unit = 1e-6; // s for one tree in one group
        double longest = 0;
        for (int i = 0; i < 20; i++)
        {
            (long groups, int trees) = pace.Next(1_000_000, 500);
            longest = Math.Max(longest, groups * trees * unit);
            pace.Observe(groups, trees, groups * trees * unit);
        }
        longest.ShouldBeInRange(0.09, 0.2);
        pace.Longest.ShouldBe(longest);

        var slow = new LaunchPace(milliseconds: 200, computeUnits: 10);
        for (int i = 0; i < 20; i++)
        {
            (long groups, int trees) = slow.Next(1_000_000, 500);
            slow.Observe(groups, trees, groups * trees * 1e-4);
        }
        slow.Next(1_000_000, 500).ShouldBe((80, 12));
    }

    [Fact]
    public void A_device_shape_leaves_room_for_the_tree_and_never_fails_for_many_covariates()
    {
        ClDevice card = Card(localBytes: 49152);
        DescentShape paper = DescentShape.For(card, features: 9, largestTree: 4211);
        paper.ShouldBe(new DescentShape(256, 1, 4352));
        DescentShape.For(card, features: 9, largestTree: 5000).Lanes.ShouldBe(128);
        DescentShape.For(card, features: 9, largestTree: 60_000).TreeNodes.ShouldBeInRange(4000, 6000);
        DescentShape.For(card, features: 400, largestTree: 4211).ShouldSatisfyAllConditions(shape => shape.Lanes.ShouldBe(8), shape => (shape.Lanes * 400 * 4 + shape.TreeNodes * 8).ShouldBeLessThan(49152));
        Should.Throw<DeviceException>(() => DescentShape.For(card, features: 20_000, largestTree: 10));
        DescentShape.For(card with { Kind = "cpu", HasLocalMemory = false }, 9, 4211).ShouldSatisfyAllConditions(shape => shape.Lanes.ShouldBe(1), shape => shape.TreeNodes.ShouldBe(0));
    }

    private static ClDevice Card(int localBytes) => new()
    {
        Id = 0,
        Platform = 0,
        Model = "a card",
        Driver = "none",
        Kind = "gpu",
        ComputeUnits = 100,
        MaxGroup = 1024,
        MemoryBytes = 1L << 34,
        MaxAllocation = 1L << 32,
        LocalBytes = localBytes,
        HasLocalMemory = true,
        SharesHostMemory = false,
        Missing = null,
    };
}
