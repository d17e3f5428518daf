namespace SoilBeta.Devices.OpenCl;

/// <summary>Memory that a run may take on a device. Cells are split into chunks, realisations into slices and forests into parts that fit.</summary>
/// <param name="MemoryBytes">All buffers together, bytes.</param>
/// <param name="AllocationBytes">Largest single buffer, bytes.</param>
/// <param name="Points">Points (a cell in a realisation) of a chunk that keep the device busy; more gain nothing.</param>
internal sealed record OpenClLimits(long MemoryBytes, long AllocationBytes, long Points)
{
    /// <summary>Most realisations of a slice: bounds what one work-item of a summing kernel loops over.</summary>
    public const long LongestSlice = 1 << 24;

    /// <summary>Most points of a chunk, so that 8 planes of values are counted in 32 bits.</summary>
    public const long MostPoints = 1 << 28;

    /// <summary>Most cells of a chunk: what any driver takes as a second dimension.</summary>
    public const long MostCells = 65535;

    /// <summary>Largest buffer that is asked for, bytes, so that kernels count the entries of any in 32 bits.</summary>
    private const long LargestBuffer = 1L << 33;

    /// <summary>Host memory that the options allow, bytes.</summary>
    public static long HostBytes(DeviceOptions options) => options.MemoryBytes > 0 ? options.MemoryBytes : GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / 4;

    /// <summary>Limits of a device: four fifths of its memory, or, where it shares the host's, what the options allow (a quarter of the machine).</summary>
    public static OpenClLimits For(ClDevice device, DeviceOptions options)
    {
        long memory = device.MemoryBytes / 5 * 4;
        if (device.SharesHostMemory || device.Kind == "cpu")
            memory = Math.Min(memory, HostBytes(options));
        long perUnit = device.Kind == "gpu" ? 32768 : 65536;
        return new OpenClLimits(memory, Math.Min(Math.Min(device.MaxAllocation, memory / 2), LargestBuffer), device.ComputeUnits * perUnit);
    }
}
