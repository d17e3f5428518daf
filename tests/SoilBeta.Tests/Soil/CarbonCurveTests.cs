using FsCheck;
using FsCheck.Fluent;
using SoilBeta.Soil;

namespace SoilBeta.Tests.Soil;

public class CarbonCurveTests
{
    private const double MassTolerance = 1e-9; // relative, of the profile's mass
    private static readonly double[] Bounds = [0, 20, 40, 60, 80, 100];

    // NumPy: Bishop's matrices R and Q dense, α, β and γ of each horizon from them, Gauss–Legendre integrals of the curve and of the step function,
    // w = max −curve / (step − curve) over the layers whose curve is negative.
    [Theory]
    [InlineData("0-5:16 5-10:15 10-22:0.28 22-100:0.014", 0.9813939748796947, 157.95406532942388, 0.0, 0.14615285016192406, 0.5699432981980486, 0.7818385222161108)]
    [InlineData("2-6:10.8 6-15:6 30-45:0.14 60-110:0.075", 0.6301594650235318, 142.1032848522592, 23.748557600605274, 0.0, 0.9197288439077949, 1.790135578046102)]
    [InlineData("0-30:6.6 30-33:2.4 33-70:0.045 70-100:0.6", 0.7644078295408695, 136.63712821554648, 71.06012804133921, 0.0, 4.222075864856625, 12.945667878257659)]
    public void The_step_function_has_the_share_that_leaves_no_layer_negative(string horizons, double share, params double[] layers)
    {
        double[][] numbers = [.. horizons.Split(' ').Select(horizon => horizon.Split('-', ':').Select(GoldenTable.Number).ToArray())];
        var curve = new CarbonCurve(new MassPreservingSpline([.. numbers.Select(h => h[0])], [.. numbers.Select(h => h[1])], [.. numbers.Select(h => h[2])], 0.1), Bounds);
        curve.StepShare.ShouldBe(share, 1e-12);
        for (int layer = 0; layer < layers.Length; layer++)
            curve.Integral(Bounds[layer], Bounds[layer + 1]).ShouldBe(layers[layer], MassTolerance * layers.Sum());
    }

    [Fact]
    public void Any_profile_keeps_the_mass_of_its_horizons_has_no_negative_layer_and_the_spline_wherever_that_has_none()
    {
        int blended = 0;
        var profiles = Gen.Choose(0, 10_000).ListOf().Where(steps => steps.Count > 1).ToArbitrary();
        Prop.ForAll(profiles, steps =>
        {
            var (tops, bottoms, values) = Horizons([.. steps]);
            var spline = new MassPreservingSpline(tops, bottoms, values, 0.1);
            var curve = new CarbonCurve(spline, Bounds);
            double tolerance = MassTolerance * values.Zip(bottoms.Zip(tops), (value, ends) => value * (ends.First - ends.Second)).Sum();
            double[] layers = [.. Enumerable.Range(0, 5).Select(layer => curve.Integral(Bounds[layer], Bounds[layer + 1]))];
            double[] splined = [.. Enumerable.Range(0, 5).Select(layer => spline.Integral(Bounds[layer], Bounds[layer + 1]))];
            blended += curve.StepShare > 0 ? 1 : 0;
            return Enumerable.Range(0, tops.Length).All(i => Math.Abs(curve.Integral(tops[i], bottoms[i]) - (values[i] * (bottoms[i] - tops[i]))) <= tolerance)
                && layers.Min() >= -tolerance && curve.StepShare is >= 0 and <= 1
                && (splined.Min() < 0 ? layers.Min() <= tolerance : curve.StepShare == 0 && layers.SequenceEqual(splined));
        }).QuickCheckThrowOnFailure();
        blended.ShouldBeGreaterThan(10);
    }

    [Fact]
    public void The_step_function_is_each_horizons_value_a_line_across_a_gap_and_the_first_value_above()
    {
        var spline = new MassPreservingSpline([4, 20, 50], [10, 40, 100], [30, 10, 4], 0.1);
        spline.StepIntegral(0, 10).ShouldBe(300, 1e-12);
        spline.StepIntegral(10, 20).ShouldBe(200, 1e-12); // 30 falls to 10
        spline.StepIntegral(15, 20).ShouldBe(75, 1e-12); // 20 falls to 10
        spline.StepIntegral(40, 45).ShouldBe(42.5, 1e-12); // 10 falls to 7
        spline.StepIntegral(60, 120).ShouldBe(160, 1e-12);
    }

    /// <summary>Horizons from a list of numbers: thickness 1–30 cm, now and then a gap, values 0–100 that jump by orders of magnitude.</summary>
    private static (double[] Tops, double[] Bottoms, double[] Values) Horizons(int[] steps)
    {
        double depth = steps[0] % 6;
        var (tops, bottoms, values) = (new List<double>(), new List<double>(), new List<double>());
        foreach (int step in steps)
        {
            depth += step % 5 == 0 ? step % 7 : 0;
            tops.Add(depth);
            bottoms.Add(depth += 1 + (step % 30));
            values.Add(step % 11 == 0 ? 0 : Math.Pow(10, (step % 300 / 75.0) - 2));
        }
        return (tops.ToArray(), bottoms.ToArray(), values.ToArray());
    }
}
