using SoilBeta.Devices;
using SoilBeta.Devices.Catalog;
using SoilBeta.Devices.Gpu;
using SoilBeta.Devices.OpenCl;
using SoilBeta.Numerics;
using SoilBeta.Tests.Devices.OpenCl;

namespace SoilBeta.Tests.Cli;

/// <summary>Exit codes of failures: 1 where other input or more memory helps, on every device; 3 for a device that failed.</summary>
public class ExitCodeTests
{
    [Fact]
    public void Shortage_of_memory_is_1_on_every_device_and_a_failed_device_3()
    {
        Code(new OutOfMemoryException()).ShouldBe(1);
        Code(new InvalidDataException("the device may take 1 MB")).ShouldBe(1);
        foreach (int code in new[] { -4, -6, -61 })
            Code(ClError.Failure(code, "clCreateBuffer", "values")).ShouldBe(1);
        foreach (int code in new[] { -2, -5, -36, -9999 })
            Code(ClError.Failure(code, "clFinish", "a card")).ShouldBe(3);
        Code(new DeviceException("the kernel does not build")).ShouldBe(3);
    }

    /// <summary>The same plan with too little memory on the CPU device and on an OpenCL device.</summary>
    [Fact]
    public void Both_kinds_of_device_refuse_what_has_no_room_as_unusable_input()
    {
        RunPlan plan = Devices.Cases.Plan(DrawMode.Common, RefitMode.None, count: 200, leaves: 500);
        using var cpu = DeviceCatalog.Open("cpu", new DeviceOptions(1, 1 << 20));
        Code(Should.Throw<InvalidDataException>(() => cpu.Load(plan))).ShouldBe(1);
        Code(Should.Throw<InvalidDataException>(() => OpenClDevices.Load(plan, limits: new GpuLimits(1 << 14, 1 << 12, 1 << 20)))).ShouldBe(1);
        Code(Should.Throw<DeviceException>(() => ClContext.For(OpenClDevices.First()).Buffer(1L << 50, "a huge thing"))).ShouldBe(1);
    }

    private static int Code(Exception failure) => SoilBeta.Cli.Program.Outcome(failure).Code;
}
