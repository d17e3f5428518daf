using SoilBeta.Rasters;
using SoilBeta.Soil;

namespace SoilBeta.Studies;

/// <summary>Divides <c>--memory</c>, the limit of the process's resident memory, among its users; no other code decides this.</summary>
/// <remarks>
/// Program and runtime take a fixed amount, GDAL's block cache a share. During <c>prepare</c> GDAL's warper takes a fixed amount, because pixels depend on it.
/// During <c>map</c> the study's own needs (<see cref="StudyMemory"/>) come first; the rest is divided among device, tiles in flight, and maps being written.
/// Memory that the garbage collector has not reclaimed yet is limited too, by <see cref="HeapLimit"/>.
/// </remarks>
public sealed record MemoryBudget
{
    /// <summary>Smallest limit, bytes: in <c>prepare</c>, program, cache and warper take about 480 MB.</summary>
    public const long Least = 512L << 20;

    /// <summary>Program, runtime, libraries, profiles, compiled code, and the garbage collector's tables, bytes.</summary>
    private const long ProgramBytes = 176L << 20;

    /// <summary>Additional memory of OpenCL drivers, bytes: PoCL's compiler, or a GPU's context.</summary>
    private const long DriverBytes = 256L << 20;

    /// <summary>Minimum of the managed heap in <c>prepare</c>, bytes: some rows of each layer.</summary>
    private const long LeastStackHeap = 64L << 20;

    private const long LeastCache = 32L << 20, MostCache = 128L << 20;

    /// <summary>Minimum for device, tiles and maps, bytes.</summary>
    private const long LeastRest = 96L << 20;

    private MemoryBudget(long total)
    {
        Total = total;
        GdalCache = Math.Clamp(total / 16, LeastCache, MostCache);
    }

    /// <summary>Limit of the whole process, bytes.</summary>
    public long Total { get; }

    /// <summary>GDAL's block cache, bytes.</summary>
    public long GdalCache { get; }

    /// <summary>Memory without program and cache, bytes.</summary>
    public long Data => Total - ProgramBytes - GdalCache;

    /// <summary>Host memory for the device, bytes.</summary>
    public long Device { get; private init; }

    /// <summary>All tiles in flight from stack to disk, bytes.</summary>
    public long Tiles { get; private init; }

    /// <summary>Strips of the maps of one ecosystem, written while the next is computed, bytes.</summary>
    public long Strips { get; private init; }

    /// <summary>Maps compressed and verified at the same time, bytes.</summary>
    public long Finishing { get; private init; }

    /// <summary>Maps of all ecosystems together and of applicability, which are written after all computations, bytes.</summary>
    public long AllMaps => Device + Finishing;

    /// <summary>Managed heap in <c>map</c>, without the device's native memory, bytes.</summary>
    public long Heap { get; private init; }

    /// <summary>Managed heap in <c>prepare</c>, besides the warper, bytes.</summary>
    public long StackHeap => Math.Max(LeastStackHeap, Data - ((long)WarpedRaster.WarpMegabytes << 20));

    /// <summary>The part of the division that is the same for all steps.</summary>
    /// <param name="total">Value of <c>--memory</c>, bytes.</param>
    public static MemoryBudget FromTotal(long total) => new MemoryBudget(total).Divide(0);

    /// <summary>Smallest <c>--memory</c> for a study's maps on the CPU device, bytes, with the smallest cache.</summary>
    public static long LeastFor(StudyMemory own) => Math.Max(Least, ProgramBytes + LeastCache + own.Bytes + LeastRest);

    /// <summary>The division for a study's maps.</summary>
    /// <param name="own">Fixed needs of the study.</param>
    /// <param name="device">Name of the device.</param>
    /// <exception cref="InvalidDataException">The study needs more memory than the limit.</exception>
    public MemoryBudget For(StudyMemory own, string device)
    {
        long beside = own.Bytes + (device.StartsWith("opencl", StringComparison.Ordinal) ? DriverBytes : 0);
        if (Data - beside >= LeastRest)
            return Divide(beside);
        string needs = string.Join(", ", own.Parts.Where(part => part.Bytes >= 1 << 20).Select(part => $"{part.What} {DiskSpace.Size(part.Bytes)}"));
        throw new InvalidDataException(
            $"--memory {DiskSpace.Size(Total)} is too little for this study: it needs {DiskSpace.Size(Total - Data + beside + LeastRest)}, of which program and cache {DiskSpace.Size(Total - Data)}, device and maps at least {DiskSpace.Size(LeastRest)}"
            + (needs.Length > 0 ? $", {needs}" : "") + (beside > own.Bytes ? $", the drivers of {device} {DiskSpace.Size(beside - own.Bytes)}" : "") + ". Give it more, or compute fewer realisations (draws, refits), zones or trees.");
    }

    private MemoryBudget Divide(long beside)
    {
        long rest = Math.Max(0, Data - beside);
        // A tenth stays free for compression, thread stacks, and underestimates.
        return this with { Device = rest * 4 / 10, Tiles = rest * 2 / 10, Strips = rest * 2 / 10, Finishing = rest / 10, Heap = Data - (rest * 3 / 10) };
    }
}

/// <summary>Fixed memory needs of a study's maps, by part.</summary>
/// <param name="Parts">The parts, bytes.</param>
public sealed record StudyMemory(IReadOnlyList<(string What, long Bytes)> Parts)
{
    /// <summary>Tiles whose totals are in memory on the way to the disk, and the sums of waiting ones, besides those being computed.</summary>
    private const int TilesWithTotals = 4;

    /// <summary>Largest number of zone combinations per tile in the estimate; tiles with many realisations are small and overlap few zones.</summary>
    private const int TuplesOfTile = 8;

    /// <summary>Bytes per node of a trained forest; per row and tree of a quantile forest; per row and target.</summary>
    private const long NodeBytes = 28, RowBytes = 5, TargetBytes = 32;

    /// <summary>Estimates the needs of a study's maps.</summary>
    /// <param name="study">Study.</param>
    /// <param name="zones">Number of zones, including the whole map.</param>
    /// <param name="nodes">Nodes of the largest forest.</param>
    /// <param name="rows">Profiles of all ecosystems, whose quantile forests stay in memory until all maps are written.</param>
    /// <param name="jobs">Tiles computed at the same time.</param>
    public static StudyMemory ForStudy(Study study, int zones, long nodes, long rows, int jobs = 2)
    {
        var uncertainty = study.Uncertainty;
        long realisations = uncertainty.Realisations;
        long zone = Math.Max(LayerDensities.Parts, study.Forest.MayBeDirect ? study.Layers.Count : 0) * sizeof(long) * realisations;
        // For each ecosystem and for all together, and again for comparisons and residuals, which run one after another.
        long totals = (study.Ecosystems.Count + 1L + (uncertainty.Compare.Count > 0 ? study.Ecosystems.Count + 1 : 0) + (uncertainty.Residuals ? study.Ecosystems.Count : 0)) * zones * zone;
        long tiles = (TilesWithTotals + jobs) * Math.Min(TuplesOfTile, study.Zones.Count == 0 ? 1 : zones) * zone;
        int trees = study.Forest.TreesOnMap;
        // A quantile forest for each model, and one byte per row and tree for the bootstrap counts.
        int models = 1 + (study.Forest.MayBeDirect ? 1 : 0) + (study.Target is not null ? 1 : 0);
        long intervals = uncertainty.Prediction.Count > 0 ? models * ((nodes * NodeBytes) + (rows * ((Math.Min(trees, Forests.QuantileForest.IntervalTrees) * RowBytes) + trees + (study.Products.Count * TargetBytes)))) : 0;
        long index = study.Applicability.Map ? rows * study.Covariates.Count * sizeof(double) : 0;
        return new StudyMemory([("totals of every realisation and zone", totals), ("totals of tiles on their way", tiles), ("the forests behind the prediction intervals", intervals), ("the index of applicability", index)]);
    }

    /// <summary>All parts together, bytes.</summary>
    public long Bytes => Parts.Sum(part => part.Bytes);
}
