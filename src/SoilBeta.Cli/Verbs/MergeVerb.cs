using CommandLine;
using SoilBeta.Mapping.Totals;
using SoilBeta.Studies;
using SoilBeta.Workflow.Runs;
using SoilBeta.Workflow.Steps;

namespace SoilBeta.Cli.Verbs;

/// <summary><c>soilbeta merge</c>: joins the shards of a map into the files of one run.</summary>
[VerbTask(VerbGroup.Cluster, 3, "Join the shards of a map")]
[Verb("merge", HelpText = "Joins the parts that 'map --shard' has computed: maps, intervals and totals, byte for byte those of one run. Parts that are missing, unfinished, damaged or of another study, seed, program, stack or forest are named and refused.")]
[VerbExample("soilbeta merge data-samples/study.yml")]
internal sealed class MergeVerb : StudyVerb
{
    /// <summary>Number of draws in place of the study's.</summary>
    [Option("draws", MetaValue = "N", HelpText = "Draws instead of the study's: the same as for the parts.")]
    public int? Draws { get; set; }

    /// <summary>Part of the map.</summary>
    [Option("bounds", MetaValue = "W,S,E,N", HelpText = "Bounds, the same as for the parts.")]
    public string? Bounds { get; set; }

    /// <summary>Number of parts.</summary>
    [Option("shards", MetaValue = "n", HelpText = "Number of parts of the map, where shards/ holds several divisions.")]
    public int? Shards { get; set; }

    /// <inheritdoc/>
    protected override string Verb => "merge";

    /// <inheritdoc/>
    protected override string? BoundsText => Bounds;

    /// <inheritdoc/>
    protected override int? DrawsOverride => Draws;

    /// <inheritdoc/>
    protected override int Run(StudyContext study, OutputFolder folder, StepOptions options, TextWriter output)
    {
        int? shards = Shards is { } count ? ShardOption.Count(count) : null;
        var request = new MapRequest(study.Limits.Bounds);
        using var run = new StudyRun(study, folder, options);
        var result = run.Merge(request, shards);
        run.Finish();
        TotalsTable.Write(output, result?.Totals ?? TotalsFiles.Read(folder.TotalsJson).Totals);
        ApplicabilityTable.Write(output, folder);
        output.WriteLine(folder.Maps);
        output.WriteLine(folder.TotalsCsv);
        if (Directory.Exists(folder.Shards))
            output.WriteLine($"{folder.Shards} is no longer needed and may be deleted.");
        return 0;
    }
}
