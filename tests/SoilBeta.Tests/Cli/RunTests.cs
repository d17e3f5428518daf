using System.Text.Json;

namespace SoilBeta.Tests.Cli;

/// <summary><c>run</c> with the real program: skips current steps, resumes interrupted ones, refuses a second run.</summary>
public class RunTests
{
    private const int Interrupted = 130;
    private const int SignalKill = 9;

    [Fact]
    public void A_second_run_does_nothing_and_a_change_is_said_and_done()
    {
        using var study = new SmallStudy();
        var first = study.Run("run", "study.yml", "--no-report", "--device", "cpu").ShouldExitWith(0);
        first.Error.ShouldContain("train: not done yet");
        first.Error.ShouldContain("soilbeta run: step 3 of 4, train.");
        first.Output.ShouldContain("Results: ");
        first.Output.ShouldContain("ALL");
        var results = study.Results();
        results.Keys.ShouldContain("maps/ALL_20-100_SOCD.tif");
        results.Keys.ShouldContain("validation.json");

        var second = study.Run("run", "study.yml", "--no-report", "--device", "cpu").ShouldExitWith(0);
        foreach (string step in new[] { "stack", "profiles", "train", "map" })
            second.Error.ShouldContain($"{step}: current.");
        second.Output.ShouldBe(first.Output);

        study.Change("study.yml", "draws: 20", "draws: 21");
        var third = study.Run("run", "study.yml", "--no-report", "--device", "cpu").ShouldExitWith(0);
        third.Error.ShouldContain("train: current.");
        third.Error.ShouldContain("map: the study changed");
        third.Error.ShouldMatch(@"step 4 of 4, map; about \d+(\.\d)? (s|min).* left, by the last run");
        study.Change("study.yml", "draws: 21", "draws: 20");

        File.AppendAllText(Path.Combine(study.Folder, "profiles.csv"), "Q,-35,-58,0,20,9,1.3\n");
        study.Run("run", "study.yml", "--no-report", "--device", "cpu").ShouldExitWith(0).Error.ShouldContain("profiles: profiles[1].table (profiles.csv) changed");

        File.WriteAllText(Path.Combine(study.Output, "totals.csv"), "damaged");
        study.Run("run", "study.yml", "--no-report", "--device", "cpu").ShouldExitWith(0).Error.ShouldContain("map: totals.csv is no longer what the step wrote");
        SameBytes(study.Results(), results, except: "rejected.csv");
    }

    [Fact]
    public void The_manifest_holds_device_threads_and_every_outputs_checksum()
    {
        using var study = new SmallStudy();
        study.Run("run", "study.yml", "--no-report", "--device", "cpu", "--threads", "1", "--seed", "9").ShouldExitWith(0);
        using var manifest = JsonDocument.Parse(File.ReadAllText(Path.Combine(study.Output, "manifest.json")));
        var root = manifest.RootElement;
        root.GetProperty("device").GetString().ShouldNotBeNull().ShouldStartWith("cpu (");
        root.GetProperty("threads").GetInt32().ShouldBe(1);
        root.GetProperty("study").GetProperty("seed").GetInt32().ShouldBe(9);
        var outputs = root.GetProperty("outputs").EnumerateArray().ToDictionary(output => output.GetProperty("path").GetString()!, output => output.GetProperty("sha256").GetString());
        foreach (var (name, bytes) in study.Results())
            outputs[name].ShouldBe(Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(bytes)));
    }

    [Fact]
    public void Killed_or_interrupted_the_next_run_goes_on_and_ends_with_the_same_bytes()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "sends Unix signals");
        using var study = new SmallStudy();
        // Processes of their own throughout, as a user's runs are: GDAL's caches belong to the process, and other tests of this one use them.
        var none = new Dictionary<string, string>();
        Soilbeta.Spawn(study.Folder, none, "run", "study.yml", "--no-report", "--device", "cpu", "--quiet", "--output", "whole").ShouldExitWith(0);
        var expected = study.Results(Path.Combine(study.Folder, "whole"));
        foreach (string stop in new[] { "INT stack begins", "KILL whole profiles.csv", "INT train CL 5", "KILL renamed CL.forest", "KILL CL on cpu 1", "INT write maps 1", "KILL renamed ALL_20-100_SOCD.tif" })
        {
            var run = Soilbeta.Spawn(study.Folder, new Dictionary<string, string> { ["SOILBETA_TEST_STOP"] = stop }, "run", "study.yml", "--no-report", "--device", "cpu");
            run.ExitCode.ShouldBe(stop.StartsWith("INT", StringComparison.Ordinal) ? Interrupted : 128 + SignalKill, $"{stop}: {run.Error}");
            if (run.ExitCode == Interrupted)
                run.Error.ShouldContain("The same command again goes on where it was");
        }
        // As if one of them had been killed while it wrote.
        File.AppendAllText(Path.Combine(study.Output, "work", "processes"), "123\n");
        foreach (string name in new[] { ".soilbeta-123-totals.csv.part", "maps/.soilbeta-123-CL_beta.tif.part.tif", "maps/.soilbeta-123-CL_beta.tif.whole.tif.ovr.tmp", "work/.soilbeta-123-stack.part" })
        {
            Directory.CreateDirectory(Path.GetDirectoryName(Path.Combine(study.Output, name))!);
            File.WriteAllText(Path.Combine(study.Output, name), "half");
        }
        Soilbeta.Spawn(study.Folder, none, "run", "study.yml", "--no-report", "--device", "cpu", "--quiet").ShouldExitWith(0);
        SameBytes(study.Results(), expected);
        Directory.EnumerateFiles(study.Output, ".soilbeta-*", SearchOption.AllDirectories).ShouldBeEmpty();
    }

    [Fact]
    public void A_second_run_in_the_same_folder_is_refused_with_the_first_ones_process_id()
    {
        using var study = new SmallStudy();
        using (SoilBeta.Workflow.Runs.OutputLock.Take(new SoilBeta.Studies.OutputFolder(study.Output)))
        {
            study.Run("run", "study.yml", "--no-report", "--device", "cpu").ShouldExitWith(1).Error
                .ShouldContain($"another run works here (process {Environment.ProcessId})");
        }
        study.Run("run", "study.yml", "--no-report", "--device", "cpu", "--quiet").ShouldExitWith(0);
    }

    [Fact]
    public void Bounds_and_draws_of_the_command_line_reach_the_map()
    {
        using var study = new SmallStudy();
        study.Run("run", "study.yml", "--no-report", "--device", "cpu", "--quiet").ShouldExitWith(0);
        var result = study.Run("map", "study.yml", "--device", "cpu", "--draws", "7", "--bounds", "-58,-35.5,-56,-34.2").ShouldExitWith(0);
        result.Error.ShouldContain("7 realisations × 10 trees");
        using var map = SoilBeta.Rasters.RasterFile.Open(Path.Combine(study.Output, "maps", "CL_beta.tif"));
        (map.Grid.Width, map.Grid.Height).ShouldBe((4, 3));
        map.Metadata["SOILBETA_DRAWS"].ShouldBe("7 common monte-carlo");
        study.Run("map", "study.yml", "--bounds", "10,10,20,20").ShouldExitWith(1).Error.ShouldContain("lies outside the study's grid");
        study.Run("map", "study.yml", "--bounds", "1,2,3").ShouldExitWith(2).Error.ShouldContain("expected W,S,E,N");
        study.Run("map", "study.yml", "--draws", "0").ShouldExitWith(2).Error.ShouldContain("--draws 0: found 0");
    }

    private static void SameBytes(SortedDictionary<string, byte[]> found, SortedDictionary<string, byte[]> expected, string? except = null)
    {
        found.Keys.ShouldBe(expected.Keys);
        foreach (var (name, bytes) in expected)
        {
            if (name != except)
                found[name].AsSpan().SequenceEqual(bytes).ShouldBeTrue(name);
        }
    }
}
