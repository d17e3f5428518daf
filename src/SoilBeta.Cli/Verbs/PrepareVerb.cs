using CommandLine;
using SoilBeta.Studies;
using SoilBeta.Workflow.Runs;
using SoilBeta.Workflow.Steps;

namespace SoilBeta.Cli.Verbs;

/// <summary><c>soilbeta prepare</c>: everything that the shards of a map share.</summary>
[VerbTask(VerbGroup.Cluster, 1, "Everything that shards of a map need")]
[Verb("prepare", HelpText = "The steps before 'map --shard': stack, profiles, train, each skipped where it is current. Without profiles in the study (its forests were imported), the stack alone.")]
[VerbExample("soilbeta prepare data-samples/study.yml")]
internal sealed class PrepareVerb : StudyVerb
{
    /// <inheritdoc/>
    protected override string Verb => "prepare";

    /// <inheritdoc/>
    protected override int Run(StudyContext study, OutputFolder folder, StepOptions options, TextWriter output)
    {
        using var run = new StudyRun(study, folder, options);
        run.Stack();
        if (study.Study.Profiles.Count > 0)
        {
            run.Profiles();
            run.Train();
        }
        run.Finish();
        output.WriteLine(folder.Stack);
        foreach (var ecosystem in study.Study.Ecosystems)
            output.WriteLine($"{folder.Forest(ecosystem.Code)}{(File.Exists(folder.Forest(ecosystem.Code)) ? "" : "  (missing: soilbeta import)")}");
        return 0;
    }
}
