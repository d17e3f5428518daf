using SoilBeta.Numerics;

namespace SoilBeta.Forests;

/// <summary>Trains refits, forests on resampled sites, straight into a file, so that only one forest at a time is in memory.</summary>
public static class RefitTrainer
{
    /// <summary>Writes a forest with refits.</summary>
    /// <param name="path">The file.</param>
    /// <param name="table">The training table.</param>
    /// <param name="forest">The forest trained on it; the refits of a constant are constants.</param>
    /// <param name="options">How the refits are grown: as the forest, each with its own seed derived from this one.</param>
    /// <param name="refits">Number of refits B.</param>
    /// <param name="treeGrown">Called for each tree, from any thread.</param>
    /// <param name="cancellation">Cancellation token, checked between trees; when cancelled, no file is left.</param>
    /// <returns>Size of all refits in the file, bytes.</returns>
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
                    ? [.. Enumerable.Repeat(Tree.Constant([.. table.Targets.Select(target => (double)(float)rows.Average(row => target[row]))]), forest.Trees.Count)]
                    : ForestTrainer.Train(ranked, rows, own, treeGrown, cancellation).Forest.Trees);
            }
            writer.End();
        });
        return bytes;
    }

    /// <summary>Rows of a refit: all rows of as many sites as there are, drawn with replacement.</summary>
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
