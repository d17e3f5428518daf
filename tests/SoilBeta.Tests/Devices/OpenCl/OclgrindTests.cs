using SoilBeta.Devices.OpenCl;
using SoilBeta.Tests.Cli;

namespace SoilBeta.Tests.Devices.OpenCl;

/// <summary>The kernels run without errors under oclgrind, which simulates a GPU and detects memory errors, data races and uninitialised reads; and it detects faults planted into a copy of them.</summary>
public class OclgrindTests
{
    private static readonly string[] s_places = ["/usr/lib/oclgrind/liboclgrind-rt-icd.so", "/usr/local/lib/oclgrind/liboclgrind-rt-icd.so", "/usr/lib64/oclgrind/liboclgrind-rt-icd.so"];

    [Fact]
    public void Every_mode_is_identical_and_the_log_stays_empty()
    {
        (Soilbeta.Result result, string log) = Verify(cells: 2, kernels: null);
        log.ShouldBe("");
        result.ShouldExitWith(0).Output.ShouldContain("Oclgrind");
        result.Output.ShouldContain("identical");
    }

    [Fact]
    public void A_planted_overflow_and_a_planted_race_are_caught()
    {
        using var folder = new TemporaryFolder();
        Plant(
            folder,
            ("integrate.cl", "values[(part + 1) * plane + at] = density[part];", "values[(part + 100) * plane + at] = density[part];"),
            ("descend.cl", "barrier(CLK_LOCAL_MEM_FENCE); // all lanes have finished the previous tree", ""));
        string log = Verify(cells: 1, folder).Log;
        log.ShouldContain("Invalid write of size 4 at global memory address");
        log.ShouldContain("data race");
    }

    /// <summary>Path of the simulator; skips the test where there is none.</summary>
    internal static string Simulator()
    {
        string? simulator = s_places.FirstOrDefault(File.Exists);
        Assert.SkipWhen(simulator is null, "oclgrind is not installed (apt install oclgrind).");
        if (ClLibrary.Missing is not null)
            Assert.Skip(ClLibrary.Missing);
        return simulator!;
    }

    /// <summary>Environment of a process whose only OpenCL driver is the simulator.</summary>
    internal static Dictionary<string, string> Settings(string simulator, string log) => new()
    {
        ["OCL_ICD_VENDORS"] = simulator,
        ["OCLGRIND_LOG"] = log,
        ["OCLGRIND_DATA_RACES"] = "1",
        ["OCLGRIND_UNINITIALIZED"] = "1",
        ["OCLGRIND_CHECK_API"] = "1",
        ["OCLGRIND_MAX_ERRORS"] = "100000", // a race is met at every step of a walk; what comes after it, some 30,000 errors later, is wanted, too
        ["OCLGRIND_LOCAL_MEM_SIZE"] = "65536",
    };

    /// <summary>Runs <c>devices --verify</c> on the simulator.</summary>
    private static (Soilbeta.Result Result, string Log) Verify(int cells, TemporaryFolder? kernels)
    {
        string simulator = Simulator();
        using var folder = new TemporaryFolder();
        string log = folder.Path("oclgrind.log");
        Dictionary<string, string> environment = Settings(simulator, log);
        if (kernels is not null)
            environment[KernelSource.FolderVariable] = kernels.Root;
        Soilbeta.Result result = Soilbeta.Spawn(folder.Root, environment, "devices", "--verify", "--device", "opencl:0", "--cells", cells.ToString(System.Globalization.CultureInfo.InvariantCulture));
        return (result, File.Exists(log) ? File.ReadAllText(log) : "");
    }

    /// <summary>Copies all kernels and changes some of them.</summary>
    private static void Plant(TemporaryFolder folder, params (string File, string Before, string After)[] changes)
    {
        foreach (string name in KernelSource.Files)
        {
            using Stream source = typeof(KernelSource).Assembly.GetManifestResourceStream("kernels/" + name)!;
            using var reader = new StreamReader(source);
            string text = reader.ReadToEnd();
            foreach (var (_, before, after) in changes.Where(change => change.File == name))
            {
                text.ShouldContain(before);
                text = text.Replace(before, after, StringComparison.Ordinal);
            }
            File.WriteAllText(folder.Path(name), text);
        }
    }
}
