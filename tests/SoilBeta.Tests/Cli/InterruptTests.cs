using System.Runtime.InteropServices;

namespace SoilBeta.Tests.Cli;

/// <summary>Ctrl-C and SIGTERM during a long verb: it stops, says how to resume, and leaves no partial file under a final name.</summary>
public class InterruptTests
{
    private const int Interrupted = 130;

    /// <summary>Longer is a hang; on a machine that runs nothing else it takes less than two seconds.</summary>
    private const int HangMilliseconds = 10_000;

    [Theory]
    [InlineData("train", "TERM", 15)]
    [InlineData("train", "INT", 2)]
    [InlineData("map", "TERM", 15)]
    [InlineData("map", "INT", 2)]
    public async Task It_ends_says_how_to_go_on_and_leaves_no_half_file(string verb, string name, int signal)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "sends Unix signals, through env --default-signal");
        using var study = new SmallStudy();
        study.Run("profiles", "study.yml", "--quiet").ShouldExitWith(0);
        study.Change("study.yml", "trees: 10", "trees: 100");
        if (verb == "map")
        {
            study.Run("train", "study.yml", "--quiet").ShouldExitWith(0);
            study.Change("study.yml", "draws: 20", "draws: 1000000"); // minutes
        }
        else
        {
            study.Change("study.yml", "folds: 2, repeats: 0", "folds: 10, repeats: 1000"); // minutes
        }
        string[] before = study.FinishedFiles();
        string sign = verb == "map" ? "maps on cpu" : "train CL:";

        // The process that started the tests may ignore Ctrl-C, which children inherit.
        using var process = Soilbeta.Start(study.Folder, new Dictionary<string, string>(), ["env", $"--default-signal={name}"], verb == "map" ? [verb, "study.yml", "--device", "cpu"] : [verb, "study.yml"]);
        var output = process.StandardOutput.ReadToEndAsync();
        string said = "";
        while (!said.Contains(sign, StringComparison.Ordinal) && await process.StandardError.ReadLineAsync() is { } line)
            said += line + "\n";
        said.ShouldContain(sign);
        await Task.Delay(300);
        process.HasExited.ShouldBeFalse(said);
        Kill(process.Id, signal).ShouldBe(0);
        bool ended = process.WaitForExit(HangMilliseconds);
        if (!ended)
            process.Kill(entireProcessTree: true);
        said += await process.StandardError.ReadToEndAsync();
        ended.ShouldBeTrue(said);

        process.ExitCode.ShouldBe(Interrupted, said + await output);
        said.ShouldContain($"soilbeta {verb}: interrupted. The same command again goes on where it was");
        said.ShouldNotContain("Exception");
        // New files are complete: `train` writes each forest when it is grown. Everything unfinished is in work/.
        foreach (string file in study.FinishedFiles().Except(before, StringComparer.Ordinal))
        {
            file.ShouldBeOneOf("forests/CL.forest", "forests/GL.forest");
            study.Run("show", Path.Combine("out", "small", file)).ShouldExitWith(0);
        }
        // The lock of the folder has been released.
        study.Run("profiles", "study.yml", "--quiet").ShouldExitWith(0);
    }

    [DllImport("libc", EntryPoint = "kill", SetLastError = true)]
    private static extern int Kill(int process, int signal);
}
