using System.Globalization;

namespace SoilBeta.Studies;

/// <summary>Text from strangers' files for tables that people open in a spreadsheet.</summary>
public static class SpreadsheetText
{
    /// <summary>A field as it is, or with a single quote in front where a spreadsheet would take it for a formula. Numbers are left alone; what has its quote already gets no second one.</summary>
    public static string Of(string field) =>
        field.Length > 0 && "=+-@\t\r".Contains(field[0], StringComparison.Ordinal) && !double.TryParse(field, NumberStyles.Float, CultureInfo.InvariantCulture, out _) ? "'" + field : field;
}
