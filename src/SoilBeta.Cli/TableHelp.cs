namespace SoilBeta.Cli;

/// <summary>Help texts of the options for input tables.</summary>
internal static class TableHelp
{
    /// <summary>Help of <c>--missing</c>.</summary>
    public const string Missing = "Codes of missing values, e.g. -9999,n.d. for all columns and Clay=-1 for one; empty fields are missing too. 'none': values that look like such a code are values.";

    /// <summary>Help of <c>--encoding</c>.</summary>
    public const string Encoding = "Encoding of the table's text, e.g. latin1 or windows-1252 (default: UTF-8, or what its byte-order mark says).";

    /// <summary>Help of <c>--sheet</c>.</summary>
    public const string Sheet = "Sheet of an .xlsx (default: the first).";
}
