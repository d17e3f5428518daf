using System.Diagnostics;
using System.Globalization;

namespace SoilBeta.Tests.Soak;

/// <summary>The sample is killed again and again, in every one of its steps, and what it leaves at the end is what an undisturbed run leaves.</summary>
/// <remarks>
/// SOILBETA_SOAK_KILLS sets how many kills (10; the soak has 200), SOILBETA_SOAK_MINUTES when to stop however many there were. A round is a kill in each step and two more, in the order of the
/// steps, then the run comes to its end, is compared, and its folder is emptied. Steps, moments within them and signals are seeded; the clock of the machine is not.
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
        double[] lengths = Lengths(study, arguments, out double whole);
        var expected = study.Results("whole");
        string output = Path.Combine(study.Folder, "killed");

        var aims = Aims(lengths.Length, new Random(2025)).GetEnumerator();
        int[] killed = new int[RunWatch.Steps.Count];
        int finished = 0, terminated = 0, kill = 0, midway = 0, renamed = 0;
        double longest = SoakStudy.Setting("SOILBETA_SOAK_MINUTES", 60);
        while (kill < kills && clock.Elapsed.TotalMinutes < longest)
        {
            aims.MoveNext();
            if (aims.Current is { } aim)
            {
                using var run = new RunWatch(study, "killed", aim with { Delay = aim.Delay * lengths[aim.Step] }, arguments);
                int code = run.WaitForEnd();
                // The machine has other work, now more, now less.
                for (int step = 0; step + 1 < lengths.Length; step++)
                {
                    if (run.Began[step + 1] - run.Began[step] is var length && !double.IsNaN(length))
                        lengths[step] = (lengths[step] + length) / 2;
                }
                if (run.Killed)
                {
                    // Until the program has begun to listen, SIGTERM ends it as it ends any process.
                    code.ShouldBeOneOf(aim.Signal == SoakStudy.Kill || (run.Step == 0 && code == 128 + SoakStudy.Terminate) ? [128 + aim.Signal] : [0, Interrupted], $"in step {RunWatch.Steps[run.Step]}: {run.Said}");
                    kill++;
                    killed[run.Step]++;
                    terminated += aim.Signal == SoakStudy.Terminate ? 1 : 0;
                    renamed += aim.At == RunWatch.Moment.Renamed ? 1 : 0;
                    midway += LeftOvers(output).Length > 0 ? 1 : 0;
                    continue;
                }
                code.ShouldBe(0, run.Said);
            }
            Finish($"after {kill} kills");
        }
        Finish($"after {kill} kills");
        killed.Count(times => times > 0).ShouldBeGreaterThan(lengths.Length / 2, "the kills miss most of the steps");
        SoakStudy.Report(string.Create(CultureInfo.InvariantCulture,
            $"| kills | {kill} ({terminated} SIGTERM) | {string.Join(", ", RunWatch.Steps.Zip(killed).Where(pair => pair.Second > 0).Select(pair => $"{pair.First} {pair.Second}"))}; {renamed} right after a rename, {midway} left temporary files | {finished} finished runs compared, {expected.Count} files each, 0 differ | {whole / 1000:0.0} s undisturbed, {clock.Elapsed.TotalMinutes:0.0} min in all |"));

        void Finish(string when)
        {
            study.Run("killed", arguments).ShouldExitWith(0);
            SoakStudy.ShouldBeTheSame(study.Results("killed"), expected, when);
            LeftOvers(output).ShouldBeEmpty();
            Directory.Delete(output, recursive: true);
            finished++;
        }
    }

    /// <summary>Runs the study undisturbed.</summary>
    /// <returns>How long each step that it has takes, ms.</returns>
    private static double[] Lengths(SoakStudy study, string[] arguments, out double whole)
    {
        using var run = new RunWatch(study, "whole", null, arguments);
        run.WaitForEnd().ShouldBe(0, run.Said);
        whole = run.Milliseconds;
        run.Began.ShouldNotContain(double.NaN, "a step cannot be told from outside any more");
        double[] ends = [.. run.Began[1..], whole];
        return [.. run.Began.Zip(ends, (began, ended) => ended - began).Take(arguments.Contains("--no-report") ? RunWatch.Steps.Count - 1 : RunWatch.Steps.Count)];
    }

    /// <summary>Aims without end, round by round, their delays as shares of the step; null ends a round.</summary>
    private static IEnumerable<RunWatch.Aim?> Aims(int steps, Random random)
    {
        while (true)
        {
            foreach (int step in Enumerable.Range(0, steps).Append(random.Next(steps)).Append(random.Next(steps)).Order())
            {
                var at = random.Next(4) switch { 0 => RunWatch.Moment.Created, 1 => RunWatch.Moment.Renamed, _ => RunWatch.Moment.Any };
                if (RunWatch.Steps[step] is "start" or "map's start") // they write nothing
                    at = RunWatch.Moment.Any;
                yield return new RunWatch.Aim(step, 0.9 * random.NextDouble(), at, random.Next(5) == 0 ? SoakStudy.Terminate : SoakStudy.Kill);
            }
            yield return null;
        }
    }

    /// <summary>Temporary files below an output folder.</summary>
    internal static string[] LeftOvers(string output) =>
        [.. Directory.EnumerateFiles(output, "*", SearchOption.AllDirectories).Where(path => TemporaryName.ProcessOf(path) is not null)];
}
