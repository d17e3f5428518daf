using System.Globalization;
using System.Text;
using ExcelDataReader;

namespace SoilBeta.Soil.Tables;

/// <summary>Rows of a sheet of an .xlsx.</summary>
internal sealed class SheetRows : TableRows
{
    /// <summary>Maximum number of cells in a sheet, including empty ones: a single cell in the last corner makes a sheet of 17 billion.</summary>
    private const long MostCells = 200_000_000;

    private readonly IExcelDataReader reader;
    private readonly FileStream stream;
    private readonly SheetCells cells = null!;
    private int line;

    public SheetRows(string path, string? sheet)
    {
        Encoding.RegisterProvider(CodePagesEncodingProvider.Instance);
        stream = RegularFile.OpenRead(path);
        try
        {
            ExpansionLimit.CheckWorkbook(stream);
            reader = ExcelReaderFactory.CreateOpenXmlReader(stream);
            if (string.IsNullOrEmpty(sheet))
            {
                CheckSize();
                cells = SheetCells.Read(path, reader.Name);
                return;
            }
            var names = new List<string>();
            do
            {
                if (string.Equals(reader.Name, sheet, StringComparison.OrdinalIgnoreCase))
                {
                    CheckSize();
                    cells = SheetCells.Read(path, reader.Name);
                    return;
                }
                names.Add(reader.Name);
            }
            while (reader.NextResult());
            throw new InvalidDataException($"{Path.GetFileName(path)} has no sheet '{sheet}'. Its sheets are {string.Join(", ", names)}.");
        }
        catch (Exception failure) when (failure is not InvalidDataException || !failure.Message.Contains("has no sheet", StringComparison.Ordinal))
        {
            reader?.Dispose();
            stream.Dispose();
            throw new InvalidDataException($"{Path.GetFileName(path)} is not a readable .xlsx ({failure.Message.TrimEnd('.')}). Save it again as .xlsx or as .csv.", failure);
        }
    }

    public override int Line => line;

    public override bool Read()
    {
        while (Next())
        {
            line++;
            for (int i = 0; i < reader.FieldCount; i++)
            {
                if (reader.GetValue(i) is not null || cells.IsFaulty(line, i))
                    return true;
            }
        }
        return false;
    }

    /// <summary>Text of a cell: an error by its name, a formula without a result as <see cref="CellText.NoResult"/>, a percentage as Excel shows it, with its sign.</summary>
    public override string Text(int column)
    {
        if (cells.Fault(line, column) is { } fault)
            return fault;
        if (column >= reader.FieldCount || reader.GetValue(column) is not { } value)
            return "";
        if (value is double number && CellText.IsPercent(reader.GetNumberFormatString(column)))
            return CellText.Percent(number);
        return Convert.ToString(value, CultureInfo.InvariantCulture)!.Trim();
    }

    public override void Dispose()
    {
        reader.Dispose();
        stream.Dispose();
    }

    private void CheckSize()
    {
        if ((long)reader.RowCount * reader.FieldCount > MostCells)
            throw new InvalidDataException($"its sheet '{reader.Name}' spans {reader.RowCount:N0} rows × {reader.FieldCount:N0} columns");
    }

    private bool Next()
    {
        try
        {
            return reader.Read();
        }
        catch (Exception failure) when (failure is not InvalidDataException)
        {
            throw new InvalidDataException($"{Name}, after line {line}: the sheet is damaged ({failure.Message.TrimEnd('.')}). Save it again as .xlsx or as .csv.", failure);
        }
    }

    private protected override IReadOnlyList<string> ReadHeader()
    {
        if (!Read())
            return [];
        CheckMerged();
        return [.. Enumerable.Range(0, reader.FieldCount).Select(Text)];
    }

    /// <summary>Rejects merged cells: only the first holds the value, the others read as empty, and a horizon would silently lose its value.</summary>
    private void CheckMerged()
    {
        CellRange[] below = [.. (reader.MergeCells ?? []).Where(range => range.ToRow >= line && (range.ToRow > range.FromRow || range.ToColumn > range.FromColumn)).OrderBy(range => range.FromRow).ThenBy(range => range.FromColumn)];
        if (below.Length == 0)
            return;
        string more = below.Length > 1 ? $" and {below.Length - 1:N0} more ranges" : "";
        throw new InvalidDataException($"{Name}, sheet '{reader.Name}': the cells {SheetCells.Place(below[0].FromRow + 1, below[0].FromColumn)}:{SheetCells.Place(below[0].ToRow + 1, below[0].ToColumn)}{more} below the header are merged, and only the first of merged cells has their value. Expected a value in each cell. Unmerge them and fill in the value where it holds, or leave the cells empty.");
    }
}
