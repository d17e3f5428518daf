using SoilBeta.Mapping.Maps;
using SoilBeta.Mapping.Shards;
using SoilBeta.Studies;
using SoilBeta.Workflow.Steps;

namespace SoilBeta.Tests.Mapping.Shards;

/// <summary>Parts that do not make one map are named and refused, and nothing is written.</summary>
[Collection(PreparedStudySharing.Name)]
public class MergeRefusalTests(PreparedStudy prepared)
{
    private const string Again = "soilbeta map study.yml --shard 2/3";

    [Fact]
    public void A_missing_part_is_named_with_the_command_that_makes_it()
    {
        string message = Refusal("missing", folder => Directory.Delete(folder.Shard("2-of-3"), recursive: true));
        message.ShouldContain($"shards/2-of-3/CL.tiles is missing. Compute it: {Again}");
        message.ShouldContain($"shards/2-of-3/GL-block.tiles is missing. Compute it: {Again}");
        Refusal("none", folder => Directory.Delete(folder.Shards, recursive: true)).ShouldContain("there are no parts to merge");
    }

    [Fact]
    public void An_unfinished_or_damaged_part_is_named()
    {
        Refusal("cut", folder => Change(folder, bytes => bytes[..^40])).ShouldContain("shards/2-of-3/CL.tiles lacks 1 of 1 tiles and its last ");
        Refusal("flipped", folder => Change(folder, bytes => Flip(bytes, bytes.Length - 500))).ShouldContain("shards/2-of-3/CL.tiles lacks 1 of 1 tiles");
        Refusal("head", folder => Change(folder, bytes => Flip(bytes, 60))).ShouldContain("its head cannot be read. Delete it and compute it again: " + Again);
        Refusal("foreign", folder => Change(folder, _ => "no tiles"u8.ToArray())).ShouldContain("its head cannot be read");
        Refusal("longer", folder => Change(folder, bytes => [.. bytes, 1, 2, 3])).ShouldContain("has 3 bytes that belong to no tile");
    }

    [Fact]
    public void A_part_in_anothers_place_overlaps_one_and_leaves_a_gap()
    {
        string message = Refusal("twice", folder => File.Copy(folder.ShardTiles("1-of-3", "CL"), folder.ShardTiles("2-of-3", "CL"), overwrite: true));
        message.ShouldContain("shards/2-of-3/CL.tiles holds part 1 of 3: it overlaps the true one, and part 2 of 3 is missing.");
        Refusal("ecosystem", folder => File.Copy(folder.ShardTiles("2-of-3", "GL"), folder.ShardTiles("2-of-3", "CL"), overwrite: true)).ShouldContain("holds GL with common draws");
        Refusal("divisions", folder => Directory.CreateDirectory(folder.Shard("1-of-4"))).ShouldContain("holds parts of several divisions (1/3, 1/4), which overlap. Say which with --shards");
        var fitting = prepared.Copy("divisions-said", prepared.Shards);
        Directory.CreateDirectory(fitting.Shard("1-of-4"));
        prepared.Merge(fitting, shards: 3);
    }

    [Fact]
    public void Other_limits_than_the_divisions_are_a_gap_or_an_overlap()
    {
        Refusal("gap", folder => Rewrite(folder, head => head with { Range = head.Range with { Count = head.Range.Count - 1, Cells = head.Range.Cells - 1 }, Tiles = [new CellRange(head.Tiles[0].First, head.Tiles[0].Count - 1, head.Tiles[0].Cells - 1)] }))
            .ShouldContain("there is a gap beside it");
        Refusal("overlap", folder => Rewrite(folder, head => head with { Range = head.Range with { First = head.Range.First - 3, Count = head.Range.Count + 3 } }))
            .ShouldContain("it overlaps its neighbours");
    }

    [Fact]
    public void A_part_of_another_study_seed_program_stack_or_forest_is_refused_with_what_differs()
    {
        var other = prepared.Copy("other-draws");
        MapStep.Shard(prepared.Read(new StudyOverrides(Draws: 21)), other, PreparedStudy.Options(), new MapRequest(), new Shard(2, 3));
        string message = Refusal("draws", folder => File.Copy(other.ShardTiles("2-of-3", "CL"), folder.ShardTiles("2-of-3", "CL"), overwrite: true));
        message.ShouldContain("shards/2-of-3/CL.tiles belongs to something else; it differs in the draws (found 21, expected 20), the study's section uncertainty");
        message.ShouldContain("Give merge the --seed, --draws and --bounds that the parts had");
        message.ShouldContain(Again);

        // As another seed's, another study's, another build's, another stack's and another forest's shard says it.
        foreach (var (name, value) in new[] { ("the seed", "6"), ("the study's name", "large"), ("the program", "0.0.9"), ("the stack", "feed"), ("forests/CL.forest", "beef"), ("the bounds", "1 × 1") })
            Refusal(Convert.ToHexStringLower(System.Text.Encoding.UTF8.GetBytes(name)), folder => Rewrite(folder, head => head with { Parts = new SortedDictionary<string, string>(head.Parts.ToDictionary(), StringComparer.Ordinal) { [name] = value } }))
                .ShouldContain($"it differs in {name} (found {value}, expected ");
        Refusal("escapes", folder => Rewrite(folder, head => head with { Parts = new Dictionary<string, string> { ["\u001b[31m"] = "\n" } })).ShouldNotContain("\u001b");
    }

    [Fact]
    public void A_record_that_claims_what_its_tile_cannot_have_is_refused()
    {
        var folder = prepared.Copy("claims", prepared.Shards);
        string path = folder.ShardTiles("2-of-3", "CL");
        var file = ShardFile.Open(path)!;
        using (var writer = new FileStream(path, FileMode.Create))
        {
            TileFile.WriteHead(writer, file.Head);
            // Tile 0, its cells, 2³¹ − 1 rows of totals in 2³¹ − 1 sets of zones.
            byte[] record = new byte[64];
            System.Runtime.InteropServices.MemoryMarshal.Cast<byte, int>(record.AsSpan())[1] = file.Head.Tiles[0].Cells;
            System.Runtime.InteropServices.MemoryMarshal.Cast<byte, int>(record.AsSpan())[2] = int.MaxValue;
            System.Runtime.InteropServices.MemoryMarshal.Cast<byte, int>(record.AsSpan())[3] = int.MaxValue;
            TileFile.WritePart(writer, record);
        }
        Should.Throw<InvalidDataException>(() => prepared.Merge(folder)).Message.ShouldContain("2-of-3/CL.tiles lacks 1 of 1 tiles");
        File.Exists(folder.TotalsCsv).ShouldBeFalse();
    }

    [Fact]
    public void No_flipped_byte_of_a_shard_goes_unnoticed()
    {
        byte[] whole = File.ReadAllBytes(prepared.Shards.ShardTiles("1-of-3", "GL"));
        var scratch = prepared.Copy("bytes");
        string path = Path.Combine(scratch.Root, "damaged.tiles");
        for (int at = 0; at < whole.Length; at += at < 3000 ? 7 : 211)
        {
            File.WriteAllBytes(path, Flip([.. whole], at));
            var file = ShardFile.Open(path);
            (file is null || file.MissingTiles > 0 || file.LostBytes > 0).ShouldBeTrue($"byte {at}");
        }
    }

    private static byte[] Flip(byte[] bytes, int at)
    {
        bytes[at] ^= 4;
        return bytes;
    }

    private static void Change(OutputFolder folder, Func<byte[], byte[]> change)
    {
        string path = folder.ShardTiles("2-of-3", "CL");
        File.WriteAllBytes(path, change(File.ReadAllBytes(path)));
    }

    // The same records behind another head.
    private static void Rewrite(OutputFolder folder, Func<TileFileHead, TileFileHead> change)
    {
        string path = folder.ShardTiles("2-of-3", "CL");
        byte[] records;
        TileFileHead head;
        using (var file = File.OpenRead(path))
        {
            head = TileFile.ReadHead(file)!;
            records = new byte[file.Length - file.Position];
            file.ReadExactly(records);
        }
        using var writer = new FileStream(path, FileMode.Create);
        TileFile.WriteHead(writer, change(head));
        writer.Write(records);
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
