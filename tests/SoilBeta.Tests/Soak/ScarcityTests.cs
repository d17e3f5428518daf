using System.Diagnostics;
using System.Globalization;
using SoilBeta.Tests.Cli;

namespace SoilBeta.Tests.Soak;

/// <summary>Too little disk and too little memory: the run ends with a message, and with enough of them goes on to the bytes of a run that always had enough.</summary>
/// <remarks>SOILBETA_SOAK_SIZES sets how many sizes of each are tried (1; the soak has 12).</remarks>
[Collection("soak")]
public class ScarcityTests
{
    private static readonly int s_sizes = SoakStudy.Setting("SOILBETA_SOAK_SIZES", 1);

    [Fact]
    public void A_disk_that_fills_ends_the_run_with_a_message_and_space_lets_it_go_on()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "mounts a tmpfs");
        using var study = new SoakStudy("30 arcmin", 200, 20);
        study.Run("whole", "--no-report").ShouldExitWith(0);
        var expected = study.Results("whole");
        long needed = Directory.EnumerateFiles(Path.Combine(study.Folder, "whole"), "*", SearchOption.AllDirectories).Sum(path => new FileInfo(path).Length);
        string disk = Path.Combine(study.Folder, "disk");
        Directory.CreateDirectory(disk);
        Assert.SkipUnless(Tool("mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", disk), "only root may mount a tmpfs");
        try
        {
            var ends = new SortedDictionary<string, int>(StringComparer.Ordinal);
            long largest = 0;
            for (int size = 1; size <= s_sizes; size++)
            {
                // A run takes more while it writes its maps than it leaves: the largest disks may be enough. Close together where the first steps end.
                double share = size / (s_sizes + 1.0);
                long bytes = (long)(4.5 * needed * share * share) / 4096 * 4096;
                largest = bytes;
                Tool("mount", "-o", string.Create(CultureInfo.InvariantCulture, $"remount,size={bytes}"), disk).ShouldBeTrue();
                var full = study.Run("disk/out", "--no-report");
                string end = "enough";
                if (full.ExitCode != 0 || bytes < needed)
                {
                    full.ShouldExitWith(1);
                    full.Error.ShouldMatch("(?i)disk");
                    full.Error.ShouldNotContain("internal error");
                    string last = full.Error.TrimEnd().Split('\n').Last(line => line.StartsWith("soilbeta run:", StringComparison.Ordinal));
                    end = (last.Contains("needs", StringComparison.Ordinal) ? "refused before " : "full in ") + Step(Path.Combine(disk, "out"));
                }
                ends[end] = ends.GetValueOrDefault(end) + 1;
                Tool("mount", "-o", "remount,size=512m", disk).ShouldBeTrue();
                study.Run("disk/out", "--no-report").ShouldExitWith(0);
                SoakStudy.ShouldBeTheSame(study.Results("disk/out"), expected, $"with {bytes} bytes of disk at first");
                KillTests.LeftOvers(Path.Combine(disk, "out")).ShouldBeEmpty();
                Directory.Delete(Path.Combine(disk, "out"), recursive: true);
            }
            SoakStudy.Report($"| full disk | {s_sizes} sizes up to {largest >> 10} KB; the results take {needed >> 10} KB | {string.Join(", ", ends.Select(pair => $"{pair.Key} {pair.Value}"))} | resumed to the same bytes {s_sizes} times | |");
        }
        finally
        {
            Tool("umount", disk);
        }
    }

    [Fact]
    public void Too_little_memory_ends_the_run_and_enough_lets_it_go_on()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "limits the data segment");
        using var study = new SoakStudy("30 arcmin", 200, 20);
        study.Run("whole", "--no-report").ShouldExitWith(0);
        var expected = study.Results("whole");
        var ends = new SortedDictionary<string, int>(StringComparer.Ordinal);
        // The runtime itself needs some 60 MB; with 230 MB GDAL once waited without end for threads that it had no memory for.
        int[] limits = s_sizes == 1 ? [120, 230] : [.. Enumerable.Range(1, s_sizes).Select(size => 50 + (20 * size))];
        foreach (int megabytes in limits)
        {
            int code = Limited(study, megabytes, out string said);
            // GDAL that gets no memory may call it something else, such as a reference system it cannot find.
            string how = code == 0 ? "enough" : (code != 1 ? "ended by the runtime in " : said.Contains("memory", StringComparison.OrdinalIgnoreCase) ? "out of memory in " : "another message in ") + Step(Path.Combine(study.Folder, "little"));
            ends[how] = ends.GetValueOrDefault(how) + 1;
            study.Run("little", "--no-report").ShouldExitWith(0);
            SoakStudy.ShouldBeTheSame(study.Results("little"), expected, $"with {megabytes} MB at first");
            Directory.Delete(Path.Combine(study.Folder, "little"), recursive: true);
        }
        SoakStudy.Report($"| memory limit | {limits.Length} limits, {limits[0]} to {limits[^1]} MB | {string.Join(", ", ends.Select(pair => $"{pair.Key} {pair.Value}"))} | resumed to the same bytes {limits.Length} times | |");
    }

    /// <summary>The step that a run without a report ended in, from what it left.</summary>
    private static string Step(string output) =>
        !File.Exists(Path.Combine(output, "work", "stack")) ? "stack"
        : !File.Exists(Path.Combine(output, "rejected.csv")) ? "profiles"
        : !File.Exists(Path.Combine(output, "comparisons.csv")) ? "train"
        : !Directory.Exists(Path.Combine(output, "maps")) || !Directory.EnumerateFiles(Path.Combine(output, "maps"), "FL_*").Any() ? "tiles"
        : !File.Exists(Path.Combine(output, "totals.json")) ? "maps"
        : "totals";

    private static int Limited(SoakStudy study, int megabytes, out string said)
    {
        var start = new ProcessStartInfo("prlimit") { WorkingDirectory = study.Folder, UseShellExecute = false, RedirectStandardError = true, RedirectStandardOutput = true };
        foreach (string argument in new[] { string.Create(CultureInfo.InvariantCulture, $"--data={(long)megabytes << 20}"), "dotnet", Soilbeta.Program, "run", "study.yml", "--device", "cpu", "--no-report", "--output", "little" })
            start.ArgumentList.Add(argument);
        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEndAsync();
        var error = process.StandardError.ReadToEndAsync();
        if (!process.WaitForExit(120_000))
        {
            process.Kill();
            throw new TimeoutException($"with {megabytes} MB the run does not end: {error.Result}");
        }
        said = error.Result + output.Result;
        return process.ExitCode;
    }

    private static bool Tool(string program, params string[] arguments)
    {
        try
        {
            using var process = Process.Start(new ProcessStartInfo(program, arguments) { UseShellExecute = false, RedirectStandardError = true, RedirectStandardOutput = true })!;
            process.StandardError.ReadToEnd();
            process.WaitForExit();
            return process.ExitCode == 0;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return false;
        }
    }
}
