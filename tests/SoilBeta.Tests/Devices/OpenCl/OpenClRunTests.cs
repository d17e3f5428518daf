using SoilBeta.Devices;
using SoilBeta.Devices.Gpu;
using SoilBeta.Devices.OpenCl;
using SoilBeta.Numerics;

namespace SoilBeta.Tests.Devices.OpenCl;

/// <summary>However a run is divided by the device's memory, and whatever the launch shape, the integers are those of the plain loop.</summary>
public class OpenClRunTests
{
    /// <summary>Launch shapes of GPUs: one point for each lane, the tree copied into local memory; all trees, some of them, none; odd numbers of lanes and points.</summary>
    [Theory]
    [InlineData(64, 1, 256)]
    [InlineData(128, 1, 60)]
    [InlineData(32, 3, 0)]
    [InlineData(3, 7, 79)]
    [InlineData(1, 5, 0)]
    public void Any_cut_of_the_descent_gives_the_plain_loops_integers(int lanes, int points, int treeNodes)
    {
        foreach ((DrawMode draws, RefitMode refits) in new[] { (DrawMode.Common, RefitMode.None), (DrawMode.Independent, RefitMode.Cycled), (DrawMode.Block, RefitMode.Crossed) })
        {
            // Trees of 79 nodes each, and other sizes: 60 nodes hold none of the first, 256 all.
            RunPlan plan = Cases.Plan(draws, refits, count: 20, leaves: treeNodes == 60 ? 30 : 40);
            TileJob job = Cases.Job(67, zones: 2);
            using GpuRun run = OpenClDevices.Load(plan, [new DescentShape(lanes, points, treeNodes)]);
            DeviceTests.Same(run.Run(job), PlainLoop.Run(plan, job));
        }
    }

    /// <summary>Memory for a few cells, for a fraction of one cell's realisations, for one refit, for some trees of one.</summary>
    [Theory]
    [InlineData(DrawMode.Common, RefitMode.None, false, 120_000, 40_000)]
    [InlineData(DrawMode.Block, RefitMode.Cycled, true, 500_000, 6_000)]
    [InlineData(DrawMode.Independent, RefitMode.Crossed, true, 480_000, 12_000)]
    [InlineData(DrawMode.Common, RefitMode.Crossed, false, 60_000, 2_000)]
    public void Little_memory_is_no_reason_to_fail(DrawMode draws, RefitMode refits, bool topsoilVaries, long memory, long allocation)
    {
        RunPlan plan = Cases.Plan(draws, refits, topsoilVaries, count: refits == RefitMode.Crossed ? 30 : 200, trees: 40, leaves: 100);
        TileJob job = Cases.Job(31, zones: 3);
        using GpuRun run = OpenClDevices.Load(plan, limits: new GpuLimits(memory, allocation, 1 << 20));
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

    [Fact]
    public void Memory_for_not_even_one_cell_is_said()
    {
        RunPlan plan = Cases.Plan(DrawMode.Common, RefitMode.None);
        Should.Throw<InvalidDataException>(() => OpenClDevices.Load(plan, limits: new GpuLimits(2000, 1000, 1 << 20))).Message.ShouldContain("--device cpu");
        Should.Throw<InvalidDataException>(() => OpenClDevices.Load(plan, limits: new GpuLimits(1 << 20, 500, 1 << 20))).Message.ShouldBe("tree 1 has 79 nodes of 8 bytes; the device may hold 62 at once. Raise --memory, or take --device cpu.");
    }

    [Fact]
    public void Launches_start_small_and_stay_below_the_limit()
    {
        RunPlan plan = Cases.Plan(DrawMode.Independent, RefitMode.None, count: 1000, trees: 100, leaves: 300);
        using GpuRun run = OpenClDevices.Load(plan);
        TileJob job = Cases.Job(200, zones: 0);
        DeviceTimings before = run.Timings;
        run.Run(job);
        run.Pace.Longest.ShouldBeInRange(1e-6, 0.2 * 5); // five times the limit: other tests share these cores, a GPU is its program's own
        run.Timings.Kernel.ShouldBeGreaterThan(before.Kernel);
        run.Timings.Upload.ShouldBeGreaterThan(before.Upload);
        run.Timings.Download.ShouldBeGreaterThan(before.Download);
    }

    [Fact]
    public void The_pace_grows_to_the_limit_and_cuts_trees_where_one_wave_takes_too_long()
    {
        var pace = new LaunchPace(milliseconds: 200, computeUnits: 10);
        double longest = 0;
        for (int i = 0; i < 20; i++)
        {
            (long points, int trees) = pace.Next(1_000_000_000, 500);
            longest = Math.Max(longest, points * trees * 1e-9);
            pace.Observe(points, trees, points * trees * 1e-9);
        }
        longest.ShouldBeInRange(0.09, 0.2);
        pace.Longest.ShouldBe(longest);

        var slow = new LaunchPace(milliseconds: 200, computeUnits: 10);
        for (int i = 0; i < 20; i++)
        {
            (long points, int trees) = slow.Next(1_000_000_000, 500);
            slow.Observe(points, trees, points * trees * 1e-6);
        }
        slow.Next(1_000_000_000, 500).ShouldBe((20_480, 4));
    }

    /// <summary>Launches of one job alternate between the shapes; the points of the launches fit together without gap or overlap.</summary>
    [Fact]
    public void Cuts_on_trial_take_turns_within_a_job_and_change_no_integer()
    {
        RunPlan plan = Cases.Plan(DrawMode.Common, RefitMode.None, count: 500, trees: 20);
        TileJob job = Cases.Job(499, zones: 1);
        using GpuRun run = OpenClDevices.Load(plan, [new DescentShape(1, 300, 0), new DescentShape(48, 1, 256), new DescentShape(16, 2, 100)]);
        TileResult expected = PlainLoop.Run(plan, job);
        for (int i = 0; i < 3; i++)
            DeviceTests.Same(run.Run(job), expected);
        run.Choice.Settled.ShouldBeInRange(0, 2);
    }

    [Fact]
    public void The_fastest_cut_is_kept_after_each_was_tried_and_short_runs_try_none()
    {
        var choice = new ShapeChoice(3, patience: 1);
        double[] speed = [2e-9, 1e-9, 3e-9];
        var used = new List<int>();
        for (int i = 0; i < 40; i++)
        {
            int cut = choice.Next();
            used.Add(cut);
            choice.Observe(cut, 1e8, 1e8 * speed[cut]);
        }
        used.Take(5).ShouldAllBe(cut => cut == 0);
        used.Distinct().Order().ShouldBe([0, 1, 2]);
        used.TakeLast(20).ShouldAllBe(cut => cut == 1);
        choice.Settled.ShouldBe(1);
    }

    [Fact]
    public void A_GPUs_cuts_leave_room_for_the_tree_and_never_fail_for_many_covariates()
    {
        ClDevice card = Card(localBytes: 49152);
        DescentShape.Candidates(card, features: 9, largestTree: 4211).ShouldBe([new DescentShape(416, 1, 4240), new DescentShape(192, 2, 4352), new DescentShape(256, 1, 0)]);
        DescentShape.Candidates(card, features: 9, largestTree: 5500).ShouldBe([new DescentShape(128, 1, 5536), new DescentShape(64, 2, 5536), new DescentShape(256, 1, 0)]);
        DescentShape.Candidates(card, features: 9, largestTree: 60_000)[0].TreeNodes.ShouldBeInRange(4000, 6000);
        foreach (int features in new[] { 1, 9, 40, 400, 5000 })
        {
            foreach (DescentShape shape in DescentShape.Candidates(card, features, largestTree: 4211))
            {
                ((shape.Span * features * 4) + (shape.TreeNodes * 8)).ShouldBeLessThanOrEqualTo(49152);
                shape.Lanes.ShouldBeInRange(1, 512);
            }
        }
        Should.Throw<DeviceException>(() => DescentShape.Candidates(card, features: 20_000, largestTree: 10));
        DescentShape.Candidates(card with { Kind = "cpu", HasLocalMemory = false }, 9, 4211).ShouldBe([new DescentShape(1, 1024, 0)]);
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
