using SoilBeta.Devices;
using SoilBeta.Forests;
using SoilBeta.Numerics;
using SoilBeta.Soil;
using SoilBeta.Tests.Soil;

namespace SoilBeta.Tests.Devices;

/// <summary>Every device gives the integers of the plain loop, whatever the mode, the tiling and the threads.</summary>
public class DeviceTests
{
    private const int Cells = 499;

    public static TheoryData<string, DrawMode, RefitMode, bool> Modes
    {
        get
        {
            var data = new TheoryData<string, DrawMode, RefitMode, bool>();
            foreach (string name in EveryDevice.Names)
            {
                foreach (DrawMode draws in Enum.GetValues<DrawMode>())
                {
                    foreach (RefitMode refits in Enum.GetValues<RefitMode>())
                    {
                        foreach (bool topsoilVaries in new[] { false, true })
                            data.Add(name, draws, refits, topsoilVaries);
                    }
                }
            }
            return data;
        }
    }

    [Theory, MemberData(nameof(Modes))]
    public void Every_mode_gives_the_plain_loops_integers(string name, DrawMode draws, RefitMode refits, bool topsoilVaries)
    {
        using IDevice device = EveryDevice.Open(name);
        RunPlan plan = Cases.Plan(draws, refits, topsoilVaries, count: refits == RefitMode.Crossed ? 20 : 60);
        TileJob job = Cases.Job(EveryDevice.CellsFor(name, Cells), zones: 2) with { WithRealisations = true };
        TileResult expected = PlainLoop.Run(plan, job);
        foreach ((string way, IDeviceRun loaded) in device.LoadEachWay(plan))
        {
            using IDeviceRun run = loaded;
            Same(run.Run(job), expected, way);
        }
    }

    [Theory, MemberData(nameof(EveryDevice.Present), MemberType = typeof(EveryDevice))]
    public void Tiles_may_be_cut_anywhere_and_any_number_of_threads_may_work(string name)
    {
        RunPlan plan = Cases.Plan(DrawMode.Independent, RefitMode.Cycled, topsoilVaries: true, count: 30, trees: 5);
        int cells = EveryDevice.CellsFor(name, Cells);
        TileJob job = Cases.Job(cells, zones: 3);
        TileResult expected = PlainLoop.Run(plan, job);
        foreach (int threads in new[] { 1, 2, 3 })
        {
            using IDevice device = EveryDevice.Open(name, threads);
            using IDeviceRun run = device.Load(plan);
            foreach (int piece in new[] { 1, 23, 101, cells })
                Same(Cases.RunInPieces(plan, run, job, piece), expected);
        }
    }

    [Theory, MemberData(nameof(EveryDevice.Present), MemberType = typeof(EveryDevice))]
    public void Any_topsoil_depth_gives_the_plain_loops_integers(string name)
    {
        using IDevice device = EveryDevice.Open(name);
        TileJob job = Cases.Job(61, zones: 1);
        foreach (int depth in new[] { 10, 30, 100 })
        {
            RunPlan plan = Cases.Plan(DrawMode.Common, RefitMode.None, topsoilVaries: depth == 30, depth: depth);
            using IDeviceRun run = device.Load(plan);
            Same(run.Run(job), PlainLoop.Run(plan, job));
        }
    }

    /// <summary>The largest accepted topsoil, uncertain, at β = 1.02, where the sums of layers are nearest to 31 bits: with 1,500 Mg C ha⁻¹ in 0–10 cm they once overflowed.</summary>
    [Theory, MemberData(nameof(EveryDevice.Present), MemberType = typeof(EveryDevice))]
    public void The_largest_sums_of_layers_give_the_plain_loops_integers(string name)
    {
        using IDevice device = EveryDevice.Open(name);
        foreach (int depth in new[] { 10, 20, 30 })
        {
            float largest = LayerDensities.LargestTopsoilOf(depth);
            RunPlan small = Cases.Plan(DrawMode.Common, RefitMode.None, topsoilVaries: true, depth: depth);
            RunPlan plan = small with
            {
                Forests = ForestFlattening.Flatten(new Forest { Features = small.Forests.Features, Units = small.Forests.Features, Trees = [.. Enumerable.Repeat(Tree.Constant(BetaLimits.Upper), 12)] }),
                Perturbations = [.. small.Perturbations.SkipLast(1), new Perturbation(true, 0.5f, 0, largest)],
            };
            TileJob job = Cases.Job(20, zones: 1) with { Topsoil = [.. Enumerable.Range(0, 20).Select(cell => largest * (1 - (0.03f * cell)))], SoilDepths = [] };
            using IDeviceRun run = device.Load(plan);
            TileResult result = run.Run(job);
            Same(result, PlainLoop.Run(plan, job));
            (result.OrderDensity.Max() / LayerDensities.Units).ShouldBe((float)EquationThree.Density((decimal)largest, depth, 1.02m, 0, 100), 1f);
            Should.Throw<ArgumentException>(() => device.Load(plan with { Perturbations = [.. plan.Perturbations.SkipLast(1), new Perturbation(true, 0.5f, 0, largest + 1)] })).Message.ShouldContain($"0 … {largest} Mg C ha⁻¹");
        }
    }

    [Theory, MemberData(nameof(EveryDevice.Present), MemberType = typeof(EveryDevice))]
    public void Without_layers_only_the_forests_sums_come_back(string name)
    {
        using IDevice device = EveryDevice.Open(name);
        RunPlan plan = Cases.Plan(DrawMode.Common, RefitMode.Crossed, layers: false, count: 9);
        TileJob job = Cases.Job(40, zones: 0, layers: false);
        using IDeviceRun run = device.Load(plan);
        TileResult result = run.Run(job);
        result.SumDensity.ShouldBeEmpty();
        Same(result, PlainLoop.Run(plan, job));
    }

    /// <summary>One draw, a stump next to a single leaf, more draws than a mask has bits, more leaves than a byte can count.</summary>
    [Theory, MemberData(nameof(EveryDevice.Present), MemberType = typeof(EveryDevice))]
    public void Odd_shapes_give_the_plain_loops_integers(string name)
    {
        using IDevice device = EveryDevice.Open(name);
        foreach ((int count, int trees, int leaves, int features, int cells) in new[] { (1, 3, 1, 1, 7), (5, 1, 2, 2, 9), (1025, 3, 700, 3, 5), (1000, 20, 30, 9, 40), (100, 2, 3000, 5, 70), (333, 33, 90, 20, 11) })
        {
            RunPlan plan = Cases.Plan(DrawMode.Common, RefitMode.None, count: count, trees: trees, leaves: leaves, features: features);
            TileJob job = Cases.Job(cells, zones: 1, features: features);
            using IDeviceRun run = device.Load(plan);
            Same(run.Run(job), PlainLoop.Run(plan, job));
        }
    }

    [Theory, MemberData(nameof(EveryDevice.Present), MemberType = typeof(EveryDevice))]
    public void Jobs_may_run_side_by_side(string name)
    {
        using IDevice device = EveryDevice.Open(name);
        RunPlan plan = Cases.Plan(DrawMode.Block, RefitMode.None);
        using IDeviceRun run = device.Load(plan);
        TileJob job = Cases.Job(200, zones: 1);
        TileResult expected = PlainLoop.Run(plan, job);
        var results = new TileResult[4];
        Parallel.For(0, results.Length, i => results[i] = run.Run(job));
        foreach (TileResult result in results)
            Same(result, expected);
    }

    [Theory, MemberData(nameof(EveryDevice.Present), MemberType = typeof(EveryDevice))]
    public void Cancelling_is_noticed_within_a_second(string name)
    {
        using IDevice device = EveryDevice.Open(name);
        RunPlan plan = Cases.Plan(DrawMode.Independent, RefitMode.None, count: 3000, trees: 300, leaves: 500);
        using IDeviceRun run = device.Load(plan);
        TileJob job = Cases.Job(20_000, zones: 0);
        run.Run(Cases.Cut(job, 0, 1)); // a driver may compile at the first launch, which nothing interrupts
        using var source = new CancellationTokenSource();
        var watch = new System.Diagnostics.Stopwatch();
        // On its own thread: timers of the thread pool are seconds late while other tests block its threads.
        var canceller = new Thread(() =>
        {
            Thread.Sleep(300);
            watch.Start();
            source.Cancel();
        });
        canceller.Start();
        Should.Throw<OperationCanceledException>(() => run.Run(job, source.Token));
        watch.Stop();
        canceller.Join();
        watch.Elapsed.TotalSeconds.ShouldBeLessThan(1 + 3); // 3 s of grace for a busy machine
    }

    internal static void Same(TileResult actual, TileResult expected, string way = "")
    {
        Equal(actual.SumS, expected.SumS, nameof(TileResult.SumS) + way);
        Equal(actual.SumDensity, expected.SumDensity, nameof(TileResult.SumDensity) + way);
        Equal(actual.OrderS, expected.OrderS, nameof(TileResult.OrderS) + way);
        Equal(actual.OrderDensity, expected.OrderDensity, nameof(TileResult.OrderDensity) + way);
        Equal(actual.Totals, expected.Totals, nameof(TileResult.Totals) + way);
        Equal(actual.Realisations, expected.Realisations, nameof(TileResult.Realisations) + way);
    }

    private static void Equal<T>(T[] actual, T[] expected, string what) where T : struct, IEquatable<T>
    {
        actual.Length.ShouldBe(expected.Length, what);
        int at = actual.AsSpan().CommonPrefixLength(expected);
        if (at < expected.Length)
            Assert.Fail($"{what}[{at}] of {expected.Length} is {actual[at]}, the plain loop has {expected[at]}.");
    }
}
