namespace SoilBeta.Devices.OpenCl;

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
