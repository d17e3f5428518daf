using SoilBeta.Devices;
using SoilBeta.Forests;
using SoilBeta.Soil;

namespace SoilBeta.Tests.Devices;

/// <summary>The clearest scalar version, written from the equations: cells, realisations, trees (or a regression), one after the other. Every device is held to its integers.</summary>
internal static class PlainLoop
{
    public static TileResult Run(RunPlan plan, TileJob job)
    {
        int realisations = (int)plan.Realisations;
        int ranks = plan.Ranks.Count;
        int layers = plan.WithLayers ? LayerDensities.Layers : 0;
        var result = new TileResult
        {
            SumS = new long[job.Cells],
            SumDensity = new long[layers * job.Cells],
            OrderS = new int[ranks * job.Cells],
            OrderDensity = new int[plan.TopsoilVaries ? 7 * ranks * job.Cells : 0],
            Totals = new long[job.ZoneCount * layers * realisations],
        };
        for (int cell = 0; cell < job.Cells; cell++)
        {
            var sums = new int[realisations];
            int[][] densities = [.. Enumerable.Range(0, 7).Select(_ => new int[realisations])];
            for (int r = 0; r < realisations; r++)
            {
                (int draw, int refit) = Meet(plan, r);
                sums[r] = Sum(plan, job, cell, draw, refit);
                result.SumS[cell] += sums[r];
                if (!plan.WithLayers)
                    continue;

                var density = new int[LayerDensities.Layers];
                LayerDensities.Compute(Topsoil(plan, job, cell, draw), plan.TopsoilDepth, sums[r] * plan.Forests.Scale, density);
                if (job.SoilDepths.Length > 0)
                    LayerDensities.CutAtRock(job.SoilDepths[cell], density);
                for (int layer = 0; layer < layers; layer++)
                {
                    densities[layer][r] = density[layer];
                    result.SumDensity[(layer * job.Cells) + cell] += density[layer];
                    if (job.ZoneCount > 0 && job.Zones[cell] >= 0)
                        result.Totals[(((job.Zones[cell] * layers) + layer) * realisations) + r] += density[layer] * job.Areas[cell];
                }
                densities[5][r] = density[1] + density[2] + density[3] + density[4];
                densities[6][r] = density[0] + densities[5][r];
            }
            Array.Sort(sums);
            for (int k = 0; k < ranks; k++)
                result.OrderS[(k * job.Cells) + cell] = sums[plan.Ranks[k]];
            for (int variable = 0; plan.TopsoilVaries && variable < 7; variable++)
            {
                Array.Sort(densities[variable]);
                for (int k = 0; k < ranks; k++)
                    result.OrderDensity[(((variable * ranks) + k) * job.Cells) + cell] = densities[variable][plan.Ranks[k]];
            }
        }
        return result;
    }

    private static (int Draw, int Refit) Meet(RunPlan plan, int realisation)
    {
        int refits = plan.Forests.Refits.Count;
        return plan.Refits switch
        {
            RefitMode.None => (realisation, 0),
            RefitMode.Cycled => (realisation, realisation % refits),
            _ => (realisation / refits, realisation % refits),
        };
    }

    private static float Normal(RunPlan plan, TileJob job, int cell, int draw, int variable) =>
        plan.Draws.Mode == DrawMode.Common
            ? plan.Draws.Table![(variable * plan.Draws.Count) + draw]
            : plan.Draws.Normal(job.DrawKeys[cell], draw, variable);

    private static float Topsoil(RunPlan plan, TileJob job, int cell, int draw)
    {
        Perturbation rule = plan.Perturbations[^1];
        float x = job.Topsoil[cell];
        if (!plan.TopsoilVaries)
            return MathF.Min(MathF.Max(x, rule.Lower), rule.Upper);
        float sd = rule.IsShare ? rule.Amount * MathF.Abs(x) : rule.Amount;
        return MathF.Min(MathF.Max(MathF.FusedMultiplyAdd(sd, Normal(plan, job, cell, draw, plan.Forests.Features.Count), x), rule.Lower), rule.Upper);
    }

    private static int Sum(RunPlan plan, TileJob job, int cell, int draw, int refit)
    {
        int features = plan.Forests.Features.Count;
        var x = new float[features];
        for (int f = 0; f < features; f++)
        {
            Perturbation rule = plan.Perturbations[f];
            float value = job.Covariates[(f * job.Cells) + cell];
            float sd = rule.IsShare ? rule.Amount * MathF.Abs(value) : rule.Amount;
            x[f] = MathF.Min(MathF.Max(MathF.FusedMultiplyAdd(sd, Normal(plan, job, cell, draw, f), value), rule.Lower), rule.Upper);
        }
        if (plan.Forests.Linear.Count > 0)
            return (int)Math.Clamp(Math.Round(plan.Forests.Linear[refit].At(x) * (1L << 30)), 1, Math.Floor(1.02 * (1L << 30)));
        FlatForest forest = plan.Forests.Refits[refit];
        int sum = 0;
        for (int tree = 0; tree < forest.Trees; tree++)
        {
            int node = forest.Roots[tree];
            while (!forest.Nodes[node].IsLeaf)
                node += x[forest.Nodes[node].Feature] <= forest.Nodes[node].Threshold ? 1 : forest.Nodes[node].RightOffset;
            sum += forest.Nodes[node].LeafValue;
        }
        return sum;
    }
}
