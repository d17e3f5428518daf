using SoilBeta.Studies;

namespace SoilBeta.Tests.Studies;

public class MemoryPlanTests
{
    [Theory]
    [InlineData(512)]
    [InlineData(1024)]
    [InlineData(2048)]
    [InlineData(65536)]
    public void All_parts_together_are_no_more_than_the_whole(long megabytes)
    {
        long total = megabytes << 20;
        var own = new StudyMemory([("totals", 20 << 20), ("forest", 7 << 20)]);
        foreach (string device in new[] { "cpu", "opencl:0" })
        {
            if (device != "cpu" && megabytes < 1024)
                continue;
            var plan = MemoryBudget.FromTotal(total).For(own, device);
            (plan.Device + plan.Tiles + plan.Strips + plan.Finishing + own.Bytes + plan.GdalCache).ShouldBeLessThan(total - (150L << 20));
            plan.AllMaps.ShouldBeLessThanOrEqualTo(plan.Device + plan.Finishing);
            plan.Heap.ShouldBeInRange(plan.Tiles + plan.Strips + plan.Finishing + own.Bytes, plan.Data);
        }
    }

    [Fact]
    public void A_study_that_needs_more_is_refused_with_what_needs_it()
    {
        var own = new StudyMemory([("totals of every realisation and zone", 900L << 20), ("the index of applicability", 1000)]);
        string message = Should.Throw<InvalidDataException>(() => MemoryBudget.FromTotal(1L << 30).For(own, "cpu")).Message;
        message.ShouldStartWith("--memory 1,024 MB is too little for this study: it needs ");
        message.ShouldContain("totals of every realisation and zone 900 MB");
        message.ShouldNotContain("applicability");
        long least = MemoryBudget.LeastFor(own);
        Should.Throw<InvalidDataException>(() => MemoryBudget.FromTotal(least - (64L << 20)).For(own, "cpu"));
        MemoryBudget.FromTotal(least + (100L << 20)).For(own, "cpu").Device.ShouldBeGreaterThan(0);
    }

    [Fact]
    public void A_limit_of_the_heap_does_not_change_what_the_machine_has()
    {
        StepOptions.DefaultMemory().ShouldBeGreaterThanOrEqualTo(1L << 30);
        StepOptions.MachineMemory.ShouldBeGreaterThan(1L << 28);
    }
}
