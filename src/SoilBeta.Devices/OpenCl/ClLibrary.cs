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

/// <summary>Installed OpenCL drivers, determined without loading them, because loading may end the process (as PoCL does where it cannot determine the machine's memory).</summary>
internal static class InstalledDrivers
{
    /// <summary>Folder in which Linux lists the drivers, one .icd file each.</summary>
    public const string Vendors = "/etc/OpenCL/vendors";

    /// <summary>Whether PoCL, which offers no GPU, is the only driver: <c>auto</c> then need not use OpenCL at all.</summary>
    /// <param name="vendors">Folder of the .icd files; if the loader's own variables (OCL_ICD_…) are set, the result is false.</param>
    public static bool OnlyPocl(string vendors = Vendors)
    {
        if (Environment.GetEnvironmentVariables().Keys.Cast<string>().Any(name => name.StartsWith("OCL_ICD_", StringComparison.Ordinal) || name == "OPENCL_VENDOR_PATH") || !Directory.Exists(vendors))
            return false;
        string[] drivers = Directory.GetFiles(vendors, "*.icd");
        return drivers.Length > 0 && drivers.All(file => Path.GetFileName(file).StartsWith("pocl", StringComparison.OrdinalIgnoreCase));
    }
}
