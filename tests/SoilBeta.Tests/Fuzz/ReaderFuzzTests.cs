using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;
using SoilBeta.Cli;
using SoilBeta.Devices.Benchmarks;
using SoilBeta.Forests;
using SoilBeta.Mapping.Maps;
using SoilBeta.Mapping.Shards;
using SoilBeta.Mapping.Totals;
using SoilBeta.Rasters;
using SoilBeta.Soil.Tables;
using SoilBeta.Studies;
using SoilBeta.Tests.Checkout;
using SoilBeta.Tests.Cli;
using SoilBeta.Tests.Mapping.Maps;
using SoilBeta.Tests.Rasters;
using SoilBeta.Tests.Soil;
using SoilBeta.Tests.Studies;
using SoilBeta.Training.Assessment;
using SoilBeta.Training.Models;
using SoilBeta.Training.Profiles;
using SoilBeta.Workflow.Runs;

namespace SoilBeta.Tests.Fuzz;

/// <summary>Every reader of files that may be of unknown origin, or left by an interrupted run, on mutated input.</summary>
public sealed class ReaderFuzzTests : IDisposable
{
    private const string Table = """"
        profile_id,source,lat,lon,ecosystem,top,bottom,soc,bulk_density,coarse,coarse_basis,clay,ph,horizon
        A,X,-34.5,-60.25,cropland,0,20,21.5,1.25,5,vol,25,6.5,Ap
        A,X,-34.5,-60.25,cropland,20,55,9.75,1.4,NA,vol,30,6.8,"B ""t"""
        B,X,-33.5,-59.25,,0,20,12,,,,,,
        B,X,-33.5,-59.25,,20,100,6,1.5,3,mass,20,7,"C, gravelly"
        """";

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_changed_study_is_read_or_refused_by_name()
    {
        string[] valid = [StudyText.Small, SmallStudy.Text, File.ReadAllText(Path.Combine(CheckoutFolder.Root, "data-samples", "study.yml")), File.ReadAllText(Path.Combine(CheckoutFolder.Root, "data-samples", "study-paper.yml"))];
        FuzzRun.Check("study", _folder["study.yml"], change => change.Text(valid[change.Next(valid.Length)]), path => StudyReader.Read(path));
    }

    [Fact]
    public void A_changed_CSV_of_profiles_is_read_or_refused_by_name() => FuzzRun.Check("table-csv", _folder["t.csv"], change => change.Text(Table), ReadTable);

    [Fact]
    public void A_changed_gzip_of_profiles_is_read_or_refused_by_name() => FuzzRun.Check("table-gzip", _folder["t.csv.gz"], change => change.Next(2) == 0 ? Zipped(change.Text(Table)) : change.Bytes(Zipped(Encoding.UTF8.GetBytes(Table))), ReadTable);

    [Fact]
    public void A_changed_xlsx_of_profiles_is_read_or_refused_by_name()
    {
        string sheet = string.Join('\n', Table.Split('\n').Select(line => line.Replace("\"B \"\"t\"\"\"", "Bt").Replace("\"C, gravelly\"", "C").Trim()));
        byte[] valid = File.ReadAllBytes(TableFiles.Workbook(_folder, "valid.xlsx", ("horizons", sheet), ("notes", "a,b\n1,2")));
        FuzzRun.Check("table-xlsx", _folder["t.xlsx"], change => change.Next(3) == 0 ? change.Bytes(valid) : Rezipped(valid, change), ReadTable);
    }

    [Fact]
    public void A_changed_forest_is_read_or_refused_by_name()
    {
        TrainingTable table = SyntheticTable.Create(60, seed: 42);
        var options = new ForestOptions { Trees = 4 };
        string path = _folder["valid.forest"];
        RefitTrainer.Write(path, table, ForestTrainer.Train(table, options).Forest, options, 2);
        byte[] valid = File.ReadAllBytes(path);
        FuzzRun.Check("forest", _folder["f.forest"], change => change.Next(8) == 0 ? change.Bytes(valid) : Sealed(change.Bytes(valid[..^48])), read =>
        {
            ForestFile file = ForestFile.Open(read);
            file.ReadForest().Trees.ShouldAllBe(tree => tree.Depth <= tree.Nodes);
            ForestSet set = file.ReadSet(refits: file.RefitCount > 0);
            for (int refit = 0; refit < set.Refits.Count; refit++)
                set.Refits[refit].Roots.Length.ShouldBe(file.Trees + 1);
        });
    }

    [Fact]
    public void A_changed_JSON_of_a_forest_is_read_or_refused_by_name()
    {
        using var stream = new MemoryStream();
        ForestJson.Write(stream, ForestTrainer.Train(SyntheticTable.Create(40, seed: 3), new ForestOptions { Trees = 2 }).Forest);
        string valid = Encoding.UTF8.GetString(stream.ToArray());
        string foreign = """{"features":["a","b"],"trees":[{"feature":[0,-2,-2],"threshold":[0.5,-2,-2],"children_left":[1,-1,-1],"children_right":[2,-1,-1],"value":[[[0.9]],[[0.95]],[[0.97]]],"n":{"x":[1,2]}}]}""";
        FuzzRun.Check("forest-json", _folder["f.json"], change => change.Text(change.Next(2) == 0 ? valid : foreign), path =>
        {
            using FileStream file = File.OpenRead(path);
            Forest forest = ForestJson.Read(file, Path.GetFileName(path));
            ForestFlattening.Flatten(forest).Trees.ShouldBe(forest.Trees.Count);
        });
    }

    [Fact]
    public void A_changed_stack_is_read_or_refused_by_name()
    {
        string path = _folder["valid"];
        var grid = Grid.FromBounds(Crs.Wgs84, new Bounds(-60, -36, -54, -33), 0.5);
        using (var stack = StackWriter.Create(path, grid, "key"))
        {
            foreach (string name in new[] { StackLayerNames.Topsoil, StackLayerNames.Valid, StackLayerNames.Zone("side") })
            {
                stack.Begin(new StackLayer { Name = name, Codes = new() { [1] = "west" } });
                stack.Write([.. Enumerable.Range(0, (int)grid.Cells).Select(cell => (float)cell)]);
            }
            stack.Commit(new Dictionary<string, string> { ["a"] = "b" });
        }
        byte[] valid = File.ReadAllBytes(path);
        int size = (int)BitConverter.ToInt64(valid, valid.Length - 56);
        byte[] data = valid[..(valid.Length - 64 - size)], head = valid[data.Length..^64];
        FuzzRun.Check("stack", _folder["stack"], change =>
        {
            if (change.Next(4) == 0)
                return change.Bytes(valid);
            // A header changed by someone who can compute its checksum.
            byte[] json = change.Text(Encoding.UTF8.GetString(head));
            return [.. data, .. json, .. BitConverter.GetBytes((long)data.Length), .. BitConverter.GetBytes((long)json.Length), .. SHA256.HashData(json), .. valid[^16..]];
        }, read =>
        {
            StackReader.KeyOf(read);
            using var stack = StackReader.Open(read);
            stack.Verify();
            float[] values = new float[stack.Grid.Width];
            foreach (StackLayer layer in stack.Header.Layers)
                stack.ReadRows(layer.Name, stack.Grid.Height - 1, values);
        });
    }

    [Fact]
    public void Segments_of_finished_tiles()
    {
        using var map = new SyntheticMap("independent", "cycled", "10 %");
        map.Shard("shard", Shard.Whole, new MapSettings { TileCells = 40 });
        byte[] valid = File.ReadAllBytes(new TileStore(map.Output("shard").Shard(Shard.Whole.ToString())).SegmentsOf("CL", "independent").Single());
        var plan = RunPlans.ForForests(map.Study.Study, map.Forest("CL"), "CL.forest");
        FuzzRun.Check("segment", _folder["00000001.segment"], change => change.Next(4) == 0 ? change.Bytes(valid) : Resealed(valid, change), path =>
        {
            var segment = Segment.Open(path) ?? throw new InvalidDataException($"{path} is none");
            for (int record = 0; record < segment.Ranges.Count; record++)
                segment.Read(record, plan, 4).Cells.Cells.ShouldBe(segment.Ranges[record].Cells);
            segment.AddTo(new EcosystemTotals("CL", new TotalsShape(plan, 4, TotalsLayer.All)));
        });
    }

    [Fact]
    public void A_changed_ledger_stops_no_run()
    {
        var folder = new OutputFolder(_folder["out"]);
        Directory.CreateDirectory(folder.Work);
        File.WriteAllText(folder.Profiles, "profiles");
        new StepLedger(folder, new FileChecksums(TestGdal.Session, folder)).Record("profiles", new StepInputs().With("the stack", "1"), [folder.Profiles], 1.5);
        string valid = File.ReadAllText(folder.State);
        FuzzRun.Check("step-ledger", folder.State, change => change.Text(valid), _ =>
        {
            var ledger = new StepLedger(folder, new FileChecksums(TestGdal.Session, folder));
            ledger.WhyNotCurrent("profiles", new StepInputs().With("the stack", "1"));
            ledger.WhyNotCurrent("map", new StepInputs());
        }, neverRefuses: true);
    }

    [Fact]
    public void Changed_checksums_of_earlier_work_stop_no_run()
    {
        var folder = new OutputFolder(_folder["out"]);
        Directory.CreateDirectory(folder.Work);
        File.WriteAllText(folder.Profiles, "profiles");
        FuzzRun.Check("checksums", Path.Combine(folder.Work, "checksums.json"), change => change.Text("""{"/a/b.tif|100|637":"0123456789abcdef","/a/c.tif|7|8":"x"}"""), _ => new FileChecksums(TestGdal.Session, folder).Of(folder.Profiles), neverRefuses: true);
    }

    [Fact]
    public void Changed_profiles_are_read_or_refused_by_name()
    {
        string path = _folder["valid.csv"];
        ProfilesTable.Write(path, ["MAT", "Clay"],
        [
            new ProfileRecord
            {
                Id = "A", Source = "X", Site = 1, Latitude = -34.5, Longitude = -60, Ecosystem = "CL", EcosystemFrom = "map", Beta = 0.97, BetaMode = "ratio", FitRootMeanSquare = 0.01,
                Densities = [40, 20, 10, 6, 4], FilledBulkDensity = "mmmmm", FilledGravel = "ccccc", Covariates = [15, 30], Closure = 1,
            },
        ]);
        string valid = File.ReadAllText(path);
        FuzzRun.Check("profiles.csv", _folder["profiles.csv"], change => change.Text(valid), read => ProfilesTable.Read(read, ["MAT", "Clay"]));
    }

    [Fact]
    public void Changed_totals_and_validation_are_read_or_refused_by_name()
    {
        const string totals = """{"study":"s","study_checksum":"c","seed":1,"draws":10,"realisations":10,"note":"n","unmapped_mha":{"CL":0},"skill":{"CL":{"has_skill":true,"sentence":"s"}},"totals":[{"ecosystem":"CL","layer":"0-20","zone":"all","area_mha":1.5,"mean_pg":2,"q025_pg":1,"q975_pg":3,"interval":"common","density_mg_ha":10}]}""";
        const string validation = """{"ecosystems":[{"code":"CL","hasSkill":true,"skill":"s","forest":{"checksum":"c"}},{"code":"GL","hasSkill":null,"skill":"s","forest":{"checksum":"d"}}]}""";
        FuzzRun.Check("totals.json", _folder["totals.json"], change => change.Text(totals), path => TotalsFiles.Read(path));
        FuzzRun.Check("validation.json", _folder["validation.json"], change => change.Text(validation), path => SkillFlags.Read(path));
    }

    [Fact]
    public void A_changed_table_of_points_is_read_or_refused_by_name() =>
        FuzzRun.Check("points", _folder["points.csv"], change => change.Text("id,MAT,Clay,X20\na,15,20,40\n\"b\",16.5,30,0\n"), path => PointTable.Read(path, ["MAT", "Clay"]));

    private static void ReadTable(string path) => HorizonTableReader.Read(new HorizonTableOptions { Path = path });

    /// <summary>A file of tiles with one of its parts changed by someone who can compute its checksum.</summary>
    private static byte[] Resealed(byte[] tiles, Mutator change)
    {
        const int Magic = 19, Checksum = 32;
        var parts = new List<byte[]>();
        for (int at = Magic; at < tiles.Length;)
        {
            int length = BitConverter.ToInt32(tiles, at);
            parts.Add(tiles[(at + 4)..(at + 4 + length)]);
            at += 4 + length + Checksum;
        }
        int which = change.Next(3) < 2 ? change.Next(2) : change.Next(parts.Count);
        parts[which] = which == 0 && change.Next(2) == 0 ? change.Text(Encoding.UTF8.GetString(parts[0])) : change.Bytes(parts[which]);
        return [.. tiles[..Magic], .. parts.SelectMany(part => BitConverter.GetBytes(part.Length).Concat(part).Concat(SHA256.HashData(part)))];
    }

    private static byte[] Sealed(byte[] content) => [.. content, .. "SHA256  "u8, 32, 0, 0, 0, 0, 0, 0, 0, .. SHA256.HashData(content)];

    private static byte[] Zipped(byte[] content)
    {
        using var stream = new MemoryStream();
        using (var zip = new GZipStream(stream, CompressionLevel.Fastest))
            zip.Write(content);
        return stream.ToArray();
    }

    /// <summary>The workbook with one of its parts changed.</summary>
    private static byte[] Rezipped(byte[] workbook, Mutator change)
    {
        using var zip = new ZipArchive(new MemoryStream(workbook));
        int which = change.Next(zip.Entries.Count);
        using var stream = new MemoryStream();
        using (var target = new ZipArchive(stream, ZipArchiveMode.Create, leaveOpen: true))
        {
            for (int i = 0; i < zip.Entries.Count; i++)
            {
                using var reader = new StreamReader(zip.Entries[i].Open());
                string text = reader.ReadToEnd();
                using Stream entry = target.CreateEntry(zip.Entries[i].FullName, CompressionLevel.Fastest).Open();
                entry.Write(i == which ? change.Text(text) : Encoding.UTF8.GetBytes(text));
            }
        }
        return stream.ToArray();
    }
}
