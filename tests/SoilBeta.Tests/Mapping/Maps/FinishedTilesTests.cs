using SoilBeta.Devices;
using SoilBeta.Devices.Catalog;
using SoilBeta.Mapping.Maps;
using SoilBeta.Studies;
using static SoilBeta.Tests.Mapping.Maps.SyntheticMap;

namespace SoilBeta.Tests.Mapping.Maps;

/// <summary>Maps that were interrupted at any segment, or whose finished tiles were damaged, end with the bytes of one that was not.</summary>
public class FinishedTilesTests
{
    [Theory]
    [InlineData("common", "none", "0")]
    [InlineData("independent", "crossed", "0")]
    [InlineData("independent", "cycled", "10 %")]
    public void A_map_stopped_after_any_segment_goes_on_and_ends_with_the_same_bytes(string mode, string refits, string topsoil)
    {
        using var map = new SyntheticMap(mode, refits, topsoil);
        var expected = FilesOf(map.Make("whole", 100_000).Folder);
        foreach (int segments in new[] { 1, 2, 9, 17, 30 })
        {
            using var stop = new CancellationTokenSource();
            string name = $"stopped-{segments}";
            // Small limits: totals are added up and segments merged all the time.
            var settings = MapSettings.StoppedAfter(segments, 20, stop);
            Should.Throw<OperationCanceledException>(() => map.Make(name, settings with { Tiles = settings.Tiles with { MostSegments = 3, FewTotals = 2000 * segments } }));
            var folder = map.Output(name);
            Directory.EnumerateFiles(folder.Root, "*", SearchOption.AllDirectories).ShouldAllBe(path => TemporaryName.ProcessOf(path) == null);
            var said = new MessageList();
            // Another tile size: what is left is divided again.
            map.Make(name, new MapSettings { TileCells = 7 * segments, Report = said });
            said.Messages.ShouldContain(message => message.Contains("already computed"));
            ShouldBeTheSame(FilesOf(folder), expected);
        }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(5)]
    [InlineData(30)]
    public void A_device_lost_in_mid_run_loses_no_finished_tile(int jobs)
    {
        using var map = new SyntheticMap("independent");
        var expected = FilesOf(map.Make("whole", 20).Folder);
        using var cpu = DeviceCatalog.Open("cpu", new DeviceOptions());
        using var lost = new LostDevice(cpu, jobs);
        Should.Throw<DeviceException>(() => map.Make("lost", new MapSettings { TileCells = 20, Device = lost })).Message.ShouldContain("CL_OUT_OF_RESOURCES");
        var folder = map.Output("lost");
        File.Exists(folder.TotalsCsv).ShouldBeFalse();
        var said = new MessageList();
        using var counted = new CountingDevice(cpu);
        map.Make("lost", new MapSettings { TileCells = 20, Device = counted, Report = said });
        said.Messages.Exists(message => message.Contains("already computed")).ShouldBe(jobs > 0);
        using var all = new CountingDevice(cpu);
        map.Make("all", new MapSettings { TileCells = 20, Device = all });
        counted.Jobs.ShouldBeInRange(all.Jobs - jobs, all.Jobs - jobs + 1); // one more may have been under way as the device was lost
        ShouldBeTheSame(FilesOf(folder), expected);
    }

    [Fact]
    public void Segments_are_written_when_the_interval_has_passed_and_at_the_end()
    {
        using var map = new SyntheticMap();
        var clock = new HandSetClock();
        var written = new List<string>();
        // The clock stands still while a map of 40 tiles is made: one segment an ecosystem, at its end.
        map.Make("still", new MapSettings { TileCells = 10, Tiles = new TileOptions { Clock = clock, Written = written.Add } });
        written.Count.ShouldBe(2);
        written.Clear();
        // Four seconds a look: each second tile is beyond five.
        clock.Step = TimeSpan.FromSeconds(4);
        var said = new MessageList();
        map.Make("ticking", new MapSettings { TileCells = 40, Tiles = new TileOptions { Clock = clock, Interval = TimeSpan.FromSeconds(5), Written = written.Add, MostSegments = 1000 } });
        var store = new TileStore(map.Output("ticking").Tiles);
        int tiles = store.SegmentsOf("CL", "common").Sum(path => Segment.Open(path)!.Ranges.Count), segments = store.SegmentsOf("CL", "common").Count();
        segments.ShouldBe((tiles + 1) / 2);
        // Many tiles that wait are written whatever the clock says.
        written.Clear();
        clock.Step = TimeSpan.Zero;
        map.Make("full", new MapSettings { TileCells = 10, Tiles = new TileOptions { Clock = clock, Written = written.Add, WaitingBytes = 1, MostSegments = 1000 } });
        written.Count.ShouldBeGreaterThan(40);
    }

    [Fact]
    public void Small_segments_and_their_totals_are_merged_so_that_files_stay_few_and_small()
    {
        using var map = new SyntheticMap("independent", "crossed");
        var each = new TileOptions { Interval = TimeSpan.Zero };
        map.Make("apart", new MapSettings { TileCells = 5, Tiles = each with { MostSegments = 1000 } });
        map.Make("merged", new MapSettings { TileCells = 5, Tiles = each with { MostSegments = 4 } });
        map.Make("added-up", new MapSettings { TileCells = 5, Tiles = each with { MostSegments = 1000, FewTotals = 0 } });
        Segments("apart").Length.ShouldBeGreaterThan(40);
        Segments("merged").Length.ShouldBeInRange(1, 4);
        // 111 realisations of five tiles' zones take more than their cells.
        Segments("added-up").Sum(segment => segment.RowBytes).ShouldBeLessThan(Segments("apart").Sum(segment => segment.RowBytes) / 4);
        foreach (string name in new[] { "apart", "merged", "added-up" })
            new FinishedTiles(Segments(name), map.Request(map.Context().Survey.Ecosystems[0]).Plan, 0).Cells.ShouldBe(map.Context().Survey.Ecosystems[0].Cells);

        Segment[] Segments(string name) => [.. new TileStore(map.Output(name).Tiles).SegmentsOf("CL", "independent").Select(path => Segment.Open(path)!)];
    }

    [Fact]
    public void A_merge_that_was_killed_before_it_removed_what_it_merged_counts_nothing_twice()
    {
        using var map = new SyntheticMap(refits: "crossed");
        var expected = FilesOf(map.Make("whole", 20).Folder);
        var copies = new List<string>();
        var before = new Dictionary<string, byte[]>(StringComparer.Ordinal);
        // The hook sees the merged segment beside those that it replaces; they are put back afterwards, as if the process had ended at the hook.
        map.Make("killed", new MapSettings
        {
            TileCells = 10,
            Tiles = new TileOptions
            {
                Interval = TimeSpan.Zero,
                MostSegments = 3,
                Written = path =>
                {
                    foreach (string other in TileStore.SegmentsIn(Path.GetDirectoryName(path)!).Where(other => other != path))
                        before[other] = File.ReadAllBytes(other);
                },
            },
        });
        var folder = map.Output("killed");
        before.Keys.Count(path => !File.Exists(path)).ShouldBeGreaterThan(10);
        foreach (var (path, bytes) in before)
            File.WriteAllBytes(path, bytes);
        using var cpu = DeviceCatalog.Open("cpu", new DeviceOptions());
        using var counted = new CountingDevice(cpu);
        map.Make("killed", new MapSettings { Device = counted });
        counted.Jobs.ShouldBe(0);
        ShouldBeTheSame(FilesOf(folder), expected);
        before.Keys.Count(File.Exists).ShouldBeLessThan(10);
    }

    [Fact]
    public void Damaged_segments_cost_tiles_and_no_byte_of_the_result()
    {
        using var map = new SyntheticMap(refits: "crossed");
        var expected = FilesOf(map.Make("whole", 20).Folder);
        foreach (var (how, change) in new (string, Func<byte[], byte[]>)[]
        {
            ("cut", bytes => bytes[..^1000]), ("longer", bytes => [.. bytes, 0]), ("empty", _ => []), ("foreign", bytes => Flip(bytes, 3)), ("key", bytes => Flip(bytes, 60)),
            ("cells", bytes => Flip(bytes, bytes.Length / 3)), ("totals", bytes => Flip(bytes, bytes.Length - 500)),
        })
        {
            using var stop = new CancellationTokenSource();
            Should.Throw<OperationCanceledException>(() => map.Make(how, MapSettings.StoppedAfter(6, 20, stop)));
            string[] segments = [.. new TileStore(map.Output(how).Tiles).SegmentsOf("CL", "common")];
            File.WriteAllBytes(segments[1], change(File.ReadAllBytes(segments[1])));
            var said = new MessageList();
            map.Make(how, new MapSettings { TileCells = 20, Report = said });
            said.Messages.ShouldContain("CL: 1 file of finished tiles could not be used: damaged, or of another version of the program.");
            ShouldBeTheSame(FilesOf(map.Output(how)), expected);
        }
    }

    [Fact]
    public void A_record_that_does_not_fit_the_study_is_refused_though_its_checksum_is_right()
    {
        using var map = new SyntheticMap();
        map.Make("whole", 100_000);
        var request = map.Request(map.Context().Survey.Ecosystems[0]);
        string path = new TileStore(map.Output("whole").Tiles).SegmentsOf("CL", "common").Single();
        var segment = Segment.Open(path)!;
        var tile = segment.Read(0, request.Plan, 4);
        TileRecord.FromBytes(tile.ToBytes(), request.Plan, 4).ShouldNotBeNull();
        TileRecord.FromBytes(tile.ToBytes(), request.Plan, 3).ShouldBeNull(); // a zone that the study does not have
        TileRecord.FromBytes(tile.ToBytes(), request.Plan with { Ranks = [1] }, 4).ShouldBeNull();
        foreach (int at in new[] { 1, 2, 3 }) // cells, combinations and sets of zones
        {
            byte[] bytes = tile.ToBytes();
            System.Runtime.InteropServices.MemoryMarshal.Cast<byte, int>(bytes.AsSpan())[at] = int.MaxValue;
            TileRecord.FromBytes(bytes, request.Plan, 4).ShouldBeNull();
        }
        var moved = tile.ToBytes();
        System.Runtime.InteropServices.MemoryMarshal.Cast<byte, long>(moved.AsSpan())[2] = 5; // the range begins behind its first cells
        TileRecord.FromBytes(moved, request.Plan, 4).ShouldBeNull();
    }

    [Fact]
    public void Above_the_limit_the_oldest_segments_of_other_keys_go_first()
    {
        using var folder = new TemporaryFolder();
        var store = new TileStore(folder["tiles"]);
        string own = folder["tiles/CL-common-0000000000000001"], other = folder["tiles/CL-common-0000000000000002"];
        // Ages in hours: written by hand, so that no clock matters.
        foreach (var (path, hours) in new[] { (TileStore.SegmentAt(own, 1), 9), (TileStore.SegmentAt(own, 2), 1), (TileStore.SegmentAt(other, 1), 5), (TileStore.SegmentAt(other, 2), 2) })
        {
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            File.WriteAllBytes(path, new byte[100]);
            File.SetLastWriteTimeUtc(path, new DateTime(2026, 1, 1, 0, 0, 0, DateTimeKind.Utc).AddHours(-hours));
        }
        File.WriteAllText(Path.Combine(own, "notes.txt"), "not ours");
        store.Trim(400, new HashSet<string> { own });
        Left().ShouldBe(["1/00000001", "1/00000002", "2/00000001", "2/00000002"]);
        store.Trim(399, new HashSet<string> { own });
        Left().ShouldBe(["1/00000001", "1/00000002", "2/00000002"]);
        store.Trim(100, new HashSet<string> { own });
        Left().ShouldBe(["1/00000002"]);
        Directory.Exists(other).ShouldBeFalse();
        store.Trim(0, new HashSet<string>());
        Left().ShouldBeEmpty();
        File.Exists(Path.Combine(own, "notes.txt")).ShouldBeTrue();

        string[] Left() => [.. Directory.EnumerateFiles(store.Root, "*.segment", SearchOption.AllDirectories).Select(path => $"{Path.GetDirectoryName(path)![^1]}/{Path.GetFileNameWithoutExtension(path)}").Order(StringComparer.Ordinal)];
    }

    private static byte[] Flip(byte[] bytes, int at)
    {
        bytes[at] ^= 16;
        return bytes;
    }
}
