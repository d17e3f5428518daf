using CommandLine;
using SoilBeta.Cli.Terminal;
using SoilBeta.Rasters;
using SoilBeta.Studies;
using SoilBeta.Workflow.Init;

namespace SoilBeta.Cli.Verbs;

/// <summary><c>soilbeta init</c>: a commented study file from a folder of rasters and a profile table.</summary>
[VerbTask(VerbGroup.Start, 1, "Draft a study file from a folder of rasters and a profile table")]
[Verb("init", HelpText = "Guesses a commented study file from a folder of rasters and a profile table: columns and units, covariates, topsoil, ecosystems, zones; says what it guessed. Writes FOLDER/study.yml.")]
[VerbExample("soilbeta init data-samples --output data-samples/guessed.yml")]
internal sealed class InitVerb : VerbBase
{
    /// <summary>Folder.</summary>
    [Value(0, MetaName = "FOLDER", Required = true, HelpText = "Folder with a table of horizons and rasters, in it or below it.")]
    public string Folder { get; set; } = "";

    /// <summary>Study file.</summary>
    [Option("output", MetaValue = "FILE", HelpText = "Study file to write (default: FOLDER/study.yml); it must be in FOLDER, since its paths are relative. An existing file is not replaced.")]
    public string? Output { get; set; }

    /// <summary>Time limit of the first opening of a file, s.</summary>
    [Option("open-seconds", Default = 60.0, MetaValue = "SECONDS", HelpText = "Most seconds that the first opening of a raster may take, in a process of its own, plus one for each 5 MB of it; what takes longer is left out as damaged.")]
    public double OpenSeconds { get; set; }

    /// <inheritdoc/>
    public override int Run(VerbContext context)
    {
        string folder = context.PathOf(Folder);
        string path = Path.GetFullPath(context.PathOf(Output ?? Path.Combine(Folder, "study.yml")));
        if (!string.Equals(Path.GetDirectoryName(path), Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder)), StringComparison.Ordinal))
            throw new UsageException($"--output {Output}: expected a file in {Folder}, since the study's paths are relative to it.");
        if (File.Exists(path))
            throw new InvalidDataException($"{path} exists already and is not replaced. Give another name with --output.");
        var guesses = new List<string>();
        WholeFile.WriteText(path, StudyDraft.Draft(new GdalSession(OpeningCommand.FirstOpen(OpenSeconds, context)), folder, guesses));
        foreach (string guess in guesses)
            context.Output.WriteLine(guess);
        try
        {
            StudyReader.Read(path);
            context.Output.WriteLine($"{path}: look at every line marked 'guessed', then: soilbeta check {path}");
        }
        catch (InvalidDataException open)
        {
            context.Output.WriteLine($"{path}: written, but not complete:");
            context.Output.WriteLine("  " + open.Message.Replace("\n", "\n  ", StringComparison.Ordinal));
        }
        return 0;
    }
}
