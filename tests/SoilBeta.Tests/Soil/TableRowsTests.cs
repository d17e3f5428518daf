using System.IO.Compression;
using System.Text;
using SoilBeta.Soil.Tables;

namespace SoilBeta.Tests.Soil;

public sealed class TableRowsTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("iso-8859-1", "latin1")]
    [InlineData("windows-1252", "windows-1252")]
    [InlineData("windows-1252", "cp1252")]
    [InlineData("ibm850", "850")]
    [InlineData("utf-16", "utf-16")]
    public void Text_is_read_by_its_encoding_and_without_it_refused_by_that_word(string written, string named)
    {
        Encoding.RegisterProvider(CodePagesEncodingProvider.Instance);
        byte[] bytes = Encoding.GetEncoding(written).GetBytes("id,place\n1,Peñón\n2,Peñòn\n");
        File.WriteAllBytes(_folder["t.csv"], bytes);
        Column(TableRows.Open(_folder["t.csv"], null, named), "place").ShouldBe(["Peñón", "Peñòn"]);
        Refused(_folder["t.csv"]).ShouldContain("encoding");
        using (var zip = new GZipStream(File.Create(_folder["t.csv.gz"]), CompressionLevel.Fastest))
            zip.Write(bytes);
        Column(TableRows.Open(_folder["t.csv.gz"], null, named), "place").ShouldBe(["Peñón", "Peñòn"]);
    }

    [Theory]
    [InlineData("utf-8")]
    [InlineData("utf-16")]
    [InlineData("utf-16BE")]
    [InlineData("utf-32")]
    public void A_byte_order_mark_says_the_encoding_whatever_the_study_says(string encoding)
    {
        File.WriteAllText(_folder["t.csv"], "# Peñón\nid,place\n1,Peñón\n", Encoding.GetEncoding(encoding));
        Column(TableRows.Open(_folder["t.csv"]), "place").ShouldBe(["Peñón"]);
        Column(TableRows.Open(_folder["t.csv"], null, "latin1"), "id").ShouldBe(["1"]);
    }

    /// <summary>At some of these lengths the two bytes of ñ are in two reads of the file, whatever the size of the buffer.</summary>
    [Fact]
    public void A_character_may_lie_across_two_reads()
    {
        foreach (int length in Enumerable.Range(0, 8))
        {
            string text = "id,place\n" + string.Concat(Enumerable.Repeat("1,ñ€𐍈\n", 30_000)) + new string('2', length) + ",ñ\n";
            using var checkedText = new CheckedUtf8(new Chunks(Encoding.UTF8.GetBytes(text), 4093 + length), "t.csv", true);
            new StreamReader(checkedText).ReadToEnd().ShouldBe(text);
        }
        byte[] cut = Encoding.UTF8.GetBytes("id\nñ");
        using var broken = new CheckedUtf8(new Chunks(cut[..^1], 3), "t.csv", true);
        Should.Throw<InvalidDataException>(() => new StreamReader(broken).ReadToEnd()).Message.ShouldContain("t.csv, line 2: the text is not UTF-8");
    }

    [Fact]
    public void An_encoding_that_is_not_known_or_does_not_fit_is_refused()
    {
        File.WriteAllText(_folder["t.csv"], "id,place\n1,Peñón\n");
        Should.Throw<InvalidDataException>(() => TableRows.Open(_folder["t.csv"], null, "latin99")).Message.ShouldContain("'latin99' is not a known encoding. Expected e.g. utf-8, latin1");
        File.WriteAllBytes(_folder["u.csv"], Encoding.Latin1.GetBytes("id,place\n1,a\n2,Peñón\n"));
        Refused(_folder["u.csv"]).ShouldBe("u.csv, line 3: the text is not UTF-8 ('Peñón' if it is latin1). Give its encoding (encoding: latin1, windows-1252, …), or save it as UTF-8.");
        File.WriteAllBytes(_folder["v.csv"], [.. Encoding.Unicode.GetPreamble(), .. Encoding.Unicode.GetBytes("id,place\n1,a\n"), 0x00]);
        Refused(_folder["v.csv"]).ShouldContain("encoding");
    }

    [Theory]
    [InlineData("id,lat,soc\n1,2,3\n4,5\n", "t.csv, line 3: 2 fields where the header names 3 columns. The row is incomplete")]
    [InlineData("id\tlat\tsoc\n1\t2\t3\n4\n5\t6\t7\n", "t.csv, line 3: 1 fields where the header names 3 columns")]
    [InlineData("id,lat,soc\n1,2,3\n4,5,6\n7,8,", "the file ends in the middle of its last row: there is no line break, and its last field is empty", "id,lat,soc\n1,2,3\n4,5,6\n7,8,9\n7,8,")]
    [InlineData("id,lat,soc\n1,2,3.5\n4,5,6.25\n7,8,9.5\n7,8,1", "'1' has fewer decimals than any other value of its column")]
    [InlineData("id,lat,soc\n1,2,3\n7,8,12.", "the number '12.' is incomplete")]
    [InlineData("id,lat,soc\n1,2,3\n7,8,1.2e-", "the number '1.2e-' is incomplete")]
    [InlineData("id,lat,licence\n1,2,CC-BY\n3,4,CC-BY\n5,6,PDDL\n7,8,CC", "'CC' is the beginning of another text of its column")]
    public void A_row_that_is_too_short_or_cut_is_refused(string text, string message, string? instead = null)
    {
        File.WriteAllText(_folder["t.csv"], instead ?? text);
        Refused(_folder["t.csv"]).ShouldContain(message);
    }

    [Theory]
    [InlineData("id,lat,soc\n1,2,3.5\n4,5,6.25\n7,8,9.5\n7,8,10.5", true)]
    [InlineData("id,lat,soc\n1,2,\n4,5,6.25\n7,8,9.5\n7,8,", true)]
    [InlineData("id,lat,soc\n1,2,30\n4,5,62\n7,8,95\n7,8,1", true)]
    [InlineData("id,lat,soc\n1,2,3\n,,\n   \n7,8,1\n,,\n", false)]
    [InlineData("id,lat,soc,\n1,2,3\n7,8,1\n", false)]
    [InlineData("id,lat,soc\r1,2,3\r7,8,1\r", false)]
    public void A_whole_file_is_read_with_a_remark_where_only_its_last_line_break_is_missing(string text, bool remark)
    {
        File.WriteAllText(_folder["t.csv"], text);
        using TableRows rows = TableRows.Open(_folder["t.csv"]);
        int count = 0;
        while (rows.Read())
            count++;
        count.ShouldBe(text.Split('\n', '\r').Skip(1).Count(line => line.Trim(',', ' ').Length > 0));
        (rows.Remark?.Contains("without a line break") ?? false).ShouldBe(remark);
    }

    [Fact]
    public void A_gzipped_file_that_is_cut_is_refused()
    {
        string whole = TableFiles.Text(_folder, "whole.csv.gz", "id,soc\n" + string.Concat(Enumerable.Range(0, 60_000).Select(i => $"{i},{i * 7919 % 1000}\n")));
        byte[] bytes = File.ReadAllBytes(whole);
        foreach (int left in new[] { bytes.Length / 2, bytes.Length - 9, bytes.Length - 3 })
        {
            File.WriteAllBytes(_folder["cut.csv.gz"], bytes[..left]);
            Refused(_folder["cut.csv.gz"]).ShouldStartWith("cut.csv.gz");
        }
    }

    [Fact]
    public void A_name_of_two_columns_is_refused_when_it_is_asked_for_and_only_then()
    {
        File.WriteAllText(_folder["t.csv"], "id,soc,note,SOC,pH,note, PH\n1,2,3,4,5,6,7\n");
        using TableRows rows = TableRows.Open(_folder["t.csv"]);
        rows.Column("soc").ShouldBe(1);
        rows.Column("SOC").ShouldBe(3);
        rows.Column("PH").ShouldBe(6);
        rows.Column("id").ShouldBe(0);
        rows.Column("none").ShouldBe(-1);
        Should.Throw<InvalidDataException>(() => rows.Column("note")).Message.ShouldBe("t.csv, header: 2 columns are called 'note': column 3 ('note') and column 6 ('note'). Rename or remove all but the one that is meant.");
        Should.Throw<InvalidDataException>(() => rows.Column("Soc")).Message.ShouldContain("column 2 ('soc') and column 4 ('SOC')");
        string book = TableFiles.Workbook(_folder, "t.xlsx", ("data", "id,soc,soc\n1,2,3"));
        Should.Throw<InvalidDataException>(() => TableRows.Open(book).Column("soc")).Message.ShouldContain("t.xlsx, header: 2 columns are called 'soc'");
    }

    [Theory]
    [InlineData("0.00%", "1.85522%")]
    [InlineData("0%;[Red]-0%", "1.85522%")]
    [InlineData("#,##0.0 %", "1.85522%")]
    [InlineData("0.00\"%\"", "0.0185522")]
    [InlineData("0.00\\%", "0.0185522")]
    [InlineData("0.00_%", "0.0185522")]
    [InlineData("0.000", "0.0185522")]
    public void A_percentage_reads_as_the_workbook_shows_it(string format, string text)
    {
        string book = TableFiles.Cells(_folder, "t.xlsx", format, false, ["id", "soc"], ["P", "<c r=\"@\" s=\"1\"><v>0.0185522</v></c>"]);
        Column(TableRows.Open(book), "soc").ShouldBe([text]);
    }

    [Fact]
    public void Errors_and_formulas_without_a_result_read_as_such()
    {
        string[][] rows =
        [
            ["id", "soc"],
            ["a", "<c r=\"@\"><f>0.58*A1</f></c>"],
            ["b", "<c r=\"@\"><f>0.58*A1</f><v></v></c>"],
            ["c", "<c r=\"@\"><f>0.58*A1</f><v>12.5</v></c>"],
            ["d", "<c r=\"@\" t=\"str\"><f>IF(A1,\"\",1)</f><v></v></c>"],
            ["e", "<c r=\"@\" t=\"e\"><f>1/0</f><v>#DIV/0!</v></c>"],
            ["f", "<c r=\"@\" t=\"e\"><v>#N/A</v></c>"],
            ["g", "<c r=\"@\"><f>A1</f><v>0</v></c>"],
            ["<c r=\"@\"/>", "<c r=\"@\"><f>A1</f></c>"],
        ];
        string[] wanted = ["#FORMULA! in B2", "#FORMULA! in B3", "12.5", "", "#DIV/0!", "#N/A", "0", "#FORMULA! in B9"];
        Column(TableRows.Open(TableFiles.Cells(_folder, "t.xlsx", "", false, rows)), "soc").ShouldBe(wanted);
        wanted[6] = "#FORMULA! in B8";
        Column(TableRows.Open(TableFiles.Cells(_folder, "u.xlsx", "", true, rows)), "soc").ShouldBe(wanted);
    }

    private static string[] Column(TableRows rows, string name)
    {
        using (rows)
        {
            int column = rows.Column(name);
            var texts = new List<string>();
            while (rows.Read())
                texts.Add(rows.Text(column));
            return [.. texts];
        }
    }

    private static string Refused(string path) => Should.Throw<InvalidDataException>(() => Column(TableRows.Open(path), "id")).Message;

    private sealed class Chunks(byte[] bytes, int size) : MemoryStream(bytes)
    {
        public override int Read(Span<byte> buffer) => base.Read(buffer[..Math.Min(buffer.Length, size)]);

        public override int Read(byte[] buffer, int offset, int count) => base.Read(buffer, offset, Math.Min(count, size));
    }
}
