using System.Globalization;
using CsvHelper;

namespace SoilBeta.Reports.Data;

/// <summary>Writes the data of figures.</summary>
internal static class Csv
{
    /// <summary>A number; empty for none.</summary>
    public static string Number(double value) => double.IsFinite(value) ? value.ToString("G7", CultureInfo.InvariantCulture) : "";

    /// <summary>A count.</summary>
    public static string Number(int value) => value.ToString(CultureInfo.InvariantCulture);

    /// <summary>Writes a table.</summary>
    public static void Write(string path, IReadOnlyList<string> headers, IEnumerable<string[]> rows) => WholeFile.Write(path, stream =>
    {
        using CsvWriter csv = CsvWriter.Create(stream, new CsvWriterOptions { NewLine = "\n" }, leaveOpen: true);
        csv.WriteRecord([.. headers]);
        foreach (string[] row in rows)
            csv.WriteRecord([.. row.Select(SpreadsheetText.Of)]);
    });
}
