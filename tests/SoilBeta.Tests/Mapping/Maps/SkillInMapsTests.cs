using System.Text.Json;

namespace SoilBeta.Tests.Mapping.Maps;

public class SkillInMapsTests
{
    /// <summary>CL was validated and has no skill; the verdict on GL is for another forest.</summary>
    [Fact]
    public void Maps_and_totals_say_whether_the_model_has_skill()
    {
        using var map = new SyntheticMap();
        var folder = map.Make("skill", 500).Folder;
        File.WriteAllText(folder.Validation, """
            { "ecosystems": [
              { "code": "CL", "hasSkill": false, "skill": "No skill: as the test wants it.", "forest": { "checksum": "cl-checksum" } },
              { "code": "GL", "hasSkill": true, "skill": "Of an older forest.", "forest": { "checksum": "older" } } ] }
            """);
        map.Make("skill", 500);

        using var totals = JsonDocument.Parse(File.ReadAllText(folder.TotalsJson));
        var skill = totals.RootElement.GetProperty("skill");
        skill.GetProperty("CL").GetProperty("has_skill").GetBoolean().ShouldBeFalse();
        skill.GetProperty("CL").GetProperty("sentence").GetString().ShouldBe("No skill: as the test wants it.");
        skill.GetProperty("GL").GetProperty("has_skill").ValueKind.ShouldBe(JsonValueKind.Null);

        Items(folder.Map("CL_beta")).ShouldContain("No skill: as the test wants it.");
        Items(folder.Map("ALL_beta")).ShouldContain("CL no, GL unknown");
    }

    private static string Items(string path) => System.Text.Encoding.UTF8.GetString(File.ReadAllBytes(path));
}
