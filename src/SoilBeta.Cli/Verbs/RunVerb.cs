using CommandLine;
using SoilBeta.Studies;
using SoilBeta.Studies.Runs;
using SoilBeta.Studies.Steps;
using SoilBeta.Studies.StudyFile;
using SoilBeta.Studies.Totals;

namespace SoilBeta.Cli.Verbs;

/// <summary><c>soilbeta run</c>: every step in order, skipping what is already there and current.</summary>
[Verb("run", HelpText = "Every step in order (stack, profiles, train, map); what is there and current is skipped. Writes everything under the output folder.")]
[VerbExample("soilbeta run data-samples/study.yml")]
internal sealed class RunVerb : DeviceStudyVerb
{
    /// <inheritdoc/>
    protected override string Verb => "run";

    /// <inheritdoc/>
    protected override int Run(LoadedStudy study, OutputFolder folder, StepOptions options)
    {
        using var run = new StudyRun(study, folder, options);
        run.Stack();
        run.Profiles();
        run.Train();
        var result = run.Map(new MapRequest());
        run.Finish();
        TotalsTable.Write(result?.Totals ?? TotalsFiles.Read(folder.TotalsJson).Totals);
        ApplicabilityTable.Write(folder);
        Console.WriteLine($"Results: {folder.Root} (maps/, totals.csv, profiles.csv, validation.json, manifest.json)");
        return 0;
    }
}
