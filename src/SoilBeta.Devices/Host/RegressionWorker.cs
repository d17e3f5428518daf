using SoilBeta.Forests;
using SoilBeta.Soil;

namespace SoilBeta.Devices.Host;

/// <summary>One thread's buffers and its computation of a cell of a regression: draws, function, summaries.</summary>
internal sealed class RegressionWorker(RunPlan plan, RealisationOrder order, CellDraws draws)
{
    private static readonly int s_largest = (int)(BetaLimits.Upper * (1 << LinearFunction.Shift));

    private readonly CellSummary _summary = new(plan, order);
    private readonly float[] _normals = plan.Draws.Table is null ? new float[plan.Variables * plan.Draws.Count] : [];
    private readonly float[] _lanes = new float[plan.Variables * plan.Draws.Count];
    private readonly double[] _betas = new double[plan.Draws.Count];
    private readonly int[] _sums = new int[order.Realisation.Length];

    /// <summary>Computes a cell of a job.</summary>
    public void Add(TileJob job, TileResult result, int cell, Totals totals)
    {
        int features = plan.Forests.Features.Count, count = plan.Draws.Count;
        float[] normals = draws.Normals(job.DrawKeys.Length > 0 ? job.DrawKeys[cell] : 0, _normals);
        for (int variable = 0; variable < plan.Variables; variable++)
        {
            float x = variable < features ? job.Covariates[(variable * job.Cells) + cell] : job.Topsoil[cell];
            CellDraws.Perturb(plan.Perturbations[variable], x, normals.AsSpan(variable * count, count), _lanes.AsSpan(variable * count, count));
        }
        foreach (var segment in order.Segments)
            Evaluate(plan.Forests.Linear[segment.Refit], segment, count);
        _summary.Add(job, result, cell, _sums, plan.TopsoilVaries ? _lanes.AsSpan(features * count, count) : [], totals);
    }

    // Outer loop over features, inner over lanes: each lane's sum has the order of LinearFunction.At.
    private void Evaluate(LinearFunction function, RealisationOrder.Segment segment, int count)
    {
        var betas = _betas.AsSpan(0, segment.Lanes);
        betas.Fill(function.Intercept);
        for (int feature = 0; feature < function.Coefficients.Length; feature++)
        {
            double coefficient = function.Coefficients[feature];
            var lanes = _lanes.AsSpan((feature * count) + segment.FirstLane, segment.Lanes);
            for (int lane = 0; lane < betas.Length; lane++)
                betas[lane] += coefficient * lanes[lane];
        }
        for (int lane = 0; lane < betas.Length; lane++)
            _sums[segment.FirstSum + lane] = (int)Math.Clamp(Math.Round(betas[lane] * (1 << LinearFunction.Shift)), 1, s_largest);
    }
}
