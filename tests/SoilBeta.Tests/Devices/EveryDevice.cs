using SoilBeta.Devices;
using SoilBeta.Devices.Catalog;
using SoilBeta.Devices.Cuda;

namespace SoilBeta.Tests.Devices;

/// <summary>The devices of the catalog as test cases.</summary>
public static class EveryDevice
{
    /// <summary>Names of all devices of the catalog. <see cref="Open"/> skips those that are missing, with their reason.</summary>
    public static TheoryData<string> Present
    {
        get
        {
            var names = new TheoryData<string>();
            foreach (string name in Names)
                names.Add(name);
            return names;
        }
    }

    /// <summary>Names of the devices to test. Without an NVIDIA GPU, ilgpu:cpu runs its kernels.</summary>
    public static IEnumerable<string> Names => DeviceCatalog.Entries().Where(entry => entry.IsPresent || !entry.Name.StartsWith("cuda:", StringComparison.Ordinal)).Select(entry => entry.Name);

    /// <summary>Number of cells for a device: fewer for the simulation of a GPU, a hundred times slower than one of the others.</summary>
    public static int CellsFor(string name, int cells) => name == CudaDevices.OnCpu ? Math.Min(cells, 67) : cells;

    /// <summary>Opens a device, or skips the test with the reason why it is missing.</summary>
    public static IDevice Open(string name, int threads = 0)
    {
        DeviceEntry entry = DeviceCatalog.Entries().Single(candidate => candidate.Name == name);
        Assert.SkipWhen(entry.Missing is not null, $"{name}: {entry.Missing}");
        return entry.Open(new DeviceOptions(threads));
    }
}
