using CommandLine;
using SoilBeta.Reports;
using SoilBeta.Studies;
using SoilBeta.Studies.Runs;
using SoilBeta.Studies.Steps;
using SoilBeta.Studies.StudyFile;
using SoilBeta.Studies.Totals;

namespace SoilBeta.Cli.Verbs;

/// <summary><c>soilbeta run</c>: every step in order, skipping what is already there and current.</summary>
[Verb("run", HelpText = "Every step in order (stack, profiles, train, map, report); what is there and current is skipped. Writes everything under the output folder.")]
[VerbExample("soilbeta run data-samples/study.yml")]
internal sealed class RunVerb : DeviceStudyVerb
{
    /// <summary>No page.</summary>
    [Option("no-report", HelpText = "Do not make report.html ('soilbeta report' makes it later).")]
    public bool NoReport { get; set; }

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
        bool reported = !NoReport && Report(study, folder, options);
        TotalsTable.Write(result?.Totals ?? TotalsFiles.Read(folder.TotalsJson).Totals);
        ApplicabilityTable.Write(folder);
        Console.WriteLine($"Results: {folder.Root} ({(reported ? "report.html, " : "")}maps/, totals.csv, profiles.csv, validation.json, manifest.json)");
        return 0;
    }

    /// <summary>Makes the page; where that fails, the results stand all the same.</summary>
    private static bool Report(LoadedStudy study, OutputFolder folder, StepOptions options)
    {
        try
        {
            ReportStep.Run(study, folder, options, always: false);
            return true;
        }
        catch (InvalidDataException failure)
        {
            options.Report.Say($"the results are whole, but no report could be made of them: {failure.Message}");
            return false;
        }
    }
}
