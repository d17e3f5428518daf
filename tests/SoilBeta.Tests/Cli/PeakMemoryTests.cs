using System.Diagnostics;
using System.Globalization;
using SoilBeta.Studies;

namespace SoilBeta.Tests.Cli;

/// <summary>The whole process stays within <c>--memory</c>, on a small case; bench/soak/memory.sh measures large ones.</summary>
public class PeakMemoryTests
{
    [Fact]
    public async Task A_run_with_the_least_memory_stays_within_it()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "looks at /proc");
        using var study = new SmallStudy();
        long peak = 0;
        using (var process = Soilbeta.Start(study.Folder, new Dictionary<string, string>(StringComparer.Ordinal), "run", "study.yml", "--no-report", "--device", "cpu", "--memory", $"{MemoryBudget.Least >> 20}MB", "--output", study.Output))
        {
            var (output, error) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
            while (!process.WaitForExit(20))
                peak = Math.Max(peak, Peak(process));
            process.ExitCode.ShouldBe(0, await output + await error);
        }
        peak.ShouldBeInRange(1, MemoryBudget.Least);
    }

    // The largest resident memory so far, bytes, which misses only the last moments.
    private static long Peak(Process process)
    {
        try
        {
            string? line = File.ReadLines($"/proc/{process.Id}/status").FirstOrDefault(line => line.StartsWith("VmHWM:", StringComparison.Ordinal));
            return line is null ? 0 : 1024 * long.Parse(line.Split([' ', '\t'], StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture);
        }
        catch (IOException)
        {
            return 0; // it has ended
        }
    }
}
