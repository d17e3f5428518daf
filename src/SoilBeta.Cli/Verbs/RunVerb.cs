using CommandLine;
using SoilBeta.Mapping.Totals;
using SoilBeta.Reports;
using SoilBeta.Studies;
using SoilBeta.Workflow.Runs;
using SoilBeta.Workflow.Steps;

namespace SoilBeta.Cli.Verbs;

/// <summary><c>soilbeta run</c>: every step in order, skipping those whose results are current.</summary>
[VerbTask(VerbGroup.Start, 3, "Run every step of a study, skipping what is current")]
[Verb("run", HelpText = "Every step in order (stack, profiles, train, map, report); what is there and current is skipped. Writes everything under the output folder.")]
[VerbExample("soilbeta run data-samples/study.yml")]
internal sealed class RunVerb : DeviceStudyVerb
{
    /// <summary>Skips the report.</summary>
    [Option("no-report", HelpText = "Do not make report.html ('soilbeta report' makes it later).")]
    public bool NoReport { get; set; }

    /// <summary>Fails if the report fails.</summary>
    [Option("require-report", HelpText = "Exit with code 1 where the report cannot be made; otherwise that is a warning, since maps and totals are there.")]
    public bool RequireReport { get; set; }

    /// <summary>Whether to remove the finished tiles.</summary>
    [Option("clean", HelpText = "Remove the finished tiles (work/tiles) once the results are whole.")]
    public bool Clean { get; set; }

    /// <inheritdoc/>
    protected override string Verb => "run";

    /// <inheritdoc/>
    protected override int Run(StudyContext study, OutputFolder folder, StepOptions options, TextWriter output)
    {
        using var run = new StudyRun(study, folder, options) { Planned = NoReport ? ["stack", "profiles", "train", "map"] : ["stack", "profiles", "train", "map", "report"] };
        run.Stack();
        run.Profiles();
        run.Train();
        var result = run.Map(new MapRequest());
        run.Finish(); // before the report, which may fail; called again after it
        if (Clean)
            run.RemoveTiles();
        string? unreported = NoReport ? null : Report(run, study, options);
        TotalsTable.Write(output, result?.Totals ?? TotalsFiles.Read(folder.TotalsJson).Totals);
        ApplicabilityTable.Write(output, folder);
        output.WriteLine($"Results: {folder.Root} ({(!NoReport && unreported is null ? "report.html, " : "")}maps/, totals.csv, profiles.csv, validation.json, manifest.json)");
        return unreported is null || !RequireReport ? 0 : throw new InvalidDataException($"--require-report: {unreported}");
    }

    /// <summary>Writes the report page. If that fails for any reason, the other results remain valid.</summary>
    /// <returns>Why there is no page; null if there is one.</returns>
    private static string? Report(StudyRun run, StudyContext study, StepOptions options)
    {
        try
        {
            run.Report();
            run.Finish();
            return null;
        }
        catch (Exception failure) when (failure is not OperationCanceledException)
        {
            string why = $"the results are whole, but no report could be made of them: {failure.Message}";
            options.Report.Say($"warning: {why} When that is fixed: soilbeta report {study.Path}");
            return why;
        }
    }
}
