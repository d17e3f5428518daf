using SoilBeta.Soil;

namespace SoilBeta.Devices.Cpu;

/// <summary>From a cell's sums to its integers in the result: sums over realisations, layers, order statistics, totals.</summary>
internal sealed class CellSummary
{
    private const int Derived = 7;
    private readonly RunPlan _plan;
    private readonly RealisationOrder _order;
    private readonly int[] _ordered;
    private readonly int[] _densities;

    /// <summary>For a plan; one per worker.</summary>
    public CellSummary(RunPlan plan, RealisationOrder order)
    {
        _plan = plan;
        _order = order;
        int realisations = order.Realisation.Length;
        _ordered = new int[realisations];
        _densities = plan.WithLayers ? new int[Derived * realisations] : [];
    }

    /// <summary>Writes a cell's results and adds its densities to <paramref name="totals"/>.</summary>
    /// <param name="job">The job.</param>
    /// <param name="result">Its result.</param>
    /// <param name="cell">The cell.</param>
    /// <param name="sums">Sums S, in this device's order.</param>
    /// <param name="topsoil">Topsoil density in every lane when it varies; else empty.</param>
    /// <param name="totals">Totals of this worker.</param>
    public void Add(TileJob job, TileResult result, int cell, ReadOnlySpan<int> sums, ReadOnlySpan<float> topsoil, Totals totals)
    {
        long sum = 0;
        foreach (int s in sums)
            sum += s;
        result.SumS[cell] = sum;
        KeepRanks(sums, result.OrderS, 0, cell, job.Cells);
        if (_plan.WithLayers)
            AddLayers(job, result, cell, sums, topsoil, totals);
    }

    private void AddLayers(TileJob job, TileResult result, int cell, ReadOnlySpan<int> sums, ReadOnlySpan<float> topsoil, Totals totals)
    {
        int n = sums.Length;
        float scale = _plan.Forests.Scale;
        Perturbation rule = _plan.Perturbations[_plan.Forests.Features.Count];
        float fixedTopsoil = MathF.Min(MathF.Max(job.Topsoil[cell], rule.Lower), rule.Upper);
        int soilDepth = job.SoilDepths.Length > 0 ? job.SoilDepths[cell] : int.MaxValue;
        Span<int> layers = stackalloc int[LayerDensities.Layers];
        foreach (RealisationOrder.Segment segment in _order.Segments)
        {
            for (int i = 0; i < segment.Lanes; i++)
            {
                int at = segment.FirstSum + i;
                LayerDensities.Compute(topsoil.IsEmpty ? fixedTopsoil : topsoil[segment.FirstLane + i], _plan.TopsoilDepth, sums[at] * scale, layers);
                if (soilDepth < 100)
                    LayerDensities.CutAtRock(soilDepth, layers);
                int subsoil = 0;
                for (int layer = 0; layer < LayerDensities.Layers; layer++)
                {
                    _densities[(layer * n) + at] = layers[layer];
                    subsoil += layer == 0 ? 0 : layers[layer];
                }
                _densities[(5 * n) + at] = subsoil;
                _densities[(6 * n) + at] = subsoil + layers[0];
            }
        }
        int zone = job.ZoneCount > 0 ? job.Zones[cell] : -1;
        if (zone >= 0)
            totals.Enter(zone);
        for (int layer = 0; layer < LayerDensities.Layers; layer++)
        {
            ReadOnlySpan<int> density = _densities.AsSpan(layer * n, n);
            long sum = 0;
            foreach (int d in density)
                sum += d;
            result.SumDensity[(layer * job.Cells) + cell] = sum;
            if (zone < 0)
                continue;
            long area = job.Areas[cell];
            Span<long> total = totals.Sums.AsSpan(layer * n, n);
            for (int i = 0; i < n; i++)
                total[i] += density[i] * area;
        }
        for (int variable = 0; _plan.TopsoilVaries && variable < Derived; variable++)
            KeepRanks(_densities.AsSpan(variable * n, n), result.OrderDensity, variable * _plan.Ranks.Count, cell, job.Cells);
    }

    private void KeepRanks(ReadOnlySpan<int> values, int[] results, int firstRow, int cell, int cells)
    {
        if (_plan.Ranks.Count == 0)
            return;
        Span<int> ordered = _ordered.AsSpan(0, values.Length);
        values.CopyTo(ordered);
        ordered.Sort();
        for (int k = 0; k < _plan.Ranks.Count; k++)
            results[((firstRow + k) * cells) + cell] = ordered[(int)_plan.Ranks[k]];
    }
}
