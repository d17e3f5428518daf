using BenchmarkDotNet.Attributes;
using SoilBeta.Devices;
using SoilBeta.Devices.Benchmarks;
using SoilBeta.Numerics;

namespace SoilBeta.Bench;

/// <summary>What do 50 refits of 100 trees cost, cycled and crossed, compared with one forest?</summary>
public class RefitModes : DeviceQuestion
{
    private const int RefitCount = 50, Trees = 100;

    [Params(RefitMode.None, RefitMode.Cycled, RefitMode.Crossed)]
    public RefitMode Refits { get; set; }

    protected override Workload Make() => Timing.Cells(Workloads.Forest(Trees, refits: Refits == RefitMode.None ? 1 : RefitCount), 64, Workloads.PaperDraws, refits: Refits);
}
