using SoilBeta.Studies;
using SoilBeta.Tests.Cli;
using SoilBeta.Workflow.Runs;

namespace SoilBeta.Tests.Workflow.Runs;

public class OutputGuardTests
{
    [Theory]
    [InlineData(".", "would take the place of the input")] // the folder of the inputs
    [InlineData("..", "holds an input")] // one above it
    [InlineData("link", "would take the place of the input")] // the same by another name
    [InlineData("out", null)]
    [InlineData("nowhere/yet", null)]
    public void A_folder_that_holds_inputs_is_refused_by_whatever_name(string output, string? message)
    {
        using var study = new SmallStudy();
        Directory.CreateSymbolicLink(Path.Combine(study.Folder, "link"), study.Folder);
        ShouldSay(study, output, message);
    }

    [Theory]
    [InlineData("profiles.csv", "would take the place of the input")]
    [InlineData("maps/top.asc", "would take the place of the input")]
    [InlineData("forests/top.asc", "would take the place of the input")]
    [InlineData("figures/top.asc", "would take the place of the input")]
    [InlineData("inputs/top.asc", null)]
    [InlineData("top.asc", null)]
    public void In_a_folder_of_its_own_an_input_may_lie_where_no_result_goes(string place, string? message)
    {
        using var study = new SmallStudy();
        string input = Path.Combine(study.Output, place);
        Directory.CreateDirectory(Path.GetDirectoryName(input)!);
        Directory.CreateDirectory(Path.Combine(study.Output, "work"));
        File.WriteAllText(Path.Combine(study.Output, "work", "lock"), "");
        File.Move(Path.Combine(study.Folder, "top.asc"), input);
        study.Change("study.yml", "top.asc", $"out/small/{place}");
        ShouldSay(study, study.Output, message);
    }

    [Theory]
    [InlineData("profiles.csv")]
    [InlineData("manifest.json")]
    [InlineData("totals.csv")]
    public void A_file_of_somebody_else_is_not_replaced(string name)
    {
        using var study = new SmallStudy();
        Directory.CreateDirectory(study.Output);
        File.WriteAllText(Path.Combine(study.Output, name), "{}");
        ShouldSay(study, study.Output, "was not made by this program");
        // Results that were copied without the folder work are this program's.
        File.WriteAllText(Path.Combine(study.Output, "manifest.json"), "{\n \"program\": \"SoilBeta.Gpu\",\n");
        ShouldSay(study, study.Output, null);
    }

    [Fact]
    public void A_folder_called_work_of_somebody_else_is_left_alone()
    {
        using var study = new SmallStudy();
        Directory.CreateDirectory(Path.Combine(study.Output, "work"));
        ShouldSay(study, study.Output, null);
        File.WriteAllText(Path.Combine(study.Output, "work", "map-of-my-garden.txt"), "roses");
        ShouldSay(study, study.Output, "was not made by this program");
    }

    [Theory]
    [InlineData("maps")]
    [InlineData("work/tiles")]
    [InlineData("work/tiles/CL-common-0123456789abcdef")]
    [InlineData("work/lock.pid")]
    [InlineData("shards/1-of-2")]
    [InlineData("shards/1-of-2/CL-common-0123456789abcdef")]
    [InlineData("stac")]
    public void A_symbolic_link_where_results_are_written_is_refused(string name)
    {
        using var study = new SmallStudy();
        using var elsewhere = new TemporaryFolder();
        string link = Path.Combine(study.Output, name);
        Directory.CreateDirectory(Path.Combine(study.Output, "work"));
        File.WriteAllText(Path.Combine(study.Output, "work", "lock"), "");
        Directory.CreateDirectory(Path.GetDirectoryName(link)!);
        Directory.CreateSymbolicLink(link, elsewhere.Root);
        ShouldSay(study, study.Output, "symbolic link");
    }

    [Fact]
    public void The_program_refuses_before_it_writes_and_check_says_so()
    {
        using var study = new SmallStudy();
        string[] before = Listing(study.Folder);
        study.Run("run", "study.yml", "--output", ".", "--quiet").ShouldExitWith(1).Error.ShouldContain("would take the place of the input");
        Listing(study.Folder).ShouldBe(before);
        study.Run("check", "study.yml", "--output", ".").ShouldExitWith(1).Output.ShouldContain("would take the place of the input");
        Listing(study.Folder).ShouldBe(before);
    }

    private static void ShouldSay(SmallStudy study, string output, string? message)
    {
        string? refusal = OutputGuard.Refusal(StudyReader.Read(Path.Combine(study.Folder, "study.yml")), new OutputFolder(Path.Combine(study.Folder, output)));
        if (message is null)
            refusal.ShouldBeNull();
        else
            refusal.ShouldNotBeNull().ShouldContain(message);
    }

    private static string[] Listing(string folder) => [.. Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories).Order().Select(path => $"{path} {Checksums.OfFile(path)}")];
}
