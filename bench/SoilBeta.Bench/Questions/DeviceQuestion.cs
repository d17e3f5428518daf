using BenchmarkDotNet.Attributes;
using SoilBeta.Devices;
using SoilBeta.Devices.Benchmarks;
using SoilBeta.Devices.Cpu;

namespace SoilBeta.Bench;

/// <summary>A question about the CPU device: each call computes one job of a workload that is loaded once, from draws to the device's integers.</summary>
public abstract class DeviceQuestion : Question
{
    private IDevice? _device;
    private IDeviceRun? _run;
    private TileJob? _job;

    /// <summary>Loads the workload.</summary>
    [GlobalSetup]
    public void Setup()
    {
        var workload = Make();
        Count(workload.TreeEvaluations);
        _device = new CpuDevice(new DeviceOptions(), Instructions);
        _run = _device.Load(workload.Plan);
        _job = workload.Job;
    }

    /// <summary>Computes one job.</summary>
    [Benchmark]
    public TileResult Job() => _run!.Run(_job!);

    /// <summary>Unloads it.</summary>
    [GlobalCleanup]
    public void Cleanup()
    {
        _run!.Dispose();
        _device!.Dispose();
    }

    /// <summary>Instructions that the device uses.</summary>
    private protected virtual InstructionSet Instructions => InstructionSets.InUse;

    /// <summary>Creates the workload for the current parameters.</summary>
    protected abstract Workload Make();
}
