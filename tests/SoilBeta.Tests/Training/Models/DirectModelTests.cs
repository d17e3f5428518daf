using SoilBeta.Devices;
using SoilBeta.Forests;
using SoilBeta.Soil;
using SoilBeta.Studies;
using SoilBeta.Tests.Training.Carbon;
using SoilBeta.Training.Models;
using SoilBeta.Training.Profiles;

namespace SoilBeta.Tests.Training.Models;

public sealed class DirectModelTests : IDisposable
{
    private readonly TemporaryFolder _root = new();

    public void Dispose() => _root.Dispose();

    [Fact]
    public void The_table_has_covariates_then_the_topsoil_then_an_indicator_for_each_ecosystem()
    {
        var study = CarbonStudy.Bind(section => section.Forest.TopsoilFeature = true);
        ProfileRecord[] profiles = CarbonStudy.Profiles(4, _ => 30, _ => 0.5);
        var table = DirectTable.ForProfiles(study, profiles, CarbonStudy.Places(profiles, profile => 10 + profile.Site));
        table.Features.ShouldBe(["wet", "noise", "topsoil", "ecosystem:CL", "ecosystem:GL"]);
        table.Columns[2].ShouldBe([10f, 11f, 12f, 13f]);
        table.Columns[3].ShouldBe([1f, 0f, 1f, 0f]);
        table.Columns[4].ShouldBe([0f, 1f, 0f, 1f]);
        table.TargetNames.ShouldBe(["0-20_SOCD", "20-40_SOCD", "40-60_SOCD", "60-80_SOCD", "80-100_SOCD"]);
        table.Targets.Select(target => target[0]).ShouldBe([30, 15, 7.5, 3.75, 1.875]);
    }

    [Fact]
    public void A_profile_that_lacks_a_layer_or_ends_at_rock_does_not_train()
    {
        var study = CarbonStudy.Bind();
        ProfileRecord profile = CarbonStudy.Profiles(1, _ => 30, _ => 0.5)[0];
        DirectTable.Trains(study, profile, float.NaN).ShouldBeTrue();
        DirectTable.Trains(study, profile with { Densities = [1, 1, 1, 1, double.NaN] }, 1).ShouldBeFalse();
        DirectTable.Trains(study, profile with { Rock = 70 }, 1).ShouldBeFalse();
        DirectTable.Trains(CarbonStudy.Bind(section => section.Forest.TopsoilFeature = true), profile, float.NaN).ShouldBeFalse();
    }

    /// <summary>By hand: the given topsoil of 50 replaces the first layer; rock at 50 cm leaves 10 of the 20 cm of 40–60 cm and nothing below.</summary>
    [Fact]
    public void Densities_have_the_given_topsoil_and_end_at_rock()
    {
        var study = CarbonStudy.Bind();
        double[] layers = [40, 30, 20, 10, 5];
        DirectDensities.Between(study, layers, MapProduct.Density(20, 100), 50, 100).ShouldBe(65);
        DirectDensities.Between(study, layers, MapProduct.Density(0, 100), 50, 100).ShouldBe(115);
        DirectDensities.Between(study, layers, MapProduct.Density(20, 100), 50, 50).ShouldBe(40);
        DirectDensities.Between(study, layers, MapProduct.Density(60, 80), 50, 50).ShouldBe(0);
        var deep = CarbonStudy.Bind(section => section.Topsoil.Depth = 30);
        DirectDensities.Between(deep, layers, MapProduct.Density(0, 100), 50, 100).ShouldBe(105); // a topsoil of 30 cm is none of the layers
    }

    [Fact]
    public void The_file_has_ratios_for_each_map_in_their_order_and_its_plan_predicts_the_layers()
    {
        var study = CarbonStudy.Bind(section =>
        {
            section.Forest.Model = "direct";
            section.Uncertainty.Draws = 10;
            section.Topsoil.Sd = "10 %";
        });
        ProfileRecord[] profiles = CarbonStudy.Profiles(120, wet => 20 + (40 * wet), _ => 0.6);
        var places = CarbonStudy.Places(profiles, _ => 40);
        string path = _root.Path("direct.forest");
        var model = DirectTraining.Write(study, profiles, places, path, new StepOptions());
        model.Permutation[0].ShouldBeGreaterThan(model.Permutation[1]);
        var file = ForestFile.Open(path);
        file.Checksum.ShouldBe(model.Checksum);
        var rows = file.ReadRows()!;
        rows.Ratios.Select(ratio => ratio.Name).ShouldBe(study.Products.Skip(1).Select(product => product.Suffix));
        // Without error in the profiles, the ratio is that of a mean over neighbours: near 1.
        rows.Ratios[4].Values.Average().ShouldBe(1, 0.1);
        var forest = file.ReadForest();
        forest.OutputUnit.ShouldBe("Mg C ha-1");

        var pruned = ForestPruning.At(forest, IndicatorFeatures.At(forest.Features, "GL"));
        RunPlan plan = RunPlans.ForDirect(study, ForestFlattening.Flatten(pruned), "direct.forest");
        plan.DirectLayers.ShouldBe(LayerBounds.Standard);
        (plan.TopsoilReplacesFirst, plan.TopsoilIsFeature, plan.Variables).ShouldBe((true, false, 3));
        plan.Sums.ShouldBe([new LayerSum(1, 4), new LayerSum(0, 4)]);
        plan.QuantityOf(20, 100).ShouldBe(5);
        Should.Throw<InvalidDataException>(() => RunPlans.ForDirect(study, ForestFlattening.Flatten(forest), "direct.forest")).Message.ShouldContain("ecosystem:CL");
    }

    [Fact]
    public void Bounds_of_the_study_s_layers_share_out_the_carbon_of_the_whole()
    {
        var profile = new SoilProfile { Id = "a", Latitude = 1, Longitude = 2, Horizons = [Horizon(0, 12, 30), Horizon(12, 35, 14), Horizon(35, 70, 6), Horizon(70, 120, 3)] };
        var standard = ProfileLayers.Build(profile, new ProfileRules(), double.NaN, double.NaN, out _)!;
        standard.OwnDensities.ShouldBeNull();
        var own = ProfileLayers.Build(profile, new ProfileRules { OwnLayers = new LayerBounds(0, 30, 100) }, double.NaN, double.NaN, out _)!;
        own.Densities.ShouldBe(standard.Densities);
        own.OwnDensities!.Sum().ShouldBe(standard.Densities.Sum(), 1e-9);
        own.OwnDensities![0].ShouldBeInRange(standard.Densities[0], standard.Densities[0] + standard.Densities[1]);
    }

    [Fact]
    public void Layers_of_a_property_are_means_of_its_spline_and_unknown_where_it_was_not_measured()
    {
        var layers = new LayerBounds(0, 30, 60, 100);
        Horizon Acid(double top, double bottom, double ph) => new() { Top = top, Bottom = bottom, Soc = 1, Others = new Dictionary<string, double> { ["ph"] = ph } };
        var constant = new SoilProfile { Id = "a", Horizons = [Acid(0, 20, 5.5), Acid(20, 50, 5.5), Acid(50, 70, 5.5)] };
        PropertyLayers.Means(constant, "ph", layers, new ProfileRules()).ShouldBe([5.5, 5.5, double.NaN]);
        // The spline keeps each horizon's mean: horizons that are the layers have the layers' means.
        var same = new SoilProfile { Id = "b", Horizons = [Acid(0, 30, 5), Acid(30, 60, 6), Acid(60, 100, 7)] };
        double[] means = PropertyLayers.Means(same, "ph", layers, new ProfileRules { Lambda = 0 });
        means[0].ShouldBe(5, 1e-9);
        means[2].ShouldBe(7, 1e-9);
        PropertyLayers.Means(new SoilProfile { Id = "c", Horizons = [Acid(40, 100, 5)] }, "ph", layers, new ProfileRules()).ShouldAllBe(value => double.IsNaN(value));
        // Below a steep horizon the spline alone falls below 0; by hand it is blended until the lowest layer is 0, and masses stay.
        var steep = new SoilProfile { Id = "d", Horizons = [Acid(0, 30, 60), Acid(30, 60, 0.5), Acid(60, 100, 0.5)] };
        double[] blended = PropertyLayers.Means(steep, "ph", new LayerBounds(0, 20, 40, 60, 80, 100), new ProfileRules());
        blended.ShouldAllBe(value => value >= -1e-12);
        (20 * blended.Sum()).ShouldBe((30 * 60) + (70 * 0.5), 15); // mass up to the smoothing by λ
        PropertyLayers.Means(constant, "clay", layers, new ProfileRules()).ShouldAllBe(value => double.IsNaN(value));
    }

    [Fact]
    public void Density_between_any_depths_is_that_of_the_layers_of_Equation_3()
    {
        SubsoilDensity.Between(40, 20, 20, 100, 0.97).ShouldBe(SubsoilDensity.Predict(40, 0.97), 1e-9);
        SubsoilDensity.Between(40, 30, 20, 100, 0.97).ShouldBe(SubsoilDensity.Predict(40, 30, 0.97), 1e-9);
        SubsoilDensity.Between(40, 20, 20, 60, 1).ShouldBe(80);
        SubsoilDensity.Between(40, 20, 20, 15, 0.97).ShouldBe(0);
    }

    [Fact]
    public void The_profiles_table_keeps_rock_own_layers_and_target()
    {
        var study = CarbonStudy.Bind(section =>
        {
            section.Forest.Model = "direct";
            section.Layers = [0, 30, 100];
            section.Target = new TargetSection { Column = "ph", Layers = [0, 50] };
        });
        ProfileRecord profile = CarbonStudy.Profiles(1, _ => 30, _ => 0.5)[0] with { Rock = 80, OwnDensities = [37, double.NaN], Target = [6.25] };
        string path = _root.Path("profiles.csv");
        ProfilesTable.Write(path, study.CovariateNames, [profile], ModelColumns.For(study));
        File.ReadLines(path).First().ShouldEndWith("step_share,rock,socd_0_30,socd_30_100,ph_0_50");
        var read = ProfilesTable.Read(path, study.CovariateNames, ModelColumns.For(study))[0];
        (read.Rock, read.Target[0], read.StudyDensities[0]).ShouldBe((80, 6.25, 37));
        read.StudyDensities[1].ShouldBe(double.NaN);
        ModelColumns.For(CarbonStudy.Bind(section => section.Forest.Model = "beta")).ShouldBeNull();
    }

    private static Horizon Horizon(double top, double bottom, double soc) => new() { Top = top, Bottom = bottom, Soc = soc };
}
