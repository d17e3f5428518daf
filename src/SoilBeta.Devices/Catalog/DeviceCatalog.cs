using SoilBeta.Devices.Cpu;
using SoilBeta.Devices.OpenCl;

namespace SoilBeta.Devices.Catalog;

/// <summary>The devices of this program: an ordered table from names to makers. Verbs, tests and benchmarks enumerate it, so a new device is one entry here.</summary>
public static class DeviceCatalog
{
    /// <summary>What each kind of device finds here, in the order that <c>auto</c> and lists use within a kind.</summary>
    private static readonly Func<IEnumerable<DeviceEntry>>[] s_finders =
    [
        CpuDevice.Find,
        OpenClDevice.Find,
    ];

    /// <summary>Every device, present or not, in the table's order. Nothing here throws: a driver that fails gives an entry with its reason.</summary>
    public static IReadOnlyList<DeviceEntry> Entries() => [.. s_finders.SelectMany(find => find())];

    /// <summary>The entry of that name; <c>auto</c> is the first GPU that can run here, else <c>cpu</c>. Its name says which, for messages.</summary>
    /// <exception cref="InvalidDataException">There is no such device here; the message lists those that are.</exception>
    public static DeviceEntry Resolve(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        // No driver is loaded that cannot be the answer.
        if (name == "cpu" || (name == "auto" && InstalledDrivers.OnlyPocl()))
            return CpuDevice.Find().Single();
        IReadOnlyList<DeviceEntry> entries = Entries();
        DeviceEntry? entry = name == "auto"
            ? entries.FirstOrDefault(candidate => candidate is { IsPresent: true, Kind: "gpu" }) ?? entries.First(candidate => candidate.Name == "cpu")
            : entries.FirstOrDefault(candidate => candidate.Name == name);

        // Where there is no OpenCL at all, a single entry says why; any other OpenCL name is missing for the same reason.
        if (entry is null && IsOpenCl(name) && entries.Count(candidate => IsOpenCl(candidate.Name)) == 1)
            entry = entries.Single(candidate => IsOpenCl(candidate.Name));
        return entry ?? throw new InvalidDataException($"There is no device '{name}' here. Present: {string.Join(", ", entries.Where(e => e.IsPresent).Select(e => e.Name))}; see soilbeta devices.");
    }

    private static bool IsOpenCl(string name) => name.StartsWith("opencl:", StringComparison.Ordinal);

    /// <summary>Opens the device of that name; <c>auto</c> takes the first GPU, else the CPU: <see cref="DeviceInfo.Name"/> says which.</summary>
    /// <exception cref="InvalidDataException">There is no such device here; the message lists those that are.</exception>
    /// <exception cref="DeviceException">The device is known but cannot run; the message says why.</exception>
    public static IDevice Open(string name, DeviceOptions options)
    {
        DeviceEntry entry = Resolve(name);
        if (entry.Missing is string reason)
            throw new DeviceException($"Device '{name}' cannot run here: {reason}");
        return entry.Open(options);
    }
}
