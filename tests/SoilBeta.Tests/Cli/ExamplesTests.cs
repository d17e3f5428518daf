using System.Reflection;
using SoilBeta.Tests.Checkout;

namespace SoilBeta.Tests.Cli;

/// <summary>The examples below every verb's help, run as printed, next to a copy of <c>data-samples/</c> with a reduced study.</summary>
public class ExamplesTests
{
    /// <summary>Changes that make the sample quick but keep what verbs do: a window with all ecosystems, few trees and draws, little validation.</summary>
    private static readonly (string From, string To)[] s_quicker =
    [
        ("bounds: [-74, -45, -53, -22]", "bounds: [-62, -36, -57, -31]"), ("trees: 200", "trees: 10"), ("draws: 1000", "draws: 20"),
    ];

    private const string LittleValidation = """

        validation: { folds: 2, repeats: 1, holdouts: 0, blocks: [1], map_cells: 0 }
        drivers: { points: 3, refits: 0, rows: 20, selection: false }

        """;

    [Fact]
    public void Every_verb_has_an_example() =>
        Verbs().Where(verb => verb.Examples.Length == 0).Select(verb => $"{verb.Name}: give its class a [VerbExample] that runs on data-samples/").ShouldBeEmpty();

    [Fact]
    public void Every_example_of_every_verb_runs_as_printed()
    {
        using var folder = new TemporaryFolder();
        CopySample(folder.Path("data-samples"));
        // `run` makes the input of the others; examples that still lack input run last.
        var waiting = Verbs().SelectMany(verb => verb.Examples).SelectMany(EveryShard).OrderByDescending(example => example.StartsWith("soilbeta run ", StringComparison.Ordinal)).ToList();
        while (waiting.Count > 0)
        {
            var failed = new List<(string Example, Soilbeta.Result Result)>();
            foreach (string example in waiting)
            {
                string[] words = example.Split(' ');
                words[0].ShouldBe("soilbeta", example);
                var result = Soilbeta.Run(folder.Root, words[1..]);
                if (result.ExitCode != 0)
                    failed.Add((example, result));
            }
            if (failed.Count == waiting.Count)
                failed.Select(one => $"{one.Example}: exit code {one.Result.ExitCode}\n{one.Result.Output}{one.Result.Error}").ShouldBeEmpty();
            waiting = [.. failed.Select(one => one.Example)];
        }
    }

    /// <summary>The example of one shard is repeated for all of them, since <c>merge</c> needs the others too.</summary>
    private static IEnumerable<string> EveryShard(string example)
    {
        const string first = "--shard 1/";
        int at = example.IndexOf(first, StringComparison.Ordinal);
        return at < 0 ? [example] : Enumerable.Range(1, example[at + first.Length] - '0').Select(shard => example.Replace(first, $"--shard {shard}/", StringComparison.Ordinal));
    }

    private static (string Name, string[] Examples)[] Verbs() =>
    [
        .. Assembly.LoadFrom(Soilbeta.Program).GetTypes().Where(type => !type.IsAbstract).Select(type => (type, verb: Attributes(type, "VerbAttribute").FirstOrDefault())).Where(pair => pair.verb is not null)
            .Select(pair => ((string)pair.verb!.ConstructorArguments[0].Value!, Attributes(pair.type, "VerbExampleAttribute").Select(attribute => (string)attribute.ConstructorArguments[0].Value!).ToArray()))
            .OrderBy(verb => verb.Item1, StringComparer.Ordinal),
    ];

    private static IEnumerable<CustomAttributeData> Attributes(Type type, string name) => type.GetCustomAttributesData().Where(attribute => attribute.AttributeType.Name == name);

    private static void CopySample(string to)
    {
        string from = Path.Combine(CheckoutFolder.Root, "data-samples");
        foreach (string file in Directory.EnumerateFiles(from, "*", SearchOption.AllDirectories))
        {
            string copy = Path.Combine(to, Path.GetRelativePath(from, file));
            Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
            File.Copy(file, copy);
        }
        string study = File.ReadAllText(Path.Combine(to, "study.yml"));
        foreach (var (part, quicker) in s_quicker)
        {
            study.ShouldContain(part);
            study = study.Replace(part, quicker, StringComparison.Ordinal);
        }
        File.WriteAllText(Path.Combine(to, "study.yml"), study + LittleValidation);
    }
}
