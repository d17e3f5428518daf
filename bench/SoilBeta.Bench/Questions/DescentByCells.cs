using BenchmarkDotNet.Attributes;
using SoilBeta.Devices;
using SoilBeta.Devices.Benchmarks;

namespace SoilBeta.Bench;

/// <summary>How many tree evaluations per second with 1, 64, 512 and 4,096 cells, alike or not?</summary>
public class DescentByCells : DeviceQuestion
{
    [Params(1, 64, 512, 4096)]
    public int Cells { get; set; }

    [Params(true, false)]
    public bool Alike { get; set; }

    protected override Workload Make() => Timing.Cells(Workloads.Forest(), Cells, Workloads.PaperDraws, alike: Alike);
}
