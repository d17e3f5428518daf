using BenchmarkDotNet.Attributes;
using SoilBeta.Devices;
using SoilBeta.Devices.Benchmarks;

namespace SoilBeta.Bench;

/// <summary>How does the time grow from 10 to 10,000 draws?</summary>
public class CostOfDraws : DeviceQuestion
{
    [Params(10, 100, 1000, 10_000)]
    public int Draws { get; set; }

    protected override Workload Make() => Timing.Cells(Workloads.Forest(), 256, Draws);
}
