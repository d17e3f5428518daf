using System.Collections;
using System.Text.RegularExpressions;
using SoilBeta.Soil;
using SoilBeta.Studies;

namespace SoilBeta.Tests.Checkout;

/// <summary>The documents agree with the program.</summary>
public partial class DocumentsTests
{
    /// <summary>Every document of the checkout, without build output and results of runs.</summary>
    public static TheoryData<string> Documents { get; } =
        [.. Directory.EnumerateFiles(CheckoutFolder.Root, "*.md")
            .Concat(new[] { "docs", "bench", "data-samples", "tests/golden" }.SelectMany(folder => Directory.EnumerateFiles(Path.Combine(CheckoutFolder.Root, folder), "*.md", SearchOption.AllDirectories)))
            .Select(file => Path.GetRelativePath(CheckoutFolder.Root, file)).Order(StringComparer.Ordinal)];

    [Fact]
    public void Every_key_of_a_study_is_in_the_reference()
    {
        string reference = CheckoutFolder.Text("docs/study-file.md");
        AllKeys(typeof(StudySection)).Distinct(StringComparer.Ordinal).Where(key => !reference.Contains($"`{key}`", StringComparison.Ordinal)).ShouldBeEmpty();
        PedotransferFunctions.All.Select(function => function.Name).Where(name => !reference.Contains($"`{name}`", StringComparison.Ordinal)).ShouldBeEmpty();
    }

    [Theory, MemberData(nameof(Documents))]
    public void Links_and_paths_lead_to_files_and_headings(string document)
    {
        string file = Path.Combine(CheckoutFolder.Root, document);
        string text = CheckoutFolder.Text(document);
        Link().Matches(text).Where(link => !link.Groups["to"].Value.StartsWith("http", StringComparison.Ordinal) && !LeadsSomewhere(file, link)).Select(link => link.Value).ShouldBeEmpty();
        SourcePath().Matches(text).Select(match => match.Groups["path"].Value).Where(path => !Path.Exists(Path.Combine(CheckoutFolder.Root, path))).ShouldBeEmpty();
    }

    /// <summary>Documents that sources, scripts and studies name (docs/….md) exist.</summary>
    [Fact]
    public void Sources_name_documents_that_exist()
    {
        var sources = new[] { "src", "kernels", "bench", "tests", "data-samples" }
            .SelectMany(folder => Directory.EnumerateFiles(Path.Combine(CheckoutFolder.Root, folder), "*", SearchOption.AllDirectories))
            .Concat([Path.Combine(CheckoutFolder.Root, "run.sh"), Path.Combine(CheckoutFolder.Root, "run.ps1")])
            .Where(file => Path.GetExtension(file) is ".cs" or ".sh" or ".ps1" or ".yml" or ".py" or ".R" or ".h" or ".cl" && !InBuildOutput(file)).ToList();
        sources.Count.ShouldBeGreaterThan(500);
        var named = sources.SelectMany(file => NamedDocument().Matches(File.ReadAllText(file)).Select(match => match.Value)).Distinct(StringComparer.Ordinal).ToList();
        named.Count.ShouldBeGreaterThan(5);
        named.Where(path => !File.Exists(Path.Combine(CheckoutFolder.Root, path))).ShouldBeEmpty();
    }

    [Fact]
    public void The_dependencies_are_those_that_are_pinned()
    {
        string document = CheckoutFolder.Text("docs/developers/dependencies.md");
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

    private static bool LeadsSomewhere(string document, Match link)
    {
        string to = link.Groups["to"].Value, heading = link.Groups["heading"].Value;
        string target = to.Length == 0 ? document : Path.GetFullPath(to, Path.GetDirectoryName(document)!);
        return Path.Exists(target) && (heading.Length == 0 || Headings(File.ReadAllText(target)).Contains(heading));
    }

    /// <summary>The anchors of a document's headings, as GitHub makes them: lower case, punctuation left out, spaces to hyphens.</summary>
    private static HashSet<string> Headings(string text) =>
        [.. Heading().Matches(text).Select(match => NotInAnchor().Replace(match.Groups["text"].Value.Trim().ToLowerInvariant(), "").Replace(' ', '-'))];

    private static bool InBuildOutput(string file) =>
        file.Split(Path.DirectorySeparatorChar) is var parts && (parts.Contains("bin") || parts.Contains("obj") || parts.Contains("node_modules"));

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

    [GeneratedRegex(@"\]\((?<to>[^)#\s]*)(#(?<heading>[^)\s]*))?\)", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Link();

    [GeneratedRegex("^#{1,6} (?<text>.*)$", RegexOptions.ExplicitCapture | RegexOptions.Multiline, 1000)]
    private static partial Regex Heading();

    [GeneratedRegex(@"[^\p{L}\p{N}\p{M} _-]", RegexOptions.None, 1000)]
    private static partial Regex NotInAnchor();

    [GeneratedRegex(@"docs/[A-Za-z0-9_/-]+\.md", RegexOptions.None, 1000)]
    private static partial Regex NamedDocument();

    [GeneratedRegex(@"`(?<path>(src|kernels|tests|bench|data-samples|docs)/[A-Za-z0-9_./-]+)`", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex SourcePath();

    [GeneratedRegex("<PackageVersion Include=\"(?<name>[^\"]+)\" Version=\"(?<version>[^\"]+)\"", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Pin();
}
