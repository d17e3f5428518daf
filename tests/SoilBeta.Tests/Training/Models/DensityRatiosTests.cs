using SoilBeta.Forests;
using SoilBeta.Studies;
using SoilBeta.Tests.Mapping.Maps;
using SoilBeta.Tests.Studies;
using SoilBeta.Training.Ecosystems;
using SoilBeta.Training.Models;
using SoilBeta.Training.Profiles;
using SoilBeta.Training.Tables;

namespace SoilBeta.Tests.Training.Models;

/// <summary>Ratios of observed to predicted density of profiles, and the bounds of models from these ratios.</summary>
public class DensityRatiosTests
{
    private static readonly MapProduct s_second = MapProduct.All.Single(product => product.Suffix == "20-40_SOCD");
    private static readonly MapProduct s_last = MapProduct.All.Single(product => product.Suffix == "80-100_SOCD");
    private static readonly MapProduct s_subsoil = MapProduct.All.Single(product => product.Suffix == "20-100_SOCD");
    private static readonly MapProduct s_whole = MapProduct.All.Single(product => product.Suffix == "0-100_SOCD");

    [Fact]
    public void The_map_predicts_by_equation_3_from_its_topsoil_and_ends_at_its_rock()
    {
        // X (q + q² + q³ + q⁴), q = β²⁰, in double; the map's own float chain is accurate to 1e-5.
        double q = Math.Pow(0.97, 20);
        DensityRatios.Predicted(s_subsoil, 50, 20, 100, 0.97).ShouldBe(50 * (q + (q * q) + (q * q * q) + (q * q * q * q)), 1e-3);
        // Rock at 70 cm leaves half of 60–80 cm and nothing below.
        DensityRatios.Predicted(s_subsoil, 50, 20, 70, 0.97).ShouldBe(50 * (q + (q * q) + (q * q * q / 2)), 1e-3);
        DensityRatios.Predicted(s_last, 50, 20, 70, 0.97).ShouldBe(0);
        // A topsoil of 30 cm: X (1 − β¹⁰⁰) / (1 − β³⁰) in 0–100 cm.
        DensityRatios.Predicted(s_whole, 50, 30, 100, 0.97).ShouldBe(50 * (1 - Math.Pow(0.97, 100)) / (1 - Math.Pow(0.97, 30)), 1e-3);
        DensityRatios.Predicted(s_second, float.NaN, 20, 100, 0.97).ShouldBe(double.NaN);
        DensityRatios.Predicted(s_second, 50, 20, 100, double.NaN).ShouldBe(double.NaN);
    }

    [Fact]
    public void Profiles_have_ratios_of_what_they_reach_where_the_map_predicts_carbon()
    {
        ProfileRecord[] profiles = [Profile([60, 40, 30, 20, 10]), Profile([60, 40, 30, 20, double.NaN]), Profile([60, 40, 0, 0.001, 10]), Profile([60, 40, 30, 20, 10]), Profile([60, 40, 30, 20, 10]), Profile([60, 40, 30, 20, 10])];
        var places = new ProfilePlaces([50, 50, 50, float.NaN, 0, 50], [100, 100, 100, 100, 100, 70], null);
        var targets = DensityRatios.Targets(profiles, places, 20, [.. Enumerable.Repeat(0.97, 5), double.NaN]).ToDictionary(target => target.Name);
        double q = Math.Pow(0.97, 20);
        targets["20-40_SOCD"].Values[0].ShouldBe(40 / (50 * q), 1e-4);
        targets["80-100_SOCD"].Values[0].ShouldBe(10 / (50 * q * q * q * q), 1e-4);
        targets["20-100_SOCD"].Values[0].ShouldBe(100 / (50 * (q + (q * q) + (q * q * q) + (q * q * q * q))), 1e-4);
        targets["80-100_SOCD"].Values[1].ShouldBe(double.NaN); // does not reach it
        targets["20-100_SOCD"].Values[1].ShouldBe(double.NaN);
        targets["20-40_SOCD"].Values[1].ShouldBe(targets["20-40_SOCD"].Values[0]);
        targets["40-60_SOCD"].Values[2].ShouldBe(0.01 / (50 * q * q), 1e-7); // 0 counts as 0.01 Mg C ha⁻¹
        targets["60-80_SOCD"].Values[2].ShouldBe(0.01 / (50 * q * q * q), 1e-7);
        targets["20-40_SOCD"].Values[3..].ShouldAllBe(value => double.IsNaN(value)); // no topsoil, a topsoil of 0, no β without the profile
        targets["20-40_SOCD"].Known.ShouldBe(3);
        var rocky = DensityRatios.Targets([profiles[0]], new ProfilePlaces([50], [70], null), 20, [0.97]).ToDictionary(target => target.Name);
        rocky["80-100_SOCD"].Known.ShouldBe(0);
        rocky["60-80_SOCD"].Values[0].ShouldBe(20 / (25 * q * q * q), 1e-4);

        DensityRatios.Bound(40, 0.5).ShouldBe(20);
        DensityRatios.Bound(0, 3).ShouldBe(0);
        DensityRatios.Bound(0.01, 0.9).ShouldBe(0);
        DensityRatios.Bound(40, double.NaN).ShouldBe(double.NaN);
    }

    [Fact]
    public void Each_model_predicts_a_profile_without_it()
    {
        var study = StudyText.Bind(new StudySection { Seed = 3, Covariates = [.. Enumerable.Range(0, 3).Select(f => new CovariateSection { Name = $"f{f}" })] });
        ProfileRecord[] profiles = [.. TrainedMapTests.Profiles("CL", 5).Select((profile, i) => profile with { Site = i / 2 })];
        var data = new TrainingData(profiles, TrainingData.TableOf(study, profiles));
        float[] topsoil = [.. profiles.Select((_, i) => i < 9 ? float.NaN : 50f)];
        var places = new ProfilePlaces(topsoil, [.. profiles.Select(_ => 100)], null);

        // A constant: the mean of the other sites' β.
        var constant = PredictionModel.BoundsFor(study, ForestTrainer.Constant(data.Table).Forest, data, places);
        PredictionModel.Profiles(constant).ShouldBe("20-40 cm 71, 40-60 cm 71, 60-80 cm 71, 80-100 cm 71, 20-100 cm 71, 0-100 cm 71, of 80 profiles");
        double others = profiles.Where(profile => profile.Site != profiles[20].Site).Average(profile => profile.Beta);
        constant.Quantiles.Targets[1].Values[20].ShouldBe(40 / (50 * Math.Pow(others, 20)), 1e-4);

        // A forest: the mean over the trees that did not draw the profile.
        var forest = ForestTrainer.Train(data.Table, new ForestOptions { Trees = 20, Seed = 1, Threads = 1 });
        var grown = PredictionModel.BoundsFor(study, forest.Forest, data, places);
        grown.Quantiles.Targets[1].Values[20].ShouldBe(40 / (50 * Math.Pow(forest.OutOfBagPredictions[20], 20)), 1e-4);
        grown.Quantiles.IsCalibrated.ShouldBeTrue();
        double[] bounds = grown.QuantilesAt([50, 50, 50], 1, [0.05, 0.95], 1);
        bounds[2].ShouldBeGreaterThan(0);
        bounds[3].ShouldBeGreaterThan(bounds[2]);

        // A regression: folds of sites; bounds of β from its own variances, ratios of all profiles.
        var regression = MixedTraining.Fit(data.Table, [.. Enumerable.Range(0, 80)]);
        var mixed = PredictionModel.BoundsFor(study, regression, data, places);
        mixed.QuantilesAt([50, 50, 50], 1, [0.05, 0.95], 1)[..2].ShouldBe(new RegressionIntervals(regression, 0, 1.02).QuantilesAt([50, 50, 50], 1, [0.05, 0.95], 1));
        mixed.Quantiles.Targets[1].Known.ShouldBe(71);
        double predicted = regression.Function.At([.. data.Table.Columns.Select(column => column[20])]), held = mixed.Quantiles.Targets[1].Values[20];
        Math.Abs(held - (40 / (50 * Math.Pow(predicted, 20)))).ShouldBeGreaterThan(1e-6);
        held.ShouldBe(40 / (50 * Math.Pow(predicted, 20)), 0.1);
        mixed.QuantilesAt([0, 0, 0], 1, [0.05, 0.95], 1)[2..4].ShouldBe(mixed.QuantilesAt([90, 90, 90], 1, [0.05, 0.95], 1)[2..4]);
    }

    private static ProfileRecord Profile(double[] densities) => new()
    {
        Id = "p", Source = "s", Site = 1, Latitude = 0, Longitude = 0, Ecosystem = "CL", EcosystemFrom = "table", Beta = 0.97, BetaMode = "ratio", FitRootMeanSquare = 0, Densities = densities,
        FilledBulkDensity = "mmmmm", FilledGravel = "mmmmm", Covariates = [], Closure = 1,
    };
}
