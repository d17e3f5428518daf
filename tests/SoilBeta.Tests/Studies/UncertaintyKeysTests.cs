using SoilBeta.Studies;

namespace SoilBeta.Tests.Studies;

public class UncertaintyKeysTests
{
    [Fact]
    public void Samplers_and_correlations_are_read()
    {
        var study = StudyText.Read(StudyText.Small + "\nuncertainty: { draws: 2048, sampler: sobol, replicates: 8, standard_errors: true, correlation_matrix: [[1, 0.5, 0], [0.5, 1, 0], [0, 0, 1]] }").Study;
        study.Uncertainty.Correlation.ShouldBe(ErrorCorrelation.Matrix);
        study.Uncertainty.Sampler.Replicates.ShouldBe(8);
        StudyText.Read(StudyText.Small).Study.Uncertainty.Correlation.ShouldBe(ErrorCorrelation.None);
    }

    [Theory]
    [InlineData("draws: 1000, sampler: sobol", "1024 draws are the nearest to 1000")]
    [InlineData("draws: 1024, sampler: sobol, mode: block", "would need a set of its own")]
    [InlineData("draws: 1024, sampler: sobol, mode: independent", "would need a set of its own")]
    [InlineData("draws: 1024, sampler: sobl", "Did you mean 'sobol'?")]
    [InlineData("draws: 1024, replicates: 4", "need no replicates")]
    [InlineData("draws: 1024, sampler: sobol, standard_errors: true", "two at least")]
    [InlineData("draws: 50, standard_errors: true", "use 100 or more")]
    [InlineData("draws: 1024, sampler: sobol, map_standard_errors: true", "two at least")]
    [InlineData("draws: 50, map_standard_errors: true", "use 100 or more")]
    [InlineData("correlation: training, mode: independent", "Use 'mode: common'")]
    [InlineData("correlation: matrix", "'correlation_matrix' is expected")]
    [InlineData("correlation: none, correlation_matrix: [[1]]", "does not use it")]
    [InlineData("correlation_matrix: [[1, 0], [0, 1]]", "expected 3 of 3")]
    public void What_does_not_go_together_is_refused_with_the_reason(string uncertainty, string reason) =>
        StudyText.Complaint($"{StudyText.Small}\nuncertainty: {{ {uncertainty} }}").ShouldContain(reason);
}
