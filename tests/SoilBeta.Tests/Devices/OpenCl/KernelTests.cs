using SoilBeta.Devices;
using SoilBeta.Devices.OpenCl;

namespace SoilBeta.Tests.Devices.OpenCl;

/// <summary>The kernels' sources and their constants.</summary>
public class KernelTests
{
    [Fact]
    public void Sources_are_inside_the_program_with_headers_in_place_once()
    {
        foreach (string file in ClProgram.Files)
        {
            string text = KernelSource.Load(file);
            text.ShouldNotContain("#include");
            text.ShouldStartWith($"#line 1 \"{file}\"\n");
            text.Split("typedef struct FlatNode").Length.ShouldBeLessThanOrEqualTo(2, file);
            text.All(char.IsAscii).ShouldBeTrue($"{file}: some drivers refuse other characters, even in comments");
        }
        KernelSource.Files.ShouldContain("philox.h");
        Should.Throw<DeviceException>(() => KernelSource.Load("nothing.cl")).Message.ShouldContain("nothing.cl");
    }

    /// <summary>A missing constant stops the build with a line that explains the constant.</summary>
    [Fact]
    public void A_kernel_that_lacks_a_constant_does_not_build_and_says_which()
    {
        ClContext context = ClContext.For(OpenClDevices.First());
        foreach (string file in ClProgram.Files)
        {
            IReadOnlyList<string> needs = ClProgram.Needs(file);
            foreach (string missing in needs)
            {
                string options = ClProgram.Options(needs.Where(name => name != missing).Select(name => (name, 1)));
                string message = Should.Throw<DeviceException>(() => context.Kernel(file, options, "any")).Message;
                message.ShouldContain($"{missing} is not defined");
                message.ShouldContain("CL_BUILD_PROGRAM_FAILURE");
            }
        }
    }

    [Fact]
    public void A_build_that_fails_shows_device_options_and_the_drivers_log_with_file_and_line()
    {
        ClContext context = ClContext.For(OpenClDevices.First());
        string message = Should.Throw<DeviceException>(() => context.Kernel(ClProgram.Sums, "-cl-std=CL1.2 -D REDUCE_LANES=oops", "sum_zone")).Message;
        message.ShouldContain(context.Device.Model);
        message.ShouldContain("-D REDUCE_LANES=oops");
        message.ShouldMatch("sums\\.cl:[0-9]+");
        message.ShouldContain("oops");
    }

    [Fact]
    public void A_failed_call_is_named_with_its_code_and_what_to_do()
    {
        DeviceException failure = Should.Throw<DeviceException>(() => ClError.Check(-5, "clFinish", "a card"));
        failure.Message.ShouldBe("clFinish on a card failed: CL_OUT_OF_RESOURCES (-5). The device ran out of resources, was reset or was lost: see the system's log (dmesg), then run again; finished tiles are kept.");
        failure.IsShortOfMemory.ShouldBeFalse();
        foreach (int code in new[] { -4, -6, -61 })
            ClError.Failure(code, "clCreateBuffer", "values").IsShortOfMemory.ShouldBeTrue();
        ClError.Name(-12345).ShouldBe("OpenCL error -12345");
    }

    [Fact]
    public void A_buffer_that_no_device_has_room_for_is_refused_by_name()
    {
        ClContext context = ClContext.For(OpenClDevices.First());
        DeviceException failure = Should.Throw<DeviceException>(() => context.Buffer(1L << 50, "a huge thing"));
        failure.Message.ShouldContain("a huge thing");
        failure.IsShortOfMemory.ShouldBeTrue(failure.Message);
    }
}
