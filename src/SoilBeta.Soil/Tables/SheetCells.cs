using System.Globalization;
using System.IO.Compression;
using System.Xml;

namespace SoilBeta.Soil.Tables;

/// <summary>Cells of a sheet that hold no usable value although they are not empty: errors, and formulas whose result is not stored. The package that reads the values returns both as empty cells.</summary>
internal sealed class SheetCells
{
    private const int MostFaults = 5_000_000;

    private static readonly XmlReaderSettings Settings = new() { DtdProcessing = DtdProcessing.Prohibit, IgnoreComments = true, IgnoreWhitespace = true };

    private readonly Dictionary<long, string> faults = [];
    private bool calculatesOnLoad;

    private SheetCells()
    {
    }

    /// <summary>Scans a sheet.</summary>
    /// <param name="path">Workbook.</param>
    /// <param name="sheet">Name of the sheet.</param>
    /// <exception cref="InvalidDataException">The sheet's part is missing, or too many cells are faulty.</exception>
    /// <exception cref="XmlException">A part is damaged.</exception>
    public static SheetCells Read(string path, string sheet)
    {
        using var zip = new ZipArchive(RegularFile.OpenRead(path), ZipArchiveMode.Read);
        var cells = new SheetCells();
        string workbook = Relations(zip, "_rels/.rels", "").FirstOrDefault(relation => relation.Type.EndsWith("/officeDocument", StringComparison.Ordinal)).Target ?? "xl/workbook.xml";
        string folder = workbook[..(workbook.LastIndexOf('/') + 1)];
        string? id = cells.SheetId(zip, workbook, sheet);
        string? part = Relations(zip, $"{folder}_rels/{workbook[folder.Length..]}.rels", folder).FirstOrDefault(relation => relation.Id == id).Target;
        using Stream stream = (part is null ? null : Entry(zip, part))?.Open() ?? throw new InvalidDataException($"the part of its sheet '{sheet}' is missing");
        using var xml = XmlReader.Create(stream, Settings);
        cells.Look(xml);
        return cells;
    }

    /// <summary>Text for a faulty cell; null for all others.</summary>
    /// <param name="line">Row, from 1.</param>
    /// <param name="column">Column, from 0.</param>
    public string? Fault(int line, int column)
    {
        if (faults.Count == 0 || !faults.TryGetValue(Key(line, column), out string? fault))
            return null;
        return fault == CellText.NoResult ? $"{fault} in {Place(line, column)}" : fault;
    }

    /// <summary>Whether a cell is faulty.</summary>
    public bool IsFaulty(int line, int column) => faults.Count > 0 && faults.ContainsKey(Key(line, column));

    /// <summary>Name of a cell: F37.</summary>
    /// <param name="line">Row, from 1.</param>
    /// <param name="column">Column, from 0.</param>
    public static string Place(int line, int column) => Letters(column) + line.ToString(CultureInfo.InvariantCulture);

    private string? SheetId(ZipArchive zip, string workbook, string sheet)
    {
        using Stream stream = Entry(zip, workbook)?.Open() ?? throw new InvalidDataException($"its part '{workbook}' is missing");
        using var xml = XmlReader.Create(stream, Settings);
        string? id = null;
        while (xml.Read())
        {
            if (xml.NodeType != XmlNodeType.Element)
                continue;
            if (xml.LocalName == "calcPr")
                calculatesOnLoad = xml.GetAttribute("fullCalcOnLoad") is "1" or "true";
            if (xml.LocalName != "sheet" || id is not null || xml.GetAttribute("name") != sheet)
                continue;
            while (xml.MoveToNextAttribute())
            {
                if (xml.LocalName == "id" && xml.NamespaceURI.Length > 0)
                    id = xml.Value;
            }
            xml.MoveToElement();
        }
        return id;
    }

    private void Look(XmlReader xml)
    {
        int row = 0, column = -1;
        string? type = null, part = null, value = null;
        bool formula = false;
        while (xml.Read())
        {
            switch (xml.NodeType)
            {
                case XmlNodeType.Element when xml.LocalName == "row":
                    row = int.TryParse(xml.GetAttribute("r"), NumberStyles.None, CultureInfo.InvariantCulture, out int stated) ? stated : row + 1;
                    column = -1;
                    break;
                case XmlNodeType.Element when xml.LocalName == "c":
                    column = ColumnOf(xml.GetAttribute("r")) ?? column + 1;
                    type = xml.GetAttribute("t");
                    (part, value, formula) = (null, null, false);
                    break;
                case XmlNodeType.Element:
                    part = xml.IsEmptyElement ? null : xml.LocalName;
                    formula |= xml.LocalName == "f";
                    break;
                case XmlNodeType.Text when part == "v" && (formula || type == "e"):
                    value = xml.Value.Trim();
                    break;
                case XmlNodeType.EndElement when xml.LocalName == "c":
                    Note(row, column, type, formula, value);
                    break;
            }
        }
    }

    private void Note(int row, int column, string? type, bool formula, string? value)
    {
        // A formula that yields empty text has a result: its type is str. Programs that do not calculate write 0 and request calculation on loading.
        bool without = formula && type is not ("str" or "e") && (string.IsNullOrEmpty(value) || (calculatesOnLoad && value == "0"));
        if (type == "e" || without)
            faults[Key(row, column)] = without ? CellText.NoResult : CellText.ErrorNamed(value);
        if (faults.Count > MostFaults)
            throw new InvalidDataException($"its sheet holds more than {MostFaults:N0} errors and formulas without a result");
    }

    private static long Key(int row, int column) => ((long)row << 32) | (uint)column;

    private static int? ColumnOf(string? reference)
    {
        int column = 0, i = 0;
        for (; reference is not null && i < reference.Length && i < 4 && char.IsAsciiLetterUpper(reference[i]); i++)
            column = (column * 26) + reference[i] - 'A' + 1;
        return i > 0 ? column - 1 : null;
    }

    private static string Letters(int column) => (column >= 26 ? Letters((column / 26) - 1) : "") + (char)('A' + (column % 26));

    private static List<(string Id, string Type, string Target)> Relations(ZipArchive zip, string part, string folder)
    {
        var relations = new List<(string, string, string)>();
        if (Entry(zip, part) is not { } entry)
            return relations;
        using Stream stream = entry.Open();
        using var xml = XmlReader.Create(stream, Settings);
        while (xml.Read())
        {
            if (xml.NodeType == XmlNodeType.Element && xml.LocalName == "Relationship" && xml.GetAttribute("Target") is { Length: > 0 } target)
                relations.Add((xml.GetAttribute("Id") ?? "", xml.GetAttribute("Type") ?? "", target[0] == '/' ? target[1..] : folder + target));
        }
        return relations;
    }

    private static ZipArchiveEntry? Entry(ZipArchive zip, string part) =>
        zip.GetEntry(part) ?? zip.Entries.FirstOrDefault(entry => entry.FullName.Replace('\\', '/').Equals(part, StringComparison.OrdinalIgnoreCase));
}
