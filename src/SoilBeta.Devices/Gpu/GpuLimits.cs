namespace SoilBeta.Devices.Gpu;

/// <summary>Memory limits of a run on a device. Cells are split into chunks, realisations into slices and forests into parts that fit.</summary>
/// <param name="MemoryBytes">Memory of all buffers together, bytes.</param>
/// <param name="AllocationBytes">Largest single buffer, bytes.</param>
/// <param name="Points">Points (a cell in a realisation) of a chunk that keep the device busy; more are of no use.</param>
internal sealed record GpuLimits(long MemoryBytes, long AllocationBytes, long Points)
{
    /// <summary>Maximum number of realisations per slice: limits the loop of one work-item in a reduction.</summary>
    public const long LongestSlice = 1 << 24;

    /// <summary>Maximum number of points per chunk, so that 8 planes of values can be indexed by 32 bits.</summary>
    public const long MostPoints = 1 << 28;

    /// <summary>Maximum number of cells in a chunk: a second dimension that every driver accepts.</summary>
    public const long MostCells = 65535;

    /// <summary>Largest buffer, bytes, so that kernels can index its entries by 32 bits.</summary>
    private const long LargestBuffer = 1L << 33;

    /// <summary>Host memory by the options, bytes.</summary>
    public static long HostBytes(DeviceOptions options) => options.MemoryBytes > 0 ? options.MemoryBytes : GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / 4;

    /// <summary>Limits of a device: four fifths of its memory, or the host memory by the options where it shares that.</summary>
    /// <param name="memory">Memory of the device, bytes.</param>
    /// <param name="sharesHost">Whether it is the host's memory.</param>
    /// <param name="allocation">Largest single buffer, bytes.</param>
    /// <param name="points">As <see cref="Points"/>.</param>
    /// <param name="options">Options.</param>
    public static GpuLimits For(long memory, bool sharesHost, long allocation, long points, DeviceOptions options)
    {
        memory = memory / 5 * 4;
        if (sharesHost)
            memory = Math.Min(memory, HostBytes(options));
        return new GpuLimits(memory, Math.Min(Math.Min(allocation, memory / 2), LargestBuffer), points);
    }
}
