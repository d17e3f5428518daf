namespace SoilBeta.Devices.OpenCl;

/// <summary>Which OpenCL drivers are installed, told without loading them: a driver may end the process (PoCL does where it cannot learn the machine's memory).</summary>
internal static class InstalledDrivers
{
    /// <summary>Where Linux lists them, one .icd file a driver.</summary>
    public const string Vendors = "/etc/OpenCL/vendors";

    /// <summary>Whether the only drivers are PoCL, which brings no GPU: <c>auto</c> then need not ask OpenCL at all.</summary>
    /// <param name="vendors">Folder of the .icd files; the loader's own variables (OCL_ICD_…) make the answer no.</param>
    public static bool OnlyPocl(string vendors = Vendors)
    {
        if (Environment.GetEnvironmentVariables().Keys.Cast<string>().Any(name => name.StartsWith("OCL_ICD_", StringComparison.Ordinal) || name == "OPENCL_VENDOR_PATH") || !Directory.Exists(vendors))
            return false;
        string[] drivers = Directory.GetFiles(vendors, "*.icd");
        return drivers.Length > 0 && drivers.All(file => Path.GetFileName(file).StartsWith("pocl", StringComparison.OrdinalIgnoreCase));
    }
}
