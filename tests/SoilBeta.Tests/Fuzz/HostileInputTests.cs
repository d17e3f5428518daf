using System.Globalization;
using System.IO.Compression;
using System.Text;
using SoilBeta.Cli.Terminal;
using SoilBeta.Devices.Benchmarks;
using SoilBeta.Forests;
using SoilBeta.Rasters;
using SoilBeta.Soil.Tables;
using SoilBeta.Studies;
using SoilBeta.Tests.Cli;
using SoilBeta.Tests.Rasters;
using SoilBeta.Tests.Soil;
using SoilBeta.Tests.Studies;
using SoilBeta.Training.Profiles;
using SoilBeta.Workflow.Runs;

namespace SoilBeta.Tests.Fuzz;

/// <summary>Malicious files: each is rejected with its name, quickly, and without much memory. A forest of 2³¹ nodes is in <c>ForestFileTests</c>, anchors and aliases of YAML in <c>StudyReaderTests</c>, a grid of a million squared in <c>RasterFileTests</c>.</summary>
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

    /// <summary>Found by fuzzing: three numbers where four are expected, under a valid checksum.</summary>
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

    /// <summary>Found by fuzzing: the YAML parser fails on these with exceptions of its own.</summary>
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
            new StepLedger(folder, new FileChecksums(TestGdal.Session, folder)).Entries.ShouldBeEmpty();
        }
        File.ReadAllText(victim).ShouldBe("mine");
    }

    [Fact]
    public void Formulas_in_names_are_text_in_every_table_and_numbers_stay_numbers()
    {
        SpreadsheetText.Guard("=cmd|'/C calc'!A0").ShouldBe("'=cmd|'/C calc'!A0");
        foreach (string formula in new[] { "+A1", "-A1", "@SUM(A1)" })
            SpreadsheetText.Guard(formula).ShouldBe("'" + formula);
        SpreadsheetText.Guard("\t=A1").ShouldBe("' =A1");
        SpreadsheetText.Guard("\r=A1").ShouldBe("'\uFFFD=A1");
        SpreadsheetText.Guard("site \u001B[31m1\u202E").ShouldBe("site \uFFFD[31m1\uFFFD"); // neither colours nor turned text when a table is listed on a terminal
        foreach (string plain in new[] { "-34.5", "+1e-3", "P-1", "", "'=A1" })
            SpreadsheetText.Guard(plain).ShouldBe(plain);

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
        SoilBeta.Reports.Markup.Html.Text("<script>alert('x')</script>\"&").ShouldBe("&lt;script&gt;alert(&#39;x&#39;)&lt;/script&gt;&quot;&amp;");
    }

    /// <summary>Refused with a message that names the file, within two seconds of CPU and a quarter of a gigabyte.</summary>
    internal static void Refused(Action read, params string[] said)
    {
        long before = GC.GetAllocatedBytesForCurrentThread();
        double begun = ThreadTime.Seconds;
        string message = Should.Throw<InvalidDataException>(read).Message;
        double seconds = ThreadTime.Seconds - begun;
        long allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        foreach (string part in said)
            message.ShouldContain(part);
        allocated.ShouldBeLessThan(256L << 20);
        seconds.ShouldBeLessThan(10); // two, and room for a collection of what other tests have allocated
    }

    private static void ReadTable(string path) => HorizonTableReader.Read(new HorizonTableOptions { Path = path });

    private static void ReadJson(string path)
    {
        using FileStream file = File.OpenRead(path);
        ForestJson.Read(file, Path.GetFileName(path));
    }
}
