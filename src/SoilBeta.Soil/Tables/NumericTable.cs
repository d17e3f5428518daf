using System.Globalization;

namespace SoilBeta.Soil.Tables;

/// <summary>A table of numbers (points to predict at, rows to train on), read row by row; collects the faults of each column and reports them together.</summary>
public sealed class NumericTable : IDisposable
{
    private const int MostListed = 50;

    private readonly TableRows rows;
    private readonly NumericTableOptions options;
    private readonly MissingCodes[] codes;
    private readonly SortedDictionary<int, Fault> faults = [];
    private readonly Dictionary<int, UndeclaredCode> undeclared = [];

    /// <summary>Opens a table and reads its header.</summary>
    /// <param name="path">.csv, .tsv (either gzipped) or .xlsx.</param>
    /// <param name="options">Missing values, encoding, sheet.</param>
    /// <exception cref="InvalidDataException">The file is missing, empty or not a table; a code is given for a missing column.</exception>
    public NumericTable(string path, NumericTableOptions? options = null)
    {
        this.options = options ?? new NumericTableOptions();
        rows = TableRows.Open(path, this.options.Sheet, this.options.Encoding);
        try
        {
            var all = this.options.Missing.GetValueOrDefault("") ?? [];
            codes = new MissingCodes[rows.Header.Count];
            Array.Fill(codes, new MissingCodes(all));
            foreach (string name in this.options.Missing.Keys.Where(name => name.Length > 0))
                codes[Required(name)] = new MissingCodes([.. all, .. this.options.Missing[name]]);
        }
        catch
        {
            rows.Dispose();
            throw;
        }
    }

    /// <summary>File name.</summary>
    public string Name => rows.Name;

    /// <summary>Names of the columns.</summary>
    public IReadOnlyList<string> Header => rows.Header;

    /// <summary>Line of the current row, from 1.</summary>
    public int Line => rows.Line;

    /// <summary>A remark on the file for the user, known after its last row; null for none.</summary>
    public string? Remark => rows.Remark;

    /// <summary>Names of the first columns, for messages.</summary>
    public string Found => string.Join(", ", rows.Header.Take(MostListed)) + (rows.Header.Count > MostListed ? ", …" : "");

    /// <summary>Position of a column by its exact name; −1 if there is none.</summary>
    /// <exception cref="InvalidDataException">Two columns have the name.</exception>
    public int Column(string name)
    {
        int column = rows.Column(name);
        return column >= 0 && rows.Header[column].Trim().Equals(name.Trim(), StringComparison.Ordinal) ? column : -1;
    }

    /// <summary>Position of a column by its exact name.</summary>
    /// <exception cref="InvalidDataException">There is none, or two have the name.</exception>
    public int Required(string name)
    {
        int column = Column(name);
        return column >= 0 ? column : throw new InvalidDataException($"{Name}: there is no column '{name}'. Found: {Found}.");
    }

    /// <summary>Goes to the next row; false at the end.</summary>
    public bool Read() => rows.Read();

    /// <summary>Text of a field of the current row.</summary>
    public string Text(int column) => rows.Text(column);

    /// <summary>Whether a text of a column stands for a missing value.</summary>
    public bool IsMissing(int column, string text) => codes[column].Hold(text) || (options.Missing.Count > 0 && text.Length == 0);

    /// <summary>Number in a field of the current row; NaN for a missing value, and for text that is not a number, which <see cref="ThrowIfFaulty"/> reports.</summary>
    public double Number(int column) => NumberOf(column, rows.Text(column), rows.Line);

    /// <summary>As above, for a row read earlier.</summary>
    /// <param name="column">Column.</param>
    /// <param name="text">Text of the field.</param>
    /// <param name="line">Line of the row, from 1.</param>
    public double NumberOf(int column, string text, int line)
    {
        if (IsMissing(column, text))
            return double.NaN;
        if (!double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double value) || !double.IsFinite(value))
        {
            Add(column, line, $"'{text}' is not a number. {(CellText.IsFault(text) ? CellText.Advice(text) : "Correct it, leave out the row or the column, or name it as a missing value (--missing).")}");
            return double.NaN;
        }
        if (!undeclared.TryGetValue(column, out UndeclaredCode? code))
            undeclared[column] = code = new UndeclaredCode();
        code.Add(value, line);
        return value;
    }

    /// <summary>Adds a fault in a field of the current row.</summary>
    public void Add(int column, string what) => Add(column, rows.Line, what);

    /// <summary>Throws if reading has found faults, so that one message reports all of them.</summary>
    /// <exception cref="InvalidDataException">The faults, one line for each column.</exception>
    public void ThrowIfFaulty()
    {
        var problems = new List<string>(faults.Values.Select(fault => fault.Count == 1 ? fault.First : $"{fault.First} {fault.Count:N0} values of this column are wrong."));
        if (!options.NoOtherCodes)
        {
            foreach (var (column, code) in undeclared.OrderBy(one => one.Key))
            {
                if (code.Found() is { } found)
                    problems.Add($"{Name}, line {found.Line}, column '{Header[column]}': {found.Code} is far from all other values, as codes of missing values are. Declare it (--missing {found.Code}), or say that it is a value (--missing none).");
            }
        }
        if (problems.Count > 0)
            throw new InvalidDataException(string.Join("\n  ", problems));
    }

    /// <inheritdoc/>
    public void Dispose() => rows.Dispose();

    private void Add(int column, int line, string what)
    {
        if (!faults.TryGetValue(column, out Fault? fault))
            faults[column] = fault = new Fault($"{Name}, line {line}, column '{Header[column]}': {what}");
        fault.Count++;
    }

    private sealed class Fault(string first)
    {
        public string First { get; } = first;

        public int Count { get; set; }
    }
}

/// <summary>How to read a table of numbers.</summary>
public sealed record NumericTableOptions
{
    /// <summary>Sheet of an .xlsx; null for the first.</summary>
    public string? Sheet { get; init; }

    /// <summary>Encoding of a file without a byte-order mark; null for UTF-8.</summary>
    public string? Encoding { get; init; }

    /// <summary>Column → its codes of missing values; the empty name is for all columns. If there are any codes, an empty field is missing too.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<string>> Missing { get; init; } = new Dictionary<string, IReadOnlyList<string>>();

    /// <summary>Whether undeclared common codes of missing values are values.</summary>
    public bool NoOtherCodes { get; init; }

    /// <summary>Parses the codes of a command line: <c>-9999</c> for all columns, <c>Clay=-1</c> for one, <c>none</c> for no others.</summary>
    /// <param name="codes">Codes.</param>
    /// <param name="encoding">Encoding; null for UTF-8.</param>
    /// <param name="sheet">Sheet; null for the first.</param>
    public static NumericTableOptions Parse(IEnumerable<string> codes, string? encoding, string? sheet)
    {
        var missing = new Dictionary<string, IReadOnlyList<string>>(StringComparer.Ordinal);
        bool none = false;
        foreach (string code in codes.Select(code => code.Trim()))
        {
            if (code.Equals("none", StringComparison.OrdinalIgnoreCase))
            {
                none = true;
                continue;
            }
            int at = code.IndexOf('=', StringComparison.Ordinal);
            string column = at > 0 ? code[..at].Trim() : "";
            missing[column] = [.. missing.GetValueOrDefault(column) ?? [], at > 0 ? code[(at + 1)..] : code];
        }
        return new NumericTableOptions { Missing = missing, NoOtherCodes = none, Encoding = encoding, Sheet = sheet };
    }
}
