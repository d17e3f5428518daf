using SoilBeta.Forests;
using SoilBeta.Soil;

namespace SoilBeta.Devices;

/// <summary>Forests whose predictions go into Equation 3: its integers are bounded for 0 &lt; β ≤ 1.02 only.</summary>
public static class BetaForests
{
    /// <summary>The same forests, checked leaf by leaf. Those that are read when they are asked for are checked then: every device reads all of them once before it computes anything.</summary>
    /// <param name="forests">Forests, or regressions, which are kept within the bounds as they are computed.</param>
    /// <param name="name">Their file, for messages.</param>
    /// <exception cref="InvalidDataException">A leaf predicts what is not a β; thrown when its forest is read.</exception>
    public static ForestSet Checked(ForestSet forests, string name)
    {
        if (forests.Linear.Count > 0)
            return forests;
        double unit = Math.ScaleB(1.0, -forests.LeafShift);
        return forests.Each(forest =>
        {
            foreach (FlatNode node in forest.Nodes)
            {
                double value = node.LeafValue * unit;
                if (node.IsLeaf && !(value > BetaLimits.Lower && value <= BetaLimits.Upper + BetaLimits.LeafTolerance))
                    throw new InvalidDataException($"{name}: a leaf predicts {value:G6}, and β lies {BetaLimits.Text}. Is it a forest of β?");
            }
            return forest;
        });
    }
}
