using SoilBeta.Forests;

namespace SoilBeta.Devices.Cpu;

/// <summary>One thread's buffers and its way through a cluster of cells: draws, trees, summaries.</summary>
internal sealed class CpuWorker : IDisposable
{
    /// <summary>Trees between two looks at the cancellation token in the plain descent.</summary>
    private const int TreesAtOnce = 16;

    /// <summary>Lanes × trees below which preparing a group costs more than it saves, and the plain descent is as fast or faster.</summary>
    private const long Few = 1500;

    private readonly RunPlan _plan;
    private readonly RealisationOrder _order;
    private readonly CellDraws _draws;
    private readonly LoadedForests? _forests;
    private readonly CellSummary _summary;
    private readonly GroupDescent? _descent;
    private readonly SharedDraws? _shared;
    private readonly float[] _normals;
    private readonly float[] _lanes;
    private readonly float[] _covariates;
    private readonly int[] _sums;

    /// <summary>For a plan, and clusters of at most <paramref name="largestCluster"/> cells.</summary>
    public CpuWorker(RunPlan plan, RealisationOrder order, CellDraws draws, LoadedForests? forests, int largestCluster)
    {
        _plan = plan;
        _order = order;
        _draws = draws;
        _forests = forests;
        _summary = new CellSummary(plan, order);
        _normals = plan.Draws.Table is null ? new float[plan.Variables * plan.Draws.Count] : [];
        _lanes = new float[plan.Variables * plan.Draws.Count];
        _covariates = new float[plan.Forests.Features.Count * largestCluster];
        _sums = new int[(long)order.Realisation.Length * largestCluster];
        if (forests is null)
            return;
        _descent = new GroupDescent(forests.Shape, forests.Instructions);
        _shared = new SharedDraws(plan, forests.Codes, forests.Shape, _descent, largestCluster);
    }

    /// <summary>Computes a cluster of a job's cells.</summary>
    public void Run(TileJob job, TileResult result, int[] cells, Totals totals, CancellationToken cancellation)
    {
        int features = _plan.Forests.Features.Count;
        for (int f = 0; f < features; f++)
        {
            for (int c = 0; c < cells.Length; c++)
                _covariates[(f * cells.Length) + c] = job.Covariates[(f * job.Cells) + cells[c]];
        }
        if (_plan.Draws.Mode == DrawMode.Independent)
        {
            for (int c = 0; c < cells.Length; c++)
                Sum(cells.Length, c, 1, job.DrawKeys[cells[c]], cancellation);
        }
        else
        {
            Sum(cells.Length, 0, cells.Length, job.DrawKeys.Length > 0 ? job.DrawKeys[cells[0]] : 0, cancellation);
        }
        int realisations = _order.Realisation.Length;
        int draws = _plan.Draws.Count;
        for (int c = 0; c < cells.Length; c++)
        {
            cancellation.ThrowIfCancellationRequested();
            ReadOnlySpan<float> topsoil = [];
            if (_plan.TopsoilVaries)
            {
                ReadOnlySpan<float> normals = _draws.Normals(job.DrawKeys.Length > 0 ? job.DrawKeys[cells[c]] : 0, _normals).AsSpan(features * draws, draws);
                CellDraws.Perturb(_plan.Perturbations[features], job.Topsoil[cells[c]], normals, _lanes.AsSpan(0, draws));
                topsoil = _lanes.AsSpan(0, draws);
            }
            _summary.Add(job, result, cells[c], _sums.AsSpan(c * realisations, realisations), topsoil, totals);
        }
        totals.Flush();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _shared?.Dispose();
        _descent?.Dispose();
    }

    /// <summary>Sums of some of the cluster's cells, which share their draws.</summary>
    private void Sum(int stride, int first, int cells, long drawKey, CancellationToken cancellation)
    {
        float[] normals = _draws.Normals(drawKey, _normals);
        int realisations = _order.Realisation.Length;
        int draws = _plan.Draws.Count;
        foreach (RealisationOrder.Segment segment in _order.Segments)
        {
            if (_shared is null || (long)cells * segment.Lanes * _plan.Forests.Trees < Few)
            {
                for (int c = first; c < first + cells; c++)
                    SumPlainly(segment, stride, c, normals, cancellation);
                continue;
            }
            int[] wanted = [.. Enumerable.Range(first, cells)];
            int[] lanes = [.. Enumerable.Range(segment.FirstLane, segment.Lanes)];
            _shared.Run(ForestLevels.Whole(_forests!.Refits[segment.Refit]), _covariates, stride, wanted, normals, draws, lanes, _sums, segment.FirstSum - segment.FirstLane, realisations, cancellation);
        }
    }

    private void SumPlainly(RealisationOrder.Segment segment, int stride, int cell, float[] normals, CancellationToken cancellation)
    {
        int draws = _plan.Draws.Count;
        int features = _plan.Forests.Features.Count;
        for (int f = 0; f < features; f++)
            CellDraws.Perturb(_plan.Perturbations[f], _covariates[(f * stride) + cell], normals.AsSpan((f * draws) + segment.FirstLane, segment.Lanes), _lanes.AsSpan((f * draws) + segment.FirstLane, segment.Lanes));
        Span<int> sums = _sums.AsSpan((cell * _order.Realisation.Length) + segment.FirstSum, segment.Lanes);
        sums.Clear();
        FlatForest forest = _plan.Forests.Refits[segment.Refit];
        for (int tree = 0; tree < forest.Trees; tree += TreesAtOnce)
        {
            cancellation.ThrowIfCancellationRequested();
            TreeOuterWalk.Add(forest, tree, Math.Min(forest.Trees, tree + TreesAtOnce), _lanes.AsSpan(segment.FirstLane), draws, sums);
        }
    }
}
