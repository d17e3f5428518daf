using BenchmarkDotNet.Attributes;
using SoilBeta.Devices;
using SoilBeta.Devices.Benchmarks;
using SoilBeta.Numerics;

namespace SoilBeta.Bench;

/// <summary>What do block and independent draws cost compared with common ones?</summary>
public class DrawModes : DeviceQuestion
{
    [Params(DrawMode.Common, DrawMode.Block, DrawMode.Independent)]
    public DrawMode Mode { get; set; }

    protected override Workload Make() => Timing.Cells(Workloads.Forest(), 256, Workloads.PaperDraws, Mode);
}
