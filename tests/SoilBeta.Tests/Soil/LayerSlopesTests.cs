using SoilBeta.Soil;

namespace SoilBeta.Tests.Soil;

public class LayerSlopesTests
{
    /// <summary>Equation 3 in decimal at β ± 10⁻⁶, from the formula; the second difference that the step of 10⁻⁵ leaves is below 10⁻⁵ of the slope.</summary>
    [Theory, InlineData(10), InlineData(20), InlineData(30), InlineData(100)]
    public void Slopes_are_the_formulas_above_rock(int depth)
    {
        const decimal Step = 1e-6m;
        Span<double> slopes = stackalloc double[LayerDensities.Parts];
        foreach (double beta in new[] { 0.93, 0.9762, 0.999, 1.01 })
        {
            foreach (int rock in new[] { 10, 30, 50, 200 })
            {
                LayerSlopes.Compute(beta, 60, depth, rock, slopes);
                for (int part = 0; part < LayerDensities.Parts; part++)
                {
                    // A layer loses soil below rock in proportion; with rock at 30 cm or above, 20–30 cm holds all soil of 20–40 cm.
                    bool isSlice = part == LayerDensities.Layers && rock > 30;
                    int layer = part == LayerDensities.Layers ? 1 : part;
                    decimal share = isSlice ? 1 : Math.Clamp(rock - (20 * layer), 0, 20) / 20m;
                    decimal expected = share * (Density(Step) - Density(-Step)) / (2 * Step);
                    slopes[part].ShouldBe((double)expected, 1e-3 + (1e-4 * Math.Abs((double)expected)), $"β {beta}, 0–{depth} cm, rock {rock}, part {part}");

                    decimal Density(decimal more) => EquationThree.Density(60, depth, (decimal)beta + more, isSlice ? 20 : 20 * layer, isSlice ? 30 : 20 * (layer + 1));
                }
            }
        }
    }
}
