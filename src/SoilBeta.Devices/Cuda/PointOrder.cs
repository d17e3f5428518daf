using SoilBeta.Devices.Gpu;
using SoilBeta.Devices.Host;
using SoilBeta.Forests;
using SoilBeta.Kernels;
using SoilBeta.Numerics;

namespace SoilBeta.Devices.Cuda;

/// <summary>Orders of cells and draws in which neighbours are alike, so that a group of both is a narrow box of the covariates. The integers do not depend on them.</summary>
internal static class PointOrder
{
    /// <summary>Draws of a group where it has as many cells: halving stops there.</summary>
    private const int Together = 32;

    /// <summary>Cells of a job in clusters of similar ones.</summary>
    /// <param name="plan">The plan.</param>
    /// <param name="input">The chunk.</param>
    public static int[] OfCells(RunPlan plan, ChunkInput input)
    {
        var cells = new TileJob { Cells = input.Count, Covariates = input.Covariates };
        return [.. CellClusters.FromJob(cells, plan.Forests.Features.Count, Together, sharedKeys: false).SelectMany(cluster => cluster)];
    }

    /// <summary>For each refit its realisations of a cell: common draws so that neighbours have similar normals, others as they come.</summary>
    /// <param name="plan">The plan.</param>
    /// <param name="rows">The slice.</param>
    /// <param name="splits">Splits of the forest by feature: halves are cut along features with many.</param>
    /// <returns>Index among the refit's realisations, [refit][index], each refit as long as the first.</returns>
    public static int[] OfDraws(RunPlan plan, RealisationSlice rows, IReadOnlyList<int> splits)
    {
        int perCell = rows.PerCell(0), refits = (int)rows.Refits;
        var order = new int[refits * perCell];
        for (int refit = 0; refit < refits; refit++)
        {
            Span<int> own = order.AsSpan(refit * perCell, perCell);
            if (plan.Refits == RefitMode.Crossed && refit > 0)
            {
                order.AsSpan(0, perCell).CopyTo(own); // the same draws
                continue;
            }
            for (int i = 0; i < perCell; i++)
                own[i] = i;
            if (plan.Draws.Table is { } table)
                Halve(own[..rows.PerCell(refit)], new Normals(table, plan.Draws.Count, i => (int)((rows.First + refit + (i * rows.Refits)) / rows.Divisor)), splits);
        }
        return order;
    }

    /// <summary>Splits of a forest's first refit by feature.</summary>
    public static int[] SplitsOf(ForestSet set)
    {
        var splits = new int[set.Features.Count];
        foreach (FlatNode node in set.Refits[0].Nodes)
        {
            if (!node.IsLeaf)
                splits[node.Feature]++;
        }
        return splits;
    }

    private static void Halve(Span<int> draws, Normals normals, IReadOnlyList<int> splits)
    {
        if (draws.Length <= Together)
            return;
        int best = 0;
        double most = -1;
        for (int feature = 0; feature < splits.Count; feature++)
        {
            double width = splits[feature] * normals.Deviation(feature, draws);
            if (width > most)
                (most, best) = (width, feature);
        }
        var keys = new float[draws.Length];
        for (int i = 0; i < keys.Length; i++)
            keys[i] = normals.Of(best, draws[i]);
        keys.AsSpan().Sort(draws);
        int half = ((draws.Length / 2) + Together - 1) / Together * Together;
        Halve(draws[..half], normals, splits);
        Halve(draws[half..], normals, splits);
    }

    /// <summary>The table of common draws by realisation of a refit.</summary>
    private sealed class Normals(float[] table, int draws, Func<int, int> drawOf)
    {
        public float Of(int feature, int index) => table[(feature * draws) + drawOf(index)];

        public double Deviation(int feature, ReadOnlySpan<int> indices)
        {
            double sum = 0, squares = 0;
            foreach (int index in indices)
            {
                double z = Of(feature, index);
                sum += z;
                squares += z * z;
            }
            return Math.Sqrt(Math.Max(0, (squares / indices.Length) - (sum / indices.Length * (sum / indices.Length))));
        }
    }
}
