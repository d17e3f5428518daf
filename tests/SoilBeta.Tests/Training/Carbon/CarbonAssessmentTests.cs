using SoilBeta.Forests.Validation;
using SoilBeta.Studies;
using SoilBeta.Training.Carbon;

namespace SoilBeta.Tests.Training.Carbon;

public sealed class CarbonAssessmentTests : IDisposable
{
    private readonly TemporaryFolder _root = new();

    public void Dispose() => _root.Dispose();

    /// <summary>Six clusters of one row. Differences of squared errors from the lowest by hand: mean m and standard error √(Σ(d − m)²/(n(n − 1))).</summary>
    [Theory]
    [InlineData(1.0, 0.9, CarbonModel.Constant)] // d = 1, 1, 1, −0.9, −0.9, −0.9: m 0.05, error 0.42
    [InlineData(1.0, 0.0, CarbonModel.Mixed)]    // d = 1, 1, 1, 0, 0, 0: m 0.5, error 0.22; mixed has d = 0.5, −0.4 …: m 0.05, error 0.20
    public void The_simplest_model_within_one_standard_error_of_the_lowest_is_chosen(double above, double below, CarbonModel expected)
    {
        double[] direct = [2, 2, 2, 2, 2, 2], constant = [2 + above, 2 + above, 2 + above, 2 - below, 2 - below, 2 - below], mixed = [2.5, 2.5, 2.5, 1.6, 1.6, 1.6], beta = [2.2, 2.2, 2.2, 2.2, 2.2, 2.2];
        var design = Design([("constant", constant), ("mixed", mixed), ("beta", beta), ("direct", direct), ("mean", constant)]);
        CarbonAssessment.Choose(CarbonStudy.Bind(), "20–100 cm", [design], new Dictionary<string, IReadOnlyList<DesignScores>>()).Chosen.ShouldBe(expected);
    }

    [Fact]
    public void Without_folds_that_stand_for_the_map_nothing_is_chosen_and_beta_carries_the_carbon()
    {
        var assessment = CarbonAssessment.Choose(CarbonStudy.Bind(), "20–100 cm", [], new Dictionary<string, IReadOnlyList<DesignScores>>());
        assessment.Chosen.ShouldBe(CarbonModel.Beta);
        assessment.Sentence.ShouldContain("could not be compared");
        assessment.SkillIn("CL").HasSkill.ShouldBeNull();
    }

    [Theory]
    [InlineData("direct", CarbonModel.Direct, "direct.forest")]
    [InlineData("beta", CarbonModel.Beta, "CL.forest")]
    [InlineData("mixed", CarbonModel.Mixed, "CL_mixed.forest")]
    [InlineData("constant", CarbonModel.Constant, "CL_constant.forest")]
    public void The_choice_is_read_back_with_the_file_of_the_model(string word, CarbonModel model, string file)
    {
        string path = Written("validation.json", $$"""{ "carbon": { "requested": "best", "chosen": "{{word}}" } }""");
        var folder = new OutputFolder(_root.Path("out"));
        var choice = CarbonChoice.ReadFrom(CarbonStudy.Bind(), path);
        choice.Model.ShouldBe(model);
        Path.GetFileName(choice.FileOf(CarbonStudy.Bind(), folder, "CL")).ShouldBe(file);
        CarbonChoice.ReadFrom(CarbonStudy.Bind(section => section.Forest.Model = "constant"), path).ShouldBe(new CarbonChoice(CarbonModel.Constant));
    }

    [Fact]
    public void A_choice_without_a_word_that_is_known_is_refused_and_no_file_means_beta()
    {
        Should.Throw<InvalidDataException>(() => CarbonChoice.ReadFrom(CarbonStudy.Bind(), Written("a.json", """{ "carbon": { "chosen": "best" } }"""))).Message.ShouldContain("which model was chosen");
        Should.Throw<InvalidDataException>(() => CarbonChoice.ReadFrom(CarbonStudy.Bind(), Written("b.json", "{}"))).Message.ShouldContain("soilbeta train");
        CarbonChoice.ReadFrom(CarbonStudy.Bind(), _root.Path("none.json")).Model.ShouldBe(CarbonModel.Beta);
        var separate = CarbonStudy.Bind(section => section.Forest.Pooled = false);
        Path.GetFileName(new CarbonChoice(CarbonModel.Direct).FileOf(separate, new OutputFolder(_root.Path("out")), "CL")).ShouldBe("CL_direct.forest");
    }

    private string Written(string name, string text)
    {
        File.WriteAllText(_root.Path(name), text);
        return _root.Path(name);
    }

    private static DesignScores Design((string Model, double[] Errors)[] models)
    {
        int[] clusters = [0, 1, 2, 3, 4, 5];
        var score = new ScoreSummary(new ScoreCard(6, 0.1, 0.1, 1, 0, 0), ScoreCard.None);
        return DesignScores.FromPlan(
            new FoldPlan("knndm", "", [[]]) { StandsForMap = true },
            [.. models.Select(model => new ModelScores(model.Model, new Dictionary<string, ScoreSummary> { ["carbon"] = score }, new double[6]) { Errors = new Dictionary<string, double[]> { ["carbon"] = model.Errors } })],
            new Dictionary<string, ProfileClusters> { ["carbon"] = new(clusters, 2, [-1, -1, -1, -1, -1, -1]) });
    }
}
