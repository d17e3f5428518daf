using SoilBeta.Cli.Verbs;
using SoilBeta.Devices;
using SoilBeta.Devices.Benchmarks;
using SoilBeta.Devices.Catalog;
using SoilBeta.Devices.Host;
using SoilBeta.Numerics;
using SoilBeta.Tests.Mapping.Maps;

namespace SoilBeta.Tests.Devices;

/// <summary>All code that gives jobs to a group of devices gives as many as all members together prefer.</summary>
public class DeviceGroupTests
{
    private static readonly string[] s_all = ["opencl:all"];

    [Fact]
    public void Jobs_in_order_keep_every_member_busy_and_come_back_in_order()
    {
        using var group = new StandInGroup();
        RunPlan plan = Cases.Plan(DrawMode.Common, RefitMode.None, count: 9);
        TileJob job = Cases.Job(60, zones: 1);
        using IDeviceRun run = group.Load(plan);
        run.JobsAtOnce.ShouldBe(8);
        var parts = Enumerable.Range(0, 20).Select(part => Cases.Cut(job, 3 * part, 3)).ToList();
        int next = 0;
        JobsInOrder.Run(run, parts, (part, result) =>
        {
            part.ShouldBeSameAs(parts[next++]);
            DeviceTests.Same(result, PlainLoop.Run(plan, part));
        });
        next.ShouldBe(20);
        group.Most.ShouldBe([2, 2, 2, 2]);
    }

    [Fact]
    public void A_map_keeps_every_member_busy_and_does_not_change_by_a_byte()
    {
        using var map = new SyntheticMap();
        using var group = new StandInGroup();
        var expected = SyntheticMap.FilesOf(map.Make("cpu", 17).Folder);
        SyntheticMap.ShouldBeTheSame(SyntheticMap.FilesOf(map.Make("group", new MapSettings { TileCells = 11, Device = group }).Folder), expected);
        group.Most.ShouldBe([2, 2, 2, 2]);
    }

    [Fact]
    public void Predict_and_bench_keep_every_member_busy()
    {
        using var group = new StandInGroup();
        RunPlan plan = Cases.Plan(DrawMode.Common, RefitMode.None, count: 9);
        using (IDeviceRun run = group.Load(plan))
        {
            PredictVerb.CellsOfJob(points: 20, run).ShouldBe(3);
            PredictVerb.CellsOfJob(points: 5, run).ShouldBe(1);
            PredictVerb.CellsOfJob(points: 1_000_000, run).ShouldBe(run.PreferredCells);
        }
        using (IDeviceRun run = group.Load(plan))
            BenchVerb.Once(run, new Workload("small", plan with { Ranks = Summaries.RanksFor(plan.Realisations, [0.025, 0.975]) }, Cases.Job(4, zones: 1)), CancellationToken.None).Seconds.ShouldBeGreaterThan(0);
        group.Most.ShouldBe([2, 2, 2, 2]);
    }

    [Fact]
    public void A_failure_is_told_and_leaves_no_job_behind()
    {
        using var cpu = DeviceCatalog.Open("cpu", new DeviceOptions(1));
        using var lost = new LostDevice(cpu, jobs: 2);
        RunPlan plan = Cases.Plan(DrawMode.Common, RefitMode.None, count: 9);
        using IDeviceRun run = lost.Load(plan);
        int taken = 0;
        Should.Throw<DeviceException>(() => JobsInOrder.Run(run, Enumerable.Repeat(Cases.Job(3, zones: 1), 5), (_, _) => taken++)).Message.ShouldContain("CL_OUT_OF_RESOURCES");
        taken.ShouldBe(2);
    }

    [Fact]
    public void The_catalogues_group_says_how_many_members_it_has()
    {
        var entries = DeviceCatalog.Entries();
        Assert.SkipUnless(entries.Any(entry => s_all.Contains(entry.Name) && entry.IsPresent), "no OpenCL device can run here");
        entries.Single(entry => entry.Name == "opencl:all").Members.ShouldBeInRange(1, entries.Count(entry => entry.IsPresent && entry.Name.StartsWith("opencl:", StringComparison.Ordinal)) - 1);
        RunPlan plan = Cases.Plan(DrawMode.Common, RefitMode.None, count: 9);
        using var device = DeviceCatalog.Open("opencl:all", new DeviceOptions());
        using var run = device.Load(plan);
        run.JobsAtOnce.ShouldBe(2 * entries.Single(entry => entry.Name == "opencl:all").Members);
    }
}
