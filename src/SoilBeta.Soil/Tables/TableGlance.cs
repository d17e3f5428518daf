namespace SoilBeta.Soil.Tables;

/// <summary>The header and the first rows of a table, for guessing what it holds.</summary>
/// <param name="Header">Names of the columns.</param>
/// <param name="Rows">First rows, [row][column].</param>
/// <param name="IsCut">Whether the table has more rows.</param>
public sealed record TableGlance(IReadOnlyList<string> Header, IReadOnlyList<string[]> Rows, bool IsCut)
{
    /// <summary>Reads the beginning of a table.</summary>
    /// <param name="path">A .csv, .tsv (either gzipped) or .xlsx.</param>
    /// <param name="sheet">Sheet of an .xlsx; null for the first.</param>
    /// <param name="rows">Largest number of rows to read.</param>
    /// <exception cref="InvalidDataException">The file is missing, empty or not a table.</exception>
    public static TableGlance Read(string path, string? sheet, int rows)
    {
        using TableRows table = TableRows.Open(path, sheet);
        var read = new List<string[]>();
        while (read.Count < rows && table.Read())
            read.Add([.. Enumerable.Range(0, table.Header.Count).Select(table.Text)]);
        return new TableGlance(table.Header, read, read.Count == rows && table.Read());
    }
}
