using System.Diagnostics;

namespace SoilBeta.Tests.Cli;

/// <summary>Shards, merge and Slurm jobs with the real program.</summary>
public class ShardVerbsTests
{
    [Fact]
    public void Prepare_shards_and_merge_give_the_files_of_one_run()
    {
        using var study = new SmallStudy();
        study.Run("prepare", "study.yml", "--quiet").ShouldExitWith(0).Output.ShouldContain("CL.forest");
        study.Run("map", "study.yml", "--shard", "1/2", "--device", "cpu").ShouldExitWith(0).Output.ShouldContain("When all parts are there: soilbeta merge study.yml");
        study.Run("merge", "study.yml").ShouldExitWith(1).Error.ShouldContain("soilbeta merge:   shards/2-of-2: CL with common draws is missing. Compute it: soilbeta map study.yml --shard 2/2");

        // The other part on a machine with neither the rasters nor GDAL: the stack's reference system is in degrees, and nothing is projected.
        string raster = Path.Combine(study.Folder, "mat.asc");
        File.Move(raster, raster + ".away");
        Soilbeta.Spawn(study.Folder, new Dictionary<string, string> { ["SOILBETA_GDAL"] = "/nowhere/libgdal.so" }, "map", "study.yml", "--output", study.Output, "--shard", "2/2", "--device", "cpu", "--quiet").ShouldExitWith(0);
        File.Move(raster + ".away", raster);
        study.Run("merge", "study.yml", "--quiet").ShouldExitWith(0).Output.ShouldContain("is no longer needed");
        Directory.Delete(Path.Combine(study.Output, "shards"), recursive: true);
        var merged = study.Results();
        study.Run("run", "study.yml", "--no-report", "--device", "cpu").ShouldExitWith(0).Error.ShouldContain("map: current.");
        study.Run("map", "study.yml", "--device", "cpu", "--quiet").ShouldExitWith(0);
        foreach (var (name, bytes) in study.Results())
            merged[name].AsSpan().SequenceEqual(bytes).ShouldBeTrue(name);
    }

    [Theory]
    [InlineData("map", "--shard", "4/3")]
    [InlineData("merge", "--shards", "0")]
    public void Parts_that_cannot_be_are_wrong_usage(string verb, string option, string value)
    {
        using var study = new SmallStudy();
        study.Run(verb, "study.yml", option, value).ShouldExitWith(2).Error.ShouldContain($"{option} {value}: expected");
    }

    [Fact]
    public void Slurms_scripts_ask_for_what_was_estimated_and_quote_what_they_are_given()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "there is no bash");
        using var study = new SmallStudy();
        File.Move(Path.Combine(study.Folder, "study.yml"), Path.Combine(study.Folder, "it's a study.yml"));
        string[] paths = [.. study.Run("slurm", "it's a study.yml", "--shards", "7", "--gpus-per-task", "1", "--threads", "3", "--memory", "2GB", "--seed", "9", "--bounds=-58,-35.5,-56,-34.2", "--draws", "50")
            .ShouldExitWith(0).Output.TrimEnd().Split('\n').Select(path => Path.Combine(study.Folder, path))];
        paths.Select(Path.GetFileName).ShouldBe(["submit.sh", "prepare.sbatch", "shards.sbatch", "merge.sbatch"]);
        foreach (string path in paths)
            Bash($"bash -n '{path}'", study.Folder).ShouldBe("");

        string[] shards = File.ReadAllLines(paths[2]);
        string[] asked = [.. shards.Where(line => line.StartsWith("#SBATCH --")).Select(line => line["#SBATCH --".Length..])];
        asked.ShouldContain("array=1-7");
        asked.ShouldContain("cpus-per-task=3");
        asked.ShouldContain("gpus-per-task=1");
        asked.ShouldContain("requeue");
        int.Parse(asked.Single(line => line.StartsWith("mem="))[4..^1]).ShouldBeInRange(2048, 4096);
        int.Parse(asked.Single(line => line.StartsWith("time="))[5..]).ShouldBeInRange(15, 20);
        File.ReadAllText(paths[1]).ShouldNotContain("gpus-per-task");
        File.ReadAllText(paths[3]).ShouldContain(" --shards 7 ");
        Bash($"test -x '{paths[0]}'", study.Folder).ShouldBe("");
        File.ReadAllText(paths[0]).ShouldContain("--dependency=\"afterok:${shards%%;*}\"");

        // The command as a shell parses it: the program is replaced by one that prints its arguments.
        string command = shards.Single(line => line.Contains(" map ", StringComparison.Ordinal)).Replace(" || code=$?", "", StringComparison.Ordinal);
        command = "printf '%s\\n' " + command[command.IndexOf(" map ", StringComparison.Ordinal)..];
        Bash(command, study.Folder).TrimEnd().Split('\n').ShouldBe(
        [
            "map", Path.Combine(study.Folder, "it's a study.yml"), "--output", study.Output, "--seed", "9", "--draws", "50", "--bounds=-58,-35.5,-56,-34.2", "--threads", "3", "--memory", "2048MB", "--device", "auto", "--shard", "5/7",
        ]);
        study.Run("slurm", "it's a study.yml", "--shards", "2", "--quiet").ShouldExitWith(0);
        File.ReadAllText(paths[2]).ShouldContain(" --device 'cpu' ");
    }

    /// <summary>A real Slurm of one machine: an array of 4, one task requeued, the process of another killed, merged by its dependency, compared with one run.</summary>
    [Fact]
    public async Task On_a_real_Slurm_killed_shards_are_requeued_and_the_merge_is_one_run_byte_for_byte()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "there is no Slurm for Windows");
        using var study = new SmallStudy();
        // Enough cells and draws for several tiles and some seconds in each shard, also on a fast machine: the test must interrupt it before it ends.
        study.Change("study.yml", "resolution: 0.5 deg", "resolution: 0.0625 deg");
        study.Change("study.yml", "trees: 10", "trees: 60");
        string script = Path.Combine(Checkout.CheckoutFolder.Root, "bench", "soak", "slurm.sh");
        var start = new ProcessStartInfo("bash", [script, "--study", Path.Combine(study.Folder, "study.yml"), "--draws", "20000", "--bounds", "-60,-36,-54,-33", "--soilbeta", $"dotnet {Soilbeta.Program}", "--work", Path.Combine(study.Folder, "slurm")])
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using var process = Process.Start(start)!;
        var error = process.StandardError.ReadToEndAsync();
        string said = process.StandardOutput.ReadToEnd();
        await process.WaitForExitAsync();
        const int noSlurm = 77;
        Assert.SkipWhen(process.ExitCode == noSlurm, said.Trim());
        process.ExitCode.ShouldBe(0, said + await error);
        said.ShouldContain("identical: all ");
    }

    private static string Bash(string command, string folder)
    {
        var start = new ProcessStartInfo("bash", ["-c", command]) { WorkingDirectory = folder, UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment["SLURM_ARRAY_TASK_ID"] = "5";
        start.Environment["SLURM_CPUS_PER_TASK"] = "3";
        using var process = Process.Start(start)!;
        string said = process.StandardOutput.ReadToEnd() + process.StandardError.ReadToEnd();
        process.WaitForExit();
        process.ExitCode.ShouldBe(0, said);
        return said;
    }
}
