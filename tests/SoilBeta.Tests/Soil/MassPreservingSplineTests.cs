using FsCheck;
using FsCheck.Fluent;
using SoilBeta.Soil;

namespace SoilBeta.Tests.Soil;

public class MassPreservingSplineTests
{
    private const double MassTolerance = 1e-9; // relative, of the profile's mass

    [Fact]
    public void Every_horizon_keeps_its_mass_whatever_the_smoothing()
    {
        var horizons = Gen.Choose(1, 400).ListOf().Where(steps => steps.Count > 0).ToArbitrary();
        var smoothing = Gen.Choose(0, 100).ToArbitrary();
        Prop.ForAll(horizons, smoothing, (steps, fiftieths) =>
        {
            var (tops, bottoms, values) = Horizons([.. steps]);
            var spline = new MassPreservingSpline(tops, bottoms, values, fiftieths / 50.0);
            double scale = values.Zip(bottoms.Zip(tops), (value, ends) => value * (ends.First - ends.Second)).Sum();
            return Enumerable.Range(0, tops.Length).All(i => Math.Abs(spline.Integral(tops[i], bottoms[i]) - (values[i] * (bottoms[i] - tops[i]))) <= MassTolerance * scale);
        }).QuickCheckThrowOnFailure();
    }

    [Fact]
    public void Integrals_add_up_wherever_they_are_cut()
    {
        var spline = new MassPreservingSpline([0, 10, 30, 60], [10, 25, 60, 110], [30, 18, 8, 3], 0.1);
        double whole = spline.Integral(0, 100);
        double cut = Enumerable.Range(0, 37).Sum(i => spline.Integral(100.0 * i / 37, 100.0 * (i + 1) / 37));
        cut.ShouldBe(whole, MassTolerance * whole);
    }

    [Fact]
    public void Without_smoothing_the_fitted_means_are_the_values()
    {
        var spline = new MassPreservingSpline([0, 10, 30, 60], [10, 25, 60, 110], [30, 18, 8, 3], 0);
        spline.Fitted.ToArray().ShouldBe([30, 18, 8, 3], 1e-12);
    }

    [Fact]
    public void The_curve_is_continuous_across_horizons_and_gaps()
    {
        var spline = new MassPreservingSpline([0, 10, 30, 60], [10, 25, 60, 110], [30, 18, 8, 3], 0.1);
        foreach (double edge in new[] { 10.0, 25, 30, 60 })
            spline.At(edge - 1e-9).ShouldBe(spline.At(edge + 1e-9), 1e-6);
        spline.At(-1).ShouldBe(double.NaN);
        spline.At(111).ShouldBe(double.NaN);
    }

    [Fact]
    public void A_gap_is_bridged_by_a_straight_line()
    {
        var spline = new MassPreservingSpline([0, 40], [20, 100], [30, 5], 0.1);
        spline.Integral(20, 40).ShouldBe(20 * (spline.At(20) + spline.At(40)) / 2, 1e-9);
        spline.At(30).ShouldBe((spline.At(20) + spline.At(40)) / 2, 1e-9);
    }

    [Fact]
    public void Above_the_first_horizon_its_value_at_the_top_continues()
    {
        var spline = new MassPreservingSpline([4, 20], [20, 100], [30, 5], 0);
        spline.Integral(0, 4).ShouldBe(4 * spline.At(4), 1e-9);
    }

    [Fact]
    public void Horizons_out_of_order_are_refused()
    {
        Should.Throw<ArgumentException>(() => new MassPreservingSpline([0, 5], [10, 20], [1, 2], 0.1));
        Should.Throw<ArgumentException>(() => new MassPreservingSpline([0, 10], [10, 10], [1, 2], 0.1));
        Should.Throw<ArgumentException>(() => new MassPreservingSpline([], [], [], 0.1));
    }

    /// <summary>Horizons from a list of numbers: thickness 1–20 cm, now and then a gap, values 0–100.</summary>
    private static (double[] Tops, double[] Bottoms, double[] Values) Horizons(IReadOnlyList<int> steps)
    {
        double depth = 0;
        var tops = new List<double>();
        var bottoms = new List<double>();
        var values = new List<double>();
        foreach (int step in steps)
        {
            depth += step % 5 == 0 ? step % 7 : 0;
            tops.Add(depth);
            depth += 1 + (step % 20);
            bottoms.Add(depth);
            values.Add(1 + (step * 37 % 101));
        }
        return (tops.ToArray(), bottoms.ToArray(), values.ToArray());
    }
}
