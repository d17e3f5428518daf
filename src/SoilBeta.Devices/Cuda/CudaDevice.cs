using ILGPU.Runtime;
using ILGPU.Runtime.CPU;
using ILGPU.Runtime.Cuda;
using SoilBeta.Devices.Gpu;
using SoilBeta.Devices.Host;

namespace SoilBeta.Devices.Cuda;

/// <summary>A device that runs the C# kernels through ILGPU: an NVIDIA GPU, which needs its driver alone, or ILGPU's CPU accelerator, for tests.</summary>
/// <param name="name">Name of the catalog.</param>
/// <param name="info">Kind, model and memory.</param>
/// <param name="open">Opens the accelerator, or gives the one that this process has opened.</param>
/// <param name="options">Options.</param>
internal sealed class CudaDevice(string name, DeviceInfo info, Func<IlgpuContext> open, DeviceOptions options) : IDevice
{
    /// <inheritdoc/>
    public DeviceInfo Info { get; } = info with { Name = name };

    /// <summary>Cuts of the descent to use; null for those that suit the plan. For tests.</summary>
    internal IReadOnlyList<DescentCut>? Cuts { get; init; }

    /// <summary>Memory limits of runs. Tests make them small.</summary>
    internal GpuLimits Limits { get; init; } = GpuLimits.For(info.MemoryBytes, info.Kind != "gpu", long.MaxValue, info.ComputeUnits * 32768L, options);

    /// <inheritdoc/>
    public IDeviceRun Load(RunPlan plan) => Load(plan, Cuts);

    /// <inheritdoc/>
    public IEnumerable<(string Name, IDeviceRun Run)> LoadEachWay(RunPlan plan) => DescentCut.Candidates(plan).Select(cut => (cut.Name, (IDeviceRun)Load(plan, [cut])));

    private GpuRun Load(RunPlan plan, IReadOnlyList<DescentCut>? cuts)
    {
        PlanChecks.Check(plan);
        IlgpuContext context = open();
        int launch = LaunchLimit.Milliseconds(Environment.GetEnvironmentVariable(LaunchLimit.Variable), options.LaunchMilliseconds);
        return new GpuRun(context, new IlgpuProgram(context, plan, Limits.Points, cuts), plan, Limits, launch);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        // The accelerator and its kernels are kept for the next use in this process.
    }
}
