using SoilBeta.Kernels;
using SoilBeta.Numerics;

namespace SoilBeta.Devices.Gpu;

/// <summary>The cells of a chunk, gathered from a job in the layout of the kernels.</summary>
internal sealed class ChunkInput
{
    /// <summary>Gathers cells <paramref name="first"/> … <paramref name="first"/> + <paramref name="count"/> − 1 of a job.</summary>
    public ChunkInput(RunPlan plan, TileJob job, int first, int count)
    {
        First = first;
        Count = count;
        int features = plan.Forests.Features.Count;
        Covariates = new float[features * count];
        for (int f = 0; f < features; f++)
            job.Covariates.AsSpan((f * job.Cells) + first, count).CopyTo(Covariates.AsSpan(f * count));
        Topsoil = plan.UsesTopsoil ? [.. Enumerable.Range(first, count).Select(cell => plan.TopsoilOf(job, cell))] : [];
        SoilDepths = Slice(plan.WithLayers ? job.SoilDepths : []);
        DrawKeys = Slice(plan.Draws.Mode == DrawMode.Common ? [] : job.DrawKeys);
        if (job.ZoneCount == 0)
            return;

        // Cells sorted by zone, without those of no zone; a long zone is divided into several segments, so that a GPU has enough work-items.
        Areas = Slice(job.Areas);
        int[] sorted = [.. Enumerable.Range(0, count).Where(cell => job.Zones[first + cell] >= 0).OrderBy(cell => job.Zones[first + cell]).ThenBy(cell => cell)];
        CellsByZone = [.. sorted.Select(cell => (uint)cell)];
        for (int at = 0; at < sorted.Length;)
        {
            int zone = job.Zones[first + sorted[at]];
            int end = at;
            while (end < sorted.Length && end - at < SegmentCells && job.Zones[first + sorted[end]] == zone)
                end++;
            Segments.Add((new ZoneSegment((uint)at, (uint)(end - at)), zone));
            at = end;
        }

        T[] Slice<T>(T[] all) => all.Length == 0 ? [] : all[first..(first + count)];
    }

    /// <summary>Maximum number of cells in a segment.</summary>
    private const int SegmentCells = 512;

    /// <summary>Index of the first cell in the job.</summary>
    public int First { get; }

    /// <summary>Number of cells.</summary>
    public int Count { get; }

    /// <summary>Covariates, [feature][cell].</summary>
    public float[] Covariates { get; }

    /// <summary>Topsoil density, Mg C ha⁻¹, [cell]; empty without layers.</summary>
    public float[] Topsoil { get; }

    /// <summary>Depth to rock, cm, [cell]; empty where there is none.</summary>
    public int[] SoilDepths { get; }

    /// <summary>Keys of block and independent draws, [cell]; empty for common draws.</summary>
    public long[] DrawKeys { get; }

    /// <summary>Fixed-point areas, [cell]; empty without zones.</summary>
    public long[] Areas { get; } = [];

    /// <summary>Indices of cells, sorted by zone.</summary>
    public uint[] CellsByZone { get; } = [];

    /// <summary>Segments of <see cref="CellsByZone"/> and their zones.</summary>
    public List<(ZoneSegment Cells, int Zone)> Segments { get; } = [];
}

/// <summary>Collects the totals of a chunk's segments and adds them to a job's zones once the chunk is done, so that a chunk that must be recomputed is not counted twice.</summary>
internal sealed class ZoneTotals(RunPlan plan, TileJob job, ChunkInput input)
{
    private readonly Dictionary<int, long[]> _byZone = [];

    /// <summary>Adds the sums of some segments.</summary>
    /// <param name="firstSegment">First segment.</param>
    /// <param name="segments">Number of segments.</param>
    /// <param name="firstRealisation">First realisation of the slice.</param>
    /// <param name="count">Number of realisations of the slice.</param>
    /// <param name="sums">Density · area, [segment][layer][realisation of the slice].</param>
    public void Add(int firstSegment, int segments, int firstRealisation, int count, ReadOnlySpan<long> sums)
    {
        int realisations = (int)plan.Realisations;
        for (int segment = 0; segment < segments; segment++)
        {
            int zone = input.Segments[firstSegment + segment].Zone;
            if (!_byZone.TryGetValue(zone, out long[]? totals))
                _byZone[zone] = totals = new long[plan.Parts * realisations];
            for (int layer = 0; layer < plan.Parts; layer++)
            {
                ReadOnlySpan<long> from = sums.Slice(((segment * plan.Parts) + layer) * count, count);
                Span<long> to = totals.AsSpan((layer * realisations) + firstRealisation, count);
                for (int r = 0; r < count; r++)
                    to[r] += from[r];
            }
        }
    }

    /// <summary>Adds the chunk's totals to the job's, [zone][layer][realisation].</summary>
    public void AddTo(TileResult result)
    {
        if (job.ZoneCount == 0)
            return;
        foreach ((int zone, long[] totals) in _byZone)
        {
            Span<long> to = result.Totals.AsSpan(zone * totals.Length, totals.Length);
            for (int i = 0; i < totals.Length; i++)
                to[i] += totals[i];
        }
    }
}
