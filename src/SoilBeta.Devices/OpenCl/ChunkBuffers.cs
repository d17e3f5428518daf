namespace SoilBeta.Devices.OpenCl;

/// <summary>A worker's buffers for one chunk.</summary>
internal sealed class ChunkBuffers : IDisposable
{
    private readonly List<ClBuffer> _all = [];

    /// <summary>Allocates the buffers of a shape.</summary>
    public ChunkBuffers(ClContext context, RunPlan plan, ChunkShape shape, bool withZones)
    {
        Shape = shape;
        WithZones = withZones;
        long cells = shape.Cells;
        long tasks = cells * shape.Selected * plan.Ranks.Count;
        try
        {
            Values = Make(cells * shape.Realisations * shape.Planes * sizeof(int), "the values of realisations");
            Covariates = Make(cells * plan.Forests.Features.Count * sizeof(float), "covariates");
            Topsoil = Make(cells * sizeof(float), "topsoil densities");
            SoilDepths = Make(cells * sizeof(int), "depths to rock");
            DrawKeys = Make(cells * sizeof(long), "draw keys");
            Sums = Make(cells * shape.Summed * sizeof(long), "sums of realisations");
            Found = Make(tasks * sizeof(uint), "found bytes");
            Remaining = Make(tasks * sizeof(uint), "remaining ranks");
            Bins = Make(tasks * ChunkShape.Bins * sizeof(uint), "bins");
            Orders = Make(tasks * sizeof(int), "order statistics");
            Areas = Make(withZones ? cells * sizeof(long) : 0, "areas");
            CellsByZone = Make(withZones ? cells * sizeof(uint) : 0, "cells by zone");
            Segments = Make(withZones ? shape.Segments * 8L : 0, "segments of zones");
            Totals = Make(withZones ? (long)shape.Segments * Soil.LayerDensities.Parts * shape.Realisations * sizeof(long) : 0, "totals of zones");
        }
        catch
        {
            Dispose();
            throw;
        }

        ClBuffer Make(long bytes, string name)
        {
            ClBuffer buffer = context.Buffer(bytes, name);
            _all.Add(buffer);
            return buffer;
        }
    }

    /// <summary>Shape of the chunks that fit these buffers.</summary>
    public ChunkShape Shape { get; }

    /// <summary>Whether there are buffers for zones.</summary>
    public bool WithZones { get; }

    /// <summary>S, layers and their sums, [plane][cell][realisation of the slice].</summary>
    public ClBuffer Values { get; }

    /// <summary>Covariates, [feature][cell].</summary>
    public ClBuffer Covariates { get; }

    /// <summary>Topsoil density, [cell].</summary>
    public ClBuffer Topsoil { get; }

    /// <summary>Depth to rock, [cell].</summary>
    public ClBuffer SoilDepths { get; }

    /// <summary>Draw keys, [cell].</summary>
    public ClBuffer DrawKeys { get; }

    /// <summary>Sums over realisations, [plane][cell].</summary>
    public ClBuffer Sums { get; }

    /// <summary>Bytes of the order statistics found so far, [plane][rank][cell].</summary>
    public ClBuffer Found { get; }

    /// <summary>Remaining ranks within the bytes found, [plane][rank][cell].</summary>
    public ClBuffer Remaining { get; }

    /// <summary>Counts of the next byte, [plane][rank][cell][bin].</summary>
    public ClBuffer Bins { get; }

    /// <summary>Order statistics, [plane][rank][cell].</summary>
    public ClBuffer Orders { get; }

    /// <summary>Fixed-point areas, [cell].</summary>
    public ClBuffer Areas { get; }

    /// <summary>Indices of cells, sorted by zone.</summary>
    public ClBuffer CellsByZone { get; }

    /// <summary>Ranges of <see cref="CellsByZone"/>, [segment].</summary>
    public ClBuffer Segments { get; }

    /// <summary>Density · area, [segment][layer][realisation of the slice].</summary>
    public ClBuffer Totals { get; }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (ClBuffer buffer in _all)
            buffer.Dispose();
        _all.Clear();
    }
}
