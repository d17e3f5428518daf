using SoilBeta.Mapping.Maps;
using SoilBeta.Mapping.Shards;
using SoilBeta.Studies;
using SoilBeta.Tests.Cli;
using SoilBeta.Tests.Mapping.Maps;
using SoilBeta.Workflow.Runs;
using SoilBeta.Workflow.Steps;

namespace SoilBeta.Tests.Mapping.Shards;

/// <summary>Shards of a map, computed separately and joined, equal the map of one run.</summary>
[Collection(PreparedStudySharing.Name)]
public class ShardTests(PreparedStudy prepared)
{
    [Theory]
    [InlineData(1)]
    [InlineData(5)]
    public void Any_number_of_shards_gives_the_files_of_one_run(int shards)
    {
        var folder = prepared.Copy($"n{shards}");
        foreach (int number in Enumerable.Range(1, shards).Reverse())
            MapStep.Shard(prepared.Study, folder, PreparedStudy.Options(), new MapRequest(), new Shard(number, shards));
        prepared.Merge(folder);
        SyntheticMap.ShouldBeTheSame(PreparedStudy.Results(folder), prepared.Expected);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(1000)] // more parts than cells: some are of nothing
    public void The_parts_follow_one_another_and_have_every_cell_once(int count)
    {
        using var map = new SyntheticMap();
        var (context, survey) = MapContext.Open(map.Study, new OutputFolder("none"), new StepOptions(), map.Stack, map.Stack.Grid.Whole, map.Runs());
        foreach (var ecosystem in survey.Ecosystems)
        {
            long at = 0, cells = 0;
            foreach (int number in Enumerable.Range(1, count))
            {
                var range = ecosystem.Range(context.Cells, new Shard(number, count));
                range.First.ShouldBe(at);
                ecosystem.Cut(context.Cells, 5, range).Sum(tile => tile.Cells).ShouldBe(range.Cells);
                context.Cells.Read(ecosystem.Code, range, 0).Cells.ShouldBe(range.Cells);
                ((long)range.Cells).ShouldBeInRange(ecosystem.Cells / count, (ecosystem.Cells / count) + 1);
                at += range.Count;
                cells += range.Cells;
            }
            at.ShouldBe(map.Stack.Grid.Cells);
            cells.ShouldBe(ecosystem.Cells);
        }
    }

    [Fact]
    public void Three_shards_write_only_their_own_folders_and_a_run_finds_the_merged_maps_current()
    {
        var folder = prepared.Copy("three", prepared.Shards);
        PreparedStudy.Results(folder).Keys.ShouldNotContain(name => name.StartsWith("maps/"));
        foreach (int number in Enumerable.Range(1, 3))
        {
            string[] names = [.. Directory.EnumerateFileSystemEntries(folder.Shard($"{number}-of-3")).Select(path => Path.GetFileName(path)!).Order(StringComparer.Ordinal)];
            names.Select(name => name[..Math.Max(name.LastIndexOf('-'), 4)]).ShouldBe(["CL-block", "CL-common", "CL-independent", "GL-block", "GL-common", "GL-independent", "lock"]);
        }
        prepared.Merge(folder);
        var found = PreparedStudy.Results(folder);
        found.Keys.ShouldContain("maps/CL_applicability.tif");
        File.ReadAllText(folder.TotalsCsv).ShouldContain("common+area+residual");
        SyntheticMap.ShouldBeTheSame(found, prepared.Expected);
        using var run = new StudyRun(prepared.Study, folder, PreparedStudy.Options());
        run.Merge(new MapRequest(), 3).ShouldBeNull();
        run.Map(new MapRequest()).ShouldBeNull();
        run.Finish();
        File.ReadAllText(folder.Manifest).ShouldContain("\"device\": \"3 shards: cpu (");
    }

    [Theory]
    [InlineData("uncertainty: { draws: 20 }", "uncertainty: { draws: 128, sampler: sobol, replicates: 2, map_standard_errors: true }")]
    [InlineData("forest: { trees: 10, model: beta }", "forest: { model: mixed }")]
    public void Shards_hold_all_that_other_samplers_and_models_need(string what, string into)
    {
        using var small = new SmallStudy();
        small.Change("study.yml", what, into);
        var study = StudyReader.Read(Path.Combine(small.Folder, "study.yml"));
        var folder = new OutputFolder(small.Output);
        PreparedStudy.Prepare(study, folder);
        foreach (int number in new[] { 2, 1 })
            MapStep.Shard(study, folder, PreparedStudy.Options(), new MapRequest(), new Shard(number, 2));
        using var run = new StudyRun(study, folder, PreparedStudy.Options());
        run.Merge(new MapRequest(), null).ShouldNotBeNull();
        var merged = PreparedStudy.Results(folder);
        merged.Keys.ShouldContain("maps/CL_beta.tif");
        run.Map(new MapRequest(), always: true);
        SyntheticMap.ShouldBeTheSame(PreparedStudy.Results(folder), merged);
    }

    [Fact]
    public void A_shard_that_was_stopped_goes_on_with_the_rest()
    {
        using var map = new SyntheticMap("independent", "crossed");
        var expected = SyntheticMap.FilesOf(map.Make("whole", 20).Folder);
        using var stop = new CancellationTokenSource();
        Should.Throw<OperationCanceledException>(() => map.Shard("parts", new Shard(2, 3), MapSettings.StoppedAfter(4, 7, stop)));
        var store = new TileStore(map.Output("parts").Shard("2-of-3"));
        string[] left = [.. store.SegmentsOf("CL", "independent")];
        left.Length.ShouldBeGreaterThan(3);
        Should.Throw<InvalidDataException>(() => map.Merge("parts", 3)).Message.ShouldContain("its task has not ended, or was interrupted. It goes on with: soilbeta map study.yml --shard 2/3");
        // As if the machine had lost its power, and the disk what was written last.
        using (var file = new FileStream(left[^1], FileMode.Open))
            file.SetLength(file.Length - 100);
        var said = new MessageList();
        foreach (var (number, cells, few) in new[] { (1, 31, 0L), (2, 500, 1L << 20), (3, 1, 0L) }) // totals of some are added up
            map.Shard("parts", new Shard(number, 3), new MapSettings { TileCells = cells, Report = said, Tiles = new TileOptions { Interval = TimeSpan.Zero, FewTotals = few } });
        said.Messages.ShouldContain(message => message.Contains("1 file of finished tiles could not be used"));
        said.Messages.ShouldContain(message => message.Contains("already computed"));
        SyntheticMap.ShouldBeTheSame(SyntheticMap.FilesOf(map.Merge("parts", 3)), expected);
    }

    [Fact]
    public void Shards_run_side_by_side_but_not_beside_a_run_and_none_twice()
    {
        var folder = prepared.Copy("locks");
        using (OutputLock.Take(folder))
            Shard(1).Message.ShouldContain($"a run works here (process {Environment.ProcessId})");
        using (OutputLock.Share(folder))
        {
            using (OutputLock.TakeShard(folder.Shard("1-of-2")))
                Shard(1).Message.ShouldContain($"another run works here (process {Environment.ProcessId})");
            MapStep.Shard(prepared.Study, folder, PreparedStudy.Options(), new MapRequest(), new Shard(2, 2));
            Should.Throw<InvalidDataException>(() => OutputLock.Take(folder)).Message.ShouldContain("shards of it");
        }

        InvalidDataException Shard(int number) => Should.Throw<InvalidDataException>(() => MapStep.Shard(prepared.Study, folder, PreparedStudy.Options(), new MapRequest(), new Shard(number, 2)));
    }

    [Fact]
    public void A_shard_says_what_to_run_first()
    {
        string Refusal(OutputFolder folder, StudyContext study) =>
            Should.Throw<InvalidDataException>(() => MapStep.Shard(study, folder, PreparedStudy.Options(), new MapRequest(), new Shard(1, 2))).Message;

        var folder = new OutputFolder(Path.Combine(prepared.Inputs, "copies", "nothing"));
        Refusal(folder, prepared.Study).ShouldContain("there is no stack.\n  First, once: soilbeta prepare study.yml");
        Directory.Exists(folder.Root).ShouldBeFalse();

        folder = prepared.Copy("stale");
        Refusal(folder, prepared.ReadChanged("trees: 10", "trees: 11")).ShouldContain("the study's sections on training changed since the forests were trained.\n  First, once: soilbeta prepare changed-");
        Refusal(folder, prepared.ReadChanged("sd: 1,", "sd: 2,")).ShouldContain("was made from other rasters, another grid");
        File.Delete(folder.Forest("GL"));
        Refusal(folder, prepared.Study).ShouldContain("GL.forest: there is no such forest.\n  First, once: soilbeta prepare");
    }
}
