using SoilBeta.Rasters;
using SoilBeta.Soil;

namespace SoilBeta.Studies;

/// <summary>Who gets what of <c>--memory</c>, the most memory that the whole process has resident: decided here and nowhere else.</summary>
/// <remarks>
/// Program and runtime take the same whatever is computed, GDAL's block cache a share. While the stack is made, GDAL's warper has all of the rest: its size is fixed, since pixels depend on it.
/// While maps are made, what the study itself needs (<see cref="StudyMemory"/>) comes first; the rest is divided among the device, the tiles on their way, and the maps being written.
/// Memory that the garbage collector has not reclaimed yet is limited too, by <see cref="HeapLimit"/>.
/// </remarks>
public sealed record MemoryBudget
{
    /// <summary>Least size that may be asked for, bytes: while the stack is made, program, cache and warper come to some 480 MB.</summary>
    public const long Least = 512L << 20;

    /// <summary>Program, runtime and libraries, profiles, what is compiled on the way, and the collector's own tables, bytes.</summary>
    private const long ProgramBytes = 176L << 20;

    /// <summary>What drivers of OpenCL devices take beside, bytes: PoCL's compiler, or a GPU's context.</summary>
    private const long DriverBytes = 256L << 20;

    /// <summary>What the managed heap may always have while the stack is made, bytes: some rows of each layer.</summary>
    private const long LeastStackHeap = 64L << 20;

    private const long LeastCache = 32L << 20, MostCache = 128L << 20;

    /// <summary>What is left for device, tiles and maps at least, bytes.</summary>
    private const long LeastRest = 96L << 20;

    private MemoryBudget(long total)
    {
        Total = total;
        GdalCache = Math.Clamp(total / 16, LeastCache, MostCache);
    }

    /// <summary>All of it, bytes.</summary>
    public long Total { get; }

    /// <summary>GDAL's block cache, bytes.</summary>
    public long GdalCache { get; }

    /// <summary>What is left beside program and cache, bytes.</summary>
    public long Data => Total - ProgramBytes - GdalCache;

    /// <summary>What the device may take of the host's memory, bytes.</summary>
    public long Device { get; private init; }

    /// <summary>All tiles in flight from stack to disk, bytes.</summary>
    public long Tiles { get; private init; }

    /// <summary>Strips of the maps of an ecosystem that are being written while the next one is computed, bytes.</summary>
    public long Strips { get; private init; }

    /// <summary>Maps that are compressed and read back at once, bytes.</summary>
    public long Finishing { get; private init; }

    /// <summary>What the maps of all ecosystems together, and those of applicability, may take once nothing is computed any more, bytes.</summary>
    public long AllMaps => Device + Finishing;

    /// <summary>The managed heap while maps are made: what the device takes outside it is not counted, bytes.</summary>
    public long Heap { get; private init; }

    /// <summary>The managed heap while the stack is made, beside the warper, bytes.</summary>
    public long StackHeap => Math.Max(LeastStackHeap, Data - ((long)WarpedRaster.WarpMegabytes << 20));

    /// <summary>The division as far as it is the same for all steps.</summary>
    /// <param name="total">What <c>--memory</c> says, bytes.</param>
    public static MemoryBudget Of(long total) => new MemoryBudget(total).Divide(0);

    /// <summary>The least size with which a study's maps can be made on the CPU device, bytes; the cache grows with what there is.</summary>
    public static long LeastFor(StudyMemory own) => Math.Max(Least, ProgramBytes + LeastCache + own.Bytes + LeastRest);

    /// <summary>The division while a study's maps are made.</summary>
    /// <param name="own">What the study needs whatever the division is.</param>
    /// <param name="device">Name of the device.</param>
    /// <exception cref="InvalidDataException">The study needs more than there is.</exception>
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
        // A tenth stays free: a map's compression, threads' stacks, what is counted a little short.
        return this with { Device = rest * 4 / 10, Tiles = rest * 2 / 10, Strips = rest * 2 / 10, Finishing = rest / 10, Heap = Data - (rest * 3 / 10) };
    }
}

/// <summary>What a study's maps need whatever the memory is, by part.</summary>
/// <param name="Parts">The parts, bytes.</param>
public sealed record StudyMemory(IReadOnlyList<(string What, long Bytes)> Parts)
{
    /// <summary>Tiles whose totals are in memory on the way to the disk, and the sums of waiting ones, besides those being computed.</summary>
    private const int TilesWithTotals = 4;

    /// <summary>Combinations of zones that a tile is counted with at most: small tiles, of which there are many realisations, lie in few.</summary>
    private const int TuplesOfTile = 8;

    /// <summary>Bytes of a node of a forest as it was trained, of a tree of a quantile forest for each row, and of a row of each of its targets.</summary>
    private const long NodeBytes = 28, RowBytes = 5, TargetBytes = 32;

    /// <summary>What maps need.</summary>
    /// <param name="study">Study.</param>
    /// <param name="zones">Zones, the whole map among them.</param>
    /// <param name="nodes">Nodes of the largest forest.</param>
    /// <param name="rows">Profiles of all ecosystems, whose quantile forests stay until the maps of all of them are written.</param>
    /// <param name="jobs">Tiles that are computed at once.</param>
    public static StudyMemory Of(Study study, int zones, long nodes, long rows, int jobs = 2)
    {
        var uncertainty = study.Uncertainty;
        long realisations = uncertainty.Realisations;
        long zone = LayerDensities.Parts * sizeof(long) * realisations;
        // Of each ecosystem, and of all together; those compared with and the residuals come one after the other.
        long totals = (study.Ecosystems.Count + 1L + (uncertainty.Compare.Count > 0 ? study.Ecosystems.Count + 1 : 0) + (uncertainty.Residuals ? study.Ecosystems.Count : 0)) * zones * zone;
        long tiles = (TilesWithTotals + jobs) * Math.Min(TuplesOfTile, study.Zones.Count == 0 ? 1 : zones) * zone;
        int trees = study.Forest.TreesOnMap;
        // A quantile forest, and a byte for each row and tree: whether it was drawn.
        long intervals = uncertainty.Prediction.Count > 0 ? (nodes * NodeBytes) + (rows * ((Math.Min(trees, Forests.QuantileForest.IntervalTrees) * RowBytes) + trees + (MapProduct.All.Count * TargetBytes))) : 0;
        long index = study.Applicability.Map ? rows * study.Covariates.Count * sizeof(double) : 0;
        return new StudyMemory([("totals of every realisation and zone", totals), ("totals of tiles on their way", tiles), ("the forests behind the prediction intervals", intervals), ("the index of applicability", index)]);
    }

    /// <summary>All parts together, bytes.</summary>
    public long Bytes => Parts.Sum(part => part.Bytes);
}
