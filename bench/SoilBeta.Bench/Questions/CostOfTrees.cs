using BenchmarkDotNet.Attributes;
using SoilBeta.Devices;
using SoilBeta.Devices.Benchmarks;

namespace SoilBeta.Bench;

/// <summary>How does the time grow from 50 to 2,000 trees?</summary>
public class CostOfTrees : DeviceQuestion
{
    [Params(50, 100, 500, 2000)]
    public int Trees { get; set; }

    protected override Workload Make() => Timing.Cells(Workloads.Forest(Trees), 256, Workloads.PaperDraws);
}
