using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using SoilBeta.Devices.Benchmarks;
using SoilBeta.Forests;
using SoilBeta.Numerics;

namespace SoilBeta.Tests.Forests;

public sealed class ForestFileTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_forest_comes_back_whole()
    {
        TrainingTable table = SyntheticTable.Create(rows: 400, seed: 41);
        Forest forest = ForestTrainer.Train(table, new ForestOptions { Trees = 9, Mtry = 4, Seed = ulong.MaxValue }).Forest;
        string path = _folder.Path("CL.forest");
        ForestFile.Write(path, forest);
        Forest read = ForestFile.Read(path);
        read.Features.ShouldBe(forest.Features);
        read.Units.ShouldBe(forest.Units);
        read.Ranges.ShouldBe(forest.Ranges);
        read.Options.ShouldBe(forest.Options);
        read.OutOfBag.ShouldBe(forest.OutOfBag);
        (read.Target, read.Model).ShouldBe(("beta", ModelKind.Forest));
        for (int tree = 0; tree < 9; tree++)
        {
            read.Trees[tree].Feature.ShouldBe(forest.Trees[tree].Feature);
            read.Trees[tree].Threshold.ShouldBe(forest.Trees[tree].Threshold);
            read.Trees[tree].Left.ShouldBe(forest.Trees[tree].Left);
            read.Trees[tree].Right.ShouldBe(forest.Trees[tree].Right);
            read.Trees[tree].Value.ShouldBe(forest.Trees[tree].Value);
        }
        ForestFile.Open(path).Checksum.Length.ShouldBe(64);
    }

    [Fact]
    public void What_the_devices_read_from_a_file_is_what_flattening_gives()
    {
        string path = WriteWithRefits(out Forest forest, refits: 3);
        AssertSame(ForestFlattening.Flatten(forest), ForestFile.ReadSet(path));
        ForestFile file = ForestFile.Open(path);
        file.RefitCount.ShouldBe(3);
        ForestSet refits = file.ReadSet(refits: true);
        AssertSame(ForestFlattening.Flatten(file.ReadRefit(0), file.ReadRefit(1), file.ReadRefit(2)), refits);
        refits.Refits[1].Nodes.ShouldNotBe(refits.Refits[2].Nodes);
    }

    [Fact]
    public void A_refit_keeps_the_rows_of_a_site_together()
    {
        int[] sites = [.. Enumerable.Range(0, 90).Select(row => row / 3)];
        int[] rows = RefitTrainer.ResampledRows(sites, seed: 4, refit: 0);
        rows.Length.ShouldBe(90);
        for (int i = 0; i < rows.Length; i += 3)
            (rows[i] % 3, rows[i + 1], rows[i + 2]).ShouldBe((0, rows[i] + 1, rows[i] + 2));
        rows.Distinct().Count().ShouldBeInRange(36, 78);
        RefitTrainer.ResampledRows(sites, seed: 4, refit: 1).ShouldNotBe(rows);
    }

    [Fact]
    public void The_same_training_gives_the_same_file()
    {
        string first = WriteWithRefits(out _, refits: 2, threads: 1), second = WriteWithRefits(out _, refits: 2, threads: 4);
        File.ReadAllBytes(second).ShouldBe(File.ReadAllBytes(first));
        ForestFile.Open(second).Checksum.ShouldBe(ForestFile.Open(first).Checksum);
    }

    [Fact]
    public void A_refit_takes_less_than_seven_bytes_a_leaf()
    {
        string path = WriteWithRefits(out Forest forest, refits: 2);
        ForestFile file = ForestFile.Open(path);
        (file.RefitBytes / 2.0 / file.ReadRefit(0).Trees.Sum(tree => tree.Leaves)).ShouldBeLessThan(7.5);
        forest.Trees.Count.ShouldBe(file.Trees);
    }

    [Fact]
    public void Every_cut_is_refused()
    {
        byte[] whole = File.ReadAllBytes(WriteWithRefits(out _, refits: 2, rows: 30));
        string path = _folder.Path("cut.forest");
        for (int length = 0; length < whole.Length; length += length < 200 || length > whole.Length - 100 ? 1 : 37)
        {
            File.WriteAllBytes(path, whole[..length]);
            Should.Throw<InvalidDataException>(() => ForestFile.Open(path)).Message.ShouldStartWith("forest cut.forest: ");
        }
    }

    [Fact]
    public void Every_flipped_bit_is_noticed()
    {
        byte[] whole = File.ReadAllBytes(WriteWithRefits(out _, refits: 1, rows: 30));
        string path = _folder.Path("flipped.forest");
        for (int at = 0; at < whole.Length; at += at < 300 ? 1 : 61)
        {
            byte[] flipped = [.. whole];
            flipped[at] ^= (byte)(1 << (at % 8));
            File.WriteAllBytes(path, flipped);
            Should.Throw<InvalidDataException>(() => ForestFile.Open(path)).Message.ShouldStartWith("forest flipped.forest: ");
        }
    }

    [Fact]
    public void Damage_under_a_right_checksum_is_refused_or_read_as_a_tree_but_never_crashes()
    {
        byte[] whole = File.ReadAllBytes(WriteWithRefits(out _, refits: 1, rows: 30));
        string path = _folder.Path("hostile.forest");
        var random = new ForestRandom(1, (RandomStream)77);
        int refused = 0;
        for (int attempt = 0; attempt < 600; attempt++)
        {
            byte[] hostile = whole[..^48];
            for (int change = 0; change <= attempt % 3; change++)
                hostile[12 + random.Next(hostile.Length - 12)] = (byte)random.Next(256);
            File.WriteAllBytes(path, Sealed(hostile));
            try
            {
                ForestFile file = ForestFile.Open(path);
                file.ReadForest().Trees.ShouldAllBe(tree => tree.Depth <= tree.Nodes);
                file.ReadSet(refits: true).Refits[0].Nodes.Length.ShouldBeGreaterThan(0);
            }
            catch (InvalidDataException failure)
            {
                failure.Message.ShouldContain("hostile.forest");
                refused++;
            }
        }
        refused.ShouldBeInRange(50, 600);
    }

    [Theory]
    [InlineData(int.MaxValue, 1_000_000_000L)]
    [InlineData(-1, 5L)]
    [InlineData(5, -1L)]
    [InlineData(0, 0L)]
    public void A_claimed_count_beyond_the_file_is_refused_before_anything_is_allocated(int trees, long nodes)
    {
        byte[] whole = File.ReadAllBytes(WriteWithRefits(out _, refits: 0, rows: 30))[..^48];
        int forest = whole.AsSpan().IndexOf(Encoding.ASCII.GetBytes("FOREST  ")) + 16;
        BinaryPrimitives.WriteInt32LittleEndian(whole.AsSpan(forest), trees);
        BinaryPrimitives.WriteInt64LittleEndian(whole.AsSpan(forest + 4), nodes);
        string path = _folder.Path("claims.forest");
        File.WriteAllBytes(path, Sealed(whole));
        Should.Throw<InvalidDataException>(() => ForestFile.Open(path)).Message.ShouldContain("do not fit into");
    }

    [Fact]
    public void A_newer_format_is_refused_by_its_version()
    {
        byte[] whole = File.ReadAllBytes(WriteWithRefits(out _, refits: 0, rows: 30))[..^48];
        whole[8] = 3;
        string path = _folder.Path("newer.forest");
        File.WriteAllBytes(path, Sealed(whole));
        Should.Throw<InvalidDataException>(() => ForestFile.Open(path)).Message.ShouldContain("version 3, this program reads up to 2");
    }

    [Fact]
    public void Another_file_is_refused_as_such()
    {
        string path = _folder.Path("table.csv");
        File.WriteAllText(path, "MAT,MAP,beta\n1,2,0.97\n");
        Should.Throw<InvalidDataException>(() => ForestFile.Open(path)).Message.ShouldContain("this is not a .forest file");
    }

    [Fact]
    public void An_unknown_section_is_skipped()
    {
        Forest forest = ForestTrainer.Train(SyntheticTable.Create(rows: 60), new ForestOptions { Trees = 3 }).Forest;
        string path = _folder.Path("extended.forest");
        WholeFile.Write(path, stream =>
        {
            using var writer = new ForestFileWriter(stream, forest, thresholds: null, refits: 0);
            writer.Section("FUTURE", [1, 2, 3]);
            writer.End();
        });
        ForestFile.Read(path).Trees[2].Value.ShouldBe(forest.Trees[2].Value);
    }

    [Fact]
    public void Refits_that_are_not_there_are_asked_for_in_vain()
    {
        string path = WriteWithRefits(out _, refits: 0);
        Should.Throw<InvalidDataException>(() => ForestFile.ReadSet(path, refits: true)).Message.ShouldContain("has no refits");
    }

    [Fact]
    public void Nothing_is_left_when_writing_fails()
    {
        string path = _folder.Path("failed.forest");
        Should.Throw<InvalidOperationException>(() => WholeFile.Write(path, stream =>
        {
            stream.WriteByte(1);
            throw new InvalidOperationException("no");
        }));
        Directory.GetFiles(_folder.Root).ShouldBeEmpty();
    }

    private string WriteWithRefits(out Forest forest, int refits, int threads = 0, int rows = 300)
    {
        TrainingTable table = SyntheticTable.Create(rows, seed: 42);
        var options = new ForestOptions { Trees = 6, Threads = threads };
        forest = ForestTrainer.Train(table, options).Forest;
        string path = _folder.Path($"{Guid.NewGuid():N}.forest");
        RefitTrainer.Write(path, table, forest, options, refits);
        return path;
    }

    internal static byte[] Sealed(byte[] content) => [.. content, .. "SHA256  "u8, 32, 0, 0, 0, 0, 0, 0, 0, .. SHA256.HashData(content)];

    private static void AssertSame(ForestSet expected, ForestSet actual)
    {
        actual.LeafShift.ShouldBe(expected.LeafShift);
        actual.Features.ShouldBe(expected.Features);
        actual.Refits.Count.ShouldBe(expected.Refits.Count);
        for (int refit = 0; refit < expected.Refits.Count; refit++)
        {
            actual.Refits[refit].Roots.ShouldBe(expected.Refits[refit].Roots);
            actual.Refits[refit].Nodes.ShouldBe(expected.Refits[refit].Nodes);
        }
    }
}
