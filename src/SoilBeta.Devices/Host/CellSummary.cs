using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using SoilBeta.Devices.Host;
using SoilBeta.Numerics;
using SoilBeta.Soil;

namespace SoilBeta.Devices.Host;

/// <summary>Reduces a cell's sums to its integers in the result: sums over realisations, layers, order statistics, totals.</summary>
internal sealed class CellSummary
{
    private readonly RunPlan _plan;
    private readonly RealisationOrder _order;
    private readonly OrderSelection _selection = new();
    private readonly long[] _ranks;
    private readonly int[] _selected;
    private readonly int[] _densities;
    private readonly DirectDensities? _direct;

    /// <summary>Allocates buffers for a plan; one instance for each worker.</summary>
    public CellSummary(RunPlan plan, RealisationOrder order)
    {
        _plan = plan;
        _order = order;
        _ranks = [.. plan.Ranks];
        _selected = new int[_ranks.Length];
        _direct = plan.DirectLayers is { } layers ? new DirectDensities(plan, layers, order) : null;
        _densities = new int[plan.Quantities * order.Realisation.Length];
    }

    /// <summary>Writes a cell's results and adds its densities to <paramref name="totals"/>.</summary>
    /// <param name="job">The job.</param>
    /// <param name="result">Result.</param>
    /// <param name="cell">The cell.</param>
    /// <param name="sums">Sums S, [output][sum], in the order of this device.</param>
    /// <param name="topsoil">Topsoil density in every lane where it varies; otherwise empty.</param>
    /// <param name="totals">Totals of this worker.</param>
    public void Add(TileJob job, TileResult result, int cell, ReadOnlySpan<int> sums, ReadOnlySpan<float> topsoil, Totals totals)
    {
        int n = _order.Realisation.Length;
        if (job.WithRealisations)
        {
            var all = result.Realisations.AsSpan(cell * sums.Length, sums.Length);
            for (int first = 0; first < sums.Length; first += n)
            {
                for (int i = 0; i < n; i++)
                    all[first + _order.Realisation[i]] = sums[first + i];
            }
        }
        if (_plan.DirectLayers is null)
        {
            result.SumS[cell] = Sum(sums);
            KeepRanks(sums, result.OrderS, 0, cell, job.Cells);
        }
        if (!_plan.WithLayers)
            return;

        float fixedTopsoil = _plan.UsesTopsoil ? _plan.Perturbations[_plan.TopsoilVariable].Clip(_plan.TopsoilOf(job, cell)) : 0;
        if (_direct is not null)
            _direct.Compute(sums, fixedTopsoil, topsoil, _densities);
        else
            Layers(sums, fixedTopsoil, topsoil);
        if (job.SoilDepths.Length > 0 && _direct is not null)
            _direct.CutAtRock(job.SoilDepths[cell], _densities);
        else if (job.SoilDepths.Length > 0)
            CutAtRock(job.SoilDepths[cell], n);
        int zone = job.ZoneCount > 0 ? job.Zones[cell] : -1;
        if (zone >= 0)
            totals.Enter(zone);
        for (int part = 0; part < _plan.Parts; part++)
        {
            ReadOnlySpan<int> density = _densities.AsSpan(part * n, n);
            result.SumDensity[(part * job.Cells) + cell] = Sum(density);
            if (zone >= 0)
                AddProducts(density, job.Areas[cell], totals.Sums.AsSpan(part * n, n));
        }
        if (!_plan.SelectsDensities)
            return;
        if (_direct is not null)
            _direct.AddUp(_densities);
        else
            AddUp(n);
        for (int variable = 0; variable < _plan.Quantities; variable++)
            KeepRanks(_densities.AsSpan(variable * n, n), result.OrderDensity, variable * _ranks.Length, cell, job.Cells);
    }

    /// <summary>Computes the layers of all realisations by Equation 3.</summary>
    private void Layers(ReadOnlySpan<int> sums, float fixedTopsoil, ReadOnlySpan<float> topsoil)
    {
        foreach (RealisationOrder.Segment segment in _order.Segments)
        {
            ReadOnlySpan<float> topsoilHere = topsoil.IsEmpty ? [] : topsoil.Slice(segment.FirstLane, segment.Lanes);
            ReadOnlySpan<int> sumsHere = sums.Slice(segment.FirstSum, segment.Lanes);
            Span<int> densities = _densities.AsSpan(segment.FirstSum);
            int done = _plan.TopsoilDepth == LayerDensities.Thickness ? LayerVectors.Compute(sumsHere, _plan.Forests.Scale, fixedTopsoil, topsoilHere, densities, sums.Length) : 0;
            LayersOneByOne(sumsHere, fixedTopsoil, topsoilHere, densities, done);
        }
    }

    /// <summary>Computes the realisations from <paramref name="done"/> on, one by one.</summary>
    private void LayersOneByOne(ReadOnlySpan<int> sums, float fixedTopsoil, ReadOnlySpan<float> topsoil, Span<int> densities, int done)
    {
        int n = _order.Realisation.Length;
        float scale = _plan.Forests.Scale;
        for (int i = done; i < sums.Length; i++)
        {
            LayerParts parts = LayerDensities.Compute(topsoil.IsEmpty ? fixedTopsoil : topsoil[i], _plan.TopsoilDepth, sums[i] * scale);
            for (int part = 0; part < LayerDensities.Parts; part++)
                densities[(part * n) + i] = parts[part];
        }
    }

    /// <summary>Applies <see cref="RockCut"/> to all realisations, layer by layer.</summary>
    private void CutAtRock(int soilDepth, int n)
    {
        for (int layer = 0; layer < LayerDensities.Layers; layer++)
        {
            int soil = RockCut.SoilInLayer(soilDepth, layer);
            if (soil == LayerDensities.Thickness)
                continue;
            foreach (ref int density in _densities.AsSpan(layer * n, n))
                density = RockCut.Layer(density, soil);
        }
        if (RockCut.SoilInLayer(soilDepth, 1) == LayerDensities.Thickness)
            return;
        ReadOnlySpan<int> to40 = _densities.AsSpan(n, n);
        Span<int> to30 = _densities.AsSpan(LayerDensities.Layers * n, n);
        for (int i = 0; i < n; i++)
            to30[i] = RockCut.Slice(to30[i], to40[i], soilDepth);
    }

    /// <summary>Sums the parts to 20–100, 0–100, 0–30 and 30–100 cm.</summary>
    private void AddUp(int n)
    {
        for (int i = 0; i < n; i++)
        {
            int subsoil = _densities[n + i] + _densities[(2 * n) + i] + _densities[(3 * n) + i] + _densities[(4 * n) + i];
            int slice = _densities[(LayerDensities.Layers * n) + i];
            _densities[(LayerDensities.Parts * n) + i] = subsoil;
            _densities[((LayerDensities.Parts + 1) * n) + i] = subsoil + _densities[i];
            _densities[((LayerDensities.Parts + 2) * n) + i] = _densities[i] + slice;
            _densities[((LayerDensities.Parts + 3) * n) + i] = subsoil - slice;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static long Sum(ReadOnlySpan<int> values)
    {
        var sums = Vector512<long>.Zero;
        int i = 0;
        for (; i + 16 <= values.Length; i += 16)
        {
            (Vector512<long> lower, Vector512<long> upper) = Vector512.Widen(Vector512.Create(values.Slice(i, 16)));
            sums += lower + upper;
        }
        long sum = Vector512.Sum(sums);
        for (; i < values.Length; i++)
            sum += values[i];
        return sum;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static void AddProducts(ReadOnlySpan<int> density, long area, Span<long> totals)
    {
        var areas = Vector512.Create(area);
        int i = 0;
        for (; i + 16 <= density.Length; i += 16)
        {
            (Vector512<long> lower, Vector512<long> upper) = Vector512.Widen(Vector512.Create(density.Slice(i, 16)));
            (Vector512.Create(totals.Slice(i, 8)) + (lower * areas)).CopyTo(totals[i..]);
            (Vector512.Create(totals.Slice(i + 8, 8)) + (upper * areas)).CopyTo(totals[(i + 8)..]);
        }
        for (; i < density.Length; i++)
            totals[i] += density[i] * area;
    }

    private void KeepRanks(ReadOnlySpan<int> values, int[] results, int firstRow, int cell, int cells)
    {
        _selection.Select(values, _ranks, _selected);
        for (int k = 0; k < _selected.Length; k++)
            results[((firstRow + k) * cells) + cell] = _selected[k];
    }
}
