using SoilBeta.Forests;
using SoilBeta.Soil;

namespace SoilBeta.Devices;

/// <summary>Forests whose predictions enter Equation 3, whose integers are bounded for 0 &lt; β ≤ 1.02 only.</summary>
public static class BetaForests
{
    /// <summary>The same forests with a check of every leaf. Forests on demand are checked when they are read; every device reads all of them once before it computes.</summary>
    /// <param name="forests">Forests, or regressions, whose results are clipped to the limits.</param>
    /// <param name="name">Name of their file, for messages.</param>
    /// <exception cref="InvalidDataException">A leaf predicts a value outside the limits of β; thrown when its forest is read.</exception>
    public static ForestSet Checked(ForestSet forests, string name)
    {
        if (forests.Linear.Count > 0)
            return forests;
        if (forests.Outputs > 1)
            throw new InvalidDataException($"{name}: its leaves hold {forests.Outputs} values, but a forest of β has one. Is it a forest of β?");
        double unit = Math.ScaleB(1.0, -forests.LeafShift);
        return forests.Each(forest =>
        {
            foreach (FlatNode node in forest.Nodes)
            {
                double value = node.LeafValue * unit;
                if (node.IsLeaf && !(value > BetaLimits.Lower && value <= BetaLimits.Upper + BetaLimits.LeafTolerance))
                    throw new InvalidDataException($"{name}: a leaf predicts {value:G6}, but β is {BetaLimits.Text}. Is it a forest of β?");
            }
            return forest;
        });
    }
}
