using System.Reflection;
using System.Runtime.InteropServices;

namespace SoilBeta.Devices.OpenCl;

/// <summary>Finds the OpenCL loader of the operating system: <c>libOpenCL.so.1</c>, <c>OpenCL.dll</c>, or the framework of macOS.</summary>
internal static class ClLibrary
{
    private static readonly string[] s_candidates =
        OperatingSystem.IsWindows() ? ["OpenCL.dll"]
        : OperatingSystem.IsMacOS() ? ["/System/Library/Frameworks/OpenCL.framework/OpenCL"]
        : ["libOpenCL.so.1", "libOpenCL.so"];

    private static readonly Lazy<nint> s_handle = new(() =>
    {
        foreach (string candidate in s_candidates)
        {
            if (NativeLibrary.TryLoad(candidate, out nint handle))
                return handle;
        }
        return 0;
    });

    /// <summary>Why there is no loader, with advice; null when there is one.</summary>
    public static string? Missing => s_handle.Value != 0 ? null : $"no OpenCL loader ({string.Join(", ", s_candidates)}) was found. {Advice}";

    /// <summary>Advice on what to install.</summary>
    public static string Advice =>
        OperatingSystem.IsWindows() ? "Install the graphics driver of the GPU's vendor: it brings OpenCL.dll."
        : OperatingSystem.IsMacOS() ? "OpenCL comes with macOS."
        : "On Debian or Ubuntu: apt install ocl-icd-libopencl1, and a driver: the GPU vendor's, or pocl-opencl-icd, which runs the kernels on the CPU.";

    /// <summary>Registers the library resolver with the runtime, once, before the first call.</summary>
    public static void Register() =>
        NativeLibrary.SetDllImportResolver(typeof(ClLibrary).Assembly, (string name, Assembly _, DllImportSearchPath? _) => name == ClNative.Library ? s_handle.Value : 0);
}
