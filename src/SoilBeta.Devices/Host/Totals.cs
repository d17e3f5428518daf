namespace SoilBeta.Devices.Host;

/// <summary>Totals of one zone in one worker, added to the result when the zone changes, so that a worker holds only one zone.</summary>
internal sealed class Totals
{
    private readonly int _parts;
    private readonly TileResult _result;
    private readonly RealisationOrder _order;
    private int _zone = -1;

    /// <summary>Creates totals for a job's result.</summary>
    public Totals(RunPlan plan, TileResult result, RealisationOrder order)
    {
        _parts = plan.Parts;
        _result = result;
        _order = order;
        Sums = result.Totals.Length == 0 ? [] : new long[_parts * order.Realisation.Length];
    }

    /// <summary>Density · area of the current zone, [part][sum].</summary>
    public long[] Sums { get; }

    /// <summary>Makes a zone the current one.</summary>
    public void Enter(int zone)
    {
        if (zone == _zone)
            return;
        Flush();
        _zone = zone;
    }

    /// <summary>Adds the current totals to the result.</summary>
    public void Flush()
    {
        if (_zone < 0)
            return;
        int realisations = _order.Realisation.Length;
        lock (_result)
        {
            for (int layer = 0; layer < _parts; layer++)
            {
                Span<long> to = _result.Totals.AsSpan(((_zone * _parts) + layer) * realisations, realisations);
                ReadOnlySpan<long> from = Sums.AsSpan(layer * realisations, realisations);
                for (int i = 0; i < from.Length; i++)
                    to[_order.Realisation[i]] += from[i];
            }
        }
        Array.Clear(Sums);
        _zone = -1;
    }
}
