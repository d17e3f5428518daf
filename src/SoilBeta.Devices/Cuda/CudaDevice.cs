using ILGPU.Runtime.CPU;
using ILGPU.Runtime.Cuda;
using ILGPU.Runtime;
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

/// <summary>Converts failures of ILGPU and of the CUDA driver to a <see cref="DeviceException"/> with what to do.</summary>
internal static class CudaFailure
{
    /// <summary>The exception for a failed call.</summary>
    /// <param name="failure">What ILGPU threw.</param>
    /// <param name="call">What was done, on what.</param>
    public static DeviceException Of(Exception failure, string call) => failure switch
    {
        CudaException cuda => OfCode(cuda.Error, cuda.Message, call, failure),
        OutOfMemoryException => new DeviceException($"{call} failed: the machine is short of memory. End other programs, or lower --memory.", failure) { IsShortOfMemory = true },
        _ => new DeviceException($"{call} failed: {failure.Message} Take --device cpu, or an OpenCL device of the same card, and report this.", failure),
    };

    /// <summary>The exception for an error of the driver.</summary>
    /// <param name="code">Name of its code, as in <c>CUDA_ERROR_OUT_OF_MEMORY</c>.</param>
    /// <param name="text">The driver's text.</param>
    /// <param name="call">What was done, on what.</param>
    /// <param name="inner">What ILGPU threw.</param>
    public static DeviceException OfCode(string code, string text, string call, Exception? inner = null)
    {
        string advice = code switch
        {
            "CUDA_ERROR_OUT_OF_MEMORY" => "The device is short of memory: end other programs that use it, or take --device cpu.",
            "CUDA_ERROR_LAUNCH_TIMEOUT" => "A display's watchdog ended the launch: set SOILBETA_LAUNCH_MS=50, then run again; finished tiles are kept.",
            "CUDA_ERROR_INVALID_PTX" or "CUDA_ERROR_UNSUPPORTED_PTX_VERSION" or "CUDA_ERROR_NO_BINARY_FOR_GPU" or "CUDA_ERROR_INVALID_SOURCE" or "CUDA_ERROR_JIT_COMPILER_NOT_FOUND" =>
                "The driver cannot compile the kernels for this card: install a newer NVIDIA driver, or take --device opencl:N or cpu.",
            "CUDA_ERROR_SYSTEM_DRIVER_MISMATCH" or "CUDA_ERROR_COMPAT_NOT_SUPPORTED_ON_DEVICE" => "The driver's parts are of different versions: restart the machine after the update of the driver, or install it again.",
            _ => "The device failed, was reset or was lost: see the system's log (dmesg, nvidia-smi), then run again; finished tiles are kept.",
        };
        return new DeviceException($"{call} failed: {code}: {text} {advice}", inner!) { IsShortOfMemory = code == "CUDA_ERROR_OUT_OF_MEMORY" };
    }
}
