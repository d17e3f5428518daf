using System.Globalization;
using CommandLine;
using SoilBeta.Rasters;
using SoilBeta.Studies;
using SoilBeta.Workflow.Runs;
using SoilBeta.Workflow.Slurm;

namespace SoilBeta.Cli.Verbs;

/// <summary><c>soilbeta slurm</c>: job scripts that make a study's maps on a cluster.</summary>
[VerbTask(VerbGroup.Cluster, 2, "Job scripts for Slurm")]
[Verb("slurm", HelpText = "Writes job scripts for Slurm into slurm/ below the output folder: prepare, an array of n shards, merge, and submit.sh, which submits them one after the other. They ask for --threads CPUs (default here: 4), memory for --memory (default here: 4GB) and the time that 'check' estimates. Nothing is submitted.")]
[VerbExample("soilbeta slurm data-samples/study.yml --shards 8 --threads 16 --memory 8GB")]
[VerbExample("soilbeta slurm data-samples/study.yml --shards 4 --gpus-per-task 1")]
internal sealed class SlurmVerb : DeviceStudyVerb
{
    private const int DefaultTaskThreads = 4;
    private const long DefaultTaskMemory = 4L << 30;

    /// <summary>Number of parts.</summary>
    [Option("shards", Required = true, MetaValue = "n", HelpText = "Number of parts of the map: tasks of the array.")]
    public int Shards { get; set; }

    /// <summary>GPUs of a task.</summary>
    [Option("gpus-per-task", MetaValue = "G", HelpText = "GPUs that each shard asks for: 0 (default) or 1; more GPUs are used by more shards.")]
    public int GpusPerTask { get; set; }

    /// <summary>Bounds of the map.</summary>
    [Option("bounds", MetaValue = "W,S,E,N", HelpText = "Map only the cells that these bounds touch, as 'map' does.")]
    public string? Bounds { get; set; }

    /// <inheritdoc/>
    protected override string Verb => "slurm";

    /// <inheritdoc/>
    protected override string? BoundsText => Bounds;

    /// <inheritdoc/>
    protected override int DefaultThreads => DefaultTaskThreads;

    /// <inheritdoc/>
    protected override long DefaultMemory => DefaultTaskMemory;

    /// <inheritdoc/>
    protected override int Run(StudyContext study, OutputFolder folder, StepOptions options, TextWriter output)
    {
        if (GpusPerTask is not (0 or 1))
            throw new UsageException($"--gpus-per-task {GpusPerTask}: expected 0 or 1; a shard uses one GPU, and more --shards use more.");
        OutputGuard.Require(study, folder);
        List<string> common = [], map = [];
        if (Seed is { } seed)
            common.AddRange(["--seed", seed.ToString(CultureInfo.InvariantCulture)]);
        if (AllowNetwork)
            common.Add("--allow-network");
        if (OpenSeconds != new OpeningLimits().Seconds)
            common.AddRange(["--open-seconds", OpenSeconds.ToString(CultureInfo.InvariantCulture)]);
        if (Draws is { } draws)
            map.AddRange(["--draws", draws.ToString(CultureInfo.InvariantCulture)]);
        if (Bounds is not null)
            map.Add($"--bounds={Bounds}"); // a single argument, since a western bound starts with a minus
        // On a node with an assigned GPU this one is visible alone; without one, the GPU of another task stays untouched.
        string device = Device == "auto" && GpusPerTask == 0 ? "cpu" : Device;
        foreach (string path in SlurmScripts.Write(study, folder, options, new SlurmRequest(ShardOption.Count(Shards), GpusPerTask, device, Program(), common, map)))
            output.WriteLine(path);
        return 0;
    }

    // The command that started this process: the program itself, or dotnet and the program.
    private static List<string> Program()
    {
        string host = Environment.ProcessPath ?? "dotnet";
        return Path.GetFileNameWithoutExtension(host) == "dotnet" ? [host, Path.Combine(AppContext.BaseDirectory, "soilbeta.dll")] : [host];
    }
}
