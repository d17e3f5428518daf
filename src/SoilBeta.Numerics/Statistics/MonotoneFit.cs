namespace SoilBeta.Numerics.Statistics;

/// <summary>Isotonic regression: the values of a sequence that never fall (or never rise) and lie nearest the given ones in the least-squares sense, by pooling adjacent violators.</summary>
public static class MonotoneFit
{
    /// <summary>Fits.</summary>
    /// <param name="values">Values in their order.</param>
    /// <param name="rising">Whether the fit never falls; else it never rises.</param>
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
