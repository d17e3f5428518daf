using System.Diagnostics;
using System.Globalization;
using System.Text.Json;

namespace SoilBeta.Tests.Soak;

/// <summary>The sample is killed at random moments, again and again, and what it leaves at the end is what a run leaves that nobody disturbed.</summary>
/// <remarks>SOILBETA_SOAK_KILLS sets how many kills (10; the soak has 200), SOILBETA_SOAK_MINUTES when to stop however many there were. Every fifth is a SIGTERM, the others are SIGKILL. After each finished run the folder is compared and emptied.</remarks>
[Collection("soak")]
public class KillTests
{
    private const int Interrupted = 130;

    [SkippableFact]
    public void A_run_that_is_killed_at_random_moments_ends_with_the_bytes_of_one_that_is_not()
    {
        Skip.If(OperatingSystem.IsWindows(), "sends Unix signals");
        int kills = SoakStudy.Setting("SOILBETA_SOAK_KILLS", 10);
        bool soak = kills > 10;
        using var study = soak ? new SoakStudy("30 arcmin", 2000, 30) : new SoakStudy("30 arcmin", 1000, 20);
        string[] arguments = soak ? [] : ["--no-report"]; // the page's charts take as long as all the rest
        var clock = Stopwatch.StartNew();
        study.Run("whole", arguments).ShouldExitWith(0);
        double whole = clock.Elapsed.TotalMilliseconds;
        var expected = study.Results("whole");

        var random = new Random(2025);
        var killed = new SortedDictionary<string, int>(StringComparer.Ordinal);
        int finished = 0, terminated = 0, kill = 0;
        double longest = SoakStudy.Setting("SOILBETA_SOAK_MINUTES", 60);
        while (kill < kills && clock.Elapsed.TotalMinutes < longest)
        {
            int signal = random.Next(5) == 0 ? SoakStudy.Terminate : SoakStudy.Kill;
            // Short lives are more frequent: the first steps are the quick ones.
            double milliseconds = 150 + (whole * Math.Pow(random.NextDouble(), 1.5));
            using var process = study.Start("killed", arguments);
            var said = process.StandardError.ReadToEndAsync();
            var output = process.StandardOutput.ReadToEndAsync();
            if (process.WaitForExit((int)milliseconds))
            {
                process.ExitCode.ShouldBe(0, said.Result + output.Result);
                SoakStudy.ShouldBeTheSame(study.Results("killed"), expected, $"after {kill} kills");
                Directory.Delete(Path.Combine(study.Folder, "killed"), recursive: true);
                finished++;
                continue;
            }
            SoakStudy.Send(process.Id, signal).ShouldBe(0);
            process.WaitForExit(30_000).ShouldBeTrue();
            if (signal == SoakStudy.Terminate)
            {
                process.ExitCode.ShouldBeOneOf(0, Interrupted);
                terminated++;
            }
            kill++;
            string step = Step(Path.Combine(study.Folder, "killed"));
            killed[step] = killed.GetValueOrDefault(step) + 1;
        }
        study.Run("killed", arguments).ShouldExitWith(0);
        SoakStudy.ShouldBeTheSame(study.Results("killed"), expected, $"after {kill} kills");
        LeftOvers(Path.Combine(study.Folder, "killed")).ShouldBeEmpty();
        SoakStudy.Report(string.Create(CultureInfo.InvariantCulture,
            $"| kills | {kill} ({terminated} SIGTERM) | {string.Join(", ", killed.Select(pair => $"{pair.Key} {pair.Value}"))} | {finished + 1} finished runs compared, {expected.Count} files each, 0 differ | {whole / 1000:0.0} s undisturbed, {clock.Elapsed.TotalMinutes:0.0} min in all |"));
    }

    /// <summary>Temporary files below an output folder.</summary>
    internal static string[] LeftOvers(string output) =>
        [.. Directory.EnumerateFiles(output, "*", SearchOption.AllDirectories).Where(path => path.EndsWith(".part", StringComparison.Ordinal) || path.EndsWith(".tmp", StringComparison.Ordinal) || path.Contains(".part.", StringComparison.Ordinal) || path.Contains(".whole.", StringComparison.Ordinal))];

    /// <summary>The step that a run was in, from what it had finished.</summary>
    private static string Step(string output)
    {
        string work = Path.Combine(output, "work"), state = Path.Combine(work, "state.json");
        if (!Directory.Exists(work))
            return "1 start";
        string[] done = [];
        if (File.Exists(state))
        {
            using var document = JsonDocument.Parse(File.ReadAllText(state));
            done = [.. document.RootElement.EnumerateObject().Select(step => step.Name)];
        }
        return done.Contains("map") ? "7 report"
            : done.Contains("train") ? File.Exists(Path.Combine(output, "totals.csv")) ? "6 totals" : Directory.EnumerateFiles(work, "*.journal").Any() ? "5 maps" : "4 map's start"
            : done.Contains("profiles") ? "3 train"
            : done.Contains("stack") ? "2 profiles"
            : "1 stack";
    }
}
