using CommandLine;
using SoilBeta.Cli.Terminal;
using SoilBeta.Forests;
using SoilBeta.Studies;

namespace SoilBeta.Cli.Verbs;

/// <summary><c>soilbeta export</c>: a forest for other programs.</summary>
[VerbTask(VerbGroup.Forests, 4, "Write a .forest as JSON")]
[Verb("export", HelpText = "Writes a .forest as JSON for other programs: what 'import' reads.")]
[VerbExample("soilbeta export out/argentina-uruguay/forests/CL.forest --output CL.json")]
internal sealed class ExportVerb : VerbBase
{
    /// <summary>Forest.</summary>
    [Value(0, MetaName = "F.forest", Required = true, HelpText = "Forest file.")]
    public string Input { get; set; } = "";

    /// <summary>Output.</summary>
    [Option("output", Required = true, MetaValue = "OUT.json", HelpText = "JSON file.")]
    public string Output { get; set; } = "";

    /// <summary>Refit.</summary>
    [Option("refit", MetaValue = "N", HelpText = "Refit to write, from 1 (default: the forest itself).")]
    public int? Refit { get; set; }

    /// <inheritdoc/>
    public override int Run(VerbContext context)
    {
        string output = context.PathOf(Output), input = context.PathOf(Input);
        OutputFile.Require(output, input);
        ForestFile file = ForestFile.Open(input);
        if (Refit is < 1 || Refit > file.RefitCount)
            throw new UsageException($"--refit {Refit}: {Path.GetFileName(Input)} has {file.RefitCount} refits.");
        Forest forest = Refit is { } refit ? file.ReadRefit(refit - 1) : file.ReadForest();
        context.Cancellation.ThrowIfCancellationRequested();
        WholeFile.Write(output, stream => ForestJson.Write(stream, forest));
        context.Output.WriteLine(Output);
        return 0;
    }
}
