using System.IO.Compression;
using System.Text;
using SoilBeta.Soil.Tables;

namespace SoilBeta.Tests.Soil;

/// <summary>Writes small tables in the formats that the program reads.</summary>
internal static class TableFiles
{
    /// <summary>Units by their names.</summary>
    public static Dictionary<string, TableUnit> Units(params (string Ours, string Unit)[] units) => units.ToDictionary(pair => pair.Ours, pair => TableUnits.Find(pair.Ours, pair.Unit)!.Value);

    public static string Text(TemporaryFolder folder, string name, string text)
    {
        string path = folder.Path(name);
        if (!name.EndsWith(".gz", StringComparison.Ordinal))
        {
            File.WriteAllText(path, text);
            return path;
        }
        using var zip = new GZipStream(File.Create(path), CompressionLevel.Fastest);
        zip.Write(Encoding.UTF8.GetBytes(text));
        return path;
    }

    /// <summary>A minimal .xlsx: sheets of inline text and numbers.</summary>
    public static string Workbook(TemporaryFolder folder, string name, params (string Sheet, string Csv)[] sheets) =>
        Workbook(folder, name, "", "", [.. sheets.Select(sheet => (sheet.Sheet, Rows(sheet.Csv)))]);

    /// <summary>An .xlsx of one sheet with given cells: a row is a list of <c>text</c>, of numbers, or of raw XML (<c>&lt;c …&gt;</c>, with <c>@</c> for the cell's name). Style 1 has the number format.</summary>
    public static string Cells(TemporaryFolder folder, string name, string format, bool calculatesOnLoad, params string[][] rows) =>
        Workbook(folder, name, format, calculatesOnLoad ? "<calcPr fullCalcOnLoad=\"1\"/>" : "", [("data", string.Concat(rows.Select((cells, row) =>
            $"<row r=\"{row + 1}\">" + string.Concat(cells.Select((cell, column) => $"{(char)('A' + column)}{row + 1}" is var at && cell.StartsWith('<') ? cell.Replace("@", at, StringComparison.Ordinal) : Cell(cell, at))) + "</row>")))]);

    /// <summary>An .xlsx whose first sheet has ranges of merged cells: <c>F3:F4</c>.</summary>
    public static string Merged(TemporaryFolder folder, string name, (string Sheet, string Csv)[] sheets, params string[] ranges)
    {
        string path = Workbook(folder, name, sheets);
        using var zip = ZipFile.Open(path, ZipArchiveMode.Update);
        ZipArchiveEntry part = zip.GetEntry("xl/worksheets/sheet1.xml")!;
        string sheet;
        using (var reader = new StreamReader(part.Open()))
            sheet = reader.ReadToEnd();
        part.Delete();
        Add(zip, "xl/worksheets/sheet1.xml", sheet.Replace("</sheetData>", $"</sheetData><mergeCells>{string.Concat(ranges.Select(range => $"<mergeCell ref=\"{range}\"/>"))}</mergeCells>", StringComparison.Ordinal));
        return path;
    }

    private static string Workbook(TemporaryFolder folder, string name, string format, string calculation, (string Sheet, string Rows)[] sheets)
    {
        string path = folder.Path(name);
        using var zip = ZipFile.Open(path, ZipArchiveMode.Create);
        Add(zip, "[Content_Types].xml",
            """<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/xl/workbook.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/></Types>""");
        Add(zip, "_rels/.rels",
            """<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="xl/workbook.xml"/></Relationships>""");
        var list = new StringBuilder();
        var relations = new StringBuilder();
        for (int i = 0; i < sheets.Length; i++)
        {
            list.Append($"""<sheet name="{sheets[i].Sheet}" sheetId="{i + 1}" r:id="s{i + 1}"/>""");
            relations.Append($"""<Relationship Id="s{i + 1}" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" Target="worksheets/sheet{i + 1}.xml"/>""");
            Add(zip, $"xl/worksheets/sheet{i + 1}.xml", $"""<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>{sheets[i].Rows}</sheetData></worksheet>""");
        }
        Add(zip, "xl/workbook.xml",
            $"""<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><sheets>{list}</sheets>{calculation}</workbook>""");
        if (format.Length > 0)
        {
            relations.Append("""<Relationship Id="styles" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/styles" Target="styles.xml"/>""");
            Add(zip, "xl/styles.xml",
                $"""<styleSheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><numFmts count="1"><numFmt numFmtId="170" formatCode="{System.Security.SecurityElement.Escape(format)}"/></numFmts><cellXfs count="2"><xf numFmtId="0"/><xf numFmtId="170" applyNumberFormat="1"/></cellXfs></styleSheet>""");
        }
        Add(zip, "xl/_rels/workbook.xml.rels", $"""<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{relations}</Relationships>""");
        return path;
    }

    private static string Rows(string csv) => string.Concat(csv.Trim().Split('\n').Select((line, row) =>
        $"<row r=\"{row + 1}\">" + string.Concat(line.Trim().Split(',').Select((field, column) => Cell(field, $"{(char)('A' + column)}{row + 1}"))) + "</row>"));

    private static string Cell(string field, string at) => field.Length == 0 ? ""
        : double.TryParse(field, System.Globalization.CultureInfo.InvariantCulture, out _) ? $"<c r=\"{at}\"><v>{field}</v></c>"
        : $"<c r=\"{at}\" t=\"inlineStr\"><is><t>{field}</t></is></c>";

    private static void Add(ZipArchive zip, string name, string text)
    {
        using var writer = new StreamWriter(zip.CreateEntry(name).Open());
        writer.Write(text);
    }
}
