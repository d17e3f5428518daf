namespace SoilBeta.Devices.Gpu;

/// <summary>A worker's buffers for one chunk.</summary>
internal sealed class ChunkBuffers : IDisposable
{
    private readonly List<GpuBuffer> _all = [];

    /// <summary>Allocates the buffers of a shape.</summary>
    public ChunkBuffers(IGpuContext context, RunPlan plan, ChunkShape shape, bool withZones)
    {
        Shape = shape;
        WithZones = withZones;
        long cells = shape.Cells;
        long tasks = cells * shape.Planes.Selected * plan.Ranks.Count;
        try
        {
            Values = Make(cells * shape.Realisations * shape.Planes.Count * sizeof(int), "the values of realisations");
            Covariates = Make(cells * plan.Forests.Features.Count * sizeof(float), "covariates");
            Topsoil = Make(cells * sizeof(float), "topsoil densities");
            SoilDepths = Make(cells * sizeof(int), "depths to rock");
            DrawKeys = Make(cells * sizeof(long), "draw keys");
            Sums = Make(cells * shape.Planes.Summed * sizeof(long), "sums of realisations");
            Found = Make(tasks * sizeof(uint), "found bytes");
            Remaining = Make(tasks * sizeof(uint), "remaining ranks");
            Bins = Make(tasks * ChunkShape.Bins * sizeof(uint), "bins");
            Orders = Make(tasks * sizeof(int), "order statistics");
            Areas = Make(withZones ? cells * sizeof(long) : 0, "areas");
            CellsByZone = Make(withZones ? cells * sizeof(uint) : 0, "cells by zone");
            Segments = Make(withZones ? shape.Segments * 8L : 0, "segments of zones");
            Totals = Make(withZones ? (long)shape.Segments * plan.Parts * shape.Realisations * sizeof(long) : 0, "totals of zones");
        }
        catch
        {
            Dispose();
            throw;
        }

        GpuBuffer Make(long bytes, string name)
        {
            GpuBuffer buffer = context.Buffer(bytes, name);
            _all.Add(buffer);
            return buffer;
        }
    }

    /// <summary>Shape of the chunks that fit these buffers.</summary>
    public ChunkShape Shape { get; }

    /// <summary>Whether there are buffers for zones.</summary>
    public bool WithZones { get; }

    /// <summary>S, layers and their sums, [plane][cell][realisation of the slice].</summary>
    public GpuBuffer Values { get; }

    /// <summary>Covariates, [feature][cell].</summary>
    public GpuBuffer Covariates { get; }

    /// <summary>Topsoil density, [cell].</summary>
    public GpuBuffer Topsoil { get; }

    /// <summary>Depth to rock, [cell].</summary>
    public GpuBuffer SoilDepths { get; }

    /// <summary>Draw keys, [cell].</summary>
    public GpuBuffer DrawKeys { get; }

    /// <summary>Sums over realisations, [plane][cell].</summary>
    public GpuBuffer Sums { get; }

    /// <summary>Bytes of the order statistics found so far, [plane][rank][cell].</summary>
    public GpuBuffer Found { get; }

    /// <summary>Remaining ranks within the bytes found, [plane][rank][cell].</summary>
    public GpuBuffer Remaining { get; }

    /// <summary>Counts of the next byte, [plane][rank][cell][bin].</summary>
    public GpuBuffer Bins { get; }

    /// <summary>Order statistics, [plane][rank][cell].</summary>
    public GpuBuffer Orders { get; }

    /// <summary>Fixed-point areas, [cell].</summary>
    public GpuBuffer Areas { get; }

    /// <summary>Indices of cells, sorted by zone.</summary>
    public GpuBuffer CellsByZone { get; }

    /// <summary>Ranges of <see cref="CellsByZone"/>, [segment].</summary>
    public GpuBuffer Segments { get; }

    /// <summary>Density · area, [segment][layer][realisation of the slice].</summary>
    public GpuBuffer Totals { get; }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (GpuBuffer buffer in _all)
            buffer.Dispose();
        _all.Clear();
    }
}
