using SoilBeta.Devices.Host;
using SoilBeta.Forests;
using SoilBeta.Numerics;

namespace SoilBeta.Devices.Cpu;

/// <summary>One thread's buffers and its computation of a batch of cells: draws, trees, summaries.</summary>
/// <remarks>The outer loop runs over forests, the inner one over the clusters of a batch, so that the whole batch uses a forest once it is loaded. Where all forests stay in memory, a batch is one cluster.</remarks>
internal sealed class CpuWorker : IDisposable
{
    /// <summary>Number of trees in the plain descent between two checks of the cancellation token.</summary>
    private const int TreesAtOnce = 16;

    /// <summary>Lanes × trees below which preparing a group costs more than it saves, so that the plain descent is used.</summary>
    private const long LeastGroupWork = 1500;

    private readonly RunPlan _plan;
    private readonly RealisationOrder _order;
    private readonly CellDraws _draws;
    private readonly LoadedForests _forests;
    private readonly CpuMemory _memory;
    private readonly CellSummary _summary;
    private readonly GroupDescent? _descent;
    private readonly SharedDraws? _shared;
    private readonly float[] _normals;
    private readonly float[] _lanes;
    private readonly float[] _covariates;
    private readonly int[] _sums;
    private bool _backwards;

    /// <summary>Creates the worker of a plan.</summary>
    /// <param name="plan">The plan.</param>
    /// <param name="order">Order of its realisations.</param>
    /// <param name="draws">Draws.</param>
    /// <param name="forests">Forests.</param>
    /// <param name="memory">Division of the memory.</param>
    /// <param name="largestCluster">Maximum number of cells in a cluster.</param>
    public CpuWorker(RunPlan plan, RealisationOrder order, CellDraws draws, LoadedForests forests, CpuMemory memory, int largestCluster)
    {
        _plan = plan;
        _order = order;
        _draws = draws;
        _forests = forests;
        _memory = memory;
        _summary = new CellSummary(plan, order);
        _normals = plan.Draws.Table is null ? new float[plan.Variables * plan.Draws.Count] : [];
        _lanes = new float[plan.Variables * plan.Draws.Count];
        _covariates = new float[plan.Forests.Features.Count * memory.BatchCells];
        _sums = new int[(long)order.Realisation.Length * plan.Outputs * memory.BatchCells];
        if (forests.Codes is null)
            return;
        _descent = new GroupDescent(forests.Shape, forests.Instructions);
        _shared = new SharedDraws(plan, forests.Codes, forests.Shape, _descent, largestCluster, memory.PrunedBytes);
    }

    /// <summary>Computes a batch of a job's cells.</summary>
    /// <param name="job">The job.</param>
    /// <param name="result">Result.</param>
    /// <param name="clusters">The batch: clusters of similar cells.</param>
    /// <param name="totals">This worker's totals.</param>
    /// <param name="cancellation">Cancellation token.</param>
    public void Run(TileJob job, TileResult result, ReadOnlySpan<int[]> clusters, Totals totals, CancellationToken cancellation)
    {
        int stride = 0;
        foreach (int[] cluster in clusters)
            stride += cluster.Length;
        int features = _plan.Forests.Features.Count;
        for (int f = 0; f < features; f++)
        {
            int at = f * stride;
            foreach (int[] cluster in clusters)
            {
                foreach (int cell in cluster)
                    _covariates[at++] = job.Covariates[(f * job.Cells) + cell];
            }
        }
        Sum(job, clusters, stride, cancellation);
        int sumsOfCell = _order.Realisation.Length * _plan.Outputs, draws = _plan.Draws.Count, place = 0;
        foreach (int[] cluster in clusters)
        {
            foreach (int cell in cluster)
            {
                cancellation.ThrowIfCancellationRequested();
                ReadOnlySpan<float> topsoil = [];
                if (_plan.TopsoilVaries)
                {
                    int variable = _plan.TopsoilVariable;
                    ReadOnlySpan<float> normals = _draws.Normals(KeyOf(job, cell), _normals).AsSpan(variable * draws, draws);
                    CellDraws.Perturb(_plan.Perturbations[variable], _plan.TopsoilOf(job, cell), normals, _lanes.AsSpan(0, draws));
                    topsoil = _lanes.AsSpan(0, draws);
                }
                _summary.Add(job, result, cell, _sums.AsSpan(place++ * sumsOfCell, sumsOfCell), topsoil, totals);
            }
        }
        totals.Flush();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _shared?.Dispose();
        _descent?.Dispose();
    }

    private static long KeyOf(TileJob job, int cell) => job.DrawKeys.Length > 0 ? job.DrawKeys[cell] : 0;

    /// <summary>Computes the sums of all realisations of the batch.</summary>
    private void Sum(TileJob job, ReadOnlySpan<int[]> clusters, int stride, CancellationToken cancellation)
    {
        // Alternate the direction: the forests used last in one batch are still loaded when the next begins.
        _backwards = !_backwards;
        int segments = _order.Segments.Length;
        if (_plan.Draws.Mode == DrawMode.Independent && _memory.IsResident)
        {
            // Compute each cell's normals once for all forests.
            int place = 0;
            foreach (int[] cluster in clusters)
            {
                foreach (int cell in cluster)
                {
                    float[] normals = _draws.Normals(KeyOf(job, cell), _normals);
                    foreach (RealisationOrder.Segment segment in _order.Segments)
                    {
                        using var held = _forests.Hold(segment.Refit, cancellation);
                        Sum(held.Forest, segment, stride, place, 1, normals, cancellation);
                    }
                    place++;
                }
            }
            return;
        }
        for (int s = 0; s < segments; s++)
        {
            var segment = _order.Segments[_backwards ? s : segments - 1 - s];
            using var held = _forests.Hold(segment.Refit, cancellation);
            int first = 0;
            foreach (int[] cluster in clusters)
            {
                if (_plan.Draws.Mode == DrawMode.Independent)
                {
                    for (int c = 0; c < cluster.Length; c++)
                        Sum(held.Forest, segment, stride, first + c, 1, _draws.Normals(KeyOf(job, cluster[c]), _normals, segment.FirstLane, segment.Lanes), cancellation);
                }
                else
                {
                    Sum(held.Forest, segment, stride, first, cluster.Length, _draws.Normals(KeyOf(job, cluster[0]), _normals, segment.FirstLane, segment.Lanes), cancellation);
                }
                first += cluster.Length;
            }
        }
    }

    /// <summary>Computes sums of some of the batch's cells, which share their draws, in the lanes of one forest.</summary>
    private void Sum(LoadedForest forest, RealisationOrder.Segment segment, int stride, int first, int cells, float[] normals, CancellationToken cancellation)
    {
        int realisations = _order.Realisation.Length;
        if (_shared is null || (long)cells * segment.Lanes * _plan.Forests.Trees < LeastGroupWork)
        {
            for (int c = first; c < first + cells; c++)
                SumPlainly(forest, segment, stride, c, normals, cancellation);
            return;
        }
        _shared.Run(new SharedDrawsJob
        {
            Forest = ForestView.Whole(forest.Coded!),
            Covariates = new(_covariates, stride),
            FirstCell = first,
            Cells = cells,
            Normals = new(normals, _plan.Draws.Count),
            FirstDraw = segment.FirstLane,
            Draws = segment.Lanes,
            Sums = new(_sums, realisations * _plan.Outputs, segment.FirstSum),
            OutputStride = realisations,
            Cancellation = cancellation,
        });
    }

    private void SumPlainly(LoadedForest forest, RealisationOrder.Segment segment, int stride, int cell, float[] normals, CancellationToken cancellation)
    {
        int draws = _plan.Draws.Count;
        int features = _plan.Forests.Features.Count;
        for (int f = 0; f < features; f++)
            CellDraws.Perturb(_plan.Perturbations[f], _covariates[(f * stride) + cell], normals.AsSpan((f * draws) + segment.FirstLane, segment.Lanes), _lanes.AsSpan((f * draws) + segment.FirstLane, segment.Lanes));
        int realisations = _order.Realisation.Length;
        var sums = new LaneSums(_sums.AsSpan((cell * realisations * _plan.Outputs) + segment.FirstSum), segment.Lanes, _plan.Outputs, realisations);
        sums.Clear();
        int trees = _plan.Forests.Trees;
        for (int tree = 0; tree < trees; tree += TreesAtOnce)
        {
            cancellation.ThrowIfCancellationRequested();
            int end = Math.Min(trees, tree + TreesAtOnce);
            if (forest.Flat is { } flat)
                TreeOuterWalk.Add(flat, tree, end, _lanes.AsSpan(segment.FirstLane), draws, sums);
            else
                TreeOuterWalk.Add(forest.Coded!, _forests.Codes!.Thresholds, tree, end, _lanes.AsSpan(segment.FirstLane), draws, sums);
        }
    }
}
