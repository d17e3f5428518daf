using System.Numerics;
using SoilBeta.Forests;
using SoilBeta.Numerics;

namespace SoilBeta.Tests.Forests;

/// <summary>Breiman's regression tree written from its definition: no ranks, no tables; each node sorts its rows and tries every gap. It shares only the random stream and the integer targets with the trainer.</summary>
internal static class PlainTrainer
{
    public static Tree[] Train(TrainingTable table, ForestOptions options)
    {
        long[] target = new RankedTable(table).Targets[0].Values;
        return Train(table, options, rows => rows.All(row => target[row] == target[rows[0]]), (left, right) => Explained(left.Sum(row => target[row]), left.Length) + (right.Length > 0 ? Explained(right.Sum(row => target[row]), right.Length) : 0));
    }

    /// <summary>Several outputs, or splits on logarithms: what a split explains is summed over the outputs, in whole numbers.</summary>
    public static Tree[] TrainSeveral(TrainingTable table, ForestOptions options)
    {
        SplitTargets split = new RankedTable(table).Split(options.SplitOnLogs);
        BigInteger[][] scaled = [.. table.Targets.Select((_, output) => Enumerable.Range(0, table.Rows).Select(row => new BigInteger(split.Values[(row * split.Stride) + 1 + output])).ToArray())];
        return Train(table, options, rows => scaled.All(target => rows.All(row => target[row] == target[rows[0]])), (left, right) =>
        {
            // Σ (Σ left)² / n left + (Σ right)² / n right as one fraction.
            BigInteger sum = 0;
            foreach (BigInteger[] target in scaled)
            {
                BigInteger ofLeft = Sum(left, target), ofRight = Sum(right, target);
                sum += (ofLeft * ofLeft * Math.Max(1, right.Length)) + (ofRight * ofRight * left.Length);
            }
            return new Fraction(sum, (BigInteger)left.Length * Math.Max(1, right.Length));
        });

        static BigInteger Sum(int[] rows, BigInteger[] target) => rows.Aggregate(BigInteger.Zero, (sum, row) => sum + target[row]);
    }

    private static Tree[] Train<T>(TrainingTable table, ForestOptions options, Func<List<int>, bool> isPure, Func<int[], int[], T> explainedBy)
        where T : IComparable<T>
    {
        var scale = new RankedTable(table);
        var trees = new Tree[options.Trees];
        for (int tree = 0; tree < trees.Length; tree++)
        {
            var random = new ForestRandom(options.Seed, RandomStream.Bootstrap, (ulong)tree);
            var drawn = new List<int>();
            for (int draw = 0; draw < table.Rows; draw++)
                drawn.Add(random.Next(table.Rows));
            var nodes = new List<Node>();
            int[] features = [.. Enumerable.Range(0, table.Features.Count)];
            Grow(drawn);
            trees[tree] = new Tree([.. nodes.Select(n => n.Feature)], [.. nodes.Select(n => n.Threshold)], [.. nodes.Select(n => n.Left)], [.. nodes.Select(n => n.Right)], [.. nodes.SelectMany(n => n.Values ?? new double[scale.Targets.Length])]) { Outputs = scale.Targets.Length };

            int Grow(List<int> rows)
            {
                int place = nodes.Count;
                nodes.Add(new Node());
                if (rows.Count <= options.MinNodeSize || !BestSplit(rows, out int feature, out double threshold))
                {
                    nodes[place] = new Node { Values = [.. scale.Targets.Select(target => (double)(float)(target.Center + Math.ScaleB((double)rows.Sum(row => target.Values[row]) / rows.Count, -target.Shift)))] };
                    return place;
                }
                int left = Grow([.. rows.Where(row => table.Columns[feature][row] <= threshold)]);
                int right = Grow([.. rows.Where(row => table.Columns[feature][row] > threshold)]);
                nodes[place] = new Node { Feature = feature, Threshold = threshold, Left = left, Right = right };
                return place;
            }

            bool BestSplit(List<int> rows, out int bestFeature, out double bestThreshold)
            {
                (bestFeature, bestThreshold) = (-1, 0);
                if (isPure(rows))
                    return false;
                T best = explainedBy([.. rows], []);
                for (int k = 0; k < options.CheckedMtry(features.Length); k++)
                {
                    int swap = k + random.Next(features.Length - k);
                    (features[k], features[swap]) = (features[swap], features[k]);
                    float[] column = table.Columns[features[k]];
                    int[] sorted = [.. rows.OrderBy(row => column[row])];
                    for (int i = 1; i < sorted.Length; i++)
                    {
                        if (column[sorted[i - 1]] == column[sorted[i]])
                            continue;
                        T explained = explainedBy(sorted[..i], sorted[i..]);
                        if (explained.CompareTo(best) > 0)
                            (best, bestFeature, bestThreshold) = (explained, features[k], Threshold(column, column[sorted[i - 1]], column[sorted[i]]));
                    }
                }
                return bestFeature >= 0;
            }
        }
        return trees;
    }

    private static double Explained(double sum, int count) => sum * sum * (1.0 / count);

    /// <summary>Of all midpoints of neighbouring distinct values of the whole column within the gap, the one nearest to the gap's middle; the lower in a tie.</summary>
    private static double Threshold(float[] column, double below, double above)
    {
        double[] distinct = [.. column.Distinct().Order().Select(value => (double)value).Where(value => value >= below && value <= above)];
        double middle = (below + above) / 2;
        return distinct.Zip(distinct.Skip(1), (a, b) => (a + b) / 2).OrderBy(midpoint => Math.Abs(midpoint - middle)).ThenBy(midpoint => midpoint).First();
    }

    private readonly record struct Fraction(BigInteger Numerator, BigInteger Denominator) : IComparable<Fraction>
    {
        public int CompareTo(Fraction other) => (Numerator * other.Denominator).CompareTo(other.Numerator * Denominator);
    }

    private sealed class Node
    {
        public int Feature { get; init; } = -1;

        public double Threshold { get; init; }

        public int Left { get; init; } = -1;

        public int Right { get; init; } = -1;

        public double[]? Values { get; init; }
    }
}
