using SoilBeta.Devices;
using SoilBeta.Devices.Catalog;
using SoilBeta.Mapping.Maps;
using SoilBeta.Rasters;
using SoilBeta.Soil;
using SoilBeta.Studies;
using static SoilBeta.Tests.Mapping.Maps.SyntheticMap;

namespace SoilBeta.Tests.Mapping.Maps;

/// <summary>Maps that were interrupted, or whose finished tiles were damaged, end with the bytes of one that was not.</summary>
public class TileJournalTests
{
    [Theory]
    [InlineData("common", "none")]
    [InlineData("independent", "crossed")]
    public void An_interrupted_map_goes_on_and_ends_with_the_same_bytes(string mode, string refits)
    {
        using var map = new SyntheticMap(mode, refits);
        var whole = map.Make("whole", 20).Folder;
        var expected = FilesOf(whole);
        foreach (int tiles in new[] { 1, 17 })
        {
            using var stop = new CancellationTokenSource();
            var report = new StoppingReport(tiles, stop);
            string name = $"interrupted-{tiles}";
            Should.Throw<OperationCanceledException>(() => map.Make(name, 20, report: report, cancellation: stop.Token));
            var folder = new OutputFolder(Path.Combine(Path.GetDirectoryName(whole.Root)!, name));
            Directory.EnumerateFiles(folder.Root, "*", SearchOption.AllDirectories).ShouldAllBe(path => TemporaryName.ProcessOf(path) == null);
            // Another tile size: the journal's own is kept.
            var said = new StoppingReport(int.MaxValue, stop);
            map.Make(name, 50, report: said);
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
        var whole = map.Make("whole", 20).Folder;
        using var cpu = DeviceCatalog.Open("cpu", new DeviceOptions());
        using var lost = new LostDevice(cpu, jobs);
        Should.Throw<DeviceException>(() => map.Make("lost", 20, lost)).Message.ShouldContain("CL_OUT_OF_RESOURCES");
        var folder = new OutputFolder(Path.Combine(Path.GetDirectoryName(whole.Root)!, "lost"));
        File.Exists(folder.TotalsCsv).ShouldBeFalse();
        using var never = new CancellationTokenSource();
        var said = new StoppingReport(int.MaxValue, never);
        map.Make("lost", 20, report: said);
        said.Messages.Exists(message => message.Contains("already computed")).ShouldBe(jobs > 0);
        ShouldBeTheSame(FilesOf(folder), FilesOf(whole));
    }

    [Fact]
    public void A_journal_that_is_cut_off_or_damaged_is_used_up_to_the_damage()
    {
        using var map = new SyntheticMap();
        var whole = map.Make("whole", 20).Folder;
        var expected = FilesOf(whole);
        foreach (string how in new[] { "cut", "flipped", "foreign", "key" })
        {
            using var stop = new CancellationTokenSource();
            Should.Throw<OperationCanceledException>(() => map.Make(how, 20, report: new StoppingReport(6, stop), cancellation: stop.Token));
            var folder = new OutputFolder(Path.Combine(Path.GetDirectoryName(whole.Root)!, how));
            byte[] journal = File.ReadAllBytes(folder.Journal("CL"));
            if (how == "cut")
                Array.Resize(ref journal, journal.Length - 1000);
            else if (how == "flipped")
                journal[^5000] ^= 16;
            else if (how == "foreign")
                journal[3] ^= 1;
            else
                journal[40] ^= 1;
            File.WriteAllBytes(folder.Journal("CL"), journal);
            map.Make(how, 20);
            ShouldBeTheSame(FilesOf(folder), expected);
        }
    }

    [Theory]
    [InlineData("cycled", "10 %")]
    [InlineData("crossed", "0")]
    public void A_journal_whose_totals_are_added_up_gives_the_same_bytes_however_it_is_interrupted(string refits, string topsoil)
    {
        using var map = new SyntheticMap("independent", refits, topsoil);
        var whole = map.Make("whole", 20).Folder;
        var expected = FilesOf(whole);
        foreach (int tiles in new[] { 3, 15 })
        {
            long[] bytes = new long[2];
            foreach (long few in new[] { TileJournal.FewTotals, 0 })
            {
                using var stop = new CancellationTokenSource();
                string name = $"{tiles}-{few}";
                Should.Throw<OperationCanceledException>(() => map.Make(name, 5, report: new StoppingReport(tiles, stop), fewTotals: few, cancellation: stop.Token));
                var folder = new OutputFolder(Path.Combine(Path.GetDirectoryName(whole.Root)!, name));
                bytes[few == 0 ? 1 : 0] = new FileInfo(folder.Journal("CL")).Length;
                if (few > 0)
                    continue;
                var said = new StoppingReport(int.MaxValue, stop);
                map.Make(name, 5, report: said, fewTotals: few);
                said.Messages.ShouldContain(message => message.Contains("already computed"));
                ShouldBeTheSame(FilesOf(folder), expected);
            }
            if (tiles > 10 && refits == "crossed")
                bytes[1].ShouldBeLessThan(bytes[0] / 2);
        }
    }

    [Fact]
    public void Damage_to_totals_that_were_added_up_costs_tiles_and_no_byte_of_the_result()
    {
        using var map = new SyntheticMap(refits: "crossed");
        var whole = map.Make("whole", 20).Folder;
        var expected = FilesOf(whole);
        foreach (int share in new[] { 0, 20, 50, 80, 99 })
        {
            using var stop = new CancellationTokenSource();
            string name = $"damaged-{share}";
            Should.Throw<OperationCanceledException>(() => map.Make(name, 5, report: new StoppingReport(20, stop), fewTotals: 0, cancellation: stop.Token));
            var folder = new OutputFolder(Path.Combine(Path.GetDirectoryName(whole.Root)!, name));
            byte[] journal = File.ReadAllBytes(folder.Journal("CL"));
            int head;
            using (var file = File.OpenRead(folder.Journal("CL")))
            {
                TileFile.ReadHead(file);
                head = (int)file.Position;
            }
            journal[head + ((journal.Length - head - 1) * share / 100)] ^= 16;
            File.WriteAllBytes(folder.Journal("CL"), journal);
            // Interrupted once more: what is added up then must not count the old sums.
            using var again = new CancellationTokenSource();
            Should.Throw<OperationCanceledException>(() => map.Make(name, 5, report: new StoppingReport(2, again), fewTotals: share % 20 == 0 ? 0 : TileJournal.FewTotals, cancellation: again.Token));
            map.Make(name, 5, fewTotals: 0);
            ShouldBeTheSame(FilesOf(folder), expected);
        }
    }
}
