using CommandLine;
using SoilBeta.Cli.Terminal;
using SoilBeta.Forests;

namespace SoilBeta.Cli.Verbs;

/// <summary><c>soilbeta import</c>: a forest of another program.</summary>
[VerbTask(VerbGroup.Forests, 3, "Make a .forest of another program's forest (JSON)")]
[Verb("import", HelpText = "Makes a .forest of another program's forest in JSON: 'features', and 'trees' with the arrays feature, threshold, left, right, value (scikit-learn's tree_ arrays). Thresholds are kept exactly.")]
[VerbExample("soilbeta import CL.json --output CL.forest")]
internal sealed class ImportVerb : VerbBase
{
    /// <summary>JSON.</summary>
    [Value(0, MetaName = "IN.json", Required = true, HelpText = "Forest in JSON; a leaf has feature -1, a split goes left when value <= threshold, other keys are ignored.")]
    public string Input { get; set; } = "";

    /// <summary>Output.</summary>
    [Option("output", Required = true, MetaValue = "F.forest", HelpText = "Forest file.")]
    public string Output { get; set; } = "";

    /// <inheritdoc/>
    public override int Run(VerbContext context)
    {
        string output = context.PathOf(Output), input = context.PathOf(Input);
        OutputFile.Require(output, input);
        using FileStream stream = RegularFile.OpenRead(input);
        Forest forest = ForestJson.Read(stream, Path.GetFileName(Input));
        context.Cancellation.ThrowIfCancellationRequested();
        ForestFile.Write(output, forest);
        context.Output.WriteLine($"{forest.Trees.Count:N0} trees of {forest.Trees.Average(tree => tree.Leaves):N0} leaves on {string.Join(", ", forest.Features)}.");
        context.Output.WriteLine(Output);
        return 0;
    }
}
