using SoilBeta.Tests.Studies;
namespace SoilBeta.Tests.Cli;

public class CommandLineTests
{
    [Fact]
    public void Without_a_verb_it_is_a_tour_in_ten_lines()
    {
        var result = Soilbeta.Run(Path.GetTempPath()).ShouldExitWith(0);
        result.Output.TrimEnd().Split('\n').Length.ShouldBe(10);
        result.Output.ShouldContain("soilbeta run data-samples/study.yml");
        result.Error.ShouldBeEmpty();
    }

    [Fact]
    public void Help_lists_the_verbs_and_shows_each_with_its_example()
    {
        Soilbeta.Run(Path.GetTempPath(), "help").ShouldExitWith(0).Output.ShouldContain("devices");
        var check = Soilbeta.Run(Path.GetTempPath(), "help", "check").ShouldExitWith(0);
        check.Output.ShouldContain("STUDY.yml");
        check.Output.ShouldContain("--memory");
        check.Output.ShouldContain("Example: soilbeta check data-samples/study.yml");
    }

    [Fact]
    public void Every_verb_that_help_lists_has_an_example_and_a_sentence()
    {
        string[] verbs = [.. Soilbeta.Run(Path.GetTempPath(), "help").ShouldExitWith(0).Output.Split('\n').Where(line => line.StartsWith("  ", StringComparison.Ordinal)).Select(line => line.Trim().Split(' ')[0])];
        verbs.ShouldContain("report");
        verbs.ShouldContain("init");
        foreach (string verb in verbs)
        {
            string help = Soilbeta.Run(Path.GetTempPath(), "help", verb).ShouldExitWith(0).Output;
            help.ShouldStartWith($"soilbeta {verb}");
            help.ShouldContain("Example: soilbeta " + verb);
        }
    }

    [Fact]
    public void A_misspelt_verb_or_option_names_the_nearest()
    {
        Soilbeta.Run(Path.GetTempPath(), "chekc", "x.yml").ShouldExitWith(2).Error.ShouldContain("Did you mean 'check'?");
        Soilbeta.Run(Path.GetTempPath(), "check", "x.yml", "--treads", "2").ShouldExitWith(2).Error.ShouldContain("Did you mean '--threads'?");
    }

    [Fact]
    public void A_verb_without_its_study_says_what_it_expects() =>
        Soilbeta.Run(Path.GetTempPath(), "check").ShouldExitWith(2).Error.ShouldContain("expected STUDY.yml");

    [Fact]
    public void Sizes_and_counts_that_cannot_be_are_wrong_usage()
    {
        string folder = Directory.CreateTempSubdirectory("soilbeta-cli").FullName;
        File.WriteAllText(Path.Combine(folder, "study.yml"), Studies.StudyText.Small);
        Soilbeta.Run(folder, "check", "study.yml", "--threads", "0").ShouldExitWith(2).Error.ShouldContain("--threads 0");
        Soilbeta.Run(folder, "check", "study.yml", "--memory", "lots").ShouldExitWith(2).Error.ShouldContain("--memory lots");
        Soilbeta.Run(folder, "check", "study.yml", "--memory", "400MB").ShouldExitWith(2).Error.ShouldContain("--memory 400MB: expected a size of 512 MB or more");
        Soilbeta.Run(folder, "check", "study.yml", "--threads", "two").ShouldExitWith(2);
        Directory.Delete(folder, recursive: true);
    }

    [Fact]
    public void Every_problem_of_a_study_is_said_with_the_verb_in_front()
    {
        string folder = Directory.CreateTempSubdirectory("soilbeta-cli").FullName;
        File.WriteAllText(Path.Combine(folder, "study.yml"), Studies.StudyText.Small.Replace("topsoil:", "topsol:") + "\nseed: x\n");
        var result = Soilbeta.Run(folder, "check", "study.yml").ShouldExitWith(1);
        string[] lines = result.Error.TrimEnd().Split('\n');
        lines.ShouldAllBe(line => line.StartsWith("soilbeta check: study.yml"));
        lines.Length.ShouldBe(3);
        Directory.Delete(folder, recursive: true);
    }
}
