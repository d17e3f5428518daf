using SoilBeta.Devices;
using SoilBeta.Devices.Cpu;
using SoilBeta.Forests;
using SoilBeta.Numerics;
using SoilBeta.Soil;

namespace SoilBeta.Tests.Devices;

/// <summary>Forests that predict layers: every device gives the integers of the plain loop, whatever the mode, the tiling, the threads and the instructions.</summary>
public class SeveralOutputsTests
{
    private const int Cells = 41;

    public static TheoryData<string, DrawMode, RefitMode> Modes
    {
        get
        {
            var data = new TheoryData<string, DrawMode, RefitMode>();
            foreach (string name in EveryDevice.Names)
            {
                foreach (DrawMode draws in Enum.GetValues<DrawMode>())
                {
                    foreach (RefitMode refits in Enum.GetValues<RefitMode>())
                        data.Add(name, draws, refits);
                }
            }
            return data;
        }
    }

    public static TheoryData<string> Sets => InstructionSetTests.Sets;

    [Theory, MemberData(nameof(Modes))]
    public void Every_mode_gives_the_plain_loops_integers_with_any_topsoil(string name, DrawMode draws, RefitMode refits)
    {
        using IDevice device = EveryDevice.Open(name);
        foreach (GivenTopsoil topsoil in Enum.GetValues<GivenTopsoil>())
        {
            RunPlan plan = Cases.Direct(draws, refits, topsoil, LayerBounds.Standard, (refits == RefitMode.Crossed ? 20 : refits == RefitMode.Cycled ? 60 : 140, 12, 40, 5));
            TileJob job = Cases.Job(Cells, zones: 2) with { WithRealisations = true };
            if (topsoil is GivenTopsoil.None or GivenTopsoil.IsFeature)
                job = job with { Topsoil = [] };
            TileResult expected = PlainLoop.RunDirect(plan, job);
            foreach ((string way, IDeviceRun loaded) in device.LoadEachWay(plan))
            {
                using IDeviceRun run = loaded;
                DeviceTests.Same(run.Run(job), expected, way);
            }
        }
    }

    [Theory, MemberData(nameof(EveryDevice.Present), MemberType = typeof(EveryDevice))]
    public void Tiles_may_be_cut_anywhere_and_any_number_of_threads_may_work(string name)
    {
        RunPlan plan = Cases.Direct(DrawMode.Independent, RefitMode.Cycled, GivenTopsoil.Varies, LayerBounds.Standard, (30, 5, 40, 5));
        TileJob job = Cases.Job(Cells, zones: 3);
        TileResult expected = PlainLoop.RunDirect(plan, job);
        foreach (int threads in new[] { 1, 3 })
        {
            using IDevice device = EveryDevice.Open(name, threads);
            using IDeviceRun run = device.Load(plan);
            foreach (int piece in new[] { 1, 23, Cells })
                DeviceTests.Same(Cases.RunInPieces(plan, run, job, piece), expected);
        }
    }

    /// <summary>A single leaf, one layer, two uneven ones, many; more draws than a mask has bits, more leaves than a byte can count, a forest for the plain descent.</summary>
    [Theory, MemberData(nameof(EveryDevice.Present), MemberType = typeof(EveryDevice))]
    public void Odd_shapes_give_the_plain_loops_integers(string name)
    {
        using IDevice device = EveryDevice.Open(name);
        foreach ((LayerBounds bounds, (int, int, int, int) shape, int cells) in s_shapes)
            RunBoth(device, bounds, shape, cells);
    }

    [Theory, MemberData(nameof(Sets))]
    public void Each_instruction_set_gives_the_plain_loops_integers(string name)
    {
        InstructionSet set = Enum.Parse<InstructionSet>(name);
        Assert.SkipWhen(set > InstructionSets.Widest, $"this machine has {InstructionSets.Widest} at most");
        using var device = new CpuDevice(new DeviceOptions(2), set);
        foreach ((LayerBounds bounds, (int, int, int, int) shape, int cells) in s_shapes)
            RunBoth(device, bounds, shape, cells);
    }

    /// <summary>Other properties than carbon: negative values, no topsoil, no rock, no zones; one value for the whole profile.</summary>
    [Theory, MemberData(nameof(EveryDevice.Present), MemberType = typeof(EveryDevice))]
    public void A_target_without_topsoil_and_sums_gives_the_plain_loops_integers(string name)
    {
        using IDevice device = EveryDevice.Open(name);
        foreach (LayerBounds bounds in new[] { new LayerBounds(0, 100), new LayerBounds(0, 30, 60) })
        {
            RunPlan plan = Cases.Direct(DrawMode.Block, RefitMode.None, GivenTopsoil.None, bounds, (60, 9, 30, 5)) with { Sums = [] };
            if (bounds.Count == 1)
                plan = plan with { Forests = Cases.Plan(DrawMode.Block, RefitMode.None).Forests };
            TileJob job = Cases.Job(40, zones: 0, layers: false);
            using IDeviceRun run = device.Load(plan);
            TileResult result = run.Run(job);
            DeviceTests.Same(result, PlainLoop.RunDirect(plan, job));
            var summaries = new Summaries(plan, [0.025, 0.5, 0.975]);
            double mean = summaries.MeanBetween(result, 7, 0, bounds.Bottom(0)), low = summaries.QuantileBetween(result, 0, 100, 7, 0, bounds.Bottom(0), 0), high = summaries.QuantileBetween(result, 0, 100, 7, 0, bounds.Bottom(0), 2);
            mean.ShouldBeInRange(low, high);
        }
    }

    /// <summary>Memory for one forest at a time, and for none: forests are loaded again and again.</summary>
    [Fact]
    public void Refits_that_do_not_fit_into_memory_give_the_plain_loops_integers()
    {
        RunPlan plan = Cases.Direct(DrawMode.Common, RefitMode.Crossed, GivenTopsoil.Varies, LayerBounds.Standard, (30, 20, 300, 5));
        IReadOnlyList<FlatForest> inMemory = plan.Forests.Refits;
        plan = plan with { Forests = plan.Forests with { Refits = new FlatForestsOnDemand(7, 20, refit => inMemory[refit]) } };
        TileJob job = Cases.Job(90, zones: 1);
        using var loaded = new LoadedForests(plan.Forests, InstructionSets.Widest);
        long least = CpuMemory.LeastBytes(plan, loaded);
        using var run = new CpuRun(plan, 2, least + loaded.LargestBytes, InstructionSets.Widest);
        run.Memory.IsResident.ShouldBeFalse();
        DeviceTests.Same(run.Run(job), PlainLoop.RunDirect(plan, job));
        Should.Throw<InvalidDataException>(() => new CpuRun(plan, 2, least - 1, InstructionSets.Widest)).Message.ShouldContain("Raise --memory");
    }

    [Fact]
    public void Plans_that_contradict_themselves_are_refused()
    {
        using var device = new CpuDevice(new DeviceOptions(1));
        RunPlan plan = Cases.Direct(DrawMode.Common, RefitMode.None, GivenTopsoil.Fixed, LayerBounds.Standard, (10, 2, 3, 5));
        Refused(plan with { DirectLayers = new LayerBounds(0, 20, 100) }, "5 outputs for 2 layers");
        Refused(plan with { TopsoilDepth = 30 }, "0–30 cm cannot replace the layer 0–20 cm");
        Refused(plan with { Sums = [new LayerSum(1, 5)] }, "of two or more of the layers");
        Refused(plan with { DirectLayers = null }, "a forest of β with one output");
        Should.Throw<InvalidDataException>(() => device.Load(plan with { Forests = plan.Forests with { LargestLeaf = 31_000 } })).Message.ShouldContain("31000");
        using IDeviceRun run = device.Load(plan);
        Should.Throw<ArgumentException>(() => run.Run(Cases.Job(3, 0) with { Topsoil = [] })).Message.ShouldContain("each cell has its density");

        void Refused(RunPlan wrong, string message) => Should.Throw<ArgumentException>(() => device.Load(wrong)).Message.ShouldContain(message);
    }

    [Fact]
    public void Depths_find_their_layers_sums_and_parts()
    {
        RunPlan plan = Cases.Direct(DrawMode.Common, RefitMode.None, GivenTopsoil.Fixed, LayerBounds.Standard, (10, 2, 3, 5));
        (plan.Parts, plan.Quantities).ShouldBe((5, 7));
        (plan.QuantityOf(0, 20), plan.QuantityOf(80, 100), plan.QuantityOf(20, 100), plan.QuantityOf(0, 100), plan.QuantityOf(20, 60), plan.QuantityOf(30, 100)).ShouldBe((0, 4, 5, 6, -1, -1));
        plan.SumBetween<int>(20, 60, [1, 10, 100, 1000, 10000]).ShouldBe(110);
        (plan.HasPartsBetween(20, 60), plan.HasPartsBetween(0, 30)).ShouldBe((true, false));
        RunPlan beta = Cases.Plan(DrawMode.Common, RefitMode.None);
        (beta.Parts, beta.Quantities, beta.QuantityOf(30, 100), beta.SumBetween<int>(0, 30, [1, 10, 100, 1000, 10000, 3])).ShouldBe((6, 10, 9, 4));
        (beta.HasPartsBetween(30, 100), beta.HasPartsBetween(20, 60), beta.HasPartsBetween(10, 20)).ShouldBe((true, true, false));
    }

    private static readonly (LayerBounds, (int, int, int, int), int)[] s_shapes =
    [
        (LayerBounds.Standard, (1, 3, 1, 1), 7), (new LayerBounds(0, 20, 100), (5, 1, 2, 2), 9), (new LayerBounds(0, 20, 50), (1025, 3, 700, 3), 4), (LayerBounds.Standard, (1000, 20, 30, 9), 20),
        (new LayerBounds(0, 20, 25, 40, 41, 60, 70, 80, 95), (100, 2, 3000, 5), 30), (LayerBounds.Standard, (333, 33, 90, 20), 11), (LayerBounds.Standard, (300, 130, 300, 6), 16), (new LayerBounds(0, 20, 60), (50, 5, 30, 61), 10),
    ];

    private static void RunBoth(IDevice device, LayerBounds bounds, (int Count, int Trees, int Leaves, int Features) shape, int cells)
    {
        RunPlan plan = Cases.Direct(DrawMode.Common, RefitMode.None, GivenTopsoil.Fixed, bounds, shape);
        TileJob job = Cases.Job(cells, zones: 1, features: shape.Features);
        using IDeviceRun run = device.Load(plan);
        DeviceTests.Same(run.Run(job), PlainLoop.RunDirect(plan, job));
    }
}
