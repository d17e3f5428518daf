using CommandLine;
using SoilBeta.Forests;
using SoilBeta.Studies;

namespace SoilBeta.Cli.Verbs;

/// <summary><c>soilbeta export</c>: a forest for other programs.</summary>
[Verb("export", HelpText = "Writes a .forest as JSON for other programs: what 'import' reads.")]
[VerbExample("soilbeta export out/argentina-uruguay/forests/CL.forest --output CL.json")]
internal sealed class ExportVerb : IVerb
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
    public int Run(CancellationToken cancellation)
    {
        OutputFile.Require(Output, Input);
        ForestFile file = ForestFile.Open(Input);
        if (Refit is < 1 || Refit > file.RefitCount)
            throw new UsageException($"--refit {Refit}: {Path.GetFileName(Input)} has {file.RefitCount} refits.");
        Forest forest = Refit is { } refit ? file.ReadRefit(refit - 1) : file.ReadForest();
        cancellation.ThrowIfCancellationRequested();
        WholeFile.Write(Output, stream => ForestJson.Write(stream, forest));
        Console.WriteLine(Output);
        return 0;
    }
}
