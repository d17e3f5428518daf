using SoilBeta.Forests;
using SoilBeta.Forests.Validation;
using SoilBeta.Studies;
using SoilBeta.Tests.Training.Carbon;
using SoilBeta.Training.Assessment;
using SoilBeta.Training.Models;
using SoilBeta.Training.Profiles;
using SoilBeta.Training.Targets;

namespace SoilBeta.Tests.Training.Targets;

public sealed class TargetTrainingTests : IDisposable
{
    private readonly TemporaryFolder _root = new();

    public void Dispose() => _root.Dispose();

    [Fact]
    public void The_layers_of_a_target_are_outputs_of_its_forest_with_scores_bounds_and_a_plan()
    {
        var study = Study("none");
        ProfileRecord[] profiles = Profiles();
        profiles[5] = profiles[5] with { Target = [5, double.NaN] }; // lacks a layer: does not train
        var folder = new OutputFolder(_root.Path("out"));
        var assessment = TargetTraining.Run(study, profiles, new MapSample(_root.Path("none")), folder, new StepOptions())!;
        assessment.Profiles.ShouldBe(119);
        assessment.Forests.Select(forest => forest.Name).ShouldBe(["acidity"]);
        assessment.Designs[0].ForModel("direct")!.Scores["0-50_acidity"].Mean.RSquared.ShouldBeGreaterThan(0.8);
        assessment.Designs[0].ForModel(Validator.MeanModel)!.Scores["0-50_acidity"].Mean.RSquared.ShouldBeLessThan(0.1);
        assessment.SkillOf(study.Products[^1]).Sentence.ShouldContain("acidity, 50-100 cm is unknown: no folds stand for the map");

        var file = ForestFile.Open(CarbonChoice.TargetFile(study, folder, "CL"));
        file.Outputs.ShouldBe(["0-50_acidity", "50-100_acidity"]);
        var bounds = PredictionBounds.FromFile(file, double.NegativeInfinity, double.PositiveInfinity)!;
        bounds.Quantiles.Targets.Select(target => (target.Name, target.IsRatio)).ShouldBe([("0-50_acidity", false), ("50-100_acidity", false)]);
        // pH of 50–100 cm is 3 + 2 · wet: at wet = 0.5 its median is near 4. Features: wet, noise, indicators.
        double[] quantiles = bounds.QuantilesAt([0.5f, 0.5f, 1, 0], 1, [0.05, 0.5, 0.95], 1);
        quantiles[4].ShouldBe(4, 0.25);
        quantiles[3].ShouldBeLessThan(quantiles[5]);

        var forest = file.ReadForest();
        var plan = RunPlans.ForTarget(study, ForestFlattening.Flatten(ForestPruning.At(forest, IndicatorFeatures.At(forest.Features, "CL"))), "acidity.forest");
        (plan.DirectLayers, plan.UsesTopsoil, plan.EndsAtRock, plan.Sums.Count, plan.Variables).ShouldBe((study.Target!.Layers, false, false, 0, 2));
    }

    [Fact]
    public void Splits_on_logarithms_leave_out_profiles_with_a_layer_that_is_not_above_0()
    {
        ProfileRecord[] profiles = Profiles();
        var folder = new OutputFolder(_root.Path("out"));
        TargetTraining.Run(Study("log"), profiles, new MapSample(_root.Path("none")), folder, new StepOptions())!.Forests[0].Forest.Options!.SplitOnLogs.ShouldBeTrue();
        profiles[3] = profiles[3] with { Target = [5, 0] };
        TargetTraining.Run(Study("log"), profiles, new MapSample(_root.Path("none")), folder, new StepOptions())!.Profiles.ShouldBe(119);
    }

    [Fact]
    public void A_target_of_one_layer_has_bounds_by_the_name_of_its_map()
    {
        var study = Study("none");
        study = study with { Target = study.Target! with { Layers = new SoilBeta.Soil.LayerBounds(0, 50) } };
        var folder = new OutputFolder(_root.Path("out"));
        TargetTraining.Run(study, [.. Profiles().Select(profile => profile with { Target = profile.Target[..1] })], new MapSample(_root.Path("none")), folder, new StepOptions());
        var file = ForestFile.Open(CarbonChoice.TargetFile(study, folder, "CL"));
        PredictionBounds.FromFile(file, 0, 14)!.Quantiles.Targets.Select(target => target.Name).ShouldBe(["0-50_acidity"]);
    }

    [Fact]
    public void A_target_that_no_profile_has_is_refused()
    {
        ProfileRecord[] profiles = [.. Profiles().Select(profile => profile with { Target = [double.NaN, double.NaN] })];
        Should.Throw<InvalidDataException>(() => TargetTraining.Run(Study("none"), profiles, new MapSample(_root.Path("none")), new OutputFolder(_root.Path("out")), new StepOptions())).Message.ShouldContain("has 'ph' in all layers of 0, 50, 100 cm");
        TargetTraining.Run(CarbonStudy.Bind(), profiles, new MapSample(_root.Path("none")), new OutputFolder(_root.Path("out")), new StepOptions()).ShouldBeNull();
    }

    private static Study Study(string transform) => CarbonStudy.Bind(section =>
    {
        section.Target = new TargetSection { Column = "ph", Name = "acidity", Layers = [0, 50, 100], Transform = transform };
        section.Validation.Folds = 4;
        section.Validation.Repeats = 1;
        section.Validation.Blocks = [2];
        section.Validation.MapCells = 0;
    });

    private static ProfileRecord[] Profiles() => [.. CarbonStudy.Profiles(120, _ => 30, _ => 0.6).Select(profile => profile with { Target = [5 + (2 * profile.Covariates[0]), 3 + (2 * profile.Covariates[0])] })];
}
