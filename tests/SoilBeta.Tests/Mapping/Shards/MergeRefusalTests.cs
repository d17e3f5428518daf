using SoilBeta.Devices;
using SoilBeta.Mapping.Maps;
using SoilBeta.Mapping.Shards;
using SoilBeta.Studies;
using SoilBeta.Training.Models;
using SoilBeta.Workflow.Steps;

namespace SoilBeta.Tests.Mapping.Shards;

/// <summary>Shards that do not form one map are rejected by name, and nothing is written.</summary>
[Collection(PreparedStudySharing.Name)]
public class MergeRefusalTests(PreparedStudy prepared)
{
    private const string Again = "soilbeta map study.yml --shard 2/3";

    [Fact]
    public void A_missing_shard_is_named_with_the_command_that_computes_it()
    {
        string message = Refusal("missing", folder => Directory.Delete(folder.Shard("2-of-3"), recursive: true));
        message.ShouldContain($"shards/2-of-3: CL with common draws is missing. Compute it: {Again}");
        message.ShouldContain($"shards/2-of-3: GL with block draws is missing. Compute it: {Again}");
        Refusal("none", folder => Directory.Delete(folder.Shards, recursive: true)).ShouldContain("there are no parts to merge");
    }

    [Fact]
    public void An_unfinished_or_damaged_shard_is_named()
    {
        foreach (var (name, change) in new (string, Func<byte[], byte[]>)[] { ("cut", bytes => bytes[..^40]), ("flipped", bytes => Flip(bytes, bytes.Length - 500)), ("head", bytes => Flip(bytes, 60)), ("foreign", _ => "no tiles"u8.ToArray()), ("longer", bytes => [.. bytes, 1, 2, 3]) })
            Refusal(name, folder => File.WriteAllBytes(Path(folder), change(File.ReadAllBytes(Path(folder))))).ShouldMatch($"shards/2-of-3: CL with common draws has a damaged file, or one of another version of the program, CL-common-[0-9a-f]{{16}}/00000001.segment. Delete it and compute it again: {Again}");
        Refusal("unfinished", folder => Rewrite(folder, tile => tile with { Range = tile.Range with { Cells = 3 }, Cells = First(tile.Cells, 3), Result = First(tile.Result, 3) }))
            .ShouldMatch($"CL with common draws has 3 of \\d+ cells: its task has not ended, or was interrupted. It goes on with: {Again}");
    }

    [Fact]
    public void Cells_of_another_shard_or_ecosystem_are_refused()
    {
        string message = Refusal("twice", folder => File.Copy(Path(folder, "1-of-3"), Path(folder), overwrite: true));
        message.ShouldContain("shards/2-of-3: CL with common draws has cells of another shard, 0 to ");
        Refusal("ecosystem", folder => File.Copy(Path(folder, "2-of-3", "GL"), Path(folder), overwrite: true)).ShouldContain("CL with common draws has a file of something else");
        Refusal("divisions", folder => Directory.CreateDirectory(folder.Shard("1-of-4"))).ShouldContain("holds parts of several divisions (1/3, 1/4), which overlap. Say which with --shards");
        var fitting = prepared.Copy("divisions-said", prepared.Shards);
        Directory.CreateDirectory(fitting.Shard("1-of-4"));
        prepared.Merge(fitting, shards: 3);
    }

    [Fact]
    public void A_shard_with_other_settings_is_refused_with_what_differs()
    {
        var other = prepared.Copy("other-draws");
        MapStep.Shard(prepared.Read(new StudyOverrides(Draws: 21)), other, PreparedStudy.Options(), new MapRequest(), new Shard(2, 3));
        string message = Refusal("draws", folder =>
        {
            Directory.Delete(folder.Shard("2-of-3"), recursive: true);
            Directory.CreateDirectory(folder.Shards);
            Directory.Move(other.Shard("2-of-3"), folder.Shard("2-of-3"));
        });
        message.ShouldContain("shards/2-of-3: CL with common draws was computed with other settings; it differs in the draws (found 21, expected 20), the order statistics (found ");
        message.ShouldContain("Give merge the --seed, --draws and --bounds that the shards had");
        message.ShouldContain(Again);
    }

    [Theory]
    [InlineData("the seed", "6")]
    [InlineData("the sources of SoilBeta.Forests", "feed")]
    [InlineData("the stack", "feed")]
    [InlineData("forests/CL.forest", "beef")]
    [InlineData("the bounds", "1 × 1")]
    [InlineData("\u001b[31m", "\n")]
    public void A_shard_of_another_seed_program_stack_or_forest_is_refused_with_what_differs(string name, string value)
    {
        string message = Refusal(Convert.ToHexStringLower(System.Text.Encoding.UTF8.GetBytes(name)), folder =>
        {
            // In the folder of its key, as its program would write it.
            var segment = Segment.Open(Path(folder))!;
            var head = segment.Head with { Key = new SortedDictionary<string, string>(segment.Head.Key.ToDictionary(), StringComparer.Ordinal) { [name] = value } };
            string path = TileStore.SegmentAt(new TileStore(folder.Shard("2-of-3")).FolderOf(head), 1);
            Segment.Write(path, head, [() => segment.RecordBytes(0)], [() => segment.ReadRow(0)]);
            File.Delete(segment.Path);
        });
        message.ShouldNotContain("\u001b");
        message.ShouldContain(name[0] == '\u001b' ? "it differs in ?[31m (found ?, expected nothing)" : $"it differs in {name} (found {value}, expected ");
    }

    [Fact]
    public void No_flipped_byte_of_a_shard_goes_unnoticed()
    {
        byte[] whole = File.ReadAllBytes(Path(prepared.Shards, "1-of-3", "GL"));
        var scratch = prepared.Copy("bytes");
        string path = System.IO.Path.Combine(scratch.Root, "damaged.segment");
        for (int at = 0; at < whole.Length; at += at < 3000 ? 7 : 211)
        {
            File.WriteAllBytes(path, Flip([.. whole], at));
            Segment.Open(path).ShouldBeNull($"byte {at}");
        }
    }

    private static string Path(OutputFolder folder, string part = "2-of-3", string code = "CL") => new TileStore(folder.Shard(part)).SegmentsOf(code, "common").Single();

    private static byte[] Flip(byte[] bytes, int at)
    {
        bytes[at] ^= 4;
        return bytes;
    }

    // The same segment with another record.
    private void Rewrite(OutputFolder folder, Func<TileRecord, TileRecord> change)
    {
        var segment = Segment.Open(Path(folder))!;
        using var inputs = new MapInputs(prepared.Study.Study, folder);
        var forest = inputs.Forest("CL", MapModel.Carbon);
        var tile = segment.Read(0, RunPlans.ForForests(prepared.Study.Study, forest.Set, forest.Name), 100);
        Segment.Write(segment.Path, segment.Head, [() => change(tile).ToBytes()], [() => segment.ReadRow(0)]);
    }

    private static MappedCells First(MappedCells cells, int count) => new()
    {
        Tuples = cells.Tuples,
        Positions = cells.Positions[..count],
        Areas = cells.Areas[..count],
        ZoneTuples = cells.ZoneTuples[..count],
        SoilDepths = cells.SoilDepths[..count],
        Topsoil = cells.Topsoil[..count],
        Fractions = cells.Fractions[..count],
    };

    private static TileResult First(TileResult result, int count)
    {
        int cells = result.SumS.Length;
        return new() { SumS = result.SumS[..count], SumDensity = Rows(result.SumDensity), OrderS = Rows(result.OrderS), OrderDensity = Rows(result.OrderDensity), Totals = [] };

        T[] Rows<T>(T[] all) => [.. all.Chunk(cells).SelectMany(row => row.Take(count))];
    }

    private string Refusal(string name, Action<OutputFolder> change)
    {
        var folder = prepared.Copy(name, prepared.Shards);
        change(folder);
        string message = Should.Throw<InvalidDataException>(() => prepared.Merge(folder)).Message;
        File.Exists(folder.TotalsCsv).ShouldBeFalse();
        Directory.Exists(folder.Maps).ShouldBeFalse();
        return message;
    }
}
