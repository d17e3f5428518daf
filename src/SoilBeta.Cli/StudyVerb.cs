using CommandLine;
using SoilBeta.Cli.Terminal;
using SoilBeta.Devices;
using SoilBeta.Devices.Catalog;
using SoilBeta.Rasters;
using SoilBeta.Studies;

namespace SoilBeta.Cli;

/// <summary>Common options and set-up of the verbs that work on a study.</summary>
internal abstract class StudyVerb : VerbBase
{
    /// <summary>The study file.</summary>
    [Value(0, MetaName = "STUDY.yml", Required = true, HelpText = "Study file (YAML); its keys are in docs/study-file.md.")]
    public string StudyPath { get; set; } = "";

    /// <summary>Output folder.</summary>
    [Option("output", MetaValue = "FOLDER", HelpText = "Folder of the results (default: out/NAME in the current folder).")]
    public string? Output { get; set; }

    /// <summary>Seed in place of the study's.</summary>
    [Option("seed", MetaValue = "S", HelpText = "Seed instead of the study's (0 or more).")]
    public ulong? Seed { get; set; }

    /// <summary>Threads.</summary>
    [Option("threads", MetaValue = "N", HelpText = "CPU threads (default: all).")]
    public int? Threads { get; set; }

    /// <summary>Memory.</summary>
    [Option("memory", MetaValue = "SIZE", HelpText = "Limit of the program's resident memory, e.g. 2GB or 800MB; at least 512MB (default: a quarter of the machine, at least 1 GB).")]
    public string? Memory { get; set; }

    /// <summary>Network.</summary>
    [Option("allow-network", HelpText = "Open rasters and vector layers by address (https://…, /vsicurl/…, /vsis3/…) and inside archives (/vsizip/…, /vsitar/…, /vsigzip/…), which is refused otherwise; for studies you trust.")]
    public bool AllowNetwork { get; set; }

    /// <summary>Time limit of the first opening of a file, s.</summary>
    [Option("open-seconds", Default = 60.0, MetaValue = "SECONDS", HelpText = "Most seconds that the first opening of a raster or vector file may take, in a process of its own, plus one for each 5 MB of it; what takes longer is refused as damaged.")]
    public double OpenSeconds { get; set; }

    /// <summary>Suppresses progress.</summary>
    [Option('q', "quiet", HelpText = "Show errors only, no progress and no messages.")]
    public bool Quiet { get; set; }

    /// <summary>Name of the verb, for messages.</summary>
    protected abstract string Verb { get; }

    /// <summary>Override of the study's draws, where the verb has such an option.</summary>
    protected virtual int? DrawsOverride => null;

    /// <summary>Bounds of the map, if the verb has such an option.</summary>
    protected virtual string? BoundsText => null;

    /// <summary>Device to compute on, where the verb has such an option.</summary>
    protected virtual string DeviceName => "auto";

    /// <summary>Default number of threads.</summary>
    protected virtual int DefaultThreads => Environment.ProcessorCount;

    /// <summary>Default memory, bytes.</summary>
    protected virtual long DefaultMemory => StepOptions.DefaultMemory();

    /// <summary>Whether the verb opens rasters or vector layers; one that only reads the stack runs where GDAL is missing.</summary>
    protected virtual bool NeedsGdal => true;

    /// <summary>Size of finished tiles to keep, if the verb has such an option.</summary>
    protected virtual string? TilesText => null;

    /// <inheritdoc/>
    public sealed override int Run(VerbContext context)
    {
        CheckDevice();
        var study = StudyReader.Read(context.PathOf(StudyPath), new StudyOverrides(Seed, DrawsOverride, AllowNetwork) { Bounds = BoundsText, Threads = Threads, Memory = Memory, KeepTiles = TilesText });
        long bytes = study.Limits.MemoryBytes ?? DefaultMemory;
        var memory = MemoryBudget.FromTotal(bytes);
        HeapLimit heap = context.OwnsProcess ? HeapLimit.OfProcess : HeapLimit.None;
        heap.Set(memory.Data);
        var gdal = new GdalSession(OpeningCommand.FirstOpen(OpenSeconds, context), context.OwnsProcess ? memory.GdalCache : null, AllowNetwork, mayBeMissing: !NeedsGdal);
        gdal.Announce(study.Study.OpenedFiles);
        var folder = new OutputFolder(context.PathOf(Output ?? Path.Combine("out", study.Study.Name)));
        var options = new StepOptions
        {
            Threads = study.Limits.Threads ?? DefaultThreads,
            MemoryBytes = bytes,
            Heap = heap,
            Gdal = gdal,
            TileBytes = study.Limits.TileBytes ?? StepOptions.DefaultTileBytes,
            Device = DeviceName,
            Report = new StepReport(Verb, Quiet, context),
            Cancellation = context.Cancellation,
        };
        return Run(study, folder, options, context.Output);
    }

    /// <summary>Requires that the device can be used, before any step runs. <c>auto</c> always finds one.</summary>
    private void CheckDevice()
    {
        if (DeviceName is not ("auto" or "cpu") && DeviceCatalog.Resolve(DeviceName).Missing is { } reason)
            throw new DeviceException($"Device '{DeviceName}' cannot run here: {reason}");
    }

    /// <summary>Runs the verb on a study that has been read and checked.</summary>
    protected abstract int Run(StudyContext study, OutputFolder folder, StepOptions options, TextWriter output);
}
