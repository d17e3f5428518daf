using SoilBeta.Devices.OpenCl;

namespace SoilBeta.Tests.Devices.OpenCl;

public sealed class InstalledDriversTests : IDisposable
{
    private readonly string _vendors = Directory.CreateTempSubdirectory("icd-").FullName;

    public void Dispose() => Directory.Delete(_vendors, recursive: true);

    [Theory]
    [InlineData("", false)]
    [InlineData("pocl.icd", true)]
    [InlineData("pocl.icd nvidia.icd", false)]
    [InlineData("readme.txt", false)]
    public void Only_pocl_means_that_no_gpu_needs_asking_for(string files, bool expected)
    {
        Assert.SkipWhen(Environment.GetEnvironmentVariables().Keys.Cast<string>().Any(name => name.StartsWith("OCL_ICD_", StringComparison.Ordinal) || name == "OPENCL_VENDOR_PATH"), "the loader is told where drivers are");
        foreach (string file in files.Split(' ', StringSplitOptions.RemoveEmptyEntries))
            File.WriteAllText(Path.Combine(_vendors, file), "");
        InstalledDrivers.OnlyPocl(_vendors).ShouldBe(expected);
        InstalledDrivers.OnlyPocl(Path.Combine(_vendors, "none")).ShouldBeFalse();
    }
}
