namespace SoilBeta.Devices.OpenCl;

/// <summary>How <c>kernels/descend.cl</c> is cut for a device: work-items of a group, points of a work-item, and the largest tree that is copied into local memory.</summary>
/// <param name="Lanes">Work-items of a group.</param>
/// <param name="Points">Points (a cell in a realisation) of a work-item.</param>
/// <param name="TreeNodes">Nodes of the largest tree that is copied into local memory; 0 for none.</param>
internal sealed record DescentShape(int Lanes, int Points, int TreeNodes)
{
    /// <summary>Local memory that is left to the driver, bytes.</summary>
    private const int Reserve = 256;

    /// <summary>Points of one work-group.</summary>
    public int Span => Lanes * Points;

    /// <summary>The shape for a device.</summary>
    /// <param name="device">The device.</param>
    /// <param name="features">Covariates of a point.</param>
    /// <param name="largestTree">Nodes of the largest tree.</param>
    /// <exception cref="DeviceException">Not even one point's covariates fit into local memory.</exception>
    public static DescentShape For(ClDevice device, int features, int largestTree)
    {
        int local = device.LocalBytes - Reserve;
        int pointBytes = features * sizeof(float);
        if (pointBytes > local)
            throw new DeviceException($"{device.Model} has {device.LocalBytes} bytes of local memory, too few for {features} covariates. Take --device cpu.");
        if (device.Kind != "gpu" || !device.HasLocalMemory)
            return ForCache(pointBytes, local);

        // A GPU: as many lanes as leave room for the largest tree, from 256 down; if it fits beside none, 128 lanes and the trees that fit.
        foreach (int lanes in Lanes256(device).Where(lanes => lanes >= 64))
        {
            int room = (local - (lanes * pointBytes)) / NodeBytes;
            if (room >= largestTree)
                return new DescentShape(lanes, 1, RoundUp(largestTree, room));
        }
        int most = Lanes256(device).Where(lanes => lanes <= 128).First(lanes => lanes == 1 || lanes * pointBytes <= local / 2);
        return new DescentShape(most, 1, Math.Max(0, (local - (most * pointBytes)) / NodeBytes));
    }

    /// <summary>The shape for a device whose local memory is plain memory: one work-item walks many points through each tree, which so stays in the core's cache.</summary>
    private static DescentShape ForCache(int pointBytes, int local) =>
        new(1, Math.Clamp(Math.Min(local, CacheBytes) / pointBytes, 1, 256), 0);

    private const int NodeBytes = 8;

    /// <summary>Cache that the covariates of a work-item's points may take, bytes.</summary>
    private const int CacheBytes = 65536;

    /// <summary>Most points of a work-item: each has its sum on the work-item's stack.</summary>
    private const int MostPoints = 1024;

    private static IEnumerable<int> Lanes256(ClDevice device) => new[] { 256, 128, 64, 32, 16, 8, 4, 2, 1 }.Where(lanes => lanes <= device.MaxGroup);

    /// <summary>Rounded up to a multiple of 256 nodes where there is room, so that forests of about the same size share a program.</summary>
    private static int RoundUp(int nodes, int room) => Math.Min((nodes + 255) / 256 * 256, room);
}
