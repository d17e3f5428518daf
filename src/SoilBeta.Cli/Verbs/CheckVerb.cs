using CommandLine;
using SoilBeta.Cli.Terminal;
using SoilBeta.Studies;
using SoilBeta.Workflow.Steps;

namespace SoilBeta.Cli.Verbs;

/// <summary><c>soilbeta check</c>: problems of a study, and the resources that it needs.</summary>
[VerbTask(VerbGroup.Start, 2, "Find every problem of a study; estimate disk, memory and time")]
[Verb("check", HelpText = "Reads everything that a study names, computes nothing: all problems at once, disk, memory and time.")]
[VerbExample("soilbeta check data-samples/study.yml")]
internal sealed class CheckVerb : StudyVerb
{
    /// <inheritdoc/>
    protected override string Verb => "check";

    /// <inheritdoc/>
    protected override int Run(StudyContext study, OutputFolder folder, StepOptions options, TextWriter output)
    {
        var findings = CheckStep.Run(study, folder, options);
        int width = Math.Min(32, findings.Max(finding => (int?)finding.Key.Length) ?? 0);
        foreach (var finding in findings)
            output.WriteLine($"{Mark(finding.Severity)}  {finding.Key.PadRight(width)}  {CommandName.In(finding.Text)}");
        int problems = findings.Count(finding => finding.Severity == Severity.Problem);
        output.WriteLine(problems == 0 ? $"{study.Study.Name}: no problem found." : $"{study.Study.Name}: {problems} problem{(problems == 1 ? "" : "s")} would stop a run.");
        return problems == 0 ? 0 : 1;
    }

    private static string Mark(Severity severity) => severity switch { Severity.Problem => "PROBLEM", Severity.Note => "note   ", _ => "ok     " };
}
