using System.Diagnostics;
using System.Text.Json;
using CommandLine;
using SoilBeta.Cli.Terminal;
using SoilBeta.Devices;
using SoilBeta.Devices.Benchmarks;
using SoilBeta.Devices.Catalog;
using SoilBeta.Devices.Host;
using SoilBeta.Forests;
using SoilBeta.Studies;

namespace SoilBeta.Cli.Verbs;

/// <summary><c>soilbeta bench</c>: speed of this machine, and the time that it would need for the paper's job.</summary>
[VerbTask(VerbGroup.Machine, 2, "Time the program on this machine")]
[Verb("bench", HelpText = "Times the workloads of docs/developers/performance.md on this machine, from draws to summaries, in tree evaluations a second (cells x realisations x trees / s), and says how long the paper's job (4,057,524 cells, 1000 draws, 500 trees) would take. About two minutes on a CPU.")]
[VerbExample("soilbeta bench --device cpu --workload small")]
internal sealed class BenchVerb : VerbBase
{
    /// <summary>Timed jobs of each workload; the median is reported.</summary>
    private const int Repeats = 3;

    /// <summary>Small jobs before the timing, so that the runtime has compiled its optimised code.</summary>
    private const int WarmUps = 4;

    /// <summary>Trees of <c>--trial</c>.</summary>
    private const int TrialTrees = 20;

    private static readonly string[] s_names = ["paper-alike", "paper-unlike", "paper-real", "paper-layers", "small"];

    /// <summary>Further workloads, which run only where they are named.</summary>
    private static readonly string[] s_further = ["plain-16", "plain-32"];

    private static readonly JsonSerializerOptions s_json = new() { WriteIndented = true, PropertyNamingPolicy = JsonNamingPolicy.CamelCase, Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Device.</summary>
    [Option("device", Default = "auto", MetaValue = "D", HelpText = "cpu, cuda:N, cuda:all, opencl:N, opencl:all, gpu or auto.")]
    public string Device { get; set; } = "auto";

    /// <summary>Threads.</summary>
    [Option("threads", MetaValue = "N", HelpText = "CPU threads (default: all).")]
    public int? Threads { get; set; }

    /// <summary>Study with the real cells.</summary>
    [Option("study", MetaValue = "STUDY.yml", HelpText = "Study whose cells make the workload paper-real (default: data-samples/study.yml of a checkout, if it is there).")]
    public string? Study { get; set; }

    /// <summary>Single workloads.</summary>
    [Option("workload", MetaValue = "NAME,…", HelpText = "Only these: paper-alike, paper-unlike, paper-real, paper-layers (five outputs a leaf), small (default: all of them); plain-16, plain-32 (1,024 trees of this depth, 8 features, no draws).")]
    public string? Only { get; set; }

    /// <summary>Every way to compute.</summary>
    [Option("each-cut", HelpText = "Time every cut of the descent that the device has for a workload, not the one that it would choose.")]
    public bool EachCut { get; set; }

    /// <summary>Target duration of a timed job, s, up to the size of a job of a map: only many cells at once have similar neighbours.</summary>
    [Option("seconds", Default = 5.0, MetaValue = "S", HelpText = "Seconds that a timed job should take; it grows until it takes half of them.")]
    public double JobSeconds { get; set; }

    /// <summary>Small sizes.</summary>
    [Option("trial", HelpText = "64 cells and 20 trees, timed once, to see on a slow device whether all works; the speed says little.")]
    public bool Trial { get; set; }

    /// <summary>Machine-readable output.</summary>
    [Option("json", HelpText = "JSON instead of a table.")]
    public bool Json { get; set; }

    /// <inheritdoc/>
    public override int Run(VerbContext context)
    {
        if (Threads is < 1)
            throw new UsageException($"--threads {Threads}: expected 1 or more.");
        if (!(JobSeconds > 0))
            throw new UsageException($"--seconds {JobSeconds}: expected more than 0.");
        string[] wanted = Only is null ? s_names : Only.Split(',');
        if (wanted.FirstOrDefault(name => !s_names.Concat(s_further).Contains(name, StringComparer.Ordinal)) is { } unknown)
            throw new UsageException($"--workload {unknown}: expected {string.Join(", ", s_names.Concat(s_further))}.");
        using IDevice device = DeviceCatalog.Open(Device, new DeviceOptions(Threads ?? 0));
        int trees = Trial ? TrialTrees : Workloads.PaperTrees;
        Say(context, $"Training the forest of the workloads ({trees} trees on 6,000 rows) …");
        ForestSet forest = Workloads.Forest(trees, threads: Threads ?? 0);
        ForestSet small = forest with { Refits = [Part(forest.Refits[0], Math.Min(trees, 100))] };
        List<Result> results =
        [
            .. wanted.SelectMany(name => name switch
            {
                "paper-alike" => Time(device, cells => Workloads.PaperAlike(forest, cells), context.Cancellation),
                "paper-unlike" => Time(device, cells => Workloads.PaperUnlike(forest, cells), context.Cancellation),
                "paper-real" => Real(device, context),
                "paper-layers" => Layers(device, forest, context.Cancellation),
                "plain-16" => Plain(device, 16, context.Cancellation),
                "plain-32" => Plain(device, 32, context.Cancellation),
                _ => Time(device, cells => Workloads.Small(small, cells), context.Cancellation),
            }),
        ];
        if (Json)
            context.Output.WriteLine(JsonSerializer.Serialize(new { Device = device.Info, Workloads = results }, s_json));
        else
            Print(context.Output, device, results);
        return 0;
    }

    private sealed record Result(string Name, int Cells, long Realisations, int Trees, double? Seconds, double? ProcessorSeconds, double? TreeEvaluationsPerSecond, double? PaperJobSeconds, string? Skipped)
    {
        /// <summary>Cut of the descent, where each is timed.</summary>
        public string? Cut { get; init; }

        /// <summary>Seconds of the device for one timed job on average.</summary>
        public DeviceTimings? Device { get; init; }
    }

    /// <summary>The first trees of a forest.</summary>
    private static FlatForest Part(FlatForest forest, int trees) => new(forest.Nodes[..forest.Roots[trees]], forest.Roots[..(trees + 1)]);

    private List<Result> Real(IDevice device, VerbContext context)
    {
        string study = context.PathOf(Study ?? Path.Combine("data-samples", "study.yml"));
        if (Study is null && !File.Exists(study))
            return [Skipped("paper-real", $"{study} is not there: run from a checkout, or name a study with --study.")];
        Say(context, $"Warping the covariates of {study} …");
        try
        {
            (string[] names, float[][] covariates) = RealCells.Read(study, context);
            ForestSet forest = RealCells.Forest(names, covariates, Trial ? TrialTrees : Workloads.PaperTrees, Threads ?? 0);
            return Time(device, cells => RealCells.PaperReal(forest, covariates, cells), context.Cancellation);
        }
        catch (InvalidDataException failure) when (Study is null)
        {
            return [Skipped("paper-real", failure.Message)];
        }
    }

    private List<Result> Layers(IDevice device, ForestSet forest, CancellationToken cancellation)
    {
        try
        {
            return Time(device, cells => Workloads.PaperLayers(forest, cells), cancellation);
        }
        catch (DeviceException refusal)
        {
            return [Skipped("paper-layers", refusal.Message)];
        }
    }

    private List<Result> Plain(IDevice device, int depth, CancellationToken cancellation) =>
        Time(device, RandomSplits.Plain(depth, Trial ? TrialTrees : RandomSplits.Trees), cancellation);

    private static Result Skipped(string name, string why) => new(name, 0, 0, 0, null, null, null, null, why);

    /// <summary>Determines how many cells keep the device busy for some seconds, then times that many.</summary>
    private List<Result> Time(IDevice device, Func<int, Workload> make, CancellationToken cancellation)
    {
        var results = new List<Result>();
        RunPlan plan = make(Workloads.BlockCells).Plan;
        foreach ((string cut, IDeviceRun run) in EachCut ? device.LoadEachWay(plan) : [("", device.Load(plan))])
        {
            using (run)
                results.Add(Time(run, make, cancellation) with { Cut = cut.Length > 0 ? cut : null });
        }
        return results;
    }

    private Result Time(IDeviceRun run, Func<int, Workload> make, CancellationToken cancellation)
    {
        Workload workload = make(Workloads.BlockCells * (Trial ? 1 : 4));
        double seconds = double.PositiveInfinity;
        for (int i = 0; i < (Trial ? 1 : WarmUps); i++)
            seconds = Math.Min(seconds, Once(run, workload, cancellation).Seconds);
        for (int cells = workload.Job.Cells; !Trial && seconds < JobSeconds / 2 && cells < run.PreferredCells;)
        {
            double factor = Math.Clamp(JobSeconds / seconds, 2, 16);
            cells = Math.Min((int)(cells * factor) / Workloads.BlockCells * Workloads.BlockCells, run.PreferredCells);
            Workload larger = make(cells);
            if (larger.Job.Cells <= workload.Job.Cells)
                break;
            workload = larger;
            seconds = Once(run, workload, cancellation).Seconds;
        }
        int repeats = Trial ? 1 : Repeats;
        DeviceTimings before = run.Timings;
        (double Seconds, double Processor) median = Enumerable.Range(0, repeats).Select(_ => Once(run, workload, cancellation)).OrderBy(time => time.Seconds).ElementAt(repeats / 2);
        DeviceTimings after = run.Timings;
        double rate = workload.TreeEvaluations * run.JobsAtOnce / median.Seconds;
        double? paper = workload.Plan.Realisations > 1 ? (double)Workloads.PaperCells * Workloads.PaperDraws * Workloads.PaperTrees / rate : null;
        return new Result(workload.Name, workload.Job.Cells * run.JobsAtOnce, workload.Plan.Realisations, workload.Plan.Forests.Trees, median.Seconds, median.Processor, rate, paper, null)
        {
            Device = new DeviceTimings((after.Upload - before.Upload) / repeats, (after.Kernel - before.Kernel) / repeats, (after.Download - before.Download) / repeats),
        };
    }

    /// <summary>Time of enough jobs to keep the device busy, s, including the conversion of integers to means and quantiles, and their processor time on all cores, s.</summary>
    internal static (double Seconds, double Processor) Once(IDeviceRun run, Workload workload, CancellationToken cancellation)
    {
        TimeSpan before = Environment.CpuUsage.TotalTime;
        var clock = Stopwatch.StartNew();
        var summaries = new Summaries(workload.Plan, [0.025, 0.975]);
        double sum = 0;
        JobsInOrder.Run(run, Enumerable.Repeat(workload.Job, run.JobsAtOnce), (job, result) =>
        {
            for (int cell = 0; cell < job.Cells; cell++)
            {
                if (workload.Plan.DirectLayers is null)
                    sum += Summaries.RelativeWidth(summaries.MeanBeta(result, cell), summaries.QuantileBeta(result, cell, 0), summaries.QuantileBeta(result, cell, 1));
                sum += summaries.MeanBetween(result, cell, 20, 100);
            }
        }, cancellation);
        double seconds = clock.Elapsed.TotalSeconds;
        return double.IsFinite(sum) ? (seconds, (Environment.CpuUsage.TotalTime - before).TotalSeconds) : throw new InvalidOperationException("The summaries of a workload are not finite.");
    }

    private static void Print(TextWriter output, IDevice device, List<Result> results)
    {
        output.WriteLine($"{device.Info.Name}: {device.Info.Description}, {device.Info.ComputeUnits} {(device.Info.Kind == "cpu" ? "threads" : "compute units")}");
        output.WriteLine();
        bool apart = device.Info.Kind != "cpu" || results.Any(result => result.Cut is not null);
        string[] columns = ["<workload", "cells", "draws", "trees", "seconds", "CPU seconds", "M tree evaluations/s", "M per CPU second", "the paper's job"];
        TextTable.Write(output, apart ? [.. columns, "upload s", "kernel s", "download s", "<cut"] : columns, results.Select(result =>
        {
            string[] row = result.Skipped is null
                ? [result.Name, $"{result.Cells:N0}", $"{result.Realisations:N0}", $"{result.Trees:N0}", $"{result.Seconds:0.00}", $"{result.ProcessorSeconds:0.00}", $"{result.TreeEvaluationsPerSecond / 1e6:N0}", $"{result.TreeEvaluationsPerSecond * result.Seconds / result.ProcessorSeconds / 1e6:N0}", result.PaperJobSeconds is { } paper ? Duration(paper) : ""]
                : [result.Name, "", "", "", "", "", "not run", "", ""];
            return apart ? [.. row, $"{result.Device?.Upload:0.000}", $"{result.Device?.Kernel:0.00}", $"{result.Device?.Download:0.000}", result.Cut ?? ""] : row;
        }));
        foreach (Result skipped in results.Where(result => result.Skipped is not null))
            output.WriteLine($"{skipped.Name}: {skipped.Skipped}");
    }

    private static string Duration(double seconds) => seconds switch
    {
        < 120 => $"{seconds:0} s",
        < 7200 => $"{seconds / 60:0} min",
        _ => $"{seconds / 3600:0.0} h",
    };

    private void Say(VerbContext context, string message)
    {
        if (!Json)
            context.Error.WriteLine(message);
    }
}
