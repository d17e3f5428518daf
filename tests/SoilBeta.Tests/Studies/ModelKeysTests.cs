using SoilBeta.Forests;
using SoilBeta.Soil;
using SoilBeta.Studies;

namespace SoilBeta.Tests.Studies;

public class ModelKeysTests
{
    [Theory]
    [InlineData("constant", CarbonModel.Constant, ModelKind.Constant)]
    [InlineData("mixed", CarbonModel.Mixed, ModelKind.Mixed)]
    [InlineData("beta", CarbonModel.Beta, ModelKind.Forest)]
    [InlineData("forest", CarbonModel.Beta, ModelKind.Forest)]
    [InlineData("direct", CarbonModel.Direct, ModelKind.Forest)]
    [InlineData("best", CarbonModel.Best, ModelKind.Forest)]
    public void Every_model_of_carbon_has_its_model_of_beta(string word, CarbonModel carbon, ModelKind beta)
    {
        var study = StudyText.Read($"{StudyText.Small}\nforest: {{ model: {word} }}").Study;
        study.Carbon.ShouldBe(carbon);
        study.Forest.Model.ShouldBe(beta);
    }

    [Fact]
    public void The_maps_and_totals_of_standard_layers_are_the_same_whichever_model_makes_them()
    {
        string[] expected = ["beta", "20-40_SOCD", "40-60_SOCD", "60-80_SOCD", "80-100_SOCD", "20-100_SOCD", "0-100_SOCD"]; // DESIGN's seven
        foreach (string model in (string[])["beta", "best", "direct"])
            StudyText.Read($"{StudyText.Small}\nforest: {{ model: {model} }}").Study.Products.Select(product => product.Suffix).ShouldBe(expected);
        string[] totals = ["0-20", "20-40", "40-60", "60-80", "80-100", "20-100", "0-100"];
        StudyText.Read($"{StudyText.Small}\nforest: {{ model: beta }}").Study.Totals.Select(layer => layer.Name).ShouldBe([.. totals, "0-30", "30-100"]);
        StudyText.Read($"{StudyText.Small}\nforest: {{ model: direct }}").Study.Totals.Select(layer => layer.Name).ShouldBe(totals);
    }

    [Fact]
    public void Layers_of_a_direct_model_have_maps_where_the_topsoil_does_not_give_them()
    {
        var study = StudyText.Read($"{StudyText.Small.Replace("density: top.tif", "density: top.tif\n  depth: 30", StringComparison.Ordinal)}\nlayers: [0, 30, 60, 100]\nforest: {{ model: direct }}").Study;
        study.TopsoilReplacesFirst.ShouldBeTrue();
        study.Products.Select(product => product.Suffix).ShouldBe(["beta", "30-60_SOCD", "60-100_SOCD", "0-100_SOCD"]);
        study.Totals.Select(layer => layer.Name).ShouldBe(["0-30", "30-60", "60-100", "0-100", "30-100"]);
        var own = StudyText.Read($"{StudyText.Small}\nlayers: [0, 10, 50]\nforest: {{ model: direct }}").Study;
        own.TopsoilReplacesFirst.ShouldBeFalse();
        own.Products.Select(product => product.Suffix).ShouldBe(["beta", "0-10_SOCD", "10-50_SOCD", "0-50_SOCD"]);
    }

    [Fact]
    public void A_target_has_maps_of_its_layers_after_those_of_carbon_and_no_totals()
    {
        var study = StudyText.Read($"{StudyText.Small}\ntarget: {{ column: total_nitrogen, unit: '%', name: TN, layers: [0, 30, 100], transform: log }}").Study;
        study.Products.Skip(7).Select(product => (product.Suffix, product.Unit, product.Title)).ShouldBe([("0-30_TN", "%", "TN, 0-30 cm"), ("30-100_TN", "%", "TN, 30-100 cm")]);
        study.Totals.Count.ShouldBe(9);
        study.Target!.Factor.ShouldBe(0.1, 1e-12); // 1 % is 10 g kg⁻¹
        study.Target.Splits.ShouldBe(SplitScale.Logs);
    }

    [Theory]
    [InlineData("forest: { model: dircet }", "Did you mean 'direct'?")]
    [InlineData("forest: { model: beta, pooled: false }", "is for the direct model")]
    [InlineData("layers: [0, 30, 100]\nforest: { model: beta }", "use 'model: direct'")]
    [InlineData("layers: [0, 30, 100]\nforest: { model: best }", "use 'model: direct'")]
    [InlineData("layers: [0, 60, 30]\nforest: { model: direct }", "that ascend from 0")]
    [InlineData("layers: [0, 60, 120]\nforest: { model: direct }", "at most 100")]
    [InlineData("layers: [10, 60]\nforest: { model: direct }", "ascend from 0")]
    [InlineData("target: { column: pH }", "Did you mean 'ph'?")]
    [InlineData("target: { column: clay, unit: g }", "expected one of %")]
    [InlineData("target: { column: ph, name: direct }", "found 'direct', which names files of the carbon")]
    [InlineData("target: { column: ph, name: cl }", "found 'cl', which names files of the carbon")]
    [InlineData("target: { column: ph, name: FL_mixed }", "found 'FL_mixed', which names files of the carbon")]
    [InlineData("target: { column: soc, name: SOCD }", "found 'SOCD', which names files of the carbon")]
    [InlineData("target: { column: ph, transform: ln }", "Known are: none, log")]
    public void What_does_not_go_together_is_refused_with_the_reason(string keys, string reason) => StudyText.Complaint($"{StudyText.Small}\n{keys}").ShouldContain(reason);

    [Fact]
    public void The_papers_effective_text_has_none_of_the_keys_of_other_models()
    {
        var paper = StudyText.Read($"preset: paper\n{StudyText.Small}");
        paper.Lines.ShouldContain("forest.model = forest");
        paper.Lines.ShouldNotContain(line => line.StartsWith("layers", StringComparison.Ordinal) || line.StartsWith("target", StringComparison.Ordinal) || line.Contains("pooled", StringComparison.Ordinal) || line.Contains("topsoil_feature", StringComparison.Ordinal) || line.Contains("from_profiles", StringComparison.Ordinal));
        StudyText.Read($"{StudyText.Small}\nforest: {{ model: direct }}").Lines.ShouldContain("forest.pooled = true");
    }

    [Fact]
    public void The_topsoils_origin_is_unknown_unless_it_is_given()
    {
        StudyText.Read(StudyText.Small).Study.Topsoil.Origin.ShouldBe(TopsoilOrigin.Unknown);
        StudyText.Read(StudyText.Small.Replace("density: top.tif", "density: top.tif\n  from_profiles: yes", StringComparison.Ordinal)).Study.Topsoil.Origin.ShouldBe(TopsoilOrigin.TheseProfiles);
    }

    [Fact]
    public void An_interval_is_found_among_the_layers_only_where_both_ends_are_bounds()
    {
        LayerBounds.Standard.Between(20, 100).ShouldBe(new LayerSum(1, 4));
        LayerBounds.Standard.Between(0, 20).ShouldBe(new LayerSum(0, 0));
        LayerBounds.Standard.Between(30, 100).ShouldBeNull();
        LayerBounds.Standard.Between(40, 20).ShouldBeNull();
    }
}
