using SoilBeta.Forests;
using SoilBeta.Forests.Validation;
using SoilBeta.Studies;
using SoilBeta.Training.Carbon;
using SoilBeta.Training.Profiles;
using SoilBeta.Training.Tables;

namespace SoilBeta.Tests.Training.Carbon;

public class CarbonComparisonTests
{
    [Fact]
    public void A_direct_forest_is_chosen_where_the_topsoil_map_says_nothing_and_the_covariates_do()
    {
        ProfileRecord[] profiles = CarbonStudy.Profiles(240, wet => 20 + (40 * wet), _ => 0.6);
        var assessment = Compare(CarbonStudy.Bind(), profiles, CarbonStudy.Places(profiles, _ => 40));
        assessment.Chosen.ShouldBe(CarbonModel.Direct);
        assessment.Sentence.ShouldContain("Carbon is mapped by the direct forest, which has the lowest squared error of 20–100 cm");
        assessment.Sentence.ShouldContain("may have been made from these profiles (topsoil.from_profiles: unknown)");
        var map = assessment.Designs.Single(design => design.StandsForMap);
        map.ForModel("direct")!.Scores["carbon"].Mean.RSquared.ShouldBeGreaterThan(0.7);
        CarbonAssessment.Gain(map, "direct")!.GainInR2.ShouldBeGreaterThan(0.6);
        assessment.SkillIn("GL").HasSkill.ShouldBe(true);
        assessment.SkillIn("GL").Sentence.ShouldContain("the direct forest is better than a constant");
    }

    [Fact]
    public void The_simplest_model_is_chosen_where_a_good_topsoil_map_leaves_nothing_to_the_others()
    {
        ProfileRecord[] profiles = CarbonStudy.Profiles(240, wet => 20 + (40 * wet), _ => 0.6);
        var assessment = Compare(CarbonStudy.Bind(section => section.Topsoil.FromProfiles = "no"), profiles, CarbonStudy.Places(profiles, profile => profile.Densities[0]));
        assessment.Chosen.ShouldBe(CarbonModel.Constant);
        assessment.Sentence.ShouldNotContain("from these profiles");
        assessment.SkillIn("CL").HasSkill.ShouldBe(false);
    }

    [Fact]
    public void A_requested_model_is_kept_and_its_rivals_are_scored()
    {
        ProfileRecord[] profiles = CarbonStudy.Profiles(120, wet => 20 + (40 * wet), _ => 0.6);
        var assessment = Compare(CarbonStudy.Bind(section => section.Forest.Model = "direct"), profiles, CarbonStudy.Places(profiles, profile => profile.Densities[0]));
        assessment.Chosen.ShouldBe(CarbonModel.Direct);
        assessment.Sentence.ShouldContain("as the study requests");
        assessment.Designs[0].Models.Select(model => model.Model).ShouldBe(["constant", "mixed", "beta", "direct", "mean"]);
    }

    /// <summary>The constant is a mean of β over the training profiles of the ecosystem; Equation 3 by hand, X(q + q² + q³ + q⁴), gives its density. The mean is that of the ecosystem's densities.</summary>
    [Fact]
    public void Constants_predict_from_the_training_profiles_of_the_ecosystem_and_the_topsoil_of_the_map()
    {
        ProfileRecord[] profiles = CarbonStudy.Profiles(80, wet => 20 + (40 * wet), wet => 0.4 + (0.3 * wet));
        var data = new CarbonData(CarbonStudy.Bind(), profiles, CarbonStudy.Places(profiles, profile => 30 + profile.Latitude));
        var learners = CarbonLearners.All(data, new CarbonGrowth(_ => new ForestOptions { Trees = 1 }, new ForestOptions { Trees = 1 }));
        var fold = new Fold([.. Enumerable.Range(0, 60)], [60, 61]);
        foreach (int i in (int[])[0, 1])
        {
            ProfileRecord[] train = [.. profiles.Take(60).Where(profile => profile.Ecosystem == profiles[60 + i].Ecosystem)];
            double q = Math.Pow(train.Average(profile => profile.Beta), 20), expected = (30 + profiles[60 + i].Latitude) * (q + (q * q) + (q * q * q) + (q * q * q * q));
            learners[0].FitPredict(data.Table, fold, 1)[i].ShouldBe(expected, 0.001); // the map counts in units of 1/65,536 Mg C ha⁻¹ and float β
            learners[4].FitPredict(data.Table, fold, 1)[i].ShouldBe(train.Average(profile => profile.Densities[1..].Sum()), 1e-9);
        }
    }

    [Fact]
    public void All_models_are_scored_on_the_same_profiles()
    {
        ProfileRecord[] profiles = CarbonStudy.Profiles(120, wet => 20 + (40 * wet), _ => 0.6);
        profiles[3].Densities[4] = double.NaN; // no 80–100 cm
        var assessment = Compare(CarbonStudy.Bind(), profiles, CarbonStudy.Places(profiles, profile => profile.Id == "p7" ? double.NaN : 40));
        foreach (var design in assessment.Designs)
            design.Models.Select(model => model.Scores["carbon"].Mean.Count).ShouldAllBe(count => count == 118);
    }

    [Fact]
    public void Held_out_profiles_train_no_direct_forest_of_their_fold()
    {
        // Held-out profiles with densities ten times those of the others: were one of them in training, its neighbours in the feature space would be predicted above 200.
        ProfileRecord[] profiles = CarbonStudy.Profiles(100, _ => 30, _ => 0.6);
        for (int i = 80; i < 100; i++)
            profiles[i].Densities[1] = 1000;
        foreach (bool pooled in (bool[])[true, false])
        {
            var data = new CarbonData(CarbonStudy.Bind(section => section.Forest.Pooled = pooled), profiles, CarbonStudy.Places(profiles, _ => 40));
            var direct = CarbonLearners.All(data, new CarbonGrowth(_ => new ForestOptions { Trees = 5 }, new ForestOptions { Trees = 5 }))[3];
            double expected = 30 * (0.6 + 0.36 + 0.216 + 0.1296); // all training profiles are alike
            direct.FitPredict(data.Table, new Fold([.. Enumerable.Range(0, 80)], [.. Enumerable.Range(80, 20)]), 1).ShouldAllBe(density => Math.Abs(density - expected) < 1e-4);
        }
    }

    private static CarbonAssessment Compare(Study study, ProfileRecord[] profiles, ProfilePlaces places)
    {
        var data = new CarbonData(study, profiles, places);
        FoldPlan[] plans =
        [
            FoldDesigns.Blocks(data.Table.Latitudes!, data.Table.Longitudes!, data.Table.Sites, 2, 4, 1, 1),
            FoldDesigns.Sites(data.Table.Sites, 4, 1, 1) with { Design = "knndm", StandsForMap = true },
        ];
        return CarbonComparison.Run(data, new CarbonGrowth(_ => study.Forest.Grow, study.Forest.GrowDirect), plans, new StepOptions());
    }
}
