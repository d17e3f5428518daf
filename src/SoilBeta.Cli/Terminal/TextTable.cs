namespace SoilBeta.Cli.Terminal;

/// <summary>A table in plain text.</summary>
internal static class TextTable
{
    /// <summary>Formats a number; a dash for NaN.</summary>
    public static string Number(double value, string format) => double.IsNaN(value) ? "–" : value.ToString(format);

    /// <summary>Writes a table and an empty line.</summary>
    /// <param name="output">Destination.</param>
    /// <param name="header">Header; a column whose name starts with <c>&lt;</c> is left-aligned, the others right-aligned.</param>
    /// <param name="rows">Rows, as many fields as the header.</param>
    public static void Write(TextWriter output, IReadOnlyList<string> header, IEnumerable<IReadOnlyList<string>> rows)
    {
        string[][] all = [[.. header.Select(name => name.TrimStart('<'))], .. rows.Select(row => row.Select(SafeText.Line).ToArray())];
        int[] widths = [.. header.Select((_, column) => all.Max(row => row[column].Length))];
        foreach (string[] row in all)
            output.WriteLine(string.Join("  ", row.Select((text, column) => header[column].StartsWith('<') ? text.PadRight(widths[column]) : text.PadLeft(widths[column]))).TrimEnd());
        output.WriteLine();
    }
}
