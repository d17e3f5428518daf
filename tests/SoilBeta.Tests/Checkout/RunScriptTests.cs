using System.Diagnostics;

namespace SoilBeta.Tests.Checkout;

/// <summary>run.sh with a substitute for dotnet that records its arguments, so that nothing is built.</summary>
public sealed class RunScriptTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("run-sh-").FullName;

    public RunScriptTests()
    {
        Directory.CreateDirectory(Path.Combine(_folder, "bin"));
        foreach (string project in new[] { "src/SoilBeta.Cli", "tests/SoilBeta.Tests", "data-samples" })
            Directory.CreateDirectory(Path.Combine(_folder, project));
        File.Copy(Path.Combine(CheckoutFolder.Root, "run.sh"), Path.Combine(_folder, "run.sh"));
        File.Copy(Path.Combine(CheckoutFolder.Root, "Directory.Build.props"), Path.Combine(_folder, "Directory.Build.props"));
        File.WriteAllText(Path.Combine(_folder, "src/SoilBeta.Cli/Program.cs"), "source");
        Dotnet("""
            case $1 in
              --list-sdks) echo '10.0.100 [/sdk]' ;;
              build) mkdir -p "$2/bin/Release/net10.0" && touch "$2/bin/Release/net10.0/soilbeta.dll" "$2/bin/Release/net10.0/SoilBeta.Tests.dll" ;;
              test) while [ "$1" != --results-directory ]; do shift; done; mkdir -p "$2"; cp "$HERE"/*.trx "$2"/ 2>/dev/null; cp "$HERE/log" "$SOILBETA_TEST_LOG" 2>/dev/null; exit "${TEST_EXIT:-0}" ;;
              *) echo "program: $*"; pwd ;;
            esac
            """);
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData("Passed Passed NotExecuted", 0, "2 passed, 0 failed, 1 skipped", 0)]
    [InlineData("Passed Failed Error Passed Passed", 1, "3 passed, 2 failed, 0 skipped", 1)]
    [InlineData("Passed", 1, "1 passed, 0 failed, 0 skipped", 1)]
    [InlineData("NotExecuted", 0, "0 passed, 0 failed, 1 skipped", 1)]
    [InlineData("", 0, "0 passed, 0 failed, 0 skipped", 1)]
    public void The_last_line_of_test_counts_what_the_result_files_say(string outcomes, int exit, string expected, int code)
    {
        File.WriteAllText(Path.Combine(_folder, "one.trx"), string.Join('\n', outcomes.Split(' ').Where(outcome => outcome.Length > 0)
            .Select(outcome => $"<UnitTestResult testName=\"says outcome=&quot;Failed&quot;\" outcome=\"{outcome}\" />")));
        var run = Run(["test"], ("TEST_EXIT", $"{exit}"));
        run.Output.TrimEnd('\n').Split('\n')[^1].ShouldBe(expected);
        run.Code.ShouldBe(code);
    }

    [Fact]
    public void A_test_process_that_dies_is_reported_with_the_tests_that_were_running()
    {
        File.WriteAllText(Path.Combine(_folder, "one.trx"), "<UnitTestResult testName=\"First\" outcome=\"Passed\" />");
        File.WriteAllText(Path.Combine(_folder, "log"), "begins First\nbegins Second(name: \"a, b\")\nends First\n");
        var run = Run(["test"]);
        run.Output.ShouldContain("died while these tests were running:\n  Second(name: \"a, b\")\n");
        run.Output.ShouldNotContain("  First");
        run.Output.TrimEnd('\n').ShouldEndWith("\n1 passed, 0 failed, 0 skipped");
        run.Code.ShouldBe(1);
    }

    [Fact]
    public void A_verb_runs_where_the_user_stands_and_builds_only_when_a_source_is_newer()
    {
        Run(["show", "a file"]).Output.ShouldContain("program: " + Path.Combine(_folder, "src/SoilBeta.Cli/bin/Release/net10.0/soilbeta.dll") + " show a file\n" + Path.Combine(_folder, "bin"));
        Run(["show"]).Output.ShouldNotContain("build");
        string stamp = Path.Combine(_folder, "src/SoilBeta.Cli/bin/Release/net10.0/.built-by-run");
        File.SetLastWriteTimeUtc(Path.Combine(_folder, "src/SoilBeta.Cli/Program.cs"), File.GetLastWriteTimeUtc(stamp).AddSeconds(5));
        Run(["show"]).Output.ShouldContain("building SoilBeta.Cli");
    }

    [Fact]
    public void A_source_that_is_gone_means_a_build()
    {
        string gone = Path.Combine(_folder, "src/SoilBeta.Cli/Gone.cs");
        File.WriteAllText(gone, "source");
        Run(["show"]);
        File.Delete(gone);
        Run(["show"]).Output.ShouldContain("building SoilBeta.Cli");
    }

    [Fact]
    public void An_older_sdk_is_named_with_what_to_do()
    {
        Dotnet("[ $1 = --list-sdks ] && echo '8.0.100 [/sdk]'");
        var run = Run(["devices"]);
        run.Code.ShouldBe(1);
        run.Output.ShouldContain("the .NET 10 SDK is needed");
        run.Output.ShouldContain("8.0.100");
    }

    private void Dotnet(string script)
    {
        string file = Path.Combine(_folder, "bin/dotnet");
        File.WriteAllText(file, $"#!/bin/bash\nHERE={_folder}\n{script}\n");
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(file, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }

    // Both streams in one, as a terminal shows them.
    private (int Code, string Output) Run(string[] arguments, params (string Name, string Value)[] environment)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "run.sh is for Linux");
        var start = new ProcessStartInfo("bash") { WorkingDirectory = Path.Combine(_folder, "bin"), RedirectStandardOutput = true, UseShellExecute = false };
        start.ArgumentList.Add("-c");
        start.ArgumentList.Add("../run.sh \"$@\" 2>&1");
        start.ArgumentList.Add("run.sh");
        foreach (string argument in arguments)
            start.ArgumentList.Add(argument);
        start.Environment["PATH"] = $"{_folder}/bin:{Environment.GetEnvironmentVariable("PATH")}";
        start.Environment["SOILBETA_NO_INSTALL"] = "1";
        start.Environment["XDG_CACHE_HOME"] = _folder;
        start.Environment.Remove("POCL_CACHE_DIR");
        foreach (var (name, value) in environment)
            start.Environment[name] = value;
        using var process = Process.Start(start)!;
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return (process.ExitCode, output);
    }
}
