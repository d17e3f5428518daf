using System.Diagnostics;
using System.Globalization;

namespace SoilBeta.Tests.Soak;

/// <summary>The sample is killed again and again, in every one of its steps, and what it leaves at the end is what an undisturbed run leaves.</summary>
/// <remarks>
/// SOILBETA_SOAK_KILLS sets how many kills (10; the soak has 200), SOILBETA_SOAK_MINUTES when to stop however many there were. A round is a kill in each step and two more, in the order of the
/// steps, then the run comes to its end, is compared, and its folder is emptied. A kill takes place at a point that the undisturbed run has passed: a file is begun, is whole or has been renamed,
/// or a piece of work has advanced. Points and signals are seeded.
/// </remarks>
[Collection("soak")]
public class KillTests
{
    private const int Interrupted = 130;

    [Fact]
    public void A_run_that_is_killed_in_every_step_ends_with_the_bytes_of_one_that_is_not()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "sends Unix signals");
        int kills = SoakStudy.Setting("SOILBETA_SOAK_KILLS", 10);
        bool soak = kills > 10;
        using var study = soak ? new SoakStudy("30 arcmin", 2000, 30) : new SoakStudy("30 arcmin", 500, 10);
        string[] arguments = soak ? [] : ["--no-report"]; // the page's charts take as long as all the rest
        var clock = Stopwatch.StartNew();
        var steps = study.Points("whole", arguments);
        double whole = clock.Elapsed.TotalSeconds;
        steps.Select(step => step.Name).ShouldBe(soak ? ["stack", "profiles", "train", "tiles", "maps", "totals", "report"] : ["stack", "profiles", "train", "tiles", "maps", "totals"]);
        var expected = study.Results("whole");
        string output = Path.Combine(study.Folder, "killed");

        var aims = Aims(steps, new Random(2025)).GetEnumerator();
        var killed = steps.ToDictionary(step => step.Name, _ => 0);
        int finished = 0, terminated = 0, kill = 0, midway = 0, renamed = 0;
        double longest = SoakStudy.Setting("SOILBETA_SOAK_MINUTES", 60);
        while (kill < kills && clock.Elapsed.TotalMinutes < longest)
        {
            aims.MoveNext();
            if (aims.Current is not { } aim)
            {
                Finish($"after {kill} kills");
                continue;
            }
            var run = study.Stopped("killed", aim.Signal, aim.Point, arguments);
            if (run.ExitCode == 0)
            {
                // A resumed step does less than a whole one, and may not pass the point.
                Finish($"after {kill} kills");
                continue;
            }
            run.ExitCode.ShouldBe(aim.Signal == "KILL" ? 128 + SoakStudy.Kill : Interrupted, $"{aim}: {run.Error}");
            kill++;
            killed[aim.Step]++;
            terminated += aim.Signal == "TERM" ? 1 : 0;
            renamed += aim.Point.StartsWith("renamed ", StringComparison.Ordinal) ? 1 : 0;
            midway += LeftOvers(output).Length > 0 ? 1 : 0;
        }
        Finish($"after {kill} kills");
        killed.Where(step => step.Value == 0).ShouldBeEmpty("a step in which no run was killed");
        SoakStudy.Report(string.Create(CultureInfo.InvariantCulture,
            $"| kills | {kill} ({terminated} SIGTERM) | {string.Join(", ", killed.Select(pair => $"{pair.Key} {pair.Value}"))}; {renamed} right after a rename, {midway} left temporary files | {finished} finished runs compared, {expected.Count} files each, 0 differ | {whole:0.0} s undisturbed, {clock.Elapsed.TotalMinutes:0.0} min in all |"));

        void Finish(string when)
        {
            study.Run("killed", arguments).ShouldExitWith(0);
            SoakStudy.ShouldBeTheSame(study.Results("killed"), expected, when);
            LeftOvers(output).ShouldBeEmpty();
            Directory.Delete(output, recursive: true);
            finished++;
        }
    }

    /// <summary>Aims without end, round by round; null ends a round.</summary>
    private static IEnumerable<Aim?> Aims(IReadOnlyList<(string Name, IReadOnlyList<string> Points)> steps, Random random)
    {
        while (true)
        {
            foreach (int step in Enumerable.Range(0, steps.Count).Append(random.Next(steps.Count)).Append(random.Next(steps.Count)).Order())
            {
                var (name, points) = steps[step];
                string[] files = [.. points.Where(point => point.StartsWith("begun ", StringComparison.Ordinal) || point.StartsWith("whole ", StringComparison.Ordinal) || point.StartsWith("renamed ", StringComparison.Ordinal))];
                // Work has many more points than files have.
                var among = files.Length > 0 && random.Next(2) == 0 ? files : points;
                yield return new Aim(name, among[random.Next(among.Count)], random.Next(5) == 0 ? "TERM" : "KILL");
            }
            yield return null;
        }
    }

    /// <summary>Temporary files below an output folder.</summary>
    internal static string[] LeftOvers(string output) =>
        [.. Directory.EnumerateFiles(output, "*", SearchOption.AllDirectories).Where(path => TemporaryName.ProcessOf(path) is not null)];

    private sealed record Aim(string Step, string Point, string Signal);
}
