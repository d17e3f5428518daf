using SoilBeta.Rasters;

namespace SoilBeta.Studies;

/// <summary>Resources and reporting of a step; none of these options affects results.</summary>
public sealed record StepOptions
{
    /// <summary>CPU threads, 1 or more.</summary>
    public int Threads { get; init; } = Environment.ProcessorCount;

    /// <summary>Limit of the process's resident memory, bytes.</summary>
    public long MemoryBytes { get; init; } = DefaultMemory();

    /// <summary>Division of the memory.</summary>
    public MemoryBudget Memory
    {
        get => field ?? MemoryBudget.FromTotal(MemoryBytes);
        init;
    }

    /// <summary>Limit of the managed heap, which a step sets once it knows its needs.</summary>
    public HeapLimit Heap { get; init; } = HeapLimit.None;

    /// <summary>GDAL session for the study's rasters and vector layers; by default one for trusted files.</summary>
    public GdalSession Gdal
    {
        get => field ??= new GdalSession();
        init;
    }

    /// <summary>Device name: <c>cpu</c>, <c>opencl:0</c>, …, or <c>auto</c>.</summary>
    public string Device { get; init; } = "auto";

    /// <summary>Size of finished tiles kept after the maps are written, bytes: a changed prediction interval, name or title then needs no new draws.</summary>
    public long TileBytes { get; init; } = DefaultTileBytes;

    /// <summary>Receives messages and progress.</summary>
    public IStepReport Report { get; init; } = SilentReport.Instance;

    /// <summary>Cancellation token.</summary>
    public CancellationToken Cancellation { get; init; }

    /// <summary>4 GB, for tiles of about thirty million cells.</summary>
    public const long DefaultTileBytes = 4L << 30;

    /// <summary>A quarter of the machine's memory, at least 1 GB, bytes.</summary>
    public static long DefaultMemory() => Math.Max(1L << 30, MachineMemory / 4);

    /// <summary>Memory of the machine or container, bytes, before the program sets a limit.</summary>
    public static long MachineMemory { get; } = GC.GetGCMemoryInfo().TotalAvailableMemoryBytes;
}
