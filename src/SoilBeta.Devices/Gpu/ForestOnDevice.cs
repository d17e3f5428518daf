using SoilBeta.Forests;

namespace SoilBeta.Devices.Gpu;

/// <summary>The forests of a run on a device: all parts resident if they fit into half of the memory; otherwise each worker uploads one part after the other into its own buffers.</summary>
internal sealed class ForestOnDevice : IDisposable
{
    private readonly ForestSet _set;
    private readonly IGpuProgram _program;
    private readonly List<PartBuffers> _resident = [];

    /// <summary>Splits the forests for a device with the given limits and, where they fit, uploads them.</summary>
    public ForestOnDevice(IGpuProgram program, ForestSet set, GpuLimits limits, int workers, IGpuQueue queue)
    {
        _set = set;
        _program = program;
        Parts = ForestPart.Split(set, Math.Min(limits.AllocationBytes, limits.MemoryBytes / 2), program.NodeBytes);
        long all = Parts.Sum(part => Bytes(part.Nodes, part.Roots));
        IsResident = all <= limits.MemoryBytes / 2;
        if (!IsResident)
        {
            // Not resident: an eighth of the memory for the parts of each worker, the rest for chunks.
            Parts = ForestPart.Split(set, Math.Min(limits.AllocationBytes, limits.MemoryBytes / (4 * workers)), program.NodeBytes);
            BytesTaken = workers * Bytes(MostNodes, MostRoots);
            return;
        }
        BytesTaken = all;
        try
        {
            foreach (ForestPart part in Parts)
            {
                PartBuffers buffers = program.Part(part.Nodes, part.Roots);
                _resident.Add(buffers);
                buffers.Upload(set, part, queue);
            }
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    /// <summary>The parts, in the order of use.</summary>
    public IReadOnlyList<ForestPart> Parts { get; }

    /// <summary>Whether all parts stay on the device.</summary>
    public bool IsResident { get; }

    /// <summary>Memory on the device, of all workers together, bytes.</summary>
    public long BytesTaken { get; }

    /// <summary>Buffers of a worker for parts that are not resident; null where all are.</summary>
    public PartSlot? Slot() => IsResident ? null : new PartSlot(_program.Part(MostNodes, MostRoots));

    /// <summary>Buffers with a part: its own if resident, otherwise those of the worker, after uploading the part unless it is already there.</summary>
    public PartBuffers Bring(int index, PartSlot? slot, IGpuQueue queue)
    {
        if (IsResident)
            return _resident[index];
        PartSlot own = slot ?? throw new InvalidOperationException("Forests that are not resident need a worker's buffers.");
        if (own.Holds != index)
        {
            own.Holds = -1;
            own.Buffers.Upload(_set, Parts[index], queue);
            own.Holds = index;
        }
        return own.Buffers;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (PartBuffers buffers in _resident)
            buffers.Dispose();
        _resident.Clear();
    }

    private long MostNodes => Parts.Max(part => part.Nodes);

    private long MostRoots => Parts.Max(part => part.Roots);

    private long Bytes(long nodes, long roots) => (nodes * _program.NodeBytes) + (roots * sizeof(uint));
}

/// <summary>Buffers of a worker for parts that are not resident.</summary>
internal sealed class PartSlot(PartBuffers buffers) : IDisposable
{
    /// <summary>The buffers.</summary>
    public PartBuffers Buffers => buffers;

    /// <summary>Index of the current part; −1 for none.</summary>
    public int Holds { get; set; } = -1;

    /// <inheritdoc/>
    public void Dispose() => buffers.Dispose();
}
