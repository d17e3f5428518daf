using SoilBeta.Forests;

namespace SoilBeta.Devices.Cpu;

/// <summary>One thread's buffers and its way through a cell: draws, trees, summaries.</summary>
internal sealed class CpuWorker
{
    /// <summary>Trees between two looks at the cancellation token.</summary>
    private const int TreesAtOnce = 16;

    private readonly RunPlan _plan;
    private readonly RealisationOrder _order;
    private readonly CellDraws _draws;
    private readonly CellSummary _summary;
    private readonly float[] _normals;
    private readonly float[] _lanes;
    private readonly int[] _sums;

    /// <summary>For a plan.</summary>
    public CpuWorker(RunPlan plan, RealisationOrder order, CellDraws draws)
    {
        _plan = plan;
        _order = order;
        _draws = draws;
        _summary = new CellSummary(plan, order);
        _normals = plan.Draws.Table is null ? new float[plan.Variables * plan.Draws.Count] : [];
        _lanes = new float[plan.Variables * plan.Draws.Count];
        _sums = new int[order.Realisation.Length];
    }

    /// <summary>Computes a cell of a job.</summary>
    public void Run(TileJob job, TileResult result, int cell, long[] totals, CancellationToken cancellation)
    {
        int draws = _plan.Draws.Count;
        int features = _plan.Forests.Features.Count;
        ReadOnlySpan<float> normals = _draws.Normals(job.DrawKeys.Length > 0 ? job.DrawKeys[cell] : 0, _normals);
        for (int variable = 0; variable < _plan.Variables; variable++)
        {
            float x = variable < features ? job.Covariates[(variable * job.Cells) + cell] : job.Topsoil[cell];
            CellDraws.Perturb(_plan.Perturbations[variable], x, normals.Slice(variable * draws, draws), _lanes.AsSpan(variable * draws, draws));
        }
        Array.Clear(_sums);
        foreach (RealisationOrder.Segment segment in _order.Segments)
        {
            FlatForest forest = _plan.Forests.Refits[segment.Refit];
            for (int tree = 0; tree < forest.Trees; tree += TreesAtOnce)
            {
                cancellation.ThrowIfCancellationRequested();
                TreeOuterWalk.Add(forest, tree, Math.Min(forest.Trees, tree + TreesAtOnce), _lanes.AsSpan(segment.FirstLane), draws, _sums.AsSpan(segment.FirstSum, segment.Lanes));
            }
        }
        _summary.Add(job, result, cell, _sums, _plan.TopsoilVaries ? _lanes.AsSpan(features * draws, draws) : [], totals);
    }
}
