using System.Numerics;
using SoilBeta.Soil;
using SoilBeta.Tests.Devices;

namespace SoilBeta.Tests.Soil;

public class LayerDensitiesTests
{
    /// <summary>Half a unit in the last place of a float near 1: relative error of one rounding.</summary>
    private const decimal Rounding = 1m / (1 << 24);

    /// <summary>Allowance for the higher-order terms that the bound neglects.</summary>
    private const decimal HigherOrder = 1.01m;

    private static readonly float[] s_betas = [0.5f, 0.7f, 0.85f, 0.93f, 0.9565f, 0.9716f, 0.9762f, 0.9792f, 0.99f, 0.9999f, 0.999999f, 1f, 1.000001f, 1.003f, 1.01f, 1.02f];

    public static TheoryData<int> Depths => [10, 20, 30, 40, 50, 60, 70, 80, 90, 100];

    [Theory, MemberData(nameof(Depths))]
    public void The_chain_is_the_oracles_and_within_its_proved_error_of_the_formula(int depth)
    {
        foreach (float beta in s_betas)
        {
            foreach (float topsoil in new[] { 0f, 0.001f, 0.37f, 30.2f, 76.2944f, 611.1f, 1100f, 1149f, 2000f }.Where(value => value <= LayerDensities.LargestTopsoilOf(depth)))
            {
                LayerParts layers = LayerDensities.Compute(topsoil, depth, beta);
                Enumerable.Range(0, LayerDensities.Parts).Select(part => layers[part]).ShouldBe(PlainLoop.LayersOf(topsoil, depth, beta));
                for (int layer = 0; layer < LayerDensities.Layers; layer++)
                {
                    decimal exact = 65536 * EquationThree.Density(EquationThree.Exact(topsoil), depth, EquationThree.Exact(beta), 20 * layer, 20 * (layer + 1));
                    Math.Abs(layers[layer] - exact).ShouldBeLessThanOrEqualTo(ErrorOf(EquationThree.Exact(topsoil), depth, EquationThree.Exact(beta), layer, exact), $"β {beta}, {topsoil} Mg C ha⁻¹ in 0–{depth} cm, layer {layer}");
                }
            }
        }
    }

    [Theory, MemberData(nameof(Depths))]
    public void The_slice_of_20_to_30_cm_is_the_formulas_and_the_topsoil_comes_back_to_the_last_unit(int depth)
    {
        foreach (float beta in s_betas)
        {
            foreach (float topsoil in new[] { 0f, 0.37f, 30.2f, 76.2944f, 1149f })
            {
                LayerParts parts = LayerDensities.Compute(topsoil, depth, beta);
                decimal exact = 65536 * EquationThree.Density(EquationThree.Exact(topsoil), depth, EquationThree.Exact(beta), 20, 30);
                // As for 20–40 cm, whose error is bounded above; the share 1/(1 + p) has an error of 10 roundings and of 2⁻²⁰.
                decimal both = 65536 * EquationThree.Density(EquationThree.Exact(topsoil), depth, EquationThree.Exact(beta), 20, 40);
                decimal error = ErrorOf(EquationThree.Exact(topsoil), depth, EquationThree.Exact(beta), 1, both) + (both * ((10 * Rounding) + (1m / (1 << 20)))) + 1;
                Math.Abs(parts[LayerDensities.Layers] - exact).ShouldBeLessThanOrEqualTo(error, $"β {beta}, {topsoil} Mg C ha⁻¹ in 0–{depth} cm");
                parts[LayerDensities.Layers].ShouldBeInRange(0, parts[1]);
                int above = 0;
                for (int layer = 0; layer < depth / 20; layer++)
                    above += parts[layer];
                if (depth % 20 == 0 || depth == 30)
                    (above + (depth == 30 ? parts[LayerDensities.Layers] : 0)).ShouldBe((int)(topsoil * 65536f), $"β {beta}, 0–{depth} cm");
            }
        }
    }

    [Theory]
    [InlineData(15, 15, 0)]
    [InlineData(24, 20, 4)] // all of what is left of 20–40 cm, a fifth of it
    [InlineData(30, 20, 10)]
    [InlineData(32, 20, 12)] // 12 of 20 units are left, and the slice has 13
    [InlineData(36, 20, 13)]
    [InlineData(40, 20, 13)]
    [InlineData(200, 20, 13)]
    public void Rock_cuts_the_slice_with_its_layer(int depth, int first, int slice)
    {
        LayerParts parts = RockCut.Apply(new LayerParts(20, 20, 20, 20, 20, 13), depth);
        (parts[0], parts[LayerDensities.Layers]).ShouldBe((first, slice));
        parts[1].ShouldBe(Math.Clamp(depth - 20, 0, 20));
    }

    /// <summary>1,500 Mg C ha⁻¹ in 0–10 cm at β = 1.02 once gave −1,491,826,701 for 0–100 cm. Accepted values now fit, even where β is rounded up.</summary>
    [Theory, MemberData(nameof(Depths))]
    public void All_layers_of_the_largest_topsoil_fit_31_bits_at_the_largest_beta(int depth)
    {
        float beta = BitIncrement((float)BetaLimits.Upper, 4);
        BigInteger sum = 0;
        foreach (int density in PlainLoop.LayersOf(LayerDensities.LargestTopsoilOf(depth), depth, beta)[..LayerDensities.Layers])
            sum += density;
        sum.ShouldBeLessThanOrEqualTo(int.MaxValue);
        decimal exact = EquationThree.Density((decimal)LayerDensities.LargestTopsoilOf(depth), depth, 1.02m, 0, 100);
        exact.ShouldBeLessThan(32768);
        if (depth == 10)
            EquationThree.Density(1150, depth, 1.02m, 0, 100).ShouldBeGreaterThan(32768); // 1,149 is the largest integer
    }

    /// <summary>By hand from 1.02^10 = 1.218994: 1,149 · (1 − 1.02^100) / (1 − 1.02^10).</summary>
    [Fact]
    public void The_formula_itself_gives_known_values()
    {
        EquationThree.Density(1149, 10, 1.02m, 0, 100).ShouldBe(32763.84m, 0.01m);
        EquationThree.Density(30, 20, 1m, 20, 100).ShouldBe(120m);
        EquationThree.Density(76.2944m, 20, 0.9771351m, 0, 20).ShouldBe(76.2944m, 1e-20m);
    }

    // β is exact. β²: one rounding; β⁴: 3; β⁵: 4; β¹⁰: 9; β²⁰: 19. Integers truncate: one unit each.
    private static decimal ErrorOf(decimal topsoil, int depth, decimal beta, int layer, decimal exact)
    {
        // Layer k is X · 65,536, which is exact, times β²⁰ k times, with one rounding each.
        if (depth == 20)
            return (exact * 20 * layer * Rounding * HigherOrder) + 1;
        // Slice i is 2²⁴ · p · … · p with 10 i roundings, truncated. Two of them divided by those of the topsoil.
        const decimal First = 1 << 24;
        decimal units = 65536 * topsoil, share = First * EquationThree.Density(1, 10, beta, 0, depth), both = First * EquationThree.Density(1, 10, beta, 20 * layer, 20 * (layer + 1));
        decimal above = (both * 10 * ((2 * layer) + 1) * Rounding) + 2, below = (share * 10 * ((depth / 10) - 1) * Rounding) + (depth / 10);
        return (((both / share) + (units / share * above) + (exact * below / share)) * HigherOrder) + 1;
    }

    private static float BitIncrement(float value, int times)
    {
        for (int i = 0; i < times; i++)
            value = MathF.BitIncrement(value);
        return value;
    }
}
