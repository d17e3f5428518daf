using System.Globalization;

namespace SoilBeta.Files;

/// <summary>Text from files of unknown origin, for tables that people open in a spreadsheet or list on a terminal.</summary>
public static class SpreadsheetText
{
    /// <summary>A field without control characters (<see cref="PlainText"/>), and with a single quote in front where a spreadsheet would take it for a formula. Numbers are left alone; what has its quote already gets no second one.</summary>
    public static string Guard(string field)
    {
        string plain = PlainText.Clean(field);
        return field.Length > 0 && "=+-@\t\r".Contains(field[0], StringComparison.Ordinal) && !double.TryParse(field, NumberStyles.Float, CultureInfo.InvariantCulture, out _) ? "'" + plain : plain;
    }
}
