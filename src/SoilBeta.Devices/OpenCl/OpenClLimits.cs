namespace SoilBeta.Devices.OpenCl;

/// <summary>Memory limits of a run on a device. Cells are split into chunks, realisations into slices and forests into parts that fit.</summary>
/// <param name="MemoryBytes">Memory of all buffers together, bytes.</param>
/// <param name="AllocationBytes">Largest single buffer, bytes.</param>
/// <param name="Points">Points (a cell in a realisation) of a chunk that keep the device busy; more are of no use.</param>
internal sealed record OpenClLimits(long MemoryBytes, long AllocationBytes, long Points)
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
    public static OpenClLimits For(ClDevice device, DeviceOptions options)
    {
        long memory = device.MemoryBytes / 5 * 4;
        if (device.SharesHostMemory || device.Kind == "cpu")
            memory = Math.Min(memory, HostBytes(options));
        long perUnit = device.Kind == "gpu" ? 32768 : 65536;
        return new OpenClLimits(memory, Math.Min(Math.Min(device.MaxAllocation, memory / 2), LargestBuffer), device.ComputeUnits * perUnit);
    }
}
