using System.Text;

namespace SoilBeta.Soil.Tables;

/// <summary>Rows of a table file, one at a time: CSV or TSV (also gzipped) or a sheet of an .xlsx. The first row is the header.</summary>
public abstract class TableRows : IDisposable
{
    /// <summary>Longest row, bytes: a quote that is never closed must not read a whole file into memory.</summary>
    internal const int LongestRow = 1 << 20;

    private readonly Dictionary<string, int> exact = new(StringComparer.Ordinal);
    private readonly Dictionary<string, int> loose = new(StringComparer.OrdinalIgnoreCase);
    private readonly HashSet<string> exactTwice = new(StringComparer.Ordinal);
    private readonly HashSet<string> looseTwice = new(StringComparer.OrdinalIgnoreCase);

    private protected TableRows()
    {
    }

    /// <summary>File name without folders, for messages.</summary>
    public required string Name { get; init; }

    /// <summary>Names of the columns.</summary>
    public IReadOnlyList<string> Header { get; private set; } = [];

    /// <summary>Line of the current row, from 1.</summary>
    public abstract int Line { get; }

    /// <summary>A remark for the user that does not stop the reading, known after the last row; null for none.</summary>
    public virtual string? Remark => null;

    /// <summary>Goes to the next row that is not blank; false at the end.</summary>
    /// <exception cref="InvalidDataException">A damaged file, text in another encoding, a row with too few or too many fields.</exception>
    public abstract bool Read();

    /// <summary>Text of a field of the current row.</summary>
    public abstract string Text(int column);

    /// <summary>Position of a column by its name: exact, otherwise ignoring case; −1 if there is none.</summary>
    /// <exception cref="InvalidDataException">Two columns have the name.</exception>
    public int Column(string name)
    {
        string trimmed = name.Trim();
        if (exact.TryGetValue(trimmed, out int column))
            return exactTwice.Contains(trimmed) ? throw TwoColumns(trimmed, StringComparison.Ordinal) : column;
        if (loose.TryGetValue(trimmed, out column))
            return looseTwice.Contains(trimmed) ? throw TwoColumns(trimmed, StringComparison.OrdinalIgnoreCase) : column;
        return -1;
    }

    /// <summary>An encoding by one of its usual names (<c>latin1</c>, <c>windows-1252</c>, <c>cp850</c>, …); null for an empty or unknown name.</summary>
    public static Encoding? EncodingOf(string? name) => string.IsNullOrWhiteSpace(name) ? null : TableText.Find(name);

    /// <summary>Opens a table.</summary>
    /// <param name="path">Path.</param>
    /// <param name="sheet">Sheet of an .xlsx; null or empty for the first.</param>
    /// <param name="encoding">Name of the encoding of a file without a byte-order mark; null or empty for UTF-8.</param>
    /// <exception cref="InvalidDataException">The file is missing, empty or not a table, or the encoding is not known.</exception>
    public static TableRows Open(string path, string? sheet, string? encoding) => Open(path, sheet, TableText.Named(encoding, Path.GetFileName(path)));

    /// <summary>Opens a table.</summary>
    /// <param name="path">Path.</param>
    /// <param name="sheet">Sheet of an .xlsx; null or empty for the first.</param>
    /// <param name="encoding">Encoding of a file without a byte-order mark; null for UTF-8.</param>
    /// <exception cref="InvalidDataException">The file is missing, empty or not a table.</exception>
    public static TableRows Open(string path, string? sheet = null, Encoding? encoding = null)
    {
        if (!File.Exists(path))
            throw new InvalidDataException($"{path}: there is no such file. Check the path: in a study file it is relative to that file.");
        RegularFile.Require(path);
        string name = Path.GetFileName(path);
        if (path.EndsWith(".xls", StringComparison.OrdinalIgnoreCase))
            throw new InvalidDataException($"{name}: the old .xls format is not read. Save it as .xlsx or .csv.");
        TableRows rows = path.EndsWith(".xlsx", StringComparison.OrdinalIgnoreCase) ? new SheetRows(path, sheet) { Name = name } : new CsvRows(path, encoding) { Name = name };
        try
        {
            rows.Header = rows.ReadHeader();
            if (rows.Header.Count == 0 || rows.Header.All(string.IsNullOrWhiteSpace))
                throw new InvalidDataException($"{name} is empty: its first row should name the columns.");
            for (int i = 0; i < rows.Header.Count; i++)
            {
                string header = rows.Header[i].Trim();
                if (!rows.exact.TryAdd(header, i))
                    rows.exactTwice.Add(header);
                if (!rows.loose.TryAdd(header, i))
                    rows.looseTwice.Add(header);
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

    /// <summary>Reads the names of the columns; called first.</summary>
    private protected abstract IReadOnlyList<string> ReadHeader();

    private InvalidDataException TwoColumns(string name, StringComparison comparison)
    {
        string[] places = [.. Enumerable.Range(0, Header.Count).Where(i => Header[i].Trim().Equals(name, comparison)).Select(i => $"column {i + 1} ('{Header[i].Trim()}')")];
        return new InvalidDataException($"{Name}, header: {places.Length} columns are called '{name}': {string.Join(" and ", places)}. Rename or remove all but the one that is meant.");
    }
}
