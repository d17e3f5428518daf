namespace SoilBeta.Devices.Gpu;

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
