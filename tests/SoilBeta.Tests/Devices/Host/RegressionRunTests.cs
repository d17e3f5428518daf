using SoilBeta.Devices;
using SoilBeta.Devices.Catalog;
using SoilBeta.Devices.Host;
using SoilBeta.Forests;
using SoilBeta.Numerics;

namespace SoilBeta.Tests.Devices.Host;

public class RegressionRunTests
{
    [Theory]
    [InlineData(DrawMode.Common, RefitMode.None, false, 1)]
    [InlineData(DrawMode.Common, RefitMode.Cycled, true, 2)]
    [InlineData(DrawMode.Block, RefitMode.Crossed, false, 2)]
    [InlineData(DrawMode.Independent, RefitMode.Crossed, true, 3)]
    public void Its_integers_are_those_of_the_plain_loop_for_any_threads_and_any_device(DrawMode draws, RefitMode refits, bool topsoilVaries, int threads)
    {
        var plan = Plan(draws, refits, topsoilVaries);
        var job = Cases.Job(150, 3);
        TileResult expected = PlainLoop.Run(plan, job);
        expected.OrderS.ShouldContain(1); // a regression goes below 0 and above 1.02 here, and is kept within
        expected.OrderS.ShouldContain((int)(1.02 * (1 << 30)));
        foreach (string name in DeviceCatalog.Entries().Where(entry => entry.IsPresent).Select(entry => entry.Name))
        {
            using var device = DeviceCatalog.Open(name, new DeviceOptions(threads));
            using var run = ModelRun.Load(device, plan, threads);
            TileResult found = run.Run(job);
            found.SumS.ShouldBe(expected.SumS);
            found.SumDensity.ShouldBe(expected.SumDensity);
            found.OrderS.ShouldBe(expected.OrderS);
            found.OrderDensity.ShouldBe(expected.OrderDensity);
            found.Totals.ShouldBe(expected.Totals);
        }
    }

    [Fact]
    public void A_device_for_trees_refuses_a_regression_and_a_forest_goes_to_the_device()
    {
        using var cpu = DeviceCatalog.Open("cpu", new DeviceOptions(1));
        Should.Throw<ArgumentException>(() => cpu.Load(Plan(DrawMode.Common, RefitMode.None, false))).Message.ShouldContain("ModelRun");
        var forest = Cases.Plan(DrawMode.Common, RefitMode.None);
        using var run = ModelRun.Load(cpu, forest, 1);
        run.Run(Cases.Job(3, 1)).SumS.ShouldBe(PlainLoop.Run(forest, Cases.Job(3, 1)).SumS);
    }

    private static RunPlan Plan(DrawMode draws, RefitMode refits, bool topsoilVaries)
    {
        var plan = Cases.Plan(draws, refits, topsoilVaries);
        var random = new Random(3);
        var functions = plan.Forests.Refits.Select(_ => new LinearFunction(0.3 + (0.2 * random.NextDouble()), [.. plan.Forests.Features.Select((_, f) => (f % 2 == 0 ? 0.02 : -0.03) * (0.5 + random.NextDouble()))])).ToList();
        return plan with { Forests = LinearFunction.Set(plan.Forests.Features, functions) };
    }
}
