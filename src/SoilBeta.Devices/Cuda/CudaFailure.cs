using ILGPU.Runtime.Cuda;

namespace SoilBeta.Devices.Cuda;

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
