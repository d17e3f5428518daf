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
    /// <summary>Target duration of a timed job, s, up to the size of a job of a map: only many cells at once have similar neighbours.</summary>
    private const double JobSeconds = 5;

    /// <summary>Timed jobs of each workload; the median is reported.</summary>
    private const int Repeats = 3;

    /// <summary>Small jobs before the timing, so that the runtime has compiled its optimised code.</summary>
    private const int WarmUps = 4;

    private static readonly string[] s_names = ["paper-alike", "paper-unlike", "paper-real", "paper-layers", "small"];

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

    /// <summary>A single workload.</summary>
    [Option("workload", MetaValue = "NAME", HelpText = "Only this one: paper-alike, paper-unlike, paper-real, paper-layers (five outputs a leaf) or small (default: all).")]
    public string? Only { get; set; }

    /// <summary>Machine-readable output.</summary>
    [Option("json", HelpText = "JSON instead of a table.")]
    public bool Json { get; set; }

    /// <inheritdoc/>
    public override int Run(VerbContext context)
    {
        if (Threads is < 1)
            throw new UsageException($"--threads {Threads}: expected 1 or more.");
        string[] wanted = Only is null ? s_names : [Only];
        if (!s_names.Contains(wanted[0], StringComparer.Ordinal))
            throw new UsageException($"--workload {Only}: expected {string.Join(", ", s_names)}.");
        using IDevice device = DeviceCatalog.Open(Device, new DeviceOptions(Threads ?? 0));
        Say(context, $"Training the forest of the workloads ({Workloads.PaperTrees} trees on 6,000 rows) …");
        ForestSet forest = Workloads.Forest(threads: Threads ?? 0);
        ForestSet small = forest with { Refits = [Part(forest.Refits[0], 100)] };
        List<Result> results =
        [
            .. wanted.Select(name => name switch
            {
                "paper-alike" => Time(device, cells => Workloads.PaperAlike(forest, cells), context.Cancellation),
                "paper-unlike" => Time(device, cells => Workloads.PaperUnlike(forest, cells), context.Cancellation),
                "paper-real" => Real(device, context),
                "paper-layers" => Layers(device, forest, context.Cancellation),
                _ => Time(device, cells => Workloads.Small(small, cells), context.Cancellation),
            }),
        ];
        if (Json)
            context.Output.WriteLine(JsonSerializer.Serialize(new { Device = device.Info, Workloads = results }, s_json));
        else
            Print(context.Output, device, results);
        return 0;
    }

    private sealed record Result(string Name, int Cells, long Realisations, int Trees, double? Seconds, double? ProcessorSeconds, double? TreeEvaluationsPerSecond, double? PaperJobSeconds, string? Skipped);

    /// <summary>The first trees of a forest.</summary>
    private static FlatForest Part(FlatForest forest, int trees) => new(forest.Nodes[..forest.Roots[trees]], forest.Roots[..(trees + 1)]);

    private Result Real(IDevice device, VerbContext context)
    {
        string study = context.PathOf(Study ?? Path.Combine("data-samples", "study.yml"));
        if (Study is null && !File.Exists(study))
            return new Result("paper-real", 0, 0, 0, null, null, null, null, $"{study} is not there: run from a checkout, or name a study with --study.");
        Say(context, $"Warping the covariates of {study} …");
        try
        {
            (string[] names, float[][] covariates) = RealCells.Read(study, context);
            ForestSet forest = RealCells.Forest(names, covariates, Workloads.PaperTrees, Threads ?? 0);
            return Time(device, cells => RealCells.PaperReal(forest, covariates, cells), context.Cancellation);
        }
        catch (InvalidDataException failure) when (Study is null)
        {
            return new Result("paper-real", 0, 0, 0, null, null, null, null, failure.Message);
        }
    }

    private static Result Layers(IDevice device, ForestSet forest, CancellationToken cancellation)
    {
        try
        {
            return Time(device, cells => Workloads.PaperLayers(forest, cells), cancellation);
        }
        catch (DeviceException refusal)
        {
            return new Result("paper-layers", 0, 0, 0, null, null, null, null, refusal.Message);
        }
    }

    /// <summary>Determines how many cells keep the device busy for some seconds, then times that many.</summary>
    private static Result Time(IDevice device, Func<int, Workload> make, CancellationToken cancellation)
    {
        Workload workload = make(4 * Workloads.BlockCells);
        using IDeviceRun run = device.Load(workload.Plan);
        double seconds = double.PositiveInfinity;
        for (int i = 0; i < WarmUps; i++)
            seconds = Math.Min(seconds, Once(run, workload, cancellation).Seconds);
        for (int cells = workload.Job.Cells; seconds < JobSeconds / 2 && cells < run.PreferredCells;)
        {
            double factor = Math.Clamp(JobSeconds / seconds, 2, 16);
            cells = Math.Min((int)(cells * factor) / Workloads.BlockCells * Workloads.BlockCells, run.PreferredCells);
            Workload larger = make(cells);
            if (larger.Job.Cells <= workload.Job.Cells)
                break;
            workload = larger;
            seconds = Once(run, workload, cancellation).Seconds;
        }
        (double Seconds, double Processor) median = Enumerable.Range(0, Repeats).Select(_ => Once(run, workload, cancellation)).OrderBy(time => time.Seconds).ElementAt(Repeats / 2);
        double rate = workload.TreeEvaluations * run.JobsAtOnce / median.Seconds;
        double paper = (double)Workloads.PaperCells * Workloads.PaperDraws * Workloads.PaperTrees / rate;
        return new Result(workload.Name, workload.Job.Cells * run.JobsAtOnce, workload.Plan.Realisations, workload.Plan.Forests.Trees, median.Seconds, median.Processor, rate, paper, null);
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
        TextTable.Write(
            output,
            ["<workload", "cells", "draws", "trees", "seconds", "CPU seconds", "M tree evaluations/s", "M per CPU second", "the paper's job"],
            results.Select(result => result.Skipped is null
                ? (string[])[result.Name, $"{result.Cells:N0}", $"{result.Realisations:N0}", $"{result.Trees:N0}", $"{result.Seconds:0.00}", $"{result.ProcessorSeconds:0.00}", $"{result.TreeEvaluationsPerSecond / 1e6:N0}", $"{result.TreeEvaluationsPerSecond * result.Seconds / result.ProcessorSeconds / 1e6:N0}", Duration(result.PaperJobSeconds!.Value)]
                : [result.Name, "", "", "", "", "", "not run", "", ""]));
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
