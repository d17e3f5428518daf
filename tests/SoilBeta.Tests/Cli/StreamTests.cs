
namespace SoilBeta.Tests.Cli;

/// <summary>Standard streams that are closed or fail, with the real program.</summary>
public class StreamTests
{
    private const int Interrupted = 130;

    private static readonly Dictionary<string, string> s_environment = [];

    [Theory]
    [InlineData("2>&-", 0)]
    [InlineData("2>/dev/full", 0)]
    [InlineData(">/dev/full", 0)]
    [InlineData(">&-", 0)]
    [InlineData(">&- 2>&-", 0)]
    public void Results_are_whole_and_the_exit_code_says_so_whatever_becomes_of_the_streams(string redirection, int code)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "needs a shell and /dev/full");
        using var study = new SmallStudy();
        var (exit, error) = Run(study.Folder, redirection, "profiles", "study.yml");
        exit.ShouldBe(code, error);
        File.ReadLines(Path.Combine(study.Output, "profiles.csv")).Count().ShouldBe(61);
        if (redirection == ">/dev/full")
            error.ShouldContain("standard output could not be written (No space left on device). The results are whole");
        if (redirection == ">&-")
            error.ShouldContain("standard output could not be written (it is closed)");
    }

    [Fact]
    public void A_verb_whose_result_is_what_it_prints_fails_where_it_cannot_print()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "needs a shell and /dev/full");
        using var study = new SmallStudy();
        Run(study.Folder, ">/dev/full", "check", "study.yml").Exit.ShouldBe(1);
    }

    [Fact]
    public void SIGTERM_ends_a_run_whose_stderr_is_not_read()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "needs a shell and signals");
        using var study = new SmallStudy();
        // The pipe is full before the program begins, and is not read: the first message waits for ever.
        var environment = new Dictionary<string, string> { ["SOILBETA_TEST_STOP"] = "TERM says" };
        using var process = Soilbeta.Start(study.Folder, environment, ["sh", "-c", "head -c 65536 /dev/zero >&2; exec \"$@\"", "sh"], "run", "study.yml", "--no-report", "--device", "cpu");
        bool ended = process.WaitForExit(120_000);
        if (!ended)
            process.Kill(entireProcessTree: true);
        ended.ShouldBeTrue("the run hangs");
        process.ExitCode.ShouldBe(Interrupted);
    }

    [Fact]
    public void Too_few_open_files_are_said()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "needs a shell");
        using var study = new SmallStudy();
        using var process = Soilbeta.Start(study.Folder, s_environment, ["sh", "-c", "ulimit -n 64; exec \"$@\"", "sh"], "check", "study.yml");
        string error = process.StandardError.ReadToEnd();
        process.WaitForExit();
        process.ExitCode.ShouldBe(1, error);
        error.ShouldContain("may have 64 files open at once (ulimit -n), and 256 are needed");
    }

    [Fact]
    public void A_limit_on_the_size_of_files_is_said()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "needs a shell");
        using var study = new SmallStudy();
        // The runtime's own memory counts as a file, unless it is configured otherwise.
        using var process = Soilbeta.Start(study.Folder, new Dictionary<string, string> { ["DOTNET_EnableWriteXorExecute"] = "0" }, ["sh", "-c", "ulimit -f 8; exec \"$@\"", "sh"], "profiles", "study.yml");
        string error = process.StandardError.ReadToEnd();
        process.WaitForExit();
        process.ExitCode.ShouldBe(1, error);
        error.ShouldContain("ulimit -f");
    }

    private static (int Exit, string Error) Run(string folder, string redirection, params string[] arguments)
    {
        using var process = Soilbeta.Start(folder, s_environment, ["sh", "-c", $"exec \"$@\" {redirection}", "sh"], arguments);
        var output = process.StandardOutput.ReadToEndAsync();
        string error = process.StandardError.ReadToEnd();
        process.WaitForExit();
        return (process.ExitCode, error + output.Result);
    }
}
