using System.Globalization;
using CsvHelper;

namespace SoilBeta.Files;

/// <summary>Writes comma-separated tables in UTF-8 with line feeds, without fields that a spreadsheet would take for a formula (<see cref="SpreadsheetText"/>).</summary>
/// <remarks>Fields are text; <see cref="Number(double, int)"/> formats numbers.</remarks>
public sealed class CsvFile : IDisposable
{
    private readonly CsvWriter _writer;

    /// <summary>Begins a table on a stream, which the caller disposes.</summary>
    public CsvFile(Stream stream) => _writer = CsvWriter.Create(stream, new CsvWriterOptions { NewLine = "\n" }, leaveOpen: true);

    /// <summary>Writes a whole table into a file.</summary>
    /// <param name="path">Path; replaced when whole.</param>
    /// <param name="header">Names of the columns.</param>
    /// <param name="rows">Rows.</param>
    public static void Write(string path, IEnumerable<string> header, IEnumerable<IEnumerable<string>> rows) => WholeFile.Write(path, stream =>
    {
        using var table = new CsvFile(stream);
        table.Add(header);
        foreach (IEnumerable<string> row in rows)
            table.Add(row);
    });

    /// <summary>Formats a number; empty for NaN and infinities.</summary>
    /// <param name="value">The number.</param>
    /// <param name="digits">Significant digits.</param>
    public static string Number(double value, int digits) => double.IsFinite(value) ? value.ToString("G" + digits.ToString(CultureInfo.InvariantCulture), CultureInfo.InvariantCulture) : "";

    /// <summary>Formats a number; empty for null.</summary>
    /// <param name="value">The number.</param>
    /// <param name="digits">Significant digits.</param>
    public static string Number(double? value, int digits) => value is { } known ? Number(known, digits) : "";

    /// <summary>Formats a count; empty for null.</summary>
    public static string Number(int? value) => value?.ToString(CultureInfo.InvariantCulture) ?? "";

    /// <summary>Adds a row.</summary>
    public void Add(params IEnumerable<string> fields) => _writer.WriteRecord([.. fields.Select(SpreadsheetText.Guard)]);

    /// <inheritdoc/>
    public void Dispose() => _writer.Dispose();
}
