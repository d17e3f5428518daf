using BenchmarkDotNet.Attributes;
using SoilBeta.Devices;
using SoilBeta.Devices.Benchmarks;

namespace SoilBeta.Bench;

/// <summary>How does the time grow with the leaves of a tree (a third of the rows)?</summary>
public class CostOfLeaves : DeviceQuestion
{
    [Params(90, 600, 6000, 15_000)]
    public int Rows { get; set; }

    protected override Workload Make() => Timing.Cells(Workloads.Forest(rows: Rows), 256, Workloads.PaperDraws);
}
