using SoilBeta.Devices;
using SoilBeta.Devices.Gpu;
using SoilBeta.Devices.OpenCl;

namespace SoilBeta.Tests.Devices.OpenCl;

/// <summary>The OpenCL devices of this machine, for tests below the level of the catalog.</summary>
internal static class OpenClDevices
{
    /// <summary>All devices that can run the kernels; skips the test, with the reason, where there is none.</summary>
    public static IReadOnlyList<ClDevice> Present()
    {
        IReadOnlyList<ClDevice> devices = ClDevice.Enumerate(out string? missing);
        if (missing is not null)
            Assert.Skip(missing);
        ClDevice[] usable = [.. devices.Where(device => device.Missing is null)];
        Assert.SkipWhen(usable.Length == 0, "No OpenCL device here can run our kernels.");
        return usable;
    }

    /// <summary>The first device.</summary>
    public static ClDevice First() => Present()[0];

    /// <summary>A run on the first device with given launch shapes and limits.</summary>
    public static GpuRun Load(RunPlan plan, IReadOnlyList<DescentShape>? descents = null, GpuLimits? limits = null)
    {
        ClDevice device = First();
        var options = new DeviceOptions();
        using var opened = new OpenClDevice("opencl:0", device, options) { Descents = descents, Limits = limits ?? OpenClDevice.LimitsOf(device, options) };
        return (GpuRun)opened.Load(plan);
    }
}
