using System.Diagnostics;
using CommandLine;
using SoilBeta.Reports;
using SoilBeta.Studies;
using SoilBeta.Workflow.Runs;
using SoilBeta.Workflow.Steps;

namespace SoilBeta.Cli.Verbs;

/// <summary><c>soilbeta report</c>: the report page, from the results on disk.</summary>
[VerbTask(VerbGroup.Steps, 4, "The page with figures, maps and tables")]
[Verb("report", HelpText = "One page with the figures, maps, tables and how they were made, from the results on disk; nothing is computed again. Writes report.html and figures/ (charts as SVG, maps as PNG, their data as CSV). Charts need Node.js 18 or later; without it the page says so.")]
[VerbExample("soilbeta report data-samples/study.yml")]
internal sealed class ReportVerb : StudyVerb
{
    /// <inheritdoc/>
    protected override string Verb => "report";

    /// <inheritdoc/>
    protected override int Run(StudyContext study, OutputFolder folder, StepOptions options, TextWriter output)
    {
        var clock = Stopwatch.StartNew();
        StudyReport.RequireResults(folder); // before a folder is created
        using var run = new StudyRun(study, folder, options);
        run.Report(always: true);
        string path = folder.Report;
        output.WriteLine($"{path}  ({new FileInfo(path).Length / 1e6:0.0} MB, {clock.Elapsed.TotalSeconds:0.0} s)");
        return 0;
    }
}
