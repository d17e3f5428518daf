using BenchmarkDotNet.Attributes;
using SoilBeta.Devices;
using SoilBeta.Devices.Benchmarks;
using SoilBeta.Devices.Catalog;

namespace SoilBeta.Bench;

/// <summary>How long does the CPU device take to load a forest, as each map does once for each ecosystem?</summary>
public class LoadingAForest : Question
{
    private IDevice? _device;
    private RunPlan? _plan;

    [Params(100, 500)]
    public int Trees { get; set; }

    [GlobalSetup]
    public void Setup()
    {
        _device = DeviceCatalog.Open("cpu", new DeviceOptions());
        _plan = Timing.Cells(Workloads.Forest(Trees), 64, Workloads.PaperDraws).Plan;
    }

    [Benchmark]
    public int Load()
    {
        using var run = _device!.Load(_plan!);
        return run.PreferredCells;
    }

    [GlobalCleanup]
    public void Cleanup() => _device!.Dispose();
}
