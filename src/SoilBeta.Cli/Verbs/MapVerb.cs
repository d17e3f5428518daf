using System.Globalization;
using CommandLine;
using SoilBeta.Cli.Terminal;
using SoilBeta.Studies;
using SoilBeta.Workflow.Runs;
using SoilBeta.Workflow.Steps;

namespace SoilBeta.Cli.Verbs;

/// <summary><c>soilbeta map</c>: the stack if necessary, then maps, intervals and totals from existing forests.</summary>
[VerbTask(VerbGroup.Steps, 3, "Maps, their intervals and totals")]
[Verb("map", HelpText = "Maps, their intervals and totals, from existing forests. Writes maps/CODE_beta.tif, maps/CODE_20-40_SOCD.tif …, maps/ALL_…, totals.csv, totals.json. An interrupted map resumes. With --shard only a part is computed, into shards/; 'merge' joins the parts.")]
[VerbExample("soilbeta map data-samples/study.yml --draws 100 --bounds -60,-35,-58,-33")]
[VerbExample("soilbeta map data-samples/study.yml --shard 1/4")]
internal sealed class MapVerb : DeviceStudyVerb
{
    /// <summary>Part of the map.</summary>
    [Option("bounds", MetaValue = "W,S,E,N", HelpText = "Map only the cells that these bounds touch (unit of the grid's CRS); the pixels are those of the whole map.")]
    public string? Bounds { get; set; }

    /// <summary>One part of the map.</summary>
    [Option("shard", MetaValue = "i/n", HelpText = "Compute only part i of n (i from 1) into shards/i-of-n, from the stack and forests that 'prepare' (or 'run') has made; any number of parts at once, on any machines that share or copy the output folder.")]
    public string? Shard { get; set; }

    /// <inheritdoc/>
    protected override string Verb => "map";

    /// <inheritdoc/>
    protected override string? BoundsText => Bounds;

    /// <inheritdoc/>
    protected override bool NeedsGdal => Shard is null;

    /// <inheritdoc/>
    protected override int Run(StudyContext study, OutputFolder folder, StepOptions options, TextWriter output)
    {
        var request = new MapRequest(study.Limits.Bounds);
        if (Shard is not null)
        {
            var shard = MapStep.Shard(study, folder, options, request, ShardOption.Parse(Shard));
            output.WriteLine(CommandName.In(string.Create(CultureInfo.InvariantCulture, $"{shard.Folder}: {shard.Cells:N0} cells. When all parts are there: soilbeta merge {StudyPath}")));
            return 0;
        }
        using var run = new StudyRun(study, folder, options);
        run.Stack();
        var result = run.Map(request, always: true)!;
        run.Finish();
        TotalsTable.Write(output, result.Totals);
        ApplicabilityTable.Write(output, folder);
        output.WriteLine(folder.Maps);
        output.WriteLine(folder.TotalsCsv);
        return 0;
    }
}
