using SoilBeta.Devices;
using SoilBeta.Devices.Catalog;
using SoilBeta.Devices.Gpu;
using SoilBeta.Devices.OpenCl;
using SoilBeta.Numerics;
using SoilBeta.Tests.Cli;

namespace SoilBeta.Tests.Devices.OpenCl;

/// <summary>Output of the catalog, the group and the verb <c>devices</c>, with and without OpenCL.</summary>
public class OpenClDeviceTests
{
    [Fact]
    public void The_catalogue_always_names_OpenCL_present_or_with_what_to_install()
    {
        DeviceEntry first = DeviceCatalog.Entries().First(entry => entry.Name.StartsWith("opencl:", StringComparison.Ordinal));
        if (!first.IsPresent)
            first.Missing.ShouldNotBeNullOrEmpty();
        DeviceEntry automatic = DeviceCatalog.Resolve("auto");
        automatic.Name.ShouldBe(DeviceCatalog.Entries().FirstOrDefault(entry => entry is { Kind: "gpu", IsPresent: true })?.Name ?? "cpu");
    }

    [Fact]
    public void A_device_that_is_not_there_is_refused_with_those_that_are() =>
        Should.Throw<InvalidDataException>(() => DeviceCatalog.Resolve("tpu")).Message.ShouldContain("Present: cpu");

    [Fact]
    public void Without_a_driver_the_entry_says_what_to_install_and_opening_it_exits_with_3()
    {
        Assert.SkipWhen(ClLibrary.Missing is not null || !OperatingSystem.IsLinux(), "Needs the loader of Linux.");
        var none = new Dictionary<string, string> { ["OCL_ICD_VENDORS"] = "/nonexistent" };
        Soilbeta.Result list = Soilbeta.Spawn(Path.GetTempPath(), none, "devices", "--json").ShouldExitWith(0);
        list.Output.ShouldContain("pocl-opencl-icd");
        list.Output.ShouldContain("\"name\": \"cpu\"");
    }

    [Fact]
    public void Devices_are_listed_and_verified_identical()
    {
        OpenClDevices.Present();
        Soilbeta.Result result = Soilbeta.Run(Path.GetTempPath(), "devices", "--verify", "--json", "--cells", "50").ShouldExitWith(0);
        System.Text.Json.JsonElement[] devices = [.. System.Text.Json.JsonDocument.Parse(result.Output).RootElement.GetProperty("devices").EnumerateArray()];
        devices.Select(device => device.GetProperty("name").GetString()).ShouldBe(DeviceCatalog.Entries().Select(entry => entry.Name));
        devices.Where(device => device.GetProperty("present").GetBoolean()).ShouldAllBe(device => device.GetProperty("verification").GetString() == "identical");
    }

    /// <summary>A kernel that computes something else is detected: the exit code is 3 and the message names the array.</summary>
    [Fact]
    public void A_device_that_differs_is_said_with_exit_code_3()
    {
        OpenClDevices.Present();
        using var folder = new TemporaryFolder();
        foreach (string name in KernelSource.Files)
        {
            using Stream source = typeof(KernelSource).Assembly.GetManifestResourceStream("kernels/" + name)!;
            using var reader = new StreamReader(source);
            File.WriteAllText(folder.Path(name), reader.ReadToEnd().Replace("0x9E3779B9u", "0x9E3779B1u", StringComparison.Ordinal));
        }
        Soilbeta.Result result = Soilbeta.Spawn(
            folder.Root, new Dictionary<string, string> { [KernelSource.FolderVariable] = folder.Root }, "devices", "--verify", "--device", "opencl:0", "--cells", "20");
        result.ShouldExitWith(3);
        result.Output.ShouldContain("sums of the forest");
        result.Output.ShouldNotContain("common draws:"); // the table of common draws is the host's
    }

    [Fact]
    public void A_group_deals_jobs_to_its_members_in_turn()
    {
        using IDevice group = new DeviceGroup("opencl:all", [DeviceCatalog.Open("cpu", new DeviceOptions(1)), DeviceCatalog.Open("cpu", new DeviceOptions(1))]);
        RunPlan plan = Cases.Plan(DrawMode.Common, RefitMode.None);
        TileJob job = Cases.Job(50, zones: 1);
        TileResult expected = PlainLoop.Run(plan, job);
        using IDeviceRun run = group.Load(plan);
        var results = new TileResult[5];
        Parallel.For(0, results.Length, i => results[i] = run.Run(job));
        foreach (TileResult result in results)
            DeviceTests.Same(result, expected);
        group.Info.ComputeUnits.ShouldBe(2);
    }
}
