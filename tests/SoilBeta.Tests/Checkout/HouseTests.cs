using System.Text.RegularExpressions;

namespace SoilBeta.Tests.Checkout;

/// <summary>Inside a project folders have an order as the projects have one: a file uses types of its own folder and of those named before it.</summary>
public partial class HouseTests
{
    /// <summary>The folders of each project in their order; "" is its root.</summary>
    private static readonly Dictionary<string, string[]> s_order = new(StringComparer.Ordinal)
    {
        ["SoilBeta.Numerics"] = ["", "Statistics"],
        ["SoilBeta.Files"] = [""],
        ["SoilBeta.Kernels"] = [""],
        ["SoilBeta.Soil"] = ["", "Tables"],
        ["SoilBeta.Forests"] = ["", "Validation", "Tuning", "Drivers"],
        ["SoilBeta.Rasters"] = ["Native", "NaturalEarth", ""],
        ["SoilBeta.Devices"] = ["", "Host", "Cpu", "Gpu", "OpenCl", "Cuda", "Catalog", "Benchmarks"],
        ["SoilBeta.Study"] = [""],
        ["SoilBeta.Training"] = ["Profiles", "Tables", "Models", "Assessment", "Carbon", "Targets", "Ecosystems"],
        ["SoilBeta.Mapping"] = ["Totals", "Maps", "Shards"],
        ["SoilBeta.Reports"] = ["Data", "Markup", "Charts", "Maps", "Viewer", "Gis", "Pages", "Sections", ""],
        ["SoilBeta.Workflow"] = ["Runs", "Steps", "Slurm", "Init"],
        ["SoilBeta.Cli"] = ["Terminal", "", "Verbs"],
    };

    private static readonly string[] s_roots = ["src", "kernels"];

    [Fact]
    public void Folders_of_a_project_see_only_those_before_them()
    {
        var found = new List<string>();
        foreach (string project in s_roots.SelectMany(root => Directory.EnumerateDirectories(Path.Combine(CheckoutFolder.Root, root))).Where(folder => Directory.EnumerateFiles(folder, "*.csproj").Any()))
        {
            string[] order = s_order.GetValueOrDefault(Path.GetFileName(project)).ShouldNotBeNull($"{project} has no order of folders here");
            var sources = Directory.EnumerateFiles(project, "*.cs", SearchOption.AllDirectories).Select(path => Path.GetRelativePath(project, path).Replace('\\', '/'))
                .Where(path => !path.StartsWith("obj/", StringComparison.Ordinal) && !path.StartsWith("bin/", StringComparison.Ordinal)).ToDictionary(path => path, path => File.ReadAllText(Path.Combine(project, path)), StringComparer.Ordinal);
            sources.Count.ShouldBeLessThanOrEqualTo(80, project);
            found.AddRange(ArrowsBack(sources, order).Select(arrow => $"{Path.GetFileName(project)}/{arrow}"));
        }
        found.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("using P.Maps;\nnamespace P.Data;\nclass Row { Strip s; }", "Data/Row.cs uses Strip of Maps/")] // a using
    [InlineData("namespace P.Data;\nclass Row { Maps.Strip s; }", "Data/Row.cs uses Strip of Maps/")] // a name by its folder
    [InlineData("namespace P.Data;\nclass Row { Page p; }", "Data/Row.cs uses Page of /")] // the root's names are seen without a using
    [InlineData("namespace P.Data;\nclass Row { int Strip; } // a Strip, \"Page\"", null)]
    [InlineData("using P.Maps;\nnamespace P.Other;\nclass Row { Strip s; }", "Other/Row.cs is in a folder without a place")]
    public void An_arrow_back_is_found(string text, string? found)
    {
        string folder = Namespace().Match(text).Groups["name"].Value["P.".Length..];
        var sources = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            [$"{folder}/Row.cs"] = text,
            ["Maps/Strip.cs"] = "using P.Data;\nnamespace P.Maps;\npublic sealed record Strip(Row Row);",
            ["Page.cs"] = "using P.Maps;\nnamespace P;\npublic readonly record struct Page(Strip Strip);",
        };
        ArrowsBack(sources, ["Data", "Maps", ""]).ShouldBe(found is null ? [] : [found]);
    }

    /// <summary>Uses of a type of a later folder: where a file names it and its namespace is the file's own, one around it, or named by a using or by the folder.</summary>
    /// <param name="sources">Path in the project → text.</param>
    /// <param name="order">Folders in their order.</param>
    private static List<string> ArrowsBack(IReadOnlyDictionary<string, string> sources, string[] order)
    {
        var found = sources.Keys.Where(path => Array.IndexOf(order, Folder(path)) < 0).Select(path => $"{path} is in a folder without a place").ToList();
        var types = sources.SelectMany(source => Declared().Matches(source.Value).Select(match => (Name: match.Groups["name"].Value, Folder: Folder(source.Key), Namespace: Namespace().Match(source.Value).Groups["name"].Value))).Distinct().ToLookup(type => type.Name, StringComparer.Ordinal);
        foreach (var (path, text) in sources.Where(source => Array.IndexOf(order, Folder(source.Key)) >= 0))
        {
            string code = Comment().Replace(text, ""), own = Namespace().Match(code).Groups["name"].Value;
            var seen = Using().Matches(code).Select(match => match.Groups["name"].Value).ToHashSet(StringComparer.Ordinal);
            foreach (Match word in Word().Matches(code))
            {
                var named = types[word.Groups["name"].Value].Where(type => seen.Contains(type.Namespace) || own.StartsWith(type.Namespace + ".", StringComparison.Ordinal))
                    .Concat(types[word.Groups["behind"].Value].Where(type => type.Folder == word.Groups["name"].Value));
                found.AddRange(named.Where(type => Array.IndexOf(order, type.Folder) > Array.IndexOf(order, Folder(path))).Select(type => $"{path} uses {type.Name} of {type.Folder}/"));
            }
        }
        return [.. found.Distinct(StringComparer.Ordinal)];
    }

    private static string Folder(string path) => path.Contains('/', StringComparison.Ordinal) ? path[..path.LastIndexOf('/')] : "";

    [GeneratedRegex(@"^(public|internal)?[a-z ]*\b(class|struct|interface|enum|record)( struct| class)? (?<name>\w+)", RegexOptions.Multiline | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Declared();

    [GeneratedRegex(@"^namespace (?<name>[\w.]+);", RegexOptions.Multiline | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Namespace();

    [GeneratedRegex(@"^using (static )?(?<name>[\w.]+);", RegexOptions.Multiline | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Using();

    // A name that is no member of something, and what stands behind it.
    [GeneratedRegex(@"(?<![\w.])(?<name>[A-Z]\w*)(\.(?<behind>[A-Z]\w*))?", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Word();

    [GeneratedRegex("//[^\n]*|\"[^\"\n]*\"", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Comment();
}
