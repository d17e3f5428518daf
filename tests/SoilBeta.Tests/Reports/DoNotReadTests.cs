using SoilBeta.Rasters;
using SoilBeta.Reports.Data;
using SoilBeta.Reports.Maps;
using SoilBeta.Studies;
using SoilBeta.Tests.Studies;

namespace SoilBeta.Tests.Reports;

/// <summary>The rule of the hatching: a cell's mark does not depend on the layer that is drawn.</summary>
public sealed class DoNotReadTests : IDisposable
{
    private readonly TemporaryFolder _temporary = new();

    public void Dispose() => _temporary.Dispose();

    /// <summary>Values chosen by hand: cell 0 is fine, 1 outside the area of applicability, 2 wider than its mean, 3 not mapped.</summary>
    [Theory, InlineData(null), InlineData("beta"), InlineData("carbon")]
    public void A_cell_is_hatched_for_its_own_reasons_and_a_shared_one_by_the_larger_part_of_its_area(string? skilless)
    {
        var folder = new OutputFolder(_temporary.Root);
        Directory.CreateDirectory(folder.Maps);
        foreach (string map in new[] { "CL_20-100_SOCD", "FL_20-100_SOCD", "CL_applicability" })
            File.WriteAllText(folder.Map(map), "");
        File.WriteAllText(folder.Validation, $$"""{ "ecosystems": [ { "code": "FL", "hasSkill": {{(skilless == "beta" ? "false" : "true")}}, "hasSubsoilSkill": {{(skilless == "carbon" ? "false" : "true")}} } ] }""");
        using var outputs = new StudyOutputs(StudyText.Read(StudyText.Small), folder);
        float[] Read(string path, int band) => (Path.GetFileNameWithoutExtension(path), band) switch
        {
            ("CL_20-100_SOCD", 4) => [0.5f, 0.5f, 1.5f, float.NaN],
            ("FL_20-100_SOCD", 4) => [0.5f, 0.5f, 0.5f, 0.5f],
            ("CL_applicability", 2) => [1, 0, 1, float.NaN],
            _ => throw new InvalidOperationException(path),
        };
        float[] Fraction(string layer) => layer == StackLayerNames.Fraction("CL") ? [0.6f, 0.7f, 0.3f, 0] : [0.4f, 0.3f, 0.7f, 1];
        var rule = new DoNotRead(outputs, Read, Fraction);
        foreach (bool beta in new[] { false, true })
        {
            bool none = skilless == (beta ? "beta" : "carbon");
            rule.Of("CL", beta).ShouldBe([false, true, true, false]);
            rule.Of("FL", beta).ShouldBe([none, none, none, none]);
            rule.Of("ALL", beta).ShouldBe([false, true, none, none]);
        }
    }
}
