using System.Globalization;

namespace SoilBeta.Files;

/// <summary>Makes text of unknown origin safe in tables that people open in a spreadsheet or print on a terminal.</summary>
public static class SpreadsheetText
{
    /// <summary>Removes control characters (<see cref="PlainText"/>) and puts a single quote in front of what a spreadsheet would take for a formula. Leaves numbers, and text that has its quote already, unchanged.</summary>
    public static string Guard(string field)
    {
        string plain = PlainText.Clean(field);
        return field.Length > 0 && "=+-@\t\r".Contains(field[0], StringComparison.Ordinal) && !double.TryParse(field, NumberStyles.Float, CultureInfo.InvariantCulture, out _) ? "'" + plain : plain;
    }
}
