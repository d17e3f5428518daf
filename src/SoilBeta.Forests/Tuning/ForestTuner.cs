using SoilBeta.Numerics;

namespace SoilBeta.Forests.Tuning;

/// <summary>Tunes mtry, node size and number of trees by bootstrap sampling and by out-of-bag error, both grouped by site, on all cores.</summary>
/// <remarks>
/// Bootstrap sampling follows e1071's <c>tune(sampling = "bootstrap")</c>: nine tenths of the units drawn with replacement; the error is the mean over samples of the
/// mean squared error on the units not drawn; of several outputs, the mean over the outputs, each divided by its variance. Here the units are sites, with all their rows. The result is the same for any number of threads.
/// </remarks>
public static class ForestTuner
{
    private const double BootShare = 0.9;

    /// <summary>Evaluates all combinations of the grid.</summary>
    /// <param name="table">Rows.</param>
    /// <param name="grid">Combinations to try.</param>
    /// <param name="bootstraps">Number of bootstrap samples (e1071: 10).</param>
    /// <param name="seed">Seed.</param>
    /// <param name="threads">Threads; 0 for all.</param>
    /// <param name="trained">Called after each of the <see cref="Forests"/>, from any thread.</param>
    /// <param name="cancellation">Cancellation token, checked between forests.</param>
    /// <exception cref="InvalidDataException">The grid is invalid for the table, or there are fewer than two sites.</exception>
    public static TuningResult Run(
        TrainingTable table, TuningGrid grid, int bootstraps, ulong seed, int threads = 0, Action? trained = null, CancellationToken cancellation = default)
    {
        grid.Check(table.Features.Count);
        if (bootstraps < 1)
            throw new InvalidDataException($"tuning: {bootstraps} bootstraps make no sense; give 1 or more.");
        if (table.Sites.Distinct().Take(2).Count() < 2)
            throw new InvalidDataException("tuning: all rows are of one site, so none can be left out to measure an error on.");
        int[] trees = [.. grid.Trees.Order()];
        var cells = grid.Mtry.SelectMany(mtry => grid.NodeSizes.Select(size => (mtry, size))).ToList();
        var samples = Enumerable.Range(0, bootstraps).Select(b => Sample(table.Sites, new ForestRandom(seed, RandomStream.TuningSites, (ulong)b))).ToList();

        // [cell][bootstrap, or the out-of-bag forest at the end][number of trees]
        var errors = new double[cells.Count][][];
        for (int c = 0; c < cells.Count; c++)
            errors[c] = new double[bootstraps + 1][];
        int all = cells.Count * (bootstraps + 1);
        var parallel = new ParallelOptions { MaxDegreeOfParallelism = threads > 0 ? threads : Environment.ProcessorCount, CancellationToken = cancellation };
        Parallel.For(0, all, parallel, job =>
        {
            var (c, b) = (job / (bootstraps + 1), job % (bootstraps + 1));
            var options = new ForestOptions
            {
                Trees = trees[^1], Mtry = cells[c].mtry, MinNodeSize = cells[c].size, SplitOnLogs = grid.SplitOnLogs, Threads = 1, Seed = new ForestRandom(seed, RandomStream.TuningForests, (ulong)b).Next(),
            };
            errors[c][b] = b < bootstraps ? HeldOutErrors(table, samples[b], options, trees) : OutOfBagErrors(table, options, trees);
            trained?.Invoke();
        });

        var points = new List<TuningPoint>();
        for (int c = 0; c < cells.Count; c++)
        {
            for (int t = 0; t < trees.Length; t++)
            {
                double[] boot = [.. errors[c][..bootstraps].Select(e => e[t]).Where(double.IsFinite)];
                double mean = boot.Length > 0 ? boot.Average() : double.NaN;
                double sd = boot.Length > 1 ? Math.Sqrt(boot.Sum(e => (e - mean) * (e - mean)) / (boot.Length - 1)) : double.NaN;
                points.Add(new TuningPoint(cells[c].mtry, cells[c].size, trees[t], mean, sd, errors[c][bootstraps][t]));
            }
        }
        return new TuningResult(points, Least(points, p => p.BootstrapMse) ?? points[0], Least(points, p => p.OutOfBagMse), bootstraps);
    }

    /// <summary>Number of forests that are grown, for the progress.</summary>
    public static int Forests(TuningGrid grid, int bootstraps) => grid.Mtry.Count * grid.NodeSizes.Count * (bootstraps + 1);

    /// <summary>Rows drawn (copies counted) and rows of sites not drawn.</summary>
    private static (int[] Drawn, int[] Others) Sample(int[] sites, ForestRandom random)
    {
        int[][] rows = [.. sites.Select((site, row) => (site, row)).GroupBy(pair => pair.site, pair => pair.row).OrderBy(g => g.Key).Select(g => g.ToArray())];
        var drawn = new List<int>();
        var seen = new bool[rows.Length];
        for (int draw = 0; draw < Math.Max(1, (int)Math.Round(BootShare * rows.Length)); draw++)
        {
            int site = random.Next(rows.Length);
            seen[site] = true;
            drawn.AddRange(rows[site]);
        }
        return ([.. drawn.Order()], [.. rows.Where((_, s) => !seen[s]).SelectMany(r => r).Order()]);
    }

    private static double[] HeldOutErrors(TrainingTable table, (int[] Drawn, int[] Others) sample, ForestOptions options, int[] trees)
    {
        var forest = ForestTrainer.Train(table.Subset(sample.Drawn), options).Forest;
        var sums = new OutputSums(table, sample.Others.Length);
        var x = new double[table.Features.Count];
        return Grow(trees, t =>
        {
            for (int i = 0; i < sample.Others.Length; i++)
            {
                Row(table, sample.Others[i], x);
                sums.Add(i, forest.Trees[t], x);
            }
        }, count => Mean(sample.Others.Select((row, i) => sums.SquaredError(i, row, count))));
    }

    private static double[] OutOfBagErrors(TrainingTable table, ForestOptions options, int[] trees)
    {
        var forest = ForestTrainer.Train(table, options).Forest;
        int[] rows = [.. Enumerable.Range(0, table.Rows)];
        var sums = new OutputSums(table, table.Rows);
        var counts = new int[table.Rows];
        var copies = new int[table.Rows];
        var x = new double[table.Features.Count];
        return Grow(trees, t =>
        {
            var random = new ForestRandom(options.Seed, RandomStream.Bootstrap, (ulong)t); // the tree's own sample, reproduced
            ForestTrainer.Bootstrap(rows, copies, ref random);
            var seen = rows.Where(row => copies[row] > 0).Select(row => table.Sites[row]).ToHashSet();
            foreach (int row in rows.Where(row => !seen.Contains(table.Sites[row])))
            {
                Row(table, row, x);
                sums.Add(row, forest.Trees[t], x);
                counts[row]++;
            }
        }, _ => Mean(rows.Where(row => counts[row] > 0).Select(row => sums.SquaredError(row, row, counts[row]))));
    }

    /// <summary>Adds tree after tree and records the error at each number of trees.</summary>
    private static double[] Grow(int[] trees, Action<int> add, Func<int, double> error)
    {
        var errors = new double[trees.Length];
        int next = 0;
        for (int t = 0; t < trees[^1]; t++)
        {
            add(t);
            if (t + 1 == trees[next])
                errors[next++] = error(t + 1);
        }
        return errors;
    }

    private static double Mean(IEnumerable<double> values)
    {
        double[] all = [.. values];
        return all.Length > 0 ? all.Average() : double.NaN;
    }

    private static void Row(TrainingTable table, int row, double[] x)
    {
        for (int feature = 0; feature < x.Length; feature++)
            x[feature] = table.Columns[feature][row];
    }

    /// <summary>Sums of trees' predictions at some points.</summary>
    private sealed class OutputSums(TrainingTable table, int points)
    {
        private readonly OutputError _error = new(table);
        private readonly double[] _sums = new double[points * table.Targets.Length]; // [point][output]
        private readonly double[] _means = new double[table.Targets.Length];

        public void Add(int point, Tree tree, double[] x)
        {
            ReadOnlySpan<double> values = tree.ValuesAt(tree.LeafOf(x));
            for (int output = 0; output < values.Length; output++)
                _sums[(point * values.Length) + output] += values[output];
        }

        /// <summary>Squared error of the mean of <paramref name="count"/> trees at a row.</summary>
        public double SquaredError(int point, int row, int count)
        {
            for (int output = 0; output < _means.Length; output++)
                _means[output] = _sums[(point * _means.Length) + output] / count;
            return _error.At(row, _means);
        }
    }

    private static TuningPoint? Least(List<TuningPoint> points, Func<TuningPoint, double> error) => points
        .Where(p => double.IsFinite(error(p))).OrderBy(error).ThenBy(p => p.Trees).ThenByDescending(p => p.NodeSize).ThenBy(p => p.Mtry).FirstOrDefault();
}
