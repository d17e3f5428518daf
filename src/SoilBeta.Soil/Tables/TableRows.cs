namespace SoilBeta.Soil.Tables;

/// <summary>Rows of a table file, one at a time: CSV or TSV (also gzipped) or a sheet of an .xlsx. The first row is the header.</summary>
internal abstract class TableRows : IDisposable
{
    /// <summary>Longest row that is read, bytes: a quote that is never closed must not swallow a file into memory.</summary>
    public const int LongestRow = 1 << 20;

    private readonly Dictionary<string, int> exact = new(StringComparer.Ordinal);
    private readonly Dictionary<string, int> loose = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>File name without folders, for messages.</summary>
    public required string Name { get; init; }

    /// <summary>Names of the columns.</summary>
    public IReadOnlyList<string> Header { get; private set; } = [];

    /// <summary>Line of the current row, from 1.</summary>
    public abstract int Line { get; }

    /// <summary>Goes to the next row; false at the end.</summary>
    public abstract bool Read();

    /// <summary>Text of a field of the current row; empty where the row is too short.</summary>
    public abstract string Text(int column);

    /// <summary>Position of a column by its name, exact or else whatever the case; −1 if there is none.</summary>
    public int Column(string name) => exact.TryGetValue(name, out int column) || loose.TryGetValue(name.Trim(), out column) ? column : -1;

    /// <summary>Opens a table.</summary>
    /// <param name="path">Path.</param>
    /// <param name="sheet">Sheet of an .xlsx; null or empty for the first.</param>
    /// <exception cref="InvalidDataException">The file is missing, empty or not a table.</exception>
    public static TableRows Open(string path, string? sheet)
    {
        if (!File.Exists(path))
            throw new InvalidDataException($"{path}: there is no such file. Check the path in the study file; it is relative to that file.");
        string name = Path.GetFileName(path);
        if (path.EndsWith(".xls", StringComparison.OrdinalIgnoreCase))
            throw new InvalidDataException($"{name}: the old .xls format is not read. Save it as .xlsx or .csv.");
        TableRows rows = path.EndsWith(".xlsx", StringComparison.OrdinalIgnoreCase) ? new SheetRows(path, sheet) { Name = name } : new CsvRows(path) { Name = name };
        try
        {
            rows.Header = rows.ReadHeader();
            if (rows.Header.Count == 0 || rows.Header.All(string.IsNullOrWhiteSpace))
                throw new InvalidDataException($"{name} is empty: its first row should name the columns.");
            for (int i = 0; i < rows.Header.Count; i++)
            {
                rows.exact.TryAdd(rows.Header[i], i);
                rows.loose.TryAdd(rows.Header[i].Trim(), i);
            }
            return rows;
        }
        catch
        {
            rows.Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    public abstract void Dispose();

    /// <summary>Names of the columns, read first.</summary>
    protected abstract IReadOnlyList<string> ReadHeader();
}
