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

    /// <summary>What these buffers are made for.</summary>
    public ChunkShape Shape { get; }

    /// <summary>Whether there is room for zones.</summary>
    public bool WithZones { get; }

    /// <summary>S, layers and sums, [plane][cell][realisation of the slice].</summary>
    public ClBuffer Values { get; }

    /// <summary>[feature][cell].</summary>
    public ClBuffer Covariates { get; }

    /// <summary>[cell].</summary>
    public ClBuffer Topsoil { get; }

    /// <summary>[cell].</summary>
    public ClBuffer SoilDepths { get; }

    /// <summary>[cell].</summary>
    public ClBuffer DrawKeys { get; }

    /// <summary>[plane][cell].</summary>
    public ClBuffer Sums { get; }

    /// <summary>[plane][rank][cell].</summary>
    public ClBuffer Found { get; }

    /// <summary>[plane][rank][cell].</summary>
    public ClBuffer Remaining { get; }

    /// <summary>[plane][rank][cell][bin].</summary>
    public ClBuffer Bins { get; }

    /// <summary>[plane][rank][cell].</summary>
    public ClBuffer Orders { get; }

    /// <summary>[cell].</summary>
    public ClBuffer Areas { get; }

    /// <summary>Positions of cells.</summary>
    public ClBuffer CellsByZone { get; }

    /// <summary>[segment].</summary>
    public ClBuffer Segments { get; }

    /// <summary>[segment][layer][realisation of the slice].</summary>
    public ClBuffer Totals { get; }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (ClBuffer buffer in _all)
            buffer.Dispose();
        _all.Clear();
    }
}
