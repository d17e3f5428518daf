namespace SoilBeta.Devices.OpenCl;

/// <summary>Launch shape of <c>kernels/opencl/descend.cl</c>: work-items per group, points per work-item, and the largest tree that is copied into local memory.</summary>
/// <param name="Lanes">Work-items per group.</param>
/// <param name="Points">Points per work-item; a point is a cell in a realisation.</param>
/// <param name="TreeNodes">Nodes of the largest tree that is copied into local memory; 0 for none.</param>
internal sealed record DescentShape(int Lanes, int Points, int TreeNodes)
{
    /// <summary>Local memory reserved for the driver, bytes.</summary>
    private const int Reserve = 256;

    /// <summary>Number of points per work-group.</summary>
    public int Span => Lanes * Points;

    /// <summary>Launch shapes that suit a device, the most promising first; on a GPU <see cref="Gpu.ShapeChoice"/> times them.</summary>
    /// <param name="device">The device.</param>
    /// <param name="features">Covariates of a point.</param>
    /// <param name="largestTree">Nodes of the largest tree.</param>
    /// <exception cref="DeviceException">Local memory does not hold the covariates of one point.</exception>
    public static IReadOnlyList<DescentShape> Candidates(ClDevice device, int features, int largestTree)
    {
        int local = device.LocalBytes - Reserve;
        int pointBytes = features * sizeof(float);
        if (pointBytes > local)
            throw new DeviceException($"{device.Model} has {device.LocalBytes} bytes of local memory, too few for {features} covariates. Take --device cpu.");

        // Local memory is ordinary memory: one work-item moves many points through each tree, which therefore stays in the core's cache.
        if (device.Kind != "gpu" || !device.HasLocalMemory)
            return [new DescentShape(1, Math.Clamp(Math.Min(local, CacheBytes) / pointBytes, 1, MostPoints), 0)];

        // A GPU. The points of a group share the cost of copying a tree, so try: as many lanes as leave room for the largest tree; half of them with
        // two points each, whose descents overlap; and trees in global memory, read through the cache.
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

        // Local memory for the largest tree, rounded up so that forests of similar size share a program; if that does not fit, only smaller trees are copied.
        DescentShape Staged(int lanes, int points)
        {
            int room = (local - (lanes * points * pointBytes)) / NodeBytes;
            return new DescentShape(lanes, points, Math.Min((largestTree + 255) / 256 * 256, room));
        }
    }

    private const int NodeBytes = 8;

    /// <summary>Cache for the covariates of a work-item's points, bytes.</summary>
    private const int CacheBytes = 65536;

    /// <summary>Maximum number of points per work-item: each has its sum on the work-item's stack.</summary>
    private const int MostPoints = 1024;

    /// <summary>Maximum number of lanes per group: several groups share a compute unit, so that one descends while another copies.</summary>
    private const int MostLanes = 512;

    /// <summary>Minimum number of lanes for which copying the tree pays.</summary>
    private const int MinimumLanes = 64;

    /// <summary>Rounds down to whole warps of 32 lanes; below one warp, returns the lanes themselves.</summary>
    private static int WholeWarps(int lanes) => lanes >= 32 ? lanes / 32 * 32 : Math.Max(lanes, 1);
}
