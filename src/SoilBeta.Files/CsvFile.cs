using System.Globalization;
using CsvHelper;

namespace SoilBeta.Files;

/// <summary>Writes tables: commas, line feeds, UTF-8, and no field that a spreadsheet would take for a formula (<see cref="SpreadsheetText"/>).</summary>
/// <remarks>Fields are texts; <see cref="Number(double, int)"/> makes them of numbers.</remarks>
public sealed class CsvFile : IDisposable
{
    private readonly CsvWriter _writer;

    /// <summary>Begins a table on a stream, which stays open.</summary>
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

    /// <summary>A number as a field; empty for NaN and infinities.</summary>
    /// <param name="value">The number.</param>
    /// <param name="digits">Significant digits.</param>
    public static string Number(double value, int digits) => double.IsFinite(value) ? value.ToString("G" + digits.ToString(CultureInfo.InvariantCulture), CultureInfo.InvariantCulture) : "";

    /// <summary>A number as a field; empty for none.</summary>
    /// <param name="value">The number.</param>
    /// <param name="digits">Significant digits.</param>
    public static string Number(double? value, int digits) => value is { } known ? Number(known, digits) : "";

    /// <summary>A count as a field; empty for none.</summary>
    public static string Number(int? value) => value?.ToString(CultureInfo.InvariantCulture) ?? "";

    /// <summary>Adds a row.</summary>
    public void Add(params IEnumerable<string> fields) => _writer.WriteRecord([.. fields.Select(SpreadsheetText.Guard)]);

    /// <inheritdoc/>
    public void Dispose() => _writer.Dispose();
}
