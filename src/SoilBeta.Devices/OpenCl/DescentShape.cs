namespace SoilBeta.Devices.OpenCl;

/// <summary>Launch shape of <c>kernels/descend.cl</c>: work-items of a group, points of a work-item, and the largest tree that is copied into local memory.</summary>
/// <param name="Lanes">Work-items of a group.</param>
/// <param name="Points">Points (a cell in a realisation) of a work-item.</param>
/// <param name="TreeNodes">Nodes of the largest tree that is copied into local memory; 0 for none.</param>
internal sealed record DescentShape(int Lanes, int Points, int TreeNodes)
{
    /// <summary>Local memory that is left to the driver, bytes.</summary>
    private const int Reserve = 256;

    /// <summary>Points of one work-group.</summary>
    public int Span => Lanes * Points;

    /// <summary>The shapes that suit a device, the most promising first; a GPU's are timed by <see cref="ShapeChoice"/>.</summary>
    /// <param name="device">The device.</param>
    /// <param name="features">Covariates of a point.</param>
    /// <param name="largestTree">Nodes of the largest tree.</param>
    /// <exception cref="DeviceException">Not even one point's covariates fit into local memory.</exception>
    public static IReadOnlyList<DescentShape> Candidates(ClDevice device, int features, int largestTree)
    {
        int local = device.LocalBytes - Reserve;
        int pointBytes = features * sizeof(float);
        if (pointBytes > local)
            throw new DeviceException($"{device.Model} has {device.LocalBytes} bytes of local memory, too few for {features} covariates. Take --device cpu.");

        // Local memory is plain memory: one work-item walks many points through each tree, which so stays in the core's cache.
        if (device.Kind != "gpu" || !device.HasLocalMemory)
            return [new DescentShape(1, Math.Clamp(Math.Min(local, CacheBytes) / pointBytes, 1, MostPoints), 0)];

        // A GPU. What a tree's copy costs is shared by the group's points, so: as many lanes as leave room for the largest tree; half of them with
        // two points each, whose walks overlap; and trees left where they are, read through the cache.
        int most = Math.Min(MostLanes, device.MaxGroup);
        int beside = WholeWarps(Math.Min(most, (local - (largestTree * NodeBytes)) / pointBytes));
        int alone = WholeWarps(Math.Min(Math.Min(256, most), local / 2 / pointBytes));
        var shapes = new List<DescentShape>();
        if (beside >= MinimumLanes)
        {
            shapes.Add(Staged(beside, 1));
            if (WholeWarps(beside / 2) >= MinimumLanes)
                shapes.Add(Staged(WholeWarps(beside / 2), 2));
        }
        else
        {
            shapes.Add(Staged(alone, 1));
        }
        shapes.Add(new DescentShape(alone, 1, 0));
        return shapes;

        // Room for the largest tree, rounded up so that forests of about the same size share a program; for smaller trees only, if that is all there is.
        DescentShape Staged(int lanes, int points)
        {
            int room = (local - (lanes * points * pointBytes)) / NodeBytes;
            return new DescentShape(lanes, points, Math.Min((largestTree + 255) / 256 * 256, room));
        }
    }

    private const int NodeBytes = 8;

    /// <summary>Cache that the covariates of a work-item's points may take, bytes.</summary>
    private const int CacheBytes = 65536;

    /// <summary>Most points of a work-item: each has its sum on the work-item's stack.</summary>
    private const int MostPoints = 1024;

    /// <summary>Most lanes of a group: several groups share a compute unit, so that one walks while another copies.</summary>
    private const int MostLanes = 512;

    /// <summary>Fewest lanes that are worth a copy of the tree.</summary>
    private const int MinimumLanes = 64;

    /// <summary>Rounded down to whole warps of 32 lanes; below one, to what there is.</summary>
    private static int WholeWarps(int lanes) => lanes >= 32 ? lanes / 32 * 32 : Math.Max(lanes, 1);
}
