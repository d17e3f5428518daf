using System.Globalization;

namespace SoilBeta.Tests.Soak;

/// <summary>The sample is killed again and again, at chosen moments of every one of its steps, and what it leaves at the end is what an undisturbed run leaves.</summary>
/// <remarks>
/// A moment is one in the life of a file: it is whole under its temporary name, or renamed. <c>RunPoints</c> tells it, and the process ends itself there. SOILBETA_SOAK_KILLS sets how many kills (10; the soak has 200). In the soak
/// every third kill comes from outside instead, at a random time and one in five by SIGTERM. A round is a kill in each step, in the order of the steps; then the run comes to its end, is compared, and its folder is emptied. Moments are seeded.
/// </remarks>
[Collection("soak")]
public class KillTests
{
    private const int Interrupted = 130;

    // What a step writes.
    private static readonly (string Step, string[] Files)[] s_steps =
    [
        ("stack", ["work/stack"]),
        ("the end of a step", ["work/state.json"]),
        ("profiles", ["profiles.csv", "rejected.csv"]),
        ("train", ["forests/", "validation.", "importance.csv", "heldout.csv"]),
        ("tiles", ["work/tiles/"]),
        ("maps", ["maps/"]),
        ("totals", ["totals."]),
        ("report", ["manifest.json", "report.html", "figures/", "stac/"]),
    ];

    private static readonly string[] s_points = ["whole", "renamed"];

    [Fact]
    public void A_run_that_is_killed_in_every_step_ends_with_the_bytes_of_one_that_is_not()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "sends Unix signals");
        int kills = SoakStudy.Setting("SOILBETA_SOAK_KILLS", 10);
        bool soak = kills > 10;
        using var study = soak ? new SoakStudy("30 arcmin", 2000, 30) : new SoakStudy("30 arcmin", 500, 10);
        string[] arguments = soak ? [] : ["--no-report"]; // the page's charts take as long as all the rest
        var whole = study.Follow("whole", null, null, arguments);
        whole.Code.ShouldBe(0, whole.Said);
        var expected = study.Results("whole");
        string[] written = [.. Directory.EnumerateFiles(Path.Combine(study.Folder, "whole"), "*", SearchOption.AllDirectories).Select(path => Path.GetRelativePath(Path.Combine(study.Folder, "whole"), path).Replace('\\', '/'))];
        (string Step, string[] Files)[] moments = [.. s_steps.Select(step => (step.Step, written.Where(name => StepOf(name) == step.Step).Order(StringComparer.Ordinal).ToArray()))];
        moments.ShouldAllBe(step => step.Files.Length > 0, "a step writes nothing any more");
        string output = Path.Combine(study.Folder, "killed");

        var random = new Random(2025);
        var killed = new SortedDictionary<string, int>(StringComparer.Ordinal);
        int kill = 0, finished = 0, terminated = 0, aim = 0;
        while (kill < kills)
        {
            if (aim == moments.Length)
            {
                Finish($"after {kill} kills");
                aim = 0;
            }
            var (step, files) = moments[aim++];
            string at = $"KILL {s_points[random.Next(s_points.Length)]} {Path.GetFileName(files[random.Next(files.Length)])}";
            SoakStudy.Signal? signal = soak && kill % 3 == 2 ? new SoakStudy.Signal(whole.Milliseconds / 4 * random.NextDouble(), random.Next(5) == 0 ? SoakStudy.Terminate : SoakStudy.Kill) : null;
            var run = study.Follow("killed", signal is null ? at : null, signal, arguments);
            if (run.Code == 0)
                continue; // what it was to be killed at is done already, or the signal came too late
            step = signal is null ? step : "at random";
            // Until the program has begun to listen, SIGTERM ends it as it ends any process.
            run.Code.ShouldBeOneOf(signal?.Number == SoakStudy.Terminate ? [Interrupted, 128 + SoakStudy.Terminate] : [128 + SoakStudy.Kill], $"in {step}: {run.Said}");
            kill++;
            killed[step] = killed.GetValueOrDefault(step) + 1;
            terminated += signal?.Number == SoakStudy.Terminate ? 1 : 0;
        }
        Finish($"after {kill} kills");
        killed.Count.ShouldBeGreaterThan(s_steps.Length - 3, "the kills miss most of the steps");
        SoakStudy.Report(string.Create(CultureInfo.InvariantCulture,
            $"| kills | {kill} ({terminated} SIGTERM) | {string.Join(", ", killed.Select(pair => $"{pair.Key} {pair.Value}"))} | {finished} finished runs compared, {expected.Count} files each, 0 differ | {whole.Milliseconds / 1000:0.0} s undisturbed |"));

        void Finish(string when)
        {
            study.Run("killed", arguments).ShouldExitWith(0);
            SoakStudy.ShouldBeTheSame(study.Results("killed"), expected, when);
            LeftOvers(output).ShouldBeEmpty();
            Directory.Delete(output, recursive: true);
            finished++;
        }
    }

    private static string? StepOf(string name) => s_steps.FirstOrDefault(step => step.Files.Any(file => name.StartsWith(file, StringComparison.Ordinal))).Step;

    /// <summary>Temporary files below an output folder.</summary>
    internal static string[] LeftOvers(string output) =>
        [.. Directory.EnumerateFiles(output, "*", SearchOption.AllDirectories).Where(path => TemporaryName.ProcessOf(path) is not null)];
}
