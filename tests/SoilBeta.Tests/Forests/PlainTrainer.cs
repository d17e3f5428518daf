using SoilBeta.Forests;
using SoilBeta.Numerics;

namespace SoilBeta.Tests.Forests;

/// <summary>Breiman's regression tree written from its definition: no ranks, no tables; each node sorts its rows and tries every gap. It shares only the random stream and the integer targets with the trainer.</summary>
internal static class PlainTrainer
{
    public static Tree[] Train(TrainingTable table, ForestOptions options)
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
            trees[tree] = new Tree([.. nodes.Select(n => n.Feature)], [.. nodes.Select(n => n.Threshold)], [.. nodes.Select(n => n.Left)], [.. nodes.Select(n => n.Right)], [.. nodes.Select(n => n.Value)]);

            int Grow(List<int> rows)
            {
                int place = nodes.Count;
                nodes.Add(new Node());
                if (rows.Count <= options.MinNodeSize || !BestSplit(rows, out int feature, out double threshold))
                {
                    long sum = rows.Sum(row => scale.Target[row]);
                    nodes[place] = new Node { Value = (float)(scale.Center + Math.ScaleB((double)sum / rows.Count, -scale.TargetShift)) };
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
                if (rows.All(row => scale.Target[row] == scale.Target[rows[0]]))
                    return false;
                double best = Explained(rows.Sum(row => scale.Target[row]), rows.Count);
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
                        double explained = Explained(sorted[..i].Sum(row => scale.Target[row]), i) + Explained(sorted[i..].Sum(row => scale.Target[row]), sorted.Length - i);
                        if (explained > best)
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

    private sealed class Node
    {
        public int Feature { get; init; } = -1;

        public double Threshold { get; init; }

        public int Left { get; init; } = -1;

        public int Right { get; init; } = -1;

        public double Value { get; init; }
    }
}
