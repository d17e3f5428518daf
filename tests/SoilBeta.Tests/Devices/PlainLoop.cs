using System.Numerics;
using SoilBeta.Devices;
using SoilBeta.Forests;
using SoilBeta.Numerics;

namespace SoilBeta.Tests.Devices;

/// <summary>
/// An independent and plain implementation of the contract: cells, realisations, trees (or a regression), one after the other. The integers of every device must equal its integers.
/// It shares no code with the program, only the data of plans and jobs. Every conversion is checked, and sums have any size: overflow is an exception, not a wrong number.
/// </summary>
internal static class PlainLoop
{
    private const int Layers = 5, Parts = 6, Quantities = 10;

    public static TileResult Run(RunPlan plan, TileJob job)
    {
        int realisations = plan.Refits == RefitMode.Crossed ? checked(plan.Draws.Count * plan.Forests.Refits.Count) : plan.Draws.Count;
        int ranks = plan.Ranks.Count, layers = plan.WithLayers ? Parts : 0;
        bool varies = plan.WithLayers && plan.Perturbations[^1].Amount != 0;
        bool selects = plan.WithLayers && (varies || plan.TopsoilDepth > 20);
        var sumS = new long[job.Cells];
        var sumDensity = new long[layers * job.Cells];
        var orderS = new int[ranks * job.Cells];
        var orderDensity = new int[selects ? Quantities * ranks * job.Cells : 0];
        var totals = new BigInteger[job.ZoneCount * layers * realisations];
        float scale = Scale(plan.Forests);
        var all = new List<int>();
        for (int cell = 0; cell < job.Cells; cell++)
        {
            var sums = new int[realisations];
            int[][] densities = [.. Enumerable.Range(0, Quantities).Select(_ => new int[realisations])];
            for (int r = 0; r < realisations; r++)
            {
                (int draw, int refit) = Meet(plan, r);
                sums[r] = Sum(plan, job, cell, draw, refit);
                if (!plan.WithLayers)
                    continue;
                float beta = sums[r] * scale;
                int[] density = LayersOf(Topsoil(plan, job, cell, draw, varies), plan.TopsoilDepth, beta);
                if (job.SoilDepths.Length > 0)
                    density = AboveRock(density, job.SoilDepths[cell]);
                for (int layer = 0; layer < Parts; layer++)
                {
                    densities[layer][r] = density[layer];
                    if (job.ZoneCount > 0 && job.Zones[cell] >= 0)
                        totals[(((job.Zones[cell] * Parts) + layer) * realisations) + r] += (BigInteger)density[layer] * job.Areas[cell];
                }
                densities[6][r] = (int)Add(density[1..Layers]);
                densities[7][r] = (int)Add(density[..Layers]);
                densities[8][r] = checked(density[0] + density[5]);
                densities[9][r] = checked(densities[6][r] - density[5]);
            }
            sumS[cell] = (long)Add(sums);
            if (job.WithRealisations)
                all.AddRange(sums);
            for (int layer = 0; layer < layers; layer++)
                sumDensity[(layer * job.Cells) + cell] = (long)Add(densities[layer]);
            Array.Sort(sums);
            for (int k = 0; k < ranks; k++)
                orderS[(k * job.Cells) + cell] = sums[plan.Ranks[k]];
            for (int variable = 0; selects && variable < Quantities; variable++)
            {
                Array.Sort(densities[variable]);
                for (int k = 0; k < ranks; k++)
                    orderDensity[(((variable * ranks) + k) * job.Cells) + cell] = densities[variable][plan.Ranks[k]];
            }
        }
        return new TileResult { SumS = sumS, SumDensity = sumDensity, OrderS = orderS, OrderDensity = orderDensity, Totals = [.. totals.Select(total => (long)total)], Realisations = [.. all] };
    }

    /// <summary>A layer cut by rock keeps the share of its 20 cm that is soil. 20–30 cm has all soil of 20–40 cm where rock is at 30 cm or above, and never more than that.</summary>
    private static int[] AboveRock(int[] density, int depth)
    {
        int[] left = [.. density];
        for (int layer = 0; layer < Layers; layer++)
            left[layer] = (int)((BigInteger)density[layer] * Math.Min(20, Math.Max(0, depth - (20 * layer))) / 20);
        if (depth <= 30 || left[1] < left[5])
            left[5] = left[1];
        return left;
    }

    /// <summary>The float chain of Equation 3: 1/65,536 Mg C ha⁻¹ of each 20 cm layer, and of 20–30 cm.</summary>
    /// <param name="topsoil">SOC density of the topsoil, Mg C ha⁻¹.</param>
    /// <param name="depth">Depth of the topsoil, cm.</param>
    /// <param name="beta">β.</param>
    public static int[] LayersOf(float topsoil, int depth, float beta)
    {
        var density = new int[Parts];
        float square = beta * beta;
        float fourth = square * square;
        float fifth = fourth * beta;
        float tenth = fifth * fifth;
        float whole = topsoil * 65536f;
        if (depth == 20)
        {
            float twentieth = tenth * tenth;
            for (int layer = 0; layer < Layers; layer++)
            {
                density[layer] = checked((int)whole);
                whole *= twentieth;
            }
            density[5] = (int)((BigInteger)density[1] * 1048576 / (1048576 + checked((int)(tenth * 1048576f))));
            return density;
        }
        var slices = new BigInteger[2 * Layers];
        float slice = 16777216f;
        for (int i = 0; i < slices.Length; i++)
        {
            slices[i] = checked((long)slice);
            slice *= tenth;
        }
        BigInteger Down(int cm) => checked((int)whole) * slices.Take(cm / 10).Aggregate(BigInteger.Zero, (a, b) => a + b) / slices.Take(depth / 10).Aggregate(BigInteger.Zero, (a, b) => a + b);
        for (int layer = 0; layer < Layers; layer++)
            density[layer] = (int)(Down(20 * (layer + 1)) - Down(20 * layer));
        density[5] = (int)(Down(30) - Down(20));
        return density;
    }

    /// <summary>The contract for a forest that predicts the densities of layers.</summary>
    public static TileResult RunDirect(RunPlan plan, TileJob job)
    {
        int realisations = plan.Refits == RefitMode.Crossed ? checked(plan.Draws.Count * plan.Forests.Refits.Count) : plan.Draws.Count;
        int[] depths = [.. plan.DirectLayers!.Depths];
        int layers = depths.Length - 1, ranks = plan.Ranks.Count, quantities = layers + plan.Sums.Count;
        int topsoil = plan.Forests.Features.Count - (plan.TopsoilIsFeature ? 1 : 0);
        var sumDensity = new long[layers * job.Cells];
        var orderDensity = new int[quantities * ranks * job.Cells];
        var totals = new BigInteger[job.ZoneCount * layers * realisations];
        float scale = Scale(plan.Forests);
        var all = new List<int>();
        for (int cell = 0; cell < job.Cells; cell++)
        {
            int[][] sums = [.. Enumerable.Range(0, layers).Select(_ => new int[realisations])], densities = [.. Enumerable.Range(0, quantities).Select(_ => new int[realisations])];
            for (int r = 0; r < realisations; r++)
            {
                (int draw, int refit) = Meet(plan, r);
                int[] own = Sums(plan, job, cell, draw, refit);
                for (int layer = 0; layer < layers; layer++)
                {
                    sums[layer][r] = own[layer];
                    float value = own[layer] * scale;
                    if (layer == 0 && plan.TopsoilReplacesFirst)
                    {
                        float x = plan.TopsoilIsFeature ? job.Covariates[(topsoil * job.Cells) + cell] : job.Topsoil[cell];
                        Perturbation rule = plan.Perturbations[topsoil];
                        value = rule.Amount != 0 ? Perturbed(rule, x, Normal(plan, job, cell, draw, topsoil)) : Math.Clamp(x, rule.Lower, rule.Upper);
                    }
                    int density = checked((int)(value * 65536f));
                    if (job.SoilDepths.Length > 0)
                        density = (int)((BigInteger)density * Math.Clamp(job.SoilDepths[cell] - depths[layer], 0, depths[layer + 1] - depths[layer]) / (depths[layer + 1] - depths[layer]));
                    densities[layer][r] = density;
                    if (job.ZoneCount > 0 && job.Zones[cell] >= 0)
                        totals[(((job.Zones[cell] * layers) + layer) * realisations) + r] += (BigInteger)density * job.Areas[cell];
                }
                for (int sum = 0; sum < plan.Sums.Count; sum++)
                    densities[layers + sum][r] = (int)Add(Enumerable.Range(plan.Sums[sum].First, plan.Sums[sum].Last - plan.Sums[sum].First + 1).Select(layer => densities[layer][r]));
            }
            if (job.WithRealisations)
                all.AddRange(sums.SelectMany(output => output));
            for (int quantity = 0; quantity < quantities; quantity++)
            {
                if (quantity < layers)
                    sumDensity[(quantity * job.Cells) + cell] = (long)Add(densities[quantity]);
                Array.Sort(densities[quantity]);
                for (int k = 0; k < ranks; k++)
                    orderDensity[(((quantity * ranks) + k) * job.Cells) + cell] = densities[quantity][plan.Ranks[k]];
            }
        }
        return new TileResult { SumS = [], SumDensity = sumDensity, OrderS = [], OrderDensity = orderDensity, Totals = [.. totals.Select(total => (long)total)], Realisations = [.. all] };
    }

    private static BigInteger Add(IEnumerable<int> values)
    {
        BigInteger sum = 0;
        foreach (int value in values)
            sum += value;
        return sum;
    }

    // Value of one unit of S: 1 / (trees · 2^s), rounded once.
    private static float Scale(ForestSet set)
    {
        int trees = set.Linear.Count > 0 ? 1 : set.Refits[0].Roots.Length - 1;
        double units = trees * Math.Pow(2, set.LeafShift);
        return (float)(1 / units);
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

    private static float Normal(RunPlan plan, TileJob job, int cell, int draw, int variable)
    {
        if (plan.Draws.Mode == DrawMode.Common)
            return plan.Draws.Table![(variable * plan.Draws.Count) + draw];
        ulong key = checked((ulong)job.DrawKeys[cell]);
        uint[] words = Philox([(uint)(key & 0xFFFFFFFF), (uint)(key >> 32), (uint)draw, (uint)(variable / 4)], plan.Draws.Seed);
        return plan.Draws.Quantiles![words[variable % 4] >> 16];
    }

    // Philox4x32-10 as in Salmon et al. 2011.
    private static uint[] Philox(uint[] counter, ulong seed)
    {
        ulong key0 = seed & 0xFFFFFFFF, key1 = seed >> 32;
        ulong[] c = [.. counter.Select(word => (ulong)word)];
        for (int round = 0; round < 10; round++)
        {
            ulong product0 = 0xD2511F53UL * c[0], product1 = 0xCD9E8D57UL * c[2];
            c = [(product1 >> 32) ^ c[1] ^ key0, product1 & 0xFFFFFFFF, (product0 >> 32) ^ c[3] ^ key1, product0 & 0xFFFFFFFF];
            key0 = (key0 + 0x9E3779B9) & 0xFFFFFFFF;
            key1 = (key1 + 0xBB67AE85) & 0xFFFFFFFF;
        }
        return [.. c.Select(word => checked((uint)word))];
    }

    private static float Perturbed(Perturbation rule, float x, float z)
    {
        float sd = rule.IsShare ? rule.Amount * MathF.Abs(x) : rule.Amount;
        float drawn = MathF.FusedMultiplyAdd(sd, z, x);
        return drawn < rule.Lower ? rule.Lower : drawn > rule.Upper ? rule.Upper : drawn;
    }

    private static float Topsoil(RunPlan plan, TileJob job, int cell, int draw, bool varies)
    {
        Perturbation rule = plan.Perturbations[^1];
        return varies ? Perturbed(rule, job.Topsoil[cell], Normal(plan, job, cell, draw, plan.Forests.Features.Count)) : Math.Clamp(job.Topsoil[cell], rule.Lower, rule.Upper);
    }

    private static int Sum(RunPlan plan, TileJob job, int cell, int draw, int refit) => Sums(plan, job, cell, draw, refit)[0];

    private static int[] Sums(RunPlan plan, TileJob job, int cell, int draw, int refit)
    {
        int features = plan.Forests.Features.Count;
        var x = new float[features];
        for (int f = 0; f < features; f++)
            x[f] = Perturbed(plan.Perturbations[f], job.Covariates[(f * job.Cells) + cell], Normal(plan, job, cell, draw, f));
        if (plan.Forests.Linear.Count > 0)
            return [Regression(plan.Forests.Linear[refit], x)];
        FlatForest forest = plan.Forests.Refits[refit];
        var sums = new BigInteger[plan.Forests.Outputs];
        for (int tree = 0; tree < forest.Roots.Length - 1; tree++)
        {
            int node = forest.Roots[tree];
            while (RightOffset(forest.Nodes[node]) != 0)
                node += x[Feature(forest.Nodes[node])] <= BitConverter.UInt32BitsToSingle(forest.Nodes[node].Value) ? 1 : RightOffset(forest.Nodes[node]);
            int leaf = unchecked((int)forest.Nodes[node].Value); // the same bits
            for (int output = 0; output < sums.Length; output++)
                sums[output] += sums.Length == 1 ? leaf : forest.Leaves[checked((leaf * sums.Length) + output)];
        }
        return [.. sums.Select(sum => (int)sum)];
    }

    // Ten bits of feature, 22 of nodes to skip to the right child.
    private static int Feature(FlatNode node) => checked((int)(node.Link % 1024));

    private static int RightOffset(FlatNode node) => checked((int)(node.Link / 1024));

    private static int Regression(LinearFunction function, float[] x)
    {
        double sum = function.Intercept;
        for (int f = 0; f < x.Length; f++)
            sum += function.Coefficients[f] * x[f];
        double units = Math.Round(sum * 1073741824);
        return checked((int)Math.Min(Math.Max(units, 1), Math.Floor(1.02 * 1073741824)));
    }
}
