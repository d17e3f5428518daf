using System.Globalization;

namespace SoilBeta.Soil.Tables;

/// <summary>Text of workbook cells whose number alone would mislead.</summary>
internal static class CellText
{
    /// <summary>Prefix of the text of a formula whose result the workbook does not store.</summary>
    public const string NoResult = "#FORMULA!";

    private static readonly string[] Errors = ["#DIV/0!", "#N/A", "#NAME?", "#NULL!", "#NUM!", "#REF!", "#VALUE!", "#GETTING_DATA", "#SPILL!", "#CALC!", "#FIELD!", "#BLOCKED!", "#CONNECT!", "#UNKNOWN!", "#BUSY!"];

    /// <summary>Whether a text is an error of a spreadsheet, or stands for a formula without a result.</summary>
    public static bool IsFault(string text) =>
        text.Length > 3 && text[0] == '#' && (text.StartsWith(NoResult, StringComparison.Ordinal) || Errors.Contains(text, StringComparer.OrdinalIgnoreCase));

    /// <summary>The usual spelling of an error.</summary>
    public static string ErrorNamed(string? text) => Array.Find(Errors, error => error.Equals(text, StringComparison.OrdinalIgnoreCase)) ?? "#VALUE!";

    /// <summary>Advice for the user on such a text.</summary>
    public static string Advice(string text) => text.StartsWith(NoResult, StringComparison.Ordinal)
        ? "The workbook holds the formula without its result: open it in a spreadsheet program, let it calculate, and save it."
        : "This is an error of a spreadsheet: correct its formula, or name it under 'missing' if it means that there is no value.";

    /// <summary>A percentage as Excel shows it: 0.0185 is <c>1.85%</c>.</summary>
    public static string Percent(double value)
    {
        // Decimal, because 100 times a double is not exactly the number that was typed.
        double percent = Math.Abs(value) < 1e20 ? (double)((decimal)value * 100) : value * 100;
        return percent.ToString("R", CultureInfo.InvariantCulture) + "%";
    }

    /// <summary>Whether a number format shows 100 times the number with a percent sign; a percent sign in quotes or after a backslash is text.</summary>
    public static bool IsPercent(string? format)
    {
        if (format is null || !format.Contains('%', StringComparison.Ordinal))
            return false;
        bool quoted = false, bracketed = false;
        for (int i = 0; i < format.Length; i++)
        {
            char c = format[i];
            if (quoted)
                quoted = c != '"';
            else if (bracketed)
                bracketed = c != ']';
            else if (c == '"')
                quoted = true;
            else if (c == '[')
                bracketed = true;
            else if (c is '\\' or '_' or '*')
                i++;
            else if (c == '%')
                return true;
        }
        return false;
    }
}
