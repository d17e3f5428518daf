using SoilBeta.Tests.Rasters;
using SoilBeta.Studies;
using SoilBeta.Tests.Cli;
using SoilBeta.Workflow.Runs;
using SoilBeta.Workflow.Steps;

namespace SoilBeta.Tests.Workflow.Runs;

public class StepLedgerTests
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_file_that_changes_between_its_writing_and_the_end_of_its_step_is_not_recorded(bool damaged)
    {
        using var study = new SmallStudy();
        var folder = new OutputFolder(study.Output);
        string path = Path.Combine(folder.Maps, "CL_beta.tif");
        using var run = new StudyRun(StudyReader.Read(Path.Combine(study.Folder, "study.yml")), folder, new StepOptions());
        void Step() => run.Do("map", new StepInputs(), always: false, () =>
        {
            WholeFile.WriteText(path, "as it was written");
            if (damaged)
                File.WriteAllText(path, "as it was wrytten");
            return "";
        }, [path]);
        if (damaged)
            Should.Throw<InvalidDataException>(Step).Message.ShouldContain("CL_beta.tif: changed after it was written");
        else
            Step();
        new StepLedger(folder, new FileChecksums(TestGdal.Session, folder)).WhyNotCurrent("map", new StepInputs()).ShouldBe(damaged ? "not done yet" : null);
    }
}
