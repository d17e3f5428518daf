
namespace SoilBeta.Tests.Cli;

/// <summary>Ctrl-C and SIGTERM during a long verb: it stops, says how to resume, and leaves no partial file under a final name.</summary>
public class InterruptTests
{
    private const int Interrupted = 130;

    [Theory]
    [InlineData("train", "TERM", "train CL 5")]
    [InlineData("train", "INT", "validate CL 1")]
    [InlineData("map", "TERM", "CL on cpu 1")]
    [InlineData("map", "INT", "CL on cpu begins")]
    public void A_signal_ends_a_verb_which_says_how_to_go_on_and_leaves_no_half_file(string verb, string signal, string point)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "sends Unix signals, through env --default-signal");
        using var study = new SmallStudy();
        study.Run("profiles", "study.yml", "--quiet").ShouldExitWith(0);
        if (verb == "map")
            study.Run("train", "study.yml", "--quiet").ShouldExitWith(0);
        string[] before = study.FinishedFiles();

        // Whoever started the tests may have told them to ignore Ctrl-C, and children inherit that.
        using var process = Soilbeta.Start(study.Folder, new Dictionary<string, string> { ["SOILBETA_TEST_STOP"] = $"{signal} {point}" }, ["env", $"--default-signal={signal}"], verb == "map" ? [verb, "study.yml", "--device", "cpu"] : [verb, "study.yml"]);
        var (_, output, said) = Soilbeta.Result.Of(process);
        process.ExitCode.ShouldBe(Interrupted, said + output);
        said.ShouldContain($"soilbeta {verb}: interrupted. The same command again goes on where it was: {(verb == "map" ? "finished tiles are kept" : "it repeats the step 'train'")}");
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
}
