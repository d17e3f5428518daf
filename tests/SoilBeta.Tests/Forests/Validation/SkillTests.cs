using SoilBeta.Forests.Validation;

namespace SoilBeta.Tests.Forests.Validation;

/// <summary>The rule on results made by hand: 40 rows in pairs, each pair a cluster; the squared error of the constant is 1 everywhere.</summary>
public class SkillTests
{
    private static readonly double[] s_independent = [.. Enumerable.Range(0, 40).Select(row => row % 4 < 2 == (row % 2 == 0) ? 1.0 : -1.0)];
    private static readonly double[] s_alike = [.. Enumerable.Range(0, 40).Select(row => row % 4 < 2 ? 1.0 : -1.0)];

    [Fact]
    public void A_gain_above_two_standard_errors_under_knndm_and_no_loss_in_blocks_is_skill()
    {
        var skill = Skill.Judge([Map(0.5, 0.5), Blocks(2, 0.1, 0.5), Blocks(5, -0.02, 0.5)]);
        skill.HasSkill.ShouldBe(true);
        skill.Sentence.ShouldStartWith("Skill for β:");
        skill.Sentence.ShouldContain("(standard error by 20 clusters of 2°)");
        skill.Gains.Select(gain => gain.Design).ShouldBe(["knndm", "blocks-2", "blocks-5"]);
        skill.Gains[0].Gain.ShouldBe(0.5, 1e-12);
        // Cluster means alternate 0.5 ± 0.5: 20/19 · 20 · 1² / 40².
        skill.Gains[0].StandardError.ShouldBe(Math.Sqrt(20.0 / 19 * 20) / 40, 1e-12);
    }

    [Theory]
    [InlineData(0.2, 0.5, 0.1, "by more than chance")] // 0.2 against 2 · 0.1147
    [InlineData(0.5, 0.5, -0.12, "at some distances")] // −0.12 against −0.1147
    public void A_gain_within_two_standard_errors_or_a_loss_of_more_than_one_is_none(double gain, double spread, double inBlocks, string words)
    {
        var skill = Skill.Judge([Map(gain, spread), Blocks(2, 0.1, 0.5), Blocks(5, inBlocks, 0.5)]);
        skill.HasSkill.ShouldBe(false);
        skill.Sentence.ShouldStartWith("No skill for β");
        skill.Sentence.ShouldContain(words);
    }

    [Fact]
    public void A_model_below_the_profiles_own_mean_has_none_whatever_the_constant_does() =>
        Skill.Judge([Map(0.5, 0.1, rSquared: -0.01), Blocks(2, 0.1, 0.5)]).HasSkill.ShouldBe(false);

    /// <summary>0.5 better than one constant and 0.1 better than the other, whose errors count.</summary>
    [Fact]
    public void The_better_of_two_constants_counts()
    {
        var skill = Skill.Judge([Map(0.5, 0.5, mean: 0.6), Blocks(2, 0.1, 0.5)]);
        skill.Gains[0].Constant.ShouldBe(Validator.MeanModel);
        skill.Gains[0].Gain.ShouldBe(0.1, 1e-12);
        Skill.Judge([Map(0.5, 0.5, mean: 1.4), Blocks(2, 0.1, 0.5)]).Gains[0].Constant.ShouldBe("constant");
    }

    [Fact]
    public void It_is_unknown_with_the_reason()
    {
        void Unknown(string reason, params DesignScores[] designs)
        {
            var skill = Skill.Judge(designs);
            skill.HasSkill.ShouldBeNull();
            skill.Sentence.ShouldStartWith("Skill for β is unknown: ");
            skill.Sentence.ShouldContain(reason);
        }
        Unknown("no folds stand for the map");
        Unknown("no folds stand for the map", Blocks(2, 0.1, 0.5));
        Unknown("There are 3 sites", Map(0.5, 0.5) with { Repeats = 0, Note = "There are 3 sites; ten are needed" });
        Unknown("no block could be held out", Map(0.5, 0.5));
        Unknown("19 clusters of 2°", Map(0.5, 0.5, clusters: 19), Blocks(2, 0.1, 0.5));
        Unknown("places of the profiles are not known", Map(0.5, 0.5) with { Clusters = new Dictionary<string, ProfileClusters>() }, Blocks(2, 0.1, 0.5));
        Unknown("the errors of neighbouring profiles are alike (correlation 1.00, at most 0.5)", Map(0.5, 0.5), Blocks(2, 0.1, 0.5), Blocks(5, 0.1, 0.5, s_alike));
        Skill.Judge([Map(0.5, 0.5), Blocks(2, 0.1, 0.5, s_alike), Blocks(5, 0.1, 0.5)]).HasSkill.ShouldBe(true); // the widest count
    }

    private static DesignScores Map(double gain, double spread, double rSquared = 0.4, double? mean = null, int clusters = 20) =>
        Design("knndm", null, gain, spread, s_independent, rSquared, mean, clusters) with { StandsForMap = true };

    private static DesignScores Blocks(double degrees, double gain, double spread, double[]? residuals = null) => Design($"blocks-{degrees}", degrees, gain, spread, residuals ?? s_independent, 0.4, null, 20);

    // The model's squared error is 1 − gain ∓ spread in even and odd clusters; every row's neighbour is the other row of its pair.
    private static DesignScores Design(string name, double? degrees, double gain, double spread, double[] residuals, double rSquared, double? mean, int clusters)
    {
        int[] cluster = [.. Enumerable.Range(0, 40).Select(row => Math.Min(row / 2, clusters - 1))], neighbour = [.. Enumerable.Range(0, 40).Select(row => row ^ 1)];
        double[] model = [.. Enumerable.Range(0, 40).Select(row => 1 - gain + (row / 2 % 2 == 0 ? spread : -spread))];
        ModelScores Scores(string of, double[] errors) => new(of, new Dictionary<string, ScoreSummary> { ["beta"] = ScoreSummary.FromRepeats([new ScoreCard(40, rSquared, rSquared, 1, 0, 0)]) }, [])
        {
            Errors = new Dictionary<string, double[]> { ["beta"] = errors },
            Residuals = new Dictionary<string, double[]> { ["beta"] = residuals },
        };
        var models = new List<ModelScores> { Scores("forest", model), Scores("constant", [.. model.Select(_ => 1.0)]) };
        if (mean is { } other)
            models.Add(Scores(Validator.MeanModel, [.. model.Select(error => error + other - 0.5)]));
        return new DesignScores(name, "", 10, 1, degrees, 20, null, null, models) { Clusters = new Dictionary<string, ProfileClusters> { ["beta"] = new(cluster, 2, neighbour) } };
    }
}
