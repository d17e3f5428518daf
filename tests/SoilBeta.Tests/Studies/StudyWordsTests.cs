using System.Collections;
using System.Reflection;
using System.Text.RegularExpressions;
using SoilBeta.Studies;
using SoilBeta.Tests.Checkout;

namespace SoilBeta.Tests.Studies;

/// <summary>The words of a study are written in one place and compared nowhere else.</summary>
public class StudyWordsTests
{
    /// <summary>Where a word of a study means something else, and is compared: file → words.</summary>
    private static readonly Dictionary<string, string[]> s_otherMeanings = new(StringComparer.Ordinal)
    {
        ["src/SoilBeta.Soil/Tables/NumericTable.cs"] = ["none"],   // --missing none: no codes of missing values
        ["src/SoilBeta.Workflow/Init/StudyDraft.cs"] = ["off", "yes", "no"], // what YAML takes for true or false unless it is quoted
        ["src/SoilBeta.Reports/Maps/MapFigures.cs"] = ["beta"],      // the map of β
        ["src/SoilBeta.Reports/Gis/QgisStyle.cs"] = ["beta"],        // the map of β
        ["src/SoilBeta.Reports/Data/ModelNames.cs"] = ["beta"],      // words of validation.json
        ["src/SoilBeta.Reports/Charts/ObservedPredictedCharts.cs"] = ["beta"], // the quantity
        ["src/SoilBeta.Reports/Charts/SkillCharts.cs"] = ["beta"],   // the quantity
    };

    private static IEnumerable<object> Lists => typeof(StudyWords).GetFields(BindingFlags.Public | BindingFlags.Static).Select(list => list.GetValue(null)!);

    [Fact]
    public void Every_value_of_a_studys_enums_has_a_word_that_is_read_back()
    {
        foreach (object list in Lists)
        {
            Type value = list.GetType().GetGenericArguments()[0];
            MethodInfo find = list.GetType().GetMethod("Find")!, of = list.GetType().GetMethod("Of")!;
            var words = (IReadOnlyList<string>)list.GetType().GetProperty("All")!.GetValue(list)!;
            words.ShouldBeUnique(value.Name);
            words.Select(word => of.Invoke(list, [find.Invoke(list, [word])])).ShouldBe(words, value.Name);
            find.Invoke(list, [words[0].ToUpperInvariant()]).ShouldBeNull(value.Name);
            words.Count.ShouldBe(Enum.GetValues(value).Length, value.Name);
        }
    }

    /// <summary>After the binding a study is enums and values: a word of it in a comparison or a switch is a choice that the compiler does not check.</summary>
    [Fact]
    public void No_word_of_a_study_is_compared_as_text_outside_its_binding()
    {
        string[] words = [.. Lists.SelectMany(list => (IEnumerable<string>)list.GetType().GetProperty("All")!.GetValue(list)!).Distinct()];
        words.Length.ShouldBeGreaterThan(40);
        Regex compared = Compared(words);
        foreach (string sample in new[] { """if (mode == "common")""", """x is "paper" or "y" """, """x is not ("a" or "sobol")""", """case "cycled":""", """    "block" => 1,""", """name.Equals("mixed", StringComparison.Ordinal)""", """string.Equals(a, "none")""" })
            compared.IsMatch(sample).ShouldBeTrue(sample);
        foreach (string sample in new[] { """Name => "forest";""", """["common"] = 1""", """Write("none")""" })
            compared.IsMatch(sample).ShouldBeFalse(sample);

        var found = new List<string>();
        foreach (string path in CheckoutFolder.Sources("src", "kernels"))
        {
            string name = Path.GetRelativePath(CheckoutFolder.Root, path).Replace('\\', '/');
            if (name.StartsWith("src/SoilBeta.Study/", StringComparison.Ordinal))
                continue; // the binding
            string[] lines = File.ReadAllLines(path);
            for (int i = 0; i < lines.Length; i++)
            {
                foreach (Match match in lines[i].TrimStart().StartsWith("//", StringComparison.Ordinal) ? [] : compared.Matches(lines[i]).Cast<Match>())
                {
                    if (!s_otherMeanings.GetValueOrDefault(name, []).Contains(match.Groups["word"].Value))
                        found.Add($"{name}, line {i + 1}: {lines[i].Trim()}");
                }
            }
        }
        found.ShouldBeEmpty();
    }

    /// <summary>Words become values in the binding: of the study in its own room, of the options of <c>predict</c> in its verb.</summary>
    [Fact]
    public void Words_and_standard_deviations_are_parsed_in_the_binding_alone() => CheckoutFolder.Sources("src")
        .Where(path => Regex.IsMatch(File.ReadAllText(path), @"StudyWords\.\w+\.Find\(|StandardDeviation\.Parse\(", RegexOptions.NonBacktracking, TimeSpan.FromSeconds(10)))
        .Select(path => Path.GetRelativePath(CheckoutFolder.Root, path).Replace('\\', '/'))
        .Where(name => !name.StartsWith("src/SoilBeta.Study/", StringComparison.Ordinal)).ShouldBe(["src/SoilBeta.Cli/Verbs/PredictVerb.cs"]);

    private static Regex Compared(string[] words)
    {
        string word = $"\"(?<word>{string.Join('|', words.Select(Regex.Escape))})\"", other = "\"[^\"]*\"";
        return new Regex($@"(==|!=)\s*{word}|{word}\s*(==|!=)|\b(is|or|and|not|case)\s+\(?(not\s+)?\(?{word}|{word}(\s+or\s+{other})*\s*=>|\bEquals\(([^()]*,\s*)?{word}", RegexOptions.ExplicitCapture, TimeSpan.FromSeconds(10));
    }
}
