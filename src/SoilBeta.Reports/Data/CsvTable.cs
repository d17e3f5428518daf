using System.Globalization;
using CsvHelper;

namespace SoilBeta.Reports.Data;

/// <summary>A CSV file of the outputs in memory, by column name; files of other versions may lack columns.</summary>
internal sealed class CsvTable
{
    private readonly Dictionary<string, int> _columns = new(StringComparer.Ordinal);

    private CsvTable(IReadOnlyList<string> headers, IReadOnlyList<string[]> rows)
    {
        (Headers, Rows) = (headers, rows);
        for (int i = 0; i < headers.Count; i++)
            _columns.TryAdd(headers[i], i);
    }

    /// <summary>Names of the columns.</summary>
    public IReadOnlyList<string> Headers { get; }

    /// <summary>Rows.</summary>
    public IReadOnlyList<string[]> Rows { get; }

    /// <summary>Reads a file; null where there is none.</summary>
    public static CsvTable? Read(string path)
    {
        if (!File.Exists(path))
            return null;
        using CsvReader csv = CsvReader.FromFile(path, new CsvReaderOptions { Separator = ',', TrackLineNumbers = true, PoolStrings = true });
        var rows = new List<string[]>();
        while (csv.Read())
            rows.Add([.. Enumerable.Range(0, csv.Headers.Count).Select(csv.GetString)]);
        return new CsvTable([.. csv.Headers], rows);
    }

    /// <summary>Whether there is such a column.</summary>
    public bool Has(string column) => _columns.ContainsKey(column);

    /// <summary>A field; empty where there is no such column.</summary>
    public string Text(string[] row, string column) => _columns.TryGetValue(column, out int index) && index < row.Length ? row[index] : "";

    /// <summary>A number; NaN where there is none.</summary>
    public double Number(string[] row, string column) => double.TryParse(Text(row, column), NumberStyles.Float, CultureInfo.InvariantCulture, out double value) ? value : double.NaN;
}
