using SoilBeta.Devices.Cpu;
using SoilBeta.Devices.Cuda;
using SoilBeta.Devices.OpenCl;

namespace SoilBeta.Devices.Catalog;

/// <summary>The devices of this program: an ordered table of names and factories. Verbs, tests and benchmarks enumerate it, so that a new device is one entry here.</summary>
public static class DeviceCatalog
{
    /// <summary>Functions that find the devices of each kind, in the order of lists.</summary>
    private static readonly Func<IEnumerable<DeviceEntry>>[] s_finders =
    [
        CpuDevice.Find,
        CudaDevices.Find,
        OpenClDevice.Find,
        CudaDevices.FindOnCpu,
    ];

    /// <summary>Assembly of the C# kernels, whose sources decide the integers as this room's do.</summary>
    public static System.Reflection.Assembly Kernels => typeof(SoilBeta.Kernels.DeviceMath).Assembly;

    /// <summary>Every device, present or not, in the order of the table. Never throws: a failing driver gives an entry with its reason.</summary>
    public static IReadOnlyList<DeviceEntry> Entries() => [.. s_finders.SelectMany(find => find())];

    /// <summary>The entry with a name; for <c>auto</c> and <c>gpu</c> the one of <see cref="Automatic"/>.</summary>
    /// <exception cref="InvalidDataException">There is no such device here; the message lists those that exist.</exception>
    /// <exception cref="DeviceException">The name is <c>gpu</c> and no GPU can run here; the message says why.</exception>
    public static DeviceEntry Resolve(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        // Load no driver that cannot provide the device.
        if (name == "cpu")
            return CpuDevice.Find().Single();
        if (name is "auto" or "gpu")
        {
            AutomaticDevice chosen = Automatic();
            return name == "auto" || chosen.Entry.Kind == "gpu" ? chosen.Entry : throw new DeviceException($"No GPU can run here: {CudaDevices.Find().First().Missing} {OpenClDevice.Find().First().Missing ?? "OpenCL has no GPU."}");
        }
        IReadOnlyList<DeviceEntry> entries = Entries();
        DeviceEntry? entry = entries.FirstOrDefault(candidate => candidate.Name == name);

        // Without any device of an interface, a single entry gives the reason, which applies to every other name of it too.
        string family = name[..(name.IndexOf(':', StringComparison.Ordinal) + 1)];
        if (entry is null && family.Length > 0 && entries.Where(candidate => candidate.Name.StartsWith(family, StringComparison.Ordinal)).ToArray() is [{ IsPresent: false } only])
            entry = only;
        return entry ?? throw new InvalidDataException($"There is no device '{name}' here. Present: {string.Join(", ", entries.Where(e => e.IsPresent).Select(e => e.Name))}; see soilbeta devices.");
    }

    /// <summary>The device of <c>auto</c>: an NVIDIA GPU through CUDA, else a GPU through OpenCL, else the CPU.</summary>
    public static AutomaticDevice Automatic()
    {
        if (CudaDevices.Find().FirstOrDefault(entry => entry.IsPresent) is { } card)
            return new AutomaticDevice(card, "the first NVIDIA GPU");
        // Load no driver that has no GPU.
        if (!InstalledDrivers.OnlyPocl() && OpenClDevice.Find().FirstOrDefault(entry => entry is { IsPresent: true, Kind: "gpu" }) is { } gpu)
            return new AutomaticDevice(gpu, "no NVIDIA GPU, but one with an OpenCL driver");
        return new AutomaticDevice(CpuDevice.Find().Single(), "no GPU ('soilbeta devices' says why)");
    }

    /// <summary>Opens the device with a name; <c>auto</c> takes a GPU, otherwise the CPU: see <see cref="DeviceInfo.Name"/>.</summary>
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

/// <summary>The device that <c>auto</c> takes.</summary>
/// <param name="Entry">The device.</param>
/// <param name="Reason">Why this one.</param>
public sealed record AutomaticDevice(DeviceEntry Entry, string Reason);
