using SoilBeta.Rasters;
using SoilBeta.Studies;
using SoilBeta.Workflow.Runs;

namespace SoilBeta.Workflow.Steps;

/// <summary>The prepared parts of an output folder that shards and predictions at places only read: the stack and the forests. They must exist and be current; nothing is computed or written here.</summary>
public static class PreparedFolder
{
    /// <summary>Rejects a folder whose stack or forests are missing, or belong to another state of the study.</summary>
    /// <exception cref="InvalidDataException">The message names the changes and the command to run.</exception>
    public static void Require(StudyContext study, OutputFolder folder, StepOptions options)
    {
        string make = $"First, once: soilbeta prepare {Path.GetFileName(study.Path)}";
        if (!File.Exists(folder.Stack))
            throw new InvalidDataException($"{folder.Stack}: there is no stack.\n  {make}");
        foreach (var ecosystem in study.Study.Ecosystems)
        {
            if (!File.Exists(folder.Forest(ecosystem.Code)))
                throw new InvalidDataException($"{folder.Forest(ecosystem.Code)}: there is no such forest.\n  {make}, or put an imported forest there (soilbeta import).");
        }
        var checksums = new FileChecksums(options.Gdal, folder, remember: false);
        var ledger = new StepLedger(folder, checksums);
        if (Missing(StackStep.RastersOf(study)) is { } raster)
            options.Report.Say($"{raster} is not on this machine: the stack is taken as it is; 'merge' holds all parts to one stack.");
        else if (ledger.WhyMadeFromOthers("stack", StackStep.InputsOf(study, checksums, options).Parts) is { } other)
            throw new InvalidDataException($"{folder.Stack} was made from other rasters, another grid or another version of GDAL than the study's now: {other}.\n  {make}");
        if (StaleForests(study, folder, ledger, checksums, options.Cancellation) is { } why)
            throw new InvalidDataException($"{folder.Forests}: {why} since the forests were trained.\n  {make}");
    }

    // Forests that 'train' wrote here must come from the present study; imported ones are not tracked.
    private static string? StaleForests(StudyContext study, OutputFolder folder, StepLedger ledger, FileChecksums checksums, CancellationToken cancellation)
    {
        if (!ledger.Entries.TryGetValue("train", out var train)
            || !TrainStep.ForestsOf(study.Study, folder).Any(path => train.Outputs.TryGetValue($"forests/{Path.GetFileName(path)}", out string? checksum) && checksums.Of(path) == checksum))
            return null;
        if (!File.Exists(folder.Profiles))
            return "profiles.csv changed";
        return ledger.WhyMadeFromOthers("train", TrainStep.InputsOf(study, folder))
            ?? (ledger.Entries.ContainsKey("profiles") && Missing(ProfilesStep.PathsOf(study)) is null ? ledger.WhyMadeFromOthers("profiles", ProfilesStep.InputsOf(study, folder, checksums, cancellation)) : null);
    }

    private static string? Missing(IEnumerable<StudyPath> paths) => paths.FirstOrDefault(path => !string.IsNullOrEmpty(path.Value) && !VirtualFile.MayExist(path.Value))?.Value;
}
