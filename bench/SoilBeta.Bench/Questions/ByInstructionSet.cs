using BenchmarkDotNet.Attributes;
using SoilBeta.Devices;
using SoilBeta.Devices.Benchmarks;
using SoilBeta.Devices.Cpu;

namespace SoilBeta.Bench;

/// <summary>What do the instruction sets gain over one another?</summary>
public class ByInstructionSet : DeviceQuestion
{
    [Params("avx512", "avx2", "portable")]
    public string Isa { get; set; } = "";

    private protected override InstructionSet Instructions => InstructionSets.Choose(Isa);

    protected override Workload Make() => Timing.Cells(Workloads.Forest(), 256, Workloads.PaperDraws);
}
