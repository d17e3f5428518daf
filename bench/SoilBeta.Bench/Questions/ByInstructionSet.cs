using BenchmarkDotNet.Attributes;
using SoilBeta.Devices;
using SoilBeta.Devices.Benchmarks;
using SoilBeta.Devices.Cpu;

namespace SoilBeta.Bench;

/// <summary>How much faster is each instruction set than the others?</summary>
public class ByInstructionSet : DeviceQuestion
{
    [Params("avx512", "avx2", "portable")]
    public string Isa { get; set; } = "";

    private protected override InstructionSet Instructions => InstructionSets.Choose(Isa);

    protected override Workload Make() => Timing.Cells(Workloads.Forest(), 256, Workloads.PaperDraws);
}
