namespace SoilBeta.Forests;

/// <summary>Trains a forest and its refits, forests on resampled sites, straight into a file: one forest at a time is in memory.</summary>
public static class RefitTrainer
{
    private const ulong SiteStream = 6;
    private const ulong SeedStream = 7;

    /// <summary>Writes a forest with refits.</summary>
    /// <param name="path">The file.</param>
    /// <param name="table">The training table.</param>
    /// <param name="forest">The forest trained on it.</param>
    /// <param name="options">How the refits are grown: as the forest, each with its own seed made from this one.</param>
    /// <param name="refits">Number of refits B.</param>
    /// <param name="progress">Told the number of refits written so far.</param>
    /// <param name="cancellation">Noticed between trees; no file is left then.</param>
    /// <returns>Bytes of all refits in the file.</returns>
    public static long Write(string path, TrainingTable table, Forest forest, ForestOptions options, int refits, IProgress<int>? progress = null, CancellationToken cancellation = default)
    {
        long bytes = 0;
        WholeFile.Write(path, stream =>
        {
            var ranked = new RankedTable(table);
            using var writer = new ForestFileWriter(stream, forest, ranked.Thresholds, refits);
            for (int refit = 0; refit < refits; refit++)
            {
                ForestOptions own = options with { Seed = new ForestRandom(options.Seed, SeedStream, (ulong)refit).Next() };
                bytes += writer.AddRefit(ForestTrainer.Train(ranked, ResampledRows(table.Sites, options.Seed, refit), own, cancellation).Forest.Trees);
                progress?.Report(refit + 1);
            }
            writer.End();
        });
        return bytes;
    }

    /// <summary>Rows of a refit: as many sites as there are, drawn with replacement, and all rows of each.</summary>
    internal static int[] ResampledRows(int[] sites, ulong seed, int refit)
    {
        int[][] rowsOf = [.. sites.Select((site, row) => (site, row)).GroupBy(pair => pair.site, pair => pair.row).OrderBy(group => group.Key).Select(group => group.ToArray())];
        var random = new ForestRandom(seed, SiteStream, (ulong)refit);
        var rows = new List<int>(sites.Length);
        for (int draw = 0; draw < rowsOf.Length; draw++)
            rows.AddRange(rowsOf[random.Next(rowsOf.Length)]);
        return [.. rows];
    }
}
