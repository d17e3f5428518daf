using System.Diagnostics;
using System.Globalization;
using System.IO.Compression;
using System.Text;
using SoilBeta.Cli.Terminal;
using SoilBeta.Forests;
using SoilBeta.Rasters;
using SoilBeta.Soil.Tables;
using SoilBeta.Studies;
using SoilBeta.Studies.Profiles;
using SoilBeta.Studies.StudyFile;
using SoilBeta.Tests.Cli;
using SoilBeta.Tests.Rasters;
using SoilBeta.Tests.Soil;
using SoilBeta.Tests.Studies;

namespace SoilBeta.Tests.Fuzz;

/// <summary>What a stranger could send to hurt: each is refused by name, soon, and without much memory. A forest of 2³¹ nodes stands in <c>ForestFileTests</c>, anchors and aliases of YAML in <c>StudyReaderTests</c>, a grid of a million squared in <c>RasterFileTests</c>.</summary>
[Collection("trial reading")]
public sealed class HostileInputTests : IDisposable
{
    private const string Header = "profile_id,lat,lon,top,bottom,soc\n";
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_line_of_a_gigabyte_is_refused_at_its_first_megabytes()
    {
        string path = _folder["t.csv"];
        using (FileStream file = File.Create(path))
        {
            file.Write(Encoding.ASCII.GetBytes(Header + "A,1,2,0,20,"));
            file.SetLength(1L << 30); // the rest are zeros that take no disk
        }
        Refused(() => ReadTable(path), "t.csv", "at most 1 MB");
    }

    [Fact]
    public void A_gigabyte_of_comment_or_header_is_refused_too()
    {
        foreach (string start in new[] { "#", "profile_id," })
        {
            string path = _folder["t.csv"];
            using (FileStream file = File.Create(path))
            {
                file.Write(Encoding.ASCII.GetBytes(start));
                file.SetLength(1L << 30);
            }
            Refused(() => ReadTable(path), "t.csv");
        }
    }

    [Fact]
    public void A_gzipped_table_that_unpacks_to_gigabytes_is_refused()
    {
        string path = _folder["t.csv.gz"];
        using (var zip = new GZipStream(File.Create(path), CompressionLevel.Optimal))
        {
            zip.Write(Encoding.ASCII.GetBytes(Header));
            byte[] lines = Encoding.ASCII.GetBytes(string.Concat(Enumerable.Repeat("\n", 1 << 20)));
            for (int i = 0; i < 18; i++)
                zip.Write(lines);
        }
        Refused(() => ReadTable(path), "t.csv.gz", "unpacks to more than 16 MB");
    }

    [Theory]
    [InlineData("xl/worksheets/sheet1.xml")]
    [InlineData("xl/sharedStrings.xml")]
    [InlineData("docProps/thumbnail.jpeg")]
    public void A_workbook_that_unpacks_to_gigabytes_is_refused(string part)
    {
        string path = TableFiles.Workbook(_folder, "t.xlsx", ("horizons", Header + "A,1,2,0,20,5"));
        using (var zip = ZipFile.Open(path, ZipArchiveMode.Update))
        {
            zip.GetEntry(part)?.Delete();
            using Stream entry = zip.CreateEntry(part).Open();
            byte[] spaces = Encoding.ASCII.GetBytes(new string(' ', 1 << 20));
            for (int i = 0; i < 18; i++)
                entry.Write(spaces);
        }
        new FileInfo(path).Length.ShouldBeLessThan(1 << 20);
        Refused(() => ReadTable(path), "t.xlsx", "unpacks to more than");
    }

    [Fact]
    public void A_sheet_with_a_cell_in_its_last_corner_is_refused()
    {
        string path = TableFiles.Workbook(_folder, "t.xlsx", ("horizons", Header + "A,1,2,0,20,5"));
        using (var zip = ZipFile.Open(path, ZipArchiveMode.Update))
        {
            string text;
            using (var reader = new StreamReader(zip.GetEntry("xl/worksheets/sheet1.xml")!.Open()))
                text = reader.ReadToEnd();
            zip.GetEntry("xl/worksheets/sheet1.xml")!.Delete();
            using var writer = new StreamWriter(zip.CreateEntry("xl/worksheets/sheet1.xml").Open());
            writer.Write(text.Replace("</sheetData>", "<row r=\"1048576\"><c r=\"XFD1048576\"><v>1</v></c></row></sheetData>"));
        }
        Refused(() => ReadTable(path), "t.xlsx", "1,048,576 rows × 16,384 columns");
    }

    [Fact]
    public void A_workbook_of_entities_that_multiply_is_refused()
    {
        string path = TableFiles.Workbook(_folder, "t.xlsx", ("horizons", Header + "A,1,2,0,20,5"));
        using (var zip = ZipFile.Open(path, ZipArchiveMode.Update))
        {
            zip.GetEntry("xl/workbook.xml")!.Delete();
            using var writer = new StreamWriter(zip.CreateEntry("xl/workbook.xml").Open());
            writer.Write("<!DOCTYPE a [<!ENTITY a \"aaaaaaaaaa\"><!ENTITY b \"&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;\"><!ENTITY c SYSTEM \"file:///etc/passwd\">]><workbook>&b;&c;</workbook>");
        }
        Refused(() => ReadTable(path), "t.xlsx");
    }

    [Fact]
    public void A_forest_as_JSON_with_a_cycle_or_a_shared_child_is_refused()
    {
        foreach (var (left, right, said) in new[] { ("[0,-1,-1]", "[2,-1,-1]", "points to node 0 of 3"), ("[1,-1,-1]", "[1,-1,-1]", "two nodes point to node 1"), ("[1,0,-1]", "[2,2,-1]", "points to node 0") })
        {
            string path = _folder["f.json"];
            string feature = left.StartsWith("[1,0", StringComparison.Ordinal) ? "[0,0,-2]" : "[0,-2,-2]";
            File.WriteAllText(path, $$"""{"features":["a"],"trees":[{"feature":{{feature}},"threshold":[1,1,1],"left":{{left}},"right":{{right}},"value":[0.9,0.9,0.9]}]}""");
            Refused(() => ReadJson(path), "f.json", said);
        }
    }

    [Theory]
    [InlineData("[")]
    [InlineData("{\"a\":")]
    [InlineData("{\"trees\":[{\"value\":[")]
    public void JSON_nested_without_end_is_refused(string part)
    {
        string path = _folder["f.json"];
        File.WriteAllText(path, "{\"x\":" + string.Concat(Enumerable.Repeat(part, 200_000)));
        Refused(() => ReadJson(path), "f.json");
    }

    /// <summary>Found by fuzzing: three numbers where four are expected, under a right checksum.</summary>
    [Fact]
    public void A_forest_whose_ranges_are_too_short_is_refused()
    {
        string path = _folder["short.forest"];
        ForestFile.Write(path, ForestTrainer.Train(SyntheticTable.Create(60), new ForestOptions { Trees = 2 }).Forest);
        byte[] whole = File.ReadAllBytes(path)[..^48];
        int meta = whole.AsSpan().IndexOf("META    "u8);
        int length = (int)BitConverter.ToInt64(whole, meta + 8);
        byte[] json = Encoding.UTF8.GetBytes("""{"refits":0,"features":["a"],"units":[""],"ranges":[[1,2,3]],"target":"beta","model":"forest"}""");
        byte[] changed = [.. whole[..(meta + 8)], .. BitConverter.GetBytes((long)json.Length), .. json, .. whole[(meta + 16 + length)..]];
        File.WriteAllBytes(path, [.. changed, .. "SHA256  "u8, 32, 0, 0, 0, 0, 0, 0, 0, .. System.Security.Cryptography.SHA256.HashData(changed)]);
        Refused(() => ForestFile.Open(path), "short.forest", "META cannot be read");
    }

    /// <summary>Found by fuzzing: the message named the reference system and not the file.</summary>
    [Fact]
    public void A_raster_with_a_reference_system_that_is_on_no_earth_is_refused_by_its_name()
    {
        AsciiGrid.Write(_folder["local.asc"], 0, 0, 1, 2, (_, _) => 1, 2);
        File.WriteAllText(_folder["local.prj"], """LOCAL_CS["building site",UNIT["metre",1]]""");
        Refused(() =>
        {
            using RasterFile raster = RasterFile.Open(_folder["local.asc"]);
        }, "local.asc");
    }

    /// <summary>Found by fuzzing: a stack's header can be changed under a right checksum.</summary>
    [Fact]
    public void A_stack_whose_reference_system_is_none_is_refused_by_its_name()
    {
        string path = _folder["stack"];
        using (var stack = StackWriter.Create(path, Grid.FromBounds(Crs.Wgs84, new Bounds(0, 0, 2, 2), 1), "key"))
        {
            stack.Begin(new StackLayer { Name = StackLayerNames.Valid });
            stack.Write([1, 1, 1, 1]);
            stack.Commit();
        }
        byte[] whole = File.ReadAllBytes(path);
        int size = (int)BitConverter.ToInt64(whole, whole.Length - 56);
        byte[] data = whole[..(whole.Length - 64 - size)], json = Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(whole, data.Length, size).Replace("WGS 84", "WGS 84\\\"", StringComparison.Ordinal));
        File.WriteAllBytes(path, [.. data, .. json, .. BitConverter.GetBytes((long)data.Length), .. BitConverter.GetBytes((long)json.Length), .. System.Security.Cryptography.SHA256.HashData(json), .. whole[^16..]]);
        Refused(() => StackReader.Open(path).Dispose(), path, "its reference system cannot be read");
    }

    /// <summary>Found by fuzzing: the parser of YAML gives up on these in its own way.</summary>
    [Fact]
    public void A_key_without_end_is_said_to_be_no_YAML()
    {
        foreach (string text in new[] { "name: small\n" + new string('k', 400_000) + "\n", "name: {" + new string('a', 70_000) + ": 1}\n", "grid: [" + new string('-', 70_000) + "]\n" })
            StudyText.Complaint(text).ShouldStartWith("study.yml");
    }

    [Fact]
    public void A_study_of_many_thousand_unknown_keys_is_refused_soon()
    {
        string keys = string.Concat(Enumerable.Range(0, 45_000).Select(i => $"covariatez{i}: 1\n"));
        Refused(() => StudyText.Read(keys), "study.yml", "more.");
    }

    [Fact]
    public void A_sparse_TIFF_that_claims_a_million_squared_is_not_believed()
    {
        string path = _folder["huge.tif"];
        WriteSparseTiff(path, 1_000_000);
        new FileInfo(path).Length.ShouldBeLessThan(1 << 16);
        Refused(() =>
        {
            using RasterFile raster = RasterFile.Open(path);
        }, "huge.tif");
    }

    /// <summary>Found by fuzzing: the netCDF library crashed, or read for minutes and took gigabytes, where a header claims more than the file holds.</summary>
    [SkippableFact]
    public void A_classic_netCDF_file_that_claims_more_than_it_holds_is_refused()
    {
        GdalFiles.Raster(_folder["valid.nc"], "netCDF", "-co", "FORMAT=NC");
        byte[] valid = File.ReadAllBytes(_folder["valid.nc"]);
        ReadRaster(_folder["valid.nc"]).ShouldBe(72);
        // lon, 12 cells: its name, padded, and then its length.
        int lon = valid.AsSpan().IndexOf("lon\0\0\0\0\u000c"u8) + 4;
        foreach (var (at, value, said) in new[] { (lon, int.MaxValue, "a variable lies at bytes"), (lon, -1, "length of a dimension"), (12, 0x10000000, "cut off"), (16, 0x7fffff00, "cut off"), (16, -16, "length of a name") })
        {
            byte[] changed = [.. valid];
            System.Buffers.Binary.BinaryPrimitives.WriteInt32BigEndian(changed.AsSpan(at), value);
            File.WriteAllBytes(_folder["claims.nc"], changed);
            Refused(() => ReadRaster(_folder["claims.nc"]), "claims.nc", said);
        }
        File.WriteAllBytes(_folder["cut.nc"], valid[..^20]);
        Refused(() => ReadRaster(_folder["cut.nc"]), "cut.nc", "damaged or truncated");
    }

    /// <summary>Found by fuzzing: HDF5 crashes on some damaged files, and after others it opens no file any more.</summary>
    [SkippableFact]
    public void A_netCDF_4_file_is_read_on_trial_so_that_a_damaged_one_harms_neither_the_program_nor_the_next_file()
    {
        TrialReading.Command = Soilbeta.TrialCommand;
        GdalFiles.Raster(_folder["valid.nc"], "netCDF", "-co", "FORMAT=NC4");
        byte[] valid = File.ReadAllBytes(_folder["valid.nc"]);
        foreach (int length in new[] { valid.Length / 2, valid.Length - 40, 30 })
        {
            File.WriteAllBytes(_folder["cut.nc"], valid[..length]);
            Should.Throw<InvalidDataException>(() => ReadRaster(_folder["cut.nc"])).Message.ShouldContain("cut.nc");
        }
        ReadRaster(_folder["valid.nc"]).ShouldBe(72);
    }

    [SkippableFact]
    public void A_netCDF_4_file_whose_reader_crashes_is_refused_by_name()
    {
        Skip.If(OperatingSystem.IsWindows(), "stands for the reader by a shell");
        IReadOnlyList<string>? command = TrialReading.Command;
        try
        {
            File.WriteAllBytes(_folder["crash.nc"], [0x89, .. "HDF\r\n\u001a\n"u8, .. new byte[100]]);
            TrialReading.Command = ["sh", "-c", "kill -SEGV $$"];
            Refused(() => ReadRaster(_folder["crash.nc"]), "crash.nc", "crashes on (exit code 139)");
        }
        finally
        {
            TrialReading.Command = command;
        }
    }

    /// <summary>A view that yields rows without end, or none and never says so, as a layer and as a table that GDAL reads first.</summary>
    [SkippableTheory]
    [InlineData("CREATE VIEW v AS WITH RECURSIVE c(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM c) SELECT x AS fid, NULL AS geom, 'a' AS name FROM c")]
    [InlineData("CREATE VIEW v AS WITH RECURSIVE c(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM c) SELECT x AS fid, NULL AS geom, 'a' AS name FROM c WHERE x < 0")]
    [InlineData("CREATE TABLE v (fid INTEGER PRIMARY KEY, name TEXT, big BLOB GENERATED ALWAYS AS (zeroblob(1000000000)))")]
    [InlineData("CREATE TABLE v (fid INTEGER PRIMARY KEY, name TEXT, big AS (zeroblob(1000000000)))")]
    [InlineData("CREATE VIRTUAL TABLE v USING fts4(a)")]
    public void A_GeoPackage_that_computes_as_it_is_read_is_refused(string statement)
    {
        GdalFiles.Polygons(_folder["views.gpkg"], "GPKG");
        VectorZones.Check(_folder["views.gpkg"], "name");
        GdalFiles.Sql(_folder["views.gpkg"], statement);
        Refused(() => VectorZones.Check(_folder["views.gpkg"], "name"), "views.gpkg", "is no plain table");
        Refused(() => ReadRaster(_folder["views.gpkg"]), "views.gpkg", "is no plain table");
    }

    [SkippableFact]
    public void A_GeoPackage_with_changes_beside_it_is_refused()
    {
        GdalFiles.Polygons(_folder["open.gpkg"], "GPKG");
        File.WriteAllText(_folder["open.gpkg-wal"], "pages");
        Refused(() => VectorZones.Check(_folder["open.gpkg"], "name"), "open.gpkg", "has changes that are not in it yet");
    }

    /// <summary>Found by fuzzing: the message named two reference systems and not the file.</summary>
    [SkippableFact]
    public void A_shapefile_whose_reference_system_leads_nowhere_is_refused_by_its_name()
    {
        GdalFiles.Polygons(_folder["moon.shp"], "ESRI Shapefile");
        File.WriteAllText(_folder["moon.prj"], """GEOGCS["Moon",DATUM["D_Moon",SPHEROID["Moon",1737400.0,0.0]],PRIMEM["Reference_Meridian",0.0],UNIT["Degree",0.0174532925199433]]""");
        Refused(() => VectorZones.Of(_folder["moon.shp"], "name", Grid.FromBounds(Crs.Wgs84, new Bounds(-60, -36, -54, -33), 0.5), _folder.Root, out _).Dispose(), "moon.shp");
    }

    [Theory]
    [InlineData("name: small", "name: ../../small")]
    [InlineData("name: small", "name: /tmp/small")]
    [InlineData("name: small", "name: 'a/b'")]
    [InlineData("code: FL", "code: ../../FL")]
    [InlineData("code: FL", "code: 'F\\L'")]
    [InlineData("code: FL", "code: .")]
    public void A_name_that_would_leave_the_output_folder_is_refused(string what, string into) => StudyText.Complaint(StudyText.Small.Replace(what, into)).ShouldStartWith("study.yml");

    [Fact]
    public void A_ledger_that_names_files_outside_the_output_folder_is_not_believed()
    {
        var folder = new OutputFolder(_folder["out"]);
        Directory.CreateDirectory(folder.Work);
        string victim = _folder["victim.txt"];
        File.WriteAllText(victim, "mine");
        foreach (string name in new[] { "../victim.txt", victim, "maps/../../victim.txt" })
        {
            File.WriteAllText(folder.State, $$$"""{"map":{"inputs":{},"outputs":{"{{{name}}}":"00"},"seconds":1,"finished":"2026-01-01T00:00:00+00:00"}}""");
            new SoilBeta.Studies.Runs.StepLedger(folder).Entries.ShouldBeEmpty();
        }
        File.ReadAllText(victim).ShouldBe("mine");
    }

    [Fact]
    public void Formulas_in_names_are_text_in_every_table_and_numbers_stay_numbers()
    {
        SpreadsheetText.Of("=cmd|'/C calc'!A0").ShouldBe("'=cmd|'/C calc'!A0");
        foreach (string formula in new[] { "+A1", "-A1", "@SUM(A1)", "\t=A1", "\r=A1" })
            SpreadsheetText.Of(formula).ShouldBe("'" + formula);
        foreach (string plain in new[] { "-34.5", "+1e-3", "P-1", "", "'=A1" })
            SpreadsheetText.Of(plain).ShouldBe(plain);

        string path = _folder["rejected.csv"];
        ProfilesTable.WriteRejected(path, [new RejectedProfile("=HYPERLINK(1)", "@X", new SoilBeta.Soil.Rejection(SoilBeta.Soil.RejectionReason.OutsideGrid, "here"))]);
        File.ReadAllLines(path)[1].ShouldStartWith("'=HYPERLINK(1),'@X,");
    }

    [Fact]
    public void What_is_shown_cannot_steer_a_terminal_or_forge_a_line()
    {
        SafeText.Line("a\u001b[31mred\u0007\rb\u202Ec").ShouldBe("a\uFFFD[31mred\uFFFD\uFFFDb\uFFFDc");
        SafeText.Lines("one\r\ntwo").ShouldBe(["one", "two"]);
        SafeText.Line(new string('x', 1 << 20)).Length.ShouldBeLessThan(2_100);
        SafeText.Lines(new string('\n', 100_000)).Count.ShouldBe(201);

        using var study = new SmallStudy();
        study.Change("profiles.csv", "profile_id,lat", "profile_id,\u001b[2Jlat");
        string error = study.Run("run", "study.yml", "--no-report", "--device", "cpu").ShouldExitWith(1).Error;
        error.ShouldContain("profiles.csv: there is no column 'lat'");
        error.ShouldNotContain("\u001b");
    }

    [Fact]
    public void Names_from_a_study_are_escaped_in_the_page()
    {
        SoilBeta.Reports.Pages.Html.Text("<script>alert('x')</script>\"&").ShouldBe("&lt;script&gt;alert(&#39;x&#39;)&lt;/script&gt;&quot;&amp;");
    }

    /// <summary>Refused with a message that names the file, within two seconds and a quarter of a gigabyte.</summary>
    private static void Refused(Action read, params string[] said)
    {
        long before = GC.GetAllocatedBytesForCurrentThread();
        var clock = Stopwatch.StartNew();
        string message = Should.Throw<InvalidDataException>(read).Message;
        double seconds = clock.Elapsed.TotalSeconds;
        long allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        foreach (string part in said)
            message.ShouldContain(part);
        allocated.ShouldBeLessThan(256L << 20);
        seconds.ShouldBeLessThan(60); // two on a machine that does nothing else
    }

    private static long ReadRaster(string path)
    {
        using RasterFile raster = RasterFile.Open(path);
        raster.Read(1, raster.Grid.Whole, new float[raster.Grid.Cells]);
        return raster.Grid.Cells;
    }

    private static void ReadTable(string path) => HorizonTableReader.Read(new HorizonTableOptions { Path = path });

    private static void ReadJson(string path)
    {
        using FileStream file = File.OpenRead(path);
        ForestJson.Read(file, Path.GetFileName(path));
    }

    /// <summary>The least that is a tiled GeoTIFF in degrees of so many cells squared, without a single tile.</summary>
    private static void WriteSparseTiff(string path, int cells)
    {
        using var file = new BinaryWriter(File.Create(path));
        const int Tile = 65_536;
        int tiles = (cells + Tile - 1) / Tile * ((cells + Tile - 1) / Tile);
        var tags = new (ushort Tag, ushort Type, int Count, int Value)[]
        {
            (256, 4, 1, cells), (257, 4, 1, cells), (258, 3, 1, 32), (259, 3, 1, 8), (262, 3, 1, 1), (277, 3, 1, 1), (322, 4, 1, Tile), (323, 4, 1, Tile), (324, 4, tiles, 4096), (325, 4, tiles, 4096), (339, 3, 1, 3),
            (33550, 12, 3, 2048), (33922, 12, 6, 2072), (34735, 3, 16, 2120),
        };
        file.Write("II*\0"u8);
        file.Write(8);
        file.Write((ushort)tags.Length);
        foreach (var (tag, type, count, value) in tags)
        {
            file.Write(tag);
            file.Write(type);
            file.Write(count);
            file.Write(value);
        }
        file.Write(0);
        file.BaseStream.Position = 2048;
        foreach (double number in new[] { 1e-4, 1e-4, 0, 0, 0, 0, -60, -30, 0 })
            file.Write(number);
        foreach (ushort key in new ushort[] { 1, 1, 0, 3, 1024, 0, 1, 2, 1025, 0, 1, 1, 2048, 0, 1, 4326 })
            file.Write(key);
        file.BaseStream.SetLength(4096 + (4 * tiles));
    }
}
