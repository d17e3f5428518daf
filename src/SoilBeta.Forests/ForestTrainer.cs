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
        if (rows.Length > TrainingTable.LargestRows)
            throw new InvalidDataException($"{rows.Length} rows were drawn for a forest; at most {TrainingTable.LargestRows} are possible.");
        var trees = new Tree[options.Trees];
        var purities = new double[options.Trees][];
        int[] population = [.. rows.Distinct().Order()];

        // Out-of-bag sums are integers too, so that the order in which trees finish does not matter.
        int[] shifts = [.. table.Targets.Select(target => Math.Clamp(60 - Math.ILogB(Math.Max(target.Max(Math.Abs), double.Epsilon)) - 32 + int.LeadingZeroCount(options.Trees), -1000, 1000))];
        var sums = new long[shifts.Length * table.Rows];
        var counts = new int[table.Rows];
        int[] flatRanks = Flat(ranked);
        if (options.SplitOnLogs)
            _ = ranked.Split(logs: true); // a target without logarithm is reported here, not by the threads

        Parallel.For(
            0,
            options.Trees,
            ParallelOptions(options, cancellation),
            () => new Worker(ranked, flatRanks, options, rows.Length),
            (tree, _, worker) =>
            {
                var random = new ForestRandom(options.Seed, RandomStream.Bootstrap, (ulong)tree);
                Bootstrap(rows, worker.Copies, ref random);
                trees[tree] = worker.Grower.Grow(worker.Copies, ref random, carry: true, population, worker.Carried(shifts));
                purities[tree] = [.. worker.Grower.Purity];
                treeGrown?.Invoke();
                return worker;
            },
            worker =>
            {
                lock (sums)
                {
                    for (int i = 0; i < sums.Length; i++)
                        sums[i] += worker.Sums[i];
                    for (int row = 0; row < counts.Length; row++)
                        counts[row] += worker.Counts[row];
                }
            });
        GC.KeepAlive(flatRanks);

        double[][] outOfBag = [.. shifts.Select((shift, output) =>
            counts.Select((count, row) => count > 0 ? Math.ScaleB((double)sums[(output * counts.Length) + row] / count, -shift) : double.NaN).ToArray())];
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
            Outputs = table.TargetNames,
            Ranges = [.. table.Columns.Select(column => FeatureRange.FromColumn(column))],
            Options = options with { Mtry = options.CheckedMtry(table.Features.Count), Threads = 0 },
            OutOfBag = Score.OfOutputs(table.Targets, outOfBag),
            OutputScores = Score.EachOutput(table.Targets, outOfBag),
        };
        return new TrainedForest(forest, outOfBag, purity);
    }

    /// <summary>Trains a single-leaf model: the mean of each target, whatever the features.</summary>
    /// <param name="table">The table.</param>
    /// <param name="trees">Number of identical trees, since forests of one run have the same number.</param>
    public static TrainedForest Constant(TrainingTable table, int trees = 1)
    {
        double[] means = [.. table.Targets.Select(target => (double)(float)target.Average())];
        double[][] outOfBag = [.. table.Targets.Select(target =>
        {
            double sum = target.Sum();
            return target.Select(value => table.Rows > 1 ? (sum - value) / (table.Rows - 1) : double.NaN).ToArray();
        })];
        var forest = new Forest
        {
            Features = table.Features,
            Units = table.Units,
            Trees = [.. Enumerable.Repeat(Tree.Constant(means), trees)],
            Target = table.TargetName,
            Outputs = table.TargetNames,
            Model = ModelKind.Constant,
            Ranges = [.. table.Columns.Select(column => FeatureRange.FromColumn(column))],
            OutOfBag = Score.OfOutputs(table.Targets, outOfBag),
            OutputScores = Score.EachOutput(table.Targets, outOfBag),
        };
        return new TrainedForest(forest, outOfBag, new double[table.Features.Count]);
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
        public TreeGrower Grower { get; } = TreeGrower.Create(ranked, flatRanks, options, draws);

        public int[] Copies { get; } = new int[ranked.Table.Rows];

        public long[] Sums { get; } = new long[ranked.Targets.Length * ranked.Table.Rows]; // [output][row]

        public int[] Counts { get; } = new int[ranked.Table.Rows];

        public TreeGrower.CarriedRows Carried(int[] shifts)
        {
            double[] scales = [.. shifts.Select(shift => Math.ScaleB(1.0, shift))];
            return (values, rows) =>
            {
                for (int output = 0; output < scales.Length; output++)
                {
                    long units = (long)Math.Round(values[output] * scales[output]);
                    foreach (int row in rows)
                        Sums[(output * Counts.Length) + row] += units;
                }
                foreach (int row in rows)
                    Counts[row]++;
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
