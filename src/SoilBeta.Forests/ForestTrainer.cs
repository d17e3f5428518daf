using SoilBeta.Numerics;

namespace SoilBeta.Forests;

/// <summary>Breiman's random forest for regression (2001): every tree on its own bootstrap sample, the best of mtry features at each split. The same table, options and seed give the same forest on any machine.</summary>
public static class ForestTrainer
{
    /// <summary>Trains a forest on all rows of a table.</summary>
    /// <param name="table">The table.</param>
    /// <param name="options">Options of the forests.</param>
    /// <param name="treeGrown">Called for each tree, from any thread.</param>
    /// <param name="cancellation">Cancellation token, checked between trees.</param>
    /// <exception cref="InvalidDataException">The options are invalid for the table.</exception>
    /// <exception cref="OperationCanceledException">The training was cancelled.</exception>
    public static TrainedForest Train(TrainingTable table, ForestOptions options, Action? treeGrown = null, CancellationToken cancellation = default) =>
        Train(new RankedTable(table), [.. Enumerable.Range(0, table.Rows)], options, treeGrown, cancellation);

    /// <summary>Trains a forest on some rows of a ranked table, duplicates allowed: thresholds stay those of the whole table's columns.</summary>
    internal static TrainedForest Train(RankedTable ranked, int[] rows, ForestOptions options, Action? treeGrown, CancellationToken cancellation)
    {
        TrainingTable table = ranked.Table;
        options.CheckedMtry(table.Features.Count);
        if (table.Targets.Length > 1 || options.SplitOnLogs)
            throw new InvalidDataException("Forests of several outputs, and splits on logarithms, are not trained yet.");
        if (rows.Length > TrainingTable.LargestRows)
            throw new InvalidDataException($"{rows.Length} rows were drawn for a forest; at most {TrainingTable.LargestRows} are possible.");
        var trees = new Tree[options.Trees];
        var purities = new double[options.Trees][];
        int[] population = [.. rows.Distinct().Order()];

        // Out-of-bag sums are integers too, so that the order in which trees finish does not matter.
        double largest = table.Target.Max(Math.Abs);
        int shift = Math.Clamp(60 - Math.ILogB(Math.Max(largest, double.Epsilon)) - 32 + int.LeadingZeroCount(options.Trees), -1000, 1000);
        var sums = new long[table.Rows];
        var counts = new int[table.Rows];
        int[] flatRanks = Flat(ranked);

        Parallel.For(
            0,
            options.Trees,
            ParallelOptions(options, cancellation),
            () => new Worker(ranked, flatRanks, options, rows.Length),
            (tree, _, worker) =>
            {
                var random = new ForestRandom(options.Seed, RandomStream.Bootstrap, (ulong)tree);
                Bootstrap(rows, worker.Copies, ref random);
                trees[tree] = worker.Grower.Grow(worker.Copies, ref random, carry: true, population, worker.Carried(shift));
                purities[tree] = [.. worker.Grower.Purity];
                treeGrown?.Invoke();
                return worker;
            },
            worker =>
            {
                lock (sums)
                {
                    for (int row = 0; row < sums.Length; row++)
                    {
                        sums[row] += worker.Sums[row];
                        counts[row] += worker.Counts[row];
                    }
                }
            });
        GC.KeepAlive(flatRanks);

        var outOfBag = new double[table.Rows];
        for (int row = 0; row < outOfBag.Length; row++)
            outOfBag[row] = counts[row] > 0 ? Math.ScaleB((double)sums[row] / counts[row], -shift) : double.NaN;
        var purity = new double[table.Features.Count];
        foreach (double[] tree in purities)
        {
            for (int feature = 0; feature < purity.Length; feature++)
                purity[feature] += tree[feature] / options.Trees;
        }
        var forest = new Forest
        {
            Features = table.Features,
            Units = table.Units,
            Trees = trees,
            Target = table.TargetName,
            Ranges = [.. table.Columns.Select(column => FeatureRange.FromColumn(column))],
            Options = options with { Mtry = options.CheckedMtry(table.Features.Count), Threads = 0 },
            OutOfBag = Score.FromPredictions(table.Target, outOfBag),
        };
        return new TrainedForest(forest, [outOfBag], purity);
    }

    /// <summary>Trains a single-leaf model: the target's mean, whatever the features.</summary>
    /// <param name="table">The table.</param>
    /// <param name="trees">Number of identical trees, since forests of one run have the same number.</param>
    public static TrainedForest Constant(TrainingTable table, int trees = 1)
    {
        double mean = (float)table.Target.Average();
        var outOfBag = new double[table.Rows];
        double sum = table.Target.Sum();
        for (int row = 0; row < outOfBag.Length; row++)
            outOfBag[row] = table.Rows > 1 ? (sum - table.Target[row]) / (table.Rows - 1) : double.NaN;
        var forest = new Forest
        {
            Features = table.Features,
            Units = table.Units,
            Trees = [.. Enumerable.Repeat(Tree.Constant(mean), trees)],
            Target = table.TargetName,
            Model = ModelKind.Constant,
            Ranges = [.. table.Columns.Select(column => FeatureRange.FromColumn(column))],
            OutOfBag = Score.FromPredictions(table.Target, outOfBag),
        };
        return new TrainedForest(forest, [outOfBag], new double[table.Features.Count]);
    }

    internal static ParallelOptions ParallelOptions(ForestOptions options, CancellationToken cancellation) =>
        new() { MaxDegreeOfParallelism = options.Threads > 0 ? options.Threads : Environment.ProcessorCount, CancellationToken = cancellation };

    /// <summary>Draws as many rows as the sample has, with replacement.</summary>
    internal static void Bootstrap(int[] rows, int[] copies, ref ForestRandom random)
    {
        Array.Clear(copies);
        for (int draw = 0; draw < rows.Length; draw++)
            copies[rows[random.Next(rows.Length)]]++;
    }

    private static int[] Flat(RankedTable ranked)
    {
        int rows = ranked.Table.Rows;
        int[] flat = GC.AllocateUninitializedArray<int>(checked((ranked.Ranks.Length * rows) + 1), pinned: true);
        for (int feature = 0; feature < ranked.Ranks.Length; feature++)
            ranked.Ranks[feature].CopyTo(flat, feature * rows);
        return flat;
    }

    /// <summary>Working memory of one thread.</summary>
    private sealed class Worker(RankedTable ranked, int[] flatRanks, ForestOptions options, int draws)
    {
        public TreeGrower Grower { get; } = new(ranked, flatRanks, options, draws);

        public int[] Copies { get; } = new int[ranked.Table.Rows];

        public long[] Sums { get; } = new long[ranked.Table.Rows];

        public int[] Counts { get; } = new int[ranked.Table.Rows];

        public TreeGrower.CarriedRows Carried(int shift)
        {
            double scale = Math.ScaleB(1.0, shift);
            return (value, rows) =>
            {
                long units = (long)Math.Round(value * scale);
                foreach (int row in rows)
                {
                    Sums[row] += units;
                    Counts[row]++;
                }
            };
        }
    }
}

/// <summary>A trained forest, with results that only the training knows.</summary>
/// <param name="Forest">The forest.</param>
/// <param name="OutOfBag">Mean over the trees for which a row is out of bag, [output][row]; NaN where there is none.</param>
/// <param name="Purity">Decrease of the sum of squares by splits on a feature, mean over trees, in squared units of the target, [feature]. Of several outputs, and of splits on logarithms: summed over the outputs, each divided by its variance.</param>
public sealed record TrainedForest(Forest Forest, double[][] OutOfBag, double[] Purity)
{
    /// <summary>Out-of-bag predictions of the first output, [row].</summary>
    public double[] OutOfBagPredictions => OutOfBag[0];
}
