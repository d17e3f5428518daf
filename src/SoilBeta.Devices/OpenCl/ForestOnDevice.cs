using SoilBeta.Forests;

namespace SoilBeta.Devices.OpenCl;

/// <summary>The forests of a run on a device: all parts resident if they fit into half of the memory; otherwise each worker uploads one part after the other into its own buffers.</summary>
internal sealed class ForestOnDevice : IDisposable
{
    private readonly ForestSet _set;
    private readonly List<(ClBuffer Nodes, ClBuffer Roots)> _resident = [];

    /// <summary>Splits the forests for a device with the given limits and, where they fit, uploads them.</summary>
    public ForestOnDevice(ClContext context, ForestSet set, OpenClLimits limits, int workers, ClQueue queue)
    {
        _set = set;
        Parts = ForestPart.Split(set, Math.Min(limits.AllocationBytes, limits.MemoryBytes / 2));
        long all = Parts.Sum(part => (part.Nodes * ForestPart.NodeBytes) + part.RootBytes);
        IsResident = all <= limits.MemoryBytes / 2;
        if (!IsResident)
        {
            // Not resident: an eighth of the memory for the parts of each worker, the rest for chunks.
            Parts = ForestPart.Split(set, Math.Min(limits.AllocationBytes, limits.MemoryBytes / (4 * workers)));
            BytesTaken = workers * (NodeBytes + RootBytes);
            return;
        }
        BytesTaken = all;
        try
        {
            foreach (ForestPart part in Parts)
            {
                ClBuffer nodes = context.Buffer(part.Nodes * ForestPart.NodeBytes, "the forest's nodes");
                ClBuffer roots = context.Buffer(part.RootBytes, "the forest's roots");
                _resident.Add((nodes, roots));
                part.Upload(set, queue, nodes, roots);
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

    /// <summary>Size of the nodes of the largest part, bytes.</summary>
    public long NodeBytes => Parts.Max(part => part.Nodes) * ForestPart.NodeBytes;

    /// <summary>Size of the roots of the largest part, bytes.</summary>
    public long RootBytes => Parts.Max(part => part.RootBytes);

    /// <summary>Buffers with a part: its own if resident, otherwise those of the worker, after uploading the part unless it is already there.</summary>
    public (ClBuffer Nodes, ClBuffer Roots) Bring(int index, PartSlot? slot, ClQueue queue)
    {
        if (IsResident)
            return _resident[index];
        PartSlot own = slot ?? throw new InvalidOperationException("Forests that are not resident need a worker's buffers.");
        if (own.Holds != index)
        {
            own.Holds = -1;
            Parts[index].Upload(_set, queue, own.Nodes, own.Roots);
            own.Holds = index;
        }
        return (own.Nodes, own.Roots);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach ((ClBuffer nodes, ClBuffer roots) in _resident)
        {
            nodes.Dispose();
            roots.Dispose();
        }
        _resident.Clear();
    }
}

/// <summary>Buffers of a worker for parts that are not resident.</summary>
internal sealed class PartSlot(ClContext context, ForestOnDevice forests) : IDisposable
{
    /// <summary>Nodes of the current part.</summary>
    public ClBuffer Nodes { get; } = context.Buffer(forests.NodeBytes, "a part of the forest's nodes");

    /// <summary>Roots of the current part.</summary>
    public ClBuffer Roots { get; } = context.Buffer(forests.RootBytes, "a part of the forest's roots");

    /// <summary>Index of the current part; −1 for none.</summary>
    public int Holds { get; set; } = -1;

    /// <inheritdoc/>
    public void Dispose()
    {
        Nodes.Dispose();
        Roots.Dispose();
    }
}
