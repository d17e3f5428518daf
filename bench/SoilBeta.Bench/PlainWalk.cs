using SoilBeta.Devices;
using SoilBeta.Devices.Cpu;
using SoilBeta.Forests;
using SoilBeta.Numerics;
using SoilBeta.Soil;

namespace SoilBeta.Bench;

/// <summary>The plain loop over trees with all other parts of a job (draws, layers, order statistics, totals), on as many threads: the reference that every mode of the device must match in speed.</summary>
/// <remarks>Only for a topsoil that does not vary. <see cref="CostGrowth"/> checks that its integers equal the device's.</remarks>
internal sealed class PlainWalk(RunPlan plan, int threads)
{
    private readonly FlatForest[] _forests = [.. plan.Forests.Refits];

    /// <summary>Computes a job.</summary>
    public TileResult Run(TileJob job)
    {
        var result = TileResult.For(plan, job);
        int next = 0;
        Parallel.For(0, threads, new ParallelOptions { MaxDegreeOfParallelism = threads }, _ =>
        {
            var worker = new Worker(plan, _forests);
            long[] totals = new long[result.Totals.Length];
            for (int cell; (cell = Interlocked.Increment(ref next) - 1) < job.Cells;)
                worker.Run(job, result, cell, totals);
            lock (result)
            {
                for (int i = 0; i < totals.Length; i++)
                    result.Totals[i] += totals[i];
            }
        });
        return result;
    }

    private sealed class Worker
    {
        private readonly RunPlan _plan;
        private readonly FlatForest[] _forests;
        private readonly int[][] _drawsOf; // draws of each refit
        private readonly float[] _x;
        private readonly int[] _lanes;
        private readonly int[] _sums;
        private readonly OrderSelection _selection = new();
        private readonly long[] _ranks;
        private readonly int[] _selected;

        public Worker(RunPlan plan, FlatForest[] forests)
        {
            _plan = plan;
            _forests = forests;
            _drawsOf = [.. Enumerable.Range(0, forests.Length).Select(refit =>
                Enumerable.Range(0, plan.Draws.Count).Where(draw => plan.Refits != RefitMode.Cycled || draw % forests.Length == refit).ToArray())];
            _x = new float[plan.Forests.Features.Count * plan.Draws.Count];
            _lanes = new int[plan.Draws.Count];
            _sums = new int[plan.Realisations];
            _ranks = [.. plan.Ranks];
            _selected = new int[_ranks.Length];
        }

        public void Run(TileJob job, TileResult result, int cell, long[] totals)
        {
            for (int refit = 0; refit < _forests.Length; refit++)
            {
                int[] draws = _drawsOf[refit];
                // Crossed refits share their draws.
                if (refit == 0 || _plan.Refits == RefitMode.Cycled)
                    Perturb(job, cell, draws);
                Span<int> sums = _lanes.AsSpan(0, draws.Length);
                sums.Clear();
                TreeOuterWalk.Add(_forests[refit], 0, _forests[refit].Trees, _x, draws.Length, new LaneSums(sums, draws.Length, 1, draws.Length));
                for (int i = 0; i < draws.Length; i++)
                    _sums[_plan.Refits == RefitMode.Crossed ? (draws[i] * _forests.Length) + refit : draws[i]] = sums[i];
            }
            Summarise(job, result, cell, totals);
        }

        private void Perturb(TileJob job, int cell, int[] draws)
        {
            for (int feature = 0; feature < _plan.Forests.Features.Count; feature++)
            {
                var rule = _plan.Perturbations[feature];
                float value = job.Covariates[(feature * job.Cells) + cell];
                for (int i = 0; i < draws.Length; i++)
                {
                    float z = _plan.Draws.Table is { } table ? table[(feature * _plan.Draws.Count) + draws[i]] : _plan.Draws.Normal(job.DrawKeys[cell], draws[i], feature);
                    _x[(feature * draws.Length) + i] = rule.Apply(value, z);
                }
            }
        }

        private void Summarise(TileJob job, TileResult result, int cell, long[] totals)
        {
            float scale = _plan.Forests.Scale;
            for (int r = 0; r < _sums.Length; r++)
            {
                result.SumS[cell] += _sums[r];
                LayerParts parts = LayerDensities.Compute(job.Topsoil[cell], _plan.TopsoilDepth, _sums[r] * scale);
                for (int layer = 0; layer < LayerDensities.Parts; layer++)
                {
                    result.SumDensity[(layer * job.Cells) + cell] += parts[layer];
                    totals[(layer * _sums.Length) + r] += parts[layer] * job.Areas[cell];
                }
            }
            _selection.Select(_sums, _ranks, _selected);
            for (int k = 0; k < _selected.Length; k++)
                result.OrderS[(k * job.Cells) + cell] = _selected[k];
        }
    }
}
