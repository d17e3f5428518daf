using SoilBeta.Devices.Gpu;
using SoilBeta.Devices.Host;

namespace SoilBeta.Devices.OpenCl;

/// <summary>A device of an OpenCL driver: a GPU of any vendor, or the CPU through PoCL.</summary>
internal sealed class OpenClDevice(string name, ClDevice device, DeviceOptions options) : IDevice
{
    /// <summary>Devices of the loader and the drivers, queried once.</summary>
    private static readonly Lazy<(IReadOnlyList<ClDevice> Devices, string? Missing)> s_present = new(() => (ClDevice.Enumerate(out string? missing), missing));

    /// <inheritdoc/>
    public DeviceInfo Info { get; } = new(name, device.Kind, $"{device.Model} ({device.Driver})", device.ComputeUnits, device.MemoryBytes);

    /// <summary>Launch shapes of the descent to try; null for those that suit the device. For tests.</summary>
    internal IReadOnlyList<DescentShape>? Descents { get; init; }

    /// <summary>Memory limits of runs. Tests make them small.</summary>
    internal GpuLimits Limits { get; init; } = LimitsOf(device, options);

    /// <summary>Entries of the catalog: <c>opencl:0</c>, <c>opencl:1</c>, … for all devices of all platforms in the order of the loader, then <c>opencl:all</c>.</summary>
    public static IEnumerable<DeviceEntry> Find()
    {
        (IReadOnlyList<ClDevice> devices, string? missing) = s_present.Value;
        if (devices.Count == 0)
        {
            yield return new DeviceEntry("opencl:0", "gpu", "GPUs of any vendor, or the CPU through PoCL", missing, _ => throw new DeviceException(missing!));
            yield break;
        }
        for (int i = 0; i < devices.Count; i++)
        {
            ClDevice device = devices[i];
            string name = $"opencl:{i}";
            yield return new DeviceEntry(name, device.Kind, $"{device.Model} ({device.Driver})", device.Missing, options => new OpenClDevice(name, device, options));
        }
        (string Name, ClDevice Device)[] all = [.. Together(devices)];
        yield return new DeviceEntry(
            "opencl:all",
            all.Length > 0 ? all[0].Device.Kind : "gpu",
            $"distributes jobs to {string.Join(", ", all.Select(member => member.Name))}",
            all.Length > 0 ? null : "no OpenCL device here can run.",
            options => new DeviceGroup("opencl:all", [.. all.Select(member => new OpenClDevice(member.Name, member.Device, options with { MemoryBytes = GpuLimits.HostBytes(options) / all.Length }))]))
        {
            Members = Math.Max(1, all.Length),
        };
    }

    /// <inheritdoc/>
    public IDeviceRun Load(RunPlan plan)
    {
        PlanChecks.Check(plan);
        ClContext context = ClContext.For(device);
        return new GpuRun(context, new ClChainProgram(context, plan, Descents), plan, Limits, LaunchLimit.Milliseconds(Environment.GetEnvironmentVariable(LaunchLimit.Variable), options.LaunchMilliseconds));
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        // The context and its programs are kept for the next use of the device in this process.
    }

    /// <summary>Memory limits of a device.</summary>
    internal static GpuLimits LimitsOf(ClDevice device, DeviceOptions options) =>
        GpuLimits.For(device.MemoryBytes, device.SharesHostMemory || device.Kind == "cpu", device.MaxAllocation, device.ComputeUnits * (device.Kind == "gpu" ? 32768L : 65536L), options);

    /// <summary>Members of <c>opencl:all</c>: all GPUs, or all devices if there is no GPU.</summary>
    private static IEnumerable<(string Name, ClDevice Device)> Together(IReadOnlyList<ClDevice> devices)
    {
        (string Name, ClDevice Device)[] present = [.. devices.Select((device, i) => ($"opencl:{i}", device)).Where(member => member.device.Missing is null)];
        return present.Any(member => member.Device.Kind == "gpu") ? present.Where(member => member.Device.Kind == "gpu") : present;
    }
}
