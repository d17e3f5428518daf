using SoilBeta.Mapping.Maps;

namespace SoilBeta.Tests.Mapping.Shards;

[Collection(PreparedStudySharing.Name)]
public class MapInputsTests(PreparedStudy prepared)
{
    /// <summary>The files are gone after the first use: whoever reads one again fails.</summary>
    [Fact]
    public void What_a_step_has_read_is_not_read_again()
    {
        var folder = prepared.Copy("read-once");
        using var inputs = new MapInputs(prepared.Study.Study, folder);
        var training = inputs.Training;
        string checksum = inputs.ForestChecksum("CL", MapModel.Carbon);
        var skill = inputs.Skill("CL");
        skill.ForestChecksum.ShouldBe(checksum);
        foreach (string file in new[] { folder.Profiles, folder.Validation, folder.Forest("CL") })
            File.Delete(file);

        inputs.Training.ShouldBeSameAs(training);
        inputs.ForestChecksum("CL", MapModel.Carbon).ShouldBe(checksum);
        inputs.Skill("CL").ShouldBeSameAs(skill);
        using var again = new MapInputs(prepared.Study.Study, folder);
        Should.Throw<InvalidDataException>(() => again.ForestChecksum("CL", MapModel.Carbon)).Message.ShouldContain("there is no such forest. Make it: soilbeta train");
    }
}
