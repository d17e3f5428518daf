using System.Collections;
using System.Text.RegularExpressions;
using SoilBeta.Soil;
using SoilBeta.Studies;

namespace SoilBeta.Tests.Checkout;

/// <summary>The documents agree with the program.</summary>
public partial class DocumentsTests
{
    public static TheoryData<string> Documents { get; } =
        [.. new[] { "README.md", "data-samples/README.md" }.Concat(Directory.EnumerateFiles(Path.Combine(CheckoutFolder.Root, "docs"), "*.md").Select(file => $"docs/{Path.GetFileName(file)}"))];

    [Fact]
    public void Every_key_of_a_study_is_in_the_reference()
    {
        string reference = CheckoutFolder.Text("docs/study-file.md");
        AllKeys(typeof(StudySection)).Distinct(StringComparer.Ordinal).Where(key => !reference.Contains($"`{key}`", StringComparison.Ordinal)).ShouldBeEmpty();
        PedotransferFunctions.All.Select(function => function.Name).Where(name => !reference.Contains($"`{name}`", StringComparison.Ordinal)).ShouldBeEmpty();
    }

    [Theory, MemberData(nameof(Documents))]
    public void Links_and_paths_lead_somewhere(string document)
    {
        string folder = Path.Combine(CheckoutFolder.Root, Path.GetDirectoryName(document)!);
        string text = CheckoutFolder.Text(document);
        Link().Matches(text).Select(match => match.Groups["to"].Value).Where(to => !to.StartsWith("http", StringComparison.Ordinal) && !Path.Exists(Path.Combine(folder, to))).ShouldBeEmpty();
        SourcePath().Matches(text).Select(match => match.Groups["path"].Value).Where(path => !Path.Exists(Path.Combine(CheckoutFolder.Root, path))).ShouldBeEmpty();
    }

    [Fact]
    public void The_dependencies_are_those_that_are_pinned()
    {
        string document = CheckoutFolder.Text("docs/dependencies.md");
        var pinned = Pin().Matches(CheckoutFolder.Text("Directory.Packages.props")).Select(match => (Name: match.Groups["name"].Value, Version: match.Groups["version"].Value)).ToList();
        pinned.Count.ShouldBeGreaterThan(10);
        pinned.Where(package => !document.Contains(package.Name, StringComparison.Ordinal) || !document.Contains(package.Version, StringComparison.Ordinal)).ShouldBeEmpty();
    }

    [Theory, InlineData("study.yml", 1000, 200, "none"), InlineData("study-paper.yml", 1000, 500, "cycled")]
    public void The_sample_studies_are_read_without_a_problem(string file, int draws, int trees, string refits)
    {
        var study = StudyReader.Read(Path.Combine(CheckoutFolder.Root, "data-samples", file)).Study;
        study.Uncertainty.Draws.ShouldBe(draws);
        study.Forest.Grow.Trees.ShouldBe(trees);
        study.Uncertainty.Refits.Word().ShouldBe(refits);
        study.Covariates.Count.ShouldBe(7);
        study.Ecosystems.Select(ecosystem => ecosystem.Code).ShouldBe(["CL", "GL", "FL"]);
    }

    [Fact]
    public void The_sample_is_small_and_every_file_of_it_has_a_line_on_its_origin()
    {
        string folder = Path.Combine(CheckoutFolder.Root, "data-samples");
        string readme = CheckoutFolder.Text("data-samples/README.md");
        var files = Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories).Where(file => !file.EndsWith(".yml", StringComparison.Ordinal) && !file.EndsWith("README.md", StringComparison.Ordinal)).ToList();
        files.Sum(file => new FileInfo(file).Length).ShouldBeLessThan(8 << 20);
        files.Where(file => !readme.Contains(Path.GetFileName(file), StringComparison.Ordinal)).ShouldBeEmpty();
    }

    private static IEnumerable<string> AllKeys(Type section)
    {
        foreach (var (key, property) in SectionReader.Keys(section))
        {
            yield return key;
            var type = property.PropertyType;
            if (type.IsGenericType && typeof(IList).IsAssignableFrom(type))
                type = type.GetGenericArguments()[0];
            if (type.Namespace == typeof(StudySection).Namespace)
            {
                foreach (string inner in AllKeys(type))
                    yield return inner;
            }
        }
    }

    [GeneratedRegex(@"\]\((?<to>[^)#\s]+)\)", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Link();

    [GeneratedRegex(@"`(?<path>(src|kernels|tests|bench|data-samples|docs)/[A-Za-z0-9_./-]+)`", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex SourcePath();

    [GeneratedRegex("<PackageVersion Include=\"(?<name>[^\"]+)\" Version=\"(?<version>[^\"]+)\"", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Pin();
}
