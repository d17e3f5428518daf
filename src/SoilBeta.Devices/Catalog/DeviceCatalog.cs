using SoilBeta.Devices.Cpu;
using SoilBeta.Devices.OpenCl;

namespace SoilBeta.Devices.Catalog;

/// <summary>The devices of this program: an ordered table of names and factories. Verbs, tests and benchmarks enumerate it, so that a new device is one entry here.</summary>
public static class DeviceCatalog
{
    /// <summary>Functions that find the devices of each kind, in the order of <c>auto</c> and of lists.</summary>
    private static readonly Func<IEnumerable<DeviceEntry>>[] s_finders =
    [
        CpuDevice.Find,
        OpenClDevice.Find,
    ];

    /// <summary>Every device, present or not, in the order of the table. Never throws: a failing driver gives an entry with its reason.</summary>
    public static IReadOnlyList<DeviceEntry> Entries() => [.. s_finders.SelectMany(find => find())];

    /// <summary>The entry with a name; for <c>auto</c> the first GPU that can run here, otherwise <c>cpu</c>.</summary>
    /// <exception cref="InvalidDataException">There is no such device here; the message lists those that exist.</exception>
    public static DeviceEntry Resolve(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        // Load no driver that cannot provide the device.
        if (name == "cpu" || (name == "auto" && InstalledDrivers.OnlyPocl()))
            return CpuDevice.Find().Single();
        IReadOnlyList<DeviceEntry> entries = Entries();
        DeviceEntry? entry = name == "auto"
            ? entries.FirstOrDefault(candidate => candidate is { IsPresent: true, Kind: "gpu" }) ?? entries.First(candidate => candidate.Name == "cpu")
            : entries.FirstOrDefault(candidate => candidate.Name == name);

        // Without any OpenCL, a single entry gives the reason, which applies to every other OpenCL name too.
        if (entry is null && IsOpenCl(name) && entries.Count(candidate => IsOpenCl(candidate.Name)) == 1)
            entry = entries.Single(candidate => IsOpenCl(candidate.Name));
        return entry ?? throw new InvalidDataException($"There is no device '{name}' here. Present: {string.Join(", ", entries.Where(e => e.IsPresent).Select(e => e.Name))}; see soilbeta devices.");
    }

    private static bool IsOpenCl(string name) => name.StartsWith("opencl:", StringComparison.Ordinal);

    /// <summary>Opens the device with a name; <c>auto</c> takes the first GPU, otherwise the CPU: see <see cref="DeviceInfo.Name"/>.</summary>
    /// <exception cref="InvalidDataException">There is no such device here; the message lists those that exist.</exception>
    /// <exception cref="DeviceException">The device is known but cannot run; the message says why.</exception>
    public static IDevice Open(string name, DeviceOptions options)
    {
        DeviceEntry entry = Resolve(name);
        if (entry.Missing is string reason)
            throw new DeviceException($"Device '{name}' cannot run here: {reason}");
        return entry.Open(options);
    }
}
