using SoilBeta.Numerics;

namespace SoilBeta.Forests;

/// <summary>Trains a forest and its refits, forests on resampled sites, straight into a file: one forest at a time is in memory.</summary>
public static class RefitTrainer
{
    /// <summary>Writes a forest with refits.</summary>
    /// <param name="path">The file.</param>
    /// <param name="table">The training table.</param>
    /// <param name="forest">The forest trained on it; a constant one has constant refits.</param>
    /// <param name="options">How the refits are grown: as the forest, each with its own seed made from this one.</param>
    /// <param name="refits">Number of refits B.</param>
    /// <param name="treeGrown">Called for each tree, from any thread.</param>
    /// <param name="cancellation">Noticed between trees; no file is left then.</param>
    /// <returns>Bytes of all refits in the file.</returns>
    public static long Write(string path, TrainingTable table, Forest forest, ForestOptions options, int refits, Action? treeGrown = null, CancellationToken cancellation = default)
    {
        long bytes = 0;
        WholeFile.Write(path, stream =>
        {
            var ranked = new RankedTable(table);
            using var writer = new ForestFileWriter(stream, forest, ranked.Thresholds, refits);
            for (int refit = 0; refit < refits; refit++)
            {
                int[] rows = ResampledRows(table.Sites, options.Seed, refit);
                ForestOptions own = options with { Seed = new ForestRandom(options.Seed, RandomStream.RefitForests, (ulong)refit).Next() };
                bytes += writer.AddRefit(forest.Model == ModelKind.Constant
                    ? [.. Enumerable.Repeat(Tree.Constant((float)rows.Average(row => table.Target[row])), forest.Trees.Count)]
                    : ForestTrainer.Train(ranked, rows, own, treeGrown, cancellation).Forest.Trees);
            }
            writer.End();
        });
        return bytes;
    }

    /// <summary>Rows of a refit: as many sites as there are, drawn with replacement, and all rows of each.</summary>
    /// <param name="sites">Site of each row.</param>
    /// <param name="seed">Seed.</param>
    /// <param name="refit">Number of the refit.</param>
    public static int[] ResampledRows(int[] sites, ulong seed, int refit)
    {
        int[][] rowsOf = [.. sites.Select((site, row) => (site, row)).GroupBy(pair => pair.site, pair => pair.row).OrderBy(group => group.Key).Select(group => group.ToArray())];
        var random = new ForestRandom(seed, RandomStream.RefitSites, (ulong)refit);
        var rows = new List<int>(sites.Length);
        for (int draw = 0; draw < rowsOf.Length; draw++)
            rows.AddRange(rowsOf[random.Next(rowsOf.Length)]);
        return [.. rows];
    }
}
