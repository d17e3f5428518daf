using SoilBeta.Devices;
using SoilBeta.Devices.Cpu;
using SoilBeta.Numerics;
using SoilBeta.Tests.Cli;

namespace SoilBeta.Tests.Devices;

/// <summary>The CPU device's instruction sets give the same integers, and the environment chooses among them.</summary>
public class InstructionSetTests
{
    public static TheoryData<string> Sets => [.. Enum.GetNames<InstructionSet>()];

    [Theory, MemberData(nameof(Sets))]
    public void Each_instruction_set_gives_the_plain_loops_integers(string name)
    {
        InstructionSet set = Enum.Parse<InstructionSet>(name);
        Assert.SkipWhen(set > InstructionSets.Widest, $"this machine has {InstructionSets.Widest} at most");
        foreach ((DrawMode draws, int count, int trees, int leaves, int features, int cells) in new[]
        {
            (DrawMode.Common, 60, 12, 40, 5, 130), (DrawMode.Common, 1000, 20, 30, 9, 20), (DrawMode.Independent, 1025, 3, 700, 3, 5), (DrawMode.Block, 100, 3, 3000, 5, 70),
            (DrawMode.Common, 333, 33, 90, 20, 30), (DrawMode.Common, 40, 5, 8, 33, 60), (DrawMode.Common, 700, 130, 300, 6, 64), (DrawMode.Common, 50, 5, 30, 61, 20),
        })
        {
            RunPlan plan = Cases.Plan(draws, RefitMode.None, count: count, trees: trees, leaves: leaves, features: features);
            TileJob job = Cases.Job(cells, zones: 1, features: features);
            using var device = new CpuDevice(new DeviceOptions(2), set);
            using IDeviceRun run = device.Load(plan);
            DeviceTests.Same(run.Run(job), PlainLoop.Run(plan, job));
        }
    }

    [Theory, MemberData(nameof(Sets))]
    public void Refits_and_own_draws_give_the_plain_loops_integers_on_either_side_of_the_plain_descent(string name)
    {
        InstructionSet set = Enum.Parse<InstructionSet>(name);
        Assert.SkipWhen(set > InstructionSets.Widest, $"this machine has {InstructionSets.Widest} at most");
        foreach ((DrawMode draws, RefitMode refits, int count) in new[]
        {
            (DrawMode.Independent, RefitMode.Cycled, 60), (DrawMode.Independent, RefitMode.Cycled, 600), (DrawMode.Independent, RefitMode.Crossed, 20), (DrawMode.Independent, RefitMode.Crossed, 120), (DrawMode.Block, RefitMode.Cycled, 300),
        })
        {
            RunPlan plan = Cases.Plan(draws, refits, topsoilVaries: true, count: count);
            TileJob job = Cases.Job(29, zones: 2);
            using var device = new CpuDevice(new DeviceOptions(2), set);
            using IDeviceRun run = device.Load(plan);
            DeviceTests.Same(run.Run(job), PlainLoop.Run(plan, job));
        }
    }

    [Fact]
    public void The_environment_forces_a_set_and_refuses_what_there_is_not()
    {
        InstructionSets.Choose("portable").ShouldBe(InstructionSet.Portable);
        InstructionSets.Choose("").ShouldBe(InstructionSets.Widest);
        Should.Throw<InvalidDataException>(() => InstructionSets.Choose("mmx")).Message.ShouldContain("expected avx512, avx2 or portable");
        var portable = new Dictionary<string, string>(StringComparer.Ordinal) { ["SOILBETA_ISA"] = "portable" };
        Soilbeta.Spawn(Path.GetTempPath(), portable, "devices", "--device", "cpu").ShouldExitWith(0).Output.ShouldContain("PORTABLE");
        portable["SOILBETA_ISA"] = "mmx";
        Soilbeta.Spawn(Path.GetTempPath(), portable, "devices", "--device", "cpu").ShouldExitWith(1).Error.ShouldContain("SOILBETA_ISA is 'mmx'");
    }
}
