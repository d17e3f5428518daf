using SoilBeta.Forests;
using SoilBeta.Numerics.Statistics;

namespace SoilBeta.Tests.Forests;

public class RegressionModelTests
{
    [Fact]
    public void A_file_gives_back_the_regression_and_its_refits_and_has_no_trees()
    {
        using var scratch = new TemporaryFolder();
        RegressionModel model = Model() with { Refits = Model().Draw(3, seed: 9) };
        string path = scratch["r.forest"];
        ForestFile.Write(path, model);
        var file = ForestFile.Open(path);
        (file.Model, file.RefitCount, file.Trees).ShouldBe((ModelKind.Mixed, 3, 1));
        var found = file.Regression.ShouldNotBeNull();
        found.Function.Intercept.ShouldBe(model.Function.Intercept);
        found.Function.Coefficients.ShouldBe(model.Function.Coefficients);
        found.Covariance.SelectMany(row => row).ShouldBe(model.Covariance.SelectMany(row => row));
        (found.GroupVariance, found.ResidualVariance).ShouldBe((model.GroupVariance, model.ResidualVariance));
        found.Refits.Select(refit => refit.Intercept).ShouldBe(model.Refits.Select(refit => refit.Intercept));
        file.ReadSet(refits: true).Linear.Count.ShouldBe(3);
        file.ReadSet().Linear.ShouldHaveSingleItem().Coefficients.ShouldBe(model.Function.Coefficients);
        Should.Throw<InvalidDataException>(file.ReadForest).Message.ShouldContain("not trees");

        byte[] bytes = File.ReadAllBytes(path);
        bytes[bytes.Length / 2] ^= 1;
        File.WriteAllBytes(path, bytes);
        Should.Throw<InvalidDataException>(() => ForestFile.Open(path)).Message.ShouldContain("damaged");
    }

    [Fact]
    public void Drawn_coefficients_have_the_estimates_mean_and_covariance_and_do_not_change_with_their_number()
    {
        RegressionModel model = Model();
        const int Draws = 20_000;
        var drawn = model.Draw(Draws, seed: 4);
        double[][] values = [.. drawn.Select(draw => (double[])[draw.Intercept, .. draw.Coefficients])];
        double[] estimate = [model.Function.Intercept, .. model.Function.Coefficients];
        for (int i = 0; i < estimate.Length; i++)
        {
            for (int j = 0; j <= i; j++)
            {
                double product = values.Average(value => (value[i] - estimate[i]) * (value[j] - estimate[j])), scale = Math.Sqrt(model.Covariance[i][i] * model.Covariance[j][j]);
                Math.Abs(product - model.Covariance[i][j]).ShouldBeLessThan(5 * scale * Math.Sqrt(2.0 / Draws), $"{i}, {j}");
            }
        }
        model.Draw(2, seed: 4)[1].Coefficients.ShouldBe(drawn[1].Coefficients);
        model.Draw(1, seed: 5)[0].Intercept.ShouldNotBe(drawn[0].Intercept);
    }

    [Fact]
    public void Bounds_for_a_single_observation_add_the_variances_up_and_stop_at_the_limits()
    {
        RegressionModel model = Model();
        float[] x = [2, 3];
        double mean = model.Function.At(x);
        double variance = model.GroupVariance + model.ResidualVariance;
        double[] one = [1, 2, 3];
        for (int i = 0; i < 3; i++)
        {
            for (int j = 0; j < 3; j++)
                variance += one[i] * one[j] * model.Covariance[i][j];
        }
        double[] bounds = new RegressionIntervals(model).QuantilesAt(x, 1, [0.05, 0.5, 0.95], threads: 1);
        bounds[0].ShouldBe(mean - (1.6448536269514722 * Math.Sqrt(variance)), 1e-12);
        bounds[1].ShouldBe(mean, 1e-15);
        bounds[2].ShouldBe(mean + (1.6448536269514722 * Math.Sqrt(variance)), 1e-12);
        new RegressionIntervals(model, mean, 1).QuantilesAt(x, 1, [0.05], threads: 1).ShouldBe([mean]);
    }

    [Fact]
    public void The_effects_covariance_has_their_squared_errors_on_its_diagonal_and_nothing_for_a_dropped_predictor()
    {
        var random = new Random(1);
        const int Rows = 60;
        double[] a = [.. Enumerable.Range(0, Rows).Select(_ => 1000 + (50 * random.NextDouble()))], twice = [.. a.Select(value => 2 * value)], b = [.. a.Select(_ => random.NextDouble())];
        double[] y = [.. Enumerable.Range(0, Rows).Select(row => (0.01 * a[row]) - b[row] + random.NextDouble())];
        var model = RandomInterceptModel.Fit(["a", "twice", "b"], [a, twice, b], y, [.. Enumerable.Range(0, Rows).Select(row => $"{row / 3}")]);
        for (int i = 0; i < 4; i++)
            Math.Sqrt(model.EffectCovariance[i][i]).ShouldBe(i == 2 ? 0 : model.Effects[i].StandardError, 1e-9);
        model.EffectCovariance[2].ShouldAllBe(value => value == 0);
        // The fit is most precise near its data: the variance of the mean there is far below that of the intercept.
        double[] centre = [1, a.Average(), 0, b.Average()];
        double atCentre = centre.Select((value, i) => value * centre.Select((other, j) => other * model.EffectCovariance[i][j]).Sum()).Sum();
        atCentre.ShouldBeInRange(0, model.EffectCovariance[0][0] / 100);
    }

    private static RegressionModel Model() => new()
    {
        Features = ["a", "b"],
        Units = ["", ""],
        Ranges = [new FeatureRange(0, 1, 0.5, 0.1), new FeatureRange(0, 1, 0.5, 0.1)],
        Function = new LinearFunction(0.9, [0.01, -0.002]),
        Covariance = [[4e-6, 1e-6, -2e-7], [1e-6, 1e-6, 0], [-2e-7, 0, 4e-8]],
        GroupVariance = 2e-5,
        ResidualVariance = 8e-5,
    };
}
