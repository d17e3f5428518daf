using SoilBeta.Cli.Terminal;
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
        Soilbeta.Run(Path.GetTempPath(), "--verison").ShouldExitWith(2).Error.ShouldContain("Did you mean '--version'?");
        Soilbeta.Run(Path.GetTempPath(), "open-fils").ShouldExitWith(2).Error.ShouldNotContain("open-files");
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
        Soilbeta.Run(folder, "check", "study.yml", "--threads", "two").ShouldExitWith(2).Error.ShouldContain("--threads expects an integer");
        Soilbeta.Run(folder, "check", "study.yml", "--seed", "-1").ShouldExitWith(2).Error.ShouldContain("--seed expects an integer of 0 or more");
        string draws = Soilbeta.Run(folder, "map", "study.yml", "--draws", "0").ShouldExitWith(2).Error;
        draws.ShouldStartWith("soilbeta map: --draws 0: found 0, expected 1 to");
        draws.ShouldNotContain("study.yml");
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

    [Theory]
    [InlineData("check", "x.yml", "y.yml")]
    [InlineData("devices", "cpu", null)]
    [InlineData("show", "a.forest", "b.forest")]
    [InlineData("fit", "table.csv", null)]
    public void Words_left_over_are_refused(string verb, string first, string? second)
    {
        string[] words = second is null ? [verb, first] : [verb, first, second];
        string[] needed = verb == "fit" ? ["--table", "t.csv", "--target", "beta", "--output", "f.forest"] : [];
        Soilbeta.Run(Path.GetTempPath(), [.. words, .. needed]).ShouldExitWith(2).Error.ShouldContain($"'{second ?? first}' is left over");
    }

    [Fact]
    public void A_device_that_is_not_here_is_refused_before_any_step()
    {
        string folder = Directory.CreateTempSubdirectory("soilbeta-cli").FullName;
        File.WriteAllText(Path.Combine(folder, "study.yml"), Studies.StudyText.Small);
        Soilbeta.Run(folder, "run", "study.yml", "--device", "opencl:77").ShouldExitWith(1).Error.ShouldContain("There is no device 'opencl:77' here");
        Directory.Exists(Path.Combine(folder, "out")).ShouldBeFalse();
        Directory.Delete(folder, recursive: true);
    }

    [Fact]
    public void A_missing_file_is_named_without_an_exception_of_the_runtime() =>
        Soilbeta.Run(Path.GetTempPath(), "show", "nosuch.forest").ShouldExitWith(1).Error.ShouldContain("nosuch.forest: there is no such file.");

    [Fact]
    public void The_list_of_verbs_fits_a_terminal_of_80_columns_with_a_line_for_each()
    {
        string[] lines = Soilbeta.Run(Path.GetTempPath(), "help").ShouldExitWith(0).Output.Split('\n');
        lines.ShouldAllBe(line => line.Length <= 80);
        lines.Count(line => line.StartsWith("  map ", StringComparison.Ordinal)).ShouldBe(1);
        lines.ShouldNotContain(line => line.Contains("open-files"));
        Soilbeta.Run(Path.GetTempPath(), "help", "map").Output.Split('\n').ShouldAllBe(line => line.Length <= 80);
    }

    [Theory]
    [InlineData("Make it: soilbeta train STUDY.yml.", "Make it: ./run.sh train STUDY.yml.")]
    [InlineData("'soilbeta VERB --help' shows", "'./run.sh VERB --help' shows")]
    [InlineData("soilbeta map: no device; see soilbeta devices.", "soilbeta map: no device; see ./run.sh devices.")]
    [InlineData("/opt/soilbeta map.tif", "/opt/soilbeta map.tif")]
    public void Messages_name_the_command_that_was_typed(string text, string typed) => CommandName.In(text, "./run.sh").ShouldBe(typed);
}
