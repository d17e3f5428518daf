namespace SoilBeta.Devices.Gpu;

/// <summary>Number of cells and realisations that a worker holds at once.</summary>
/// <param name="Cells">Cells of a chunk.</param>
/// <param name="Realisations">Realisations of a slice: all of them if those of one cell fit, otherwise a multiple of the refits.</param>
/// <param name="Planes">Planes of values.</param>
/// <param name="Segments">Segments of zones that are summed at once.</param>
internal sealed record ChunkShape(int Cells, int Realisations, ValuePlanes Planes, int Segments)
{
    /// <summary>Number of bins of a selection, <c>BINS</c> in <c>kernels/opencl/select.cl</c>.</summary>
    public const int Bins = 256;

    /// <summary>Largest number of segments that are summed at once.</summary>
    private const int MostSegments = 4096;

    /// <summary>Chooses the shape of a worker's chunk.</summary>
    /// <param name="plan">The run's plan.</param>
    /// <param name="memory">Memory of the worker, bytes.</param>
    /// <param name="allocation">Largest single buffer, bytes.</param>
    /// <param name="points">Number of points that keep the device busy.</param>
    /// <exception cref="InvalidDataException">The memory does not suffice for one cell and one round of the refits.</exception>
    public static ChunkShape For(RunPlan plan, long memory, long allocation, long points)
    {
        var values = ValuePlanes.Of(plan);
        int planes = values.Count;
        long tasks = (long)values.Selected * plan.Ranks.Count;
        long fixedBytes = ((plan.Forests.Features.Count + 10L) * 4) + (planes * 8L) + (tasks * ((Bins + 3) * 4L));
        long refits = plan.Forests.Refits.Count;

        // Three quarters for the chunk, one quarter for the totals of zones.
        long room = memory / 4 * 3;
        long slice = Math.Min(Math.Min(plan.Realisations, GpuLimits.LongestSlice), Math.Min(allocation, room - fixedBytes) / (planes * 4L));
        if (plan.WithLayers)
            slice = Math.Min(slice, Math.Min(allocation, memory / 4) / (plan.Parts * 8L));
        if (slice < plan.Realisations)
            slice = slice / refits * refits;
        if (slice < 1)
            throw new InvalidDataException($"the device may take {memory:N0} bytes for a worker's cells, too few for one cell with {plan.Realisations:N0} realisations. Raise --memory, or take --device cpu.");

        long cellBytes = (slice * planes * 4) + fixedBytes;
        long cells = Math.Min(room / cellBytes, allocation / Math.Max(slice * planes * 4, Math.Max(1, tasks) * Bins * 4));
        cells = Math.Min(Math.Min(cells, points / slice), Math.Min(GpuLimits.MostCells, GpuLimits.MostPoints / slice));
        long segments = plan.WithLayers ? Math.Min(allocation, memory / 4) / (slice * plan.Parts * 8) : 0;
        return new ChunkShape((int)Math.Max(1, cells), (int)slice, values, (int)Math.Min(segments, MostSegments));
    }
}

/// <summary>Planes of the values of a chunk, [plane][cell][realisation]: S of each output, then the parts, then sums of them where order statistics of densities are selected.</summary>
/// <param name="Count">Number of planes.</param>
/// <param name="First">First plane that is summed and selected: the first of all with Equation 3; the first part where the forest predicts the layers.</param>
/// <param name="Summed">Number of planes that are summed over the realisations, from the first on.</param>
/// <param name="Selected">Number of planes with order statistics, from the first on.</param>
internal readonly record struct ValuePlanes(int Count, int First, int Summed, int Selected)
{
    /// <summary>Planes of a plan.</summary>
    public static ValuePlanes Of(RunPlan plan)
    {
        int first = plan.DirectLayers is null ? 0 : plan.Outputs, count = plan.Outputs + (plan.SelectsDensities ? plan.Quantities : plan.Parts);
        return new ValuePlanes(count, first, plan.Outputs + plan.Parts - first, plan.SelectsDensities ? count - first : plan.Outputs);
    }
}
