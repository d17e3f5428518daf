namespace SoilBeta.Numerics.Statistics;

/// <summary>Isotonic regression: the non-decreasing (or non-increasing) sequence nearest to the given values by least squares, by pooling adjacent violators.</summary>
public static class MonotoneFit
{
    /// <summary>Fits a monotone sequence.</summary>
    /// <param name="values">Values in their order.</param>
    /// <param name="rising">Whether the fit is non-decreasing, otherwise non-increasing.</param>
    public static double[] Fit(IReadOnlyList<double> values, bool rising)
    {
        var blocks = new List<(double Mean, int Count)>();
        foreach (double value in values)
        {
            blocks.Add((value, 1));
            while (blocks.Count > 1 && (rising ? blocks[^2].Mean > blocks[^1].Mean : blocks[^2].Mean < blocks[^1].Mean))
            {
                var (a, b) = (blocks[^2], blocks[^1]);
                blocks.RemoveRange(blocks.Count - 2, 2);
                blocks.Add((((a.Mean * a.Count) + (b.Mean * b.Count)) / (a.Count + b.Count), a.Count + b.Count));
            }
        }
        return [.. blocks.SelectMany(block => Enumerable.Repeat(block.Mean, block.Count))];
    }
}
