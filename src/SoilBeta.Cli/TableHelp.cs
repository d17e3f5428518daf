namespace SoilBeta.Cli;

/// <summary>Help of the options that every verb with a table of its own has.</summary>
internal static class TableHelp
{
    /// <summary>Of <c>--missing</c>.</summary>
    public const string Missing = "Numbers and texts that mean no value, e.g. -9999,n.d. for all columns and Clay=-1 for one; an empty field counts with them. 'none': values that look like such a code are values.";

    /// <summary>Of <c>--encoding</c>.</summary>
    public const string Encoding = "Encoding of the table's text, e.g. latin1 or windows-1252 (default: UTF-8, or what its byte-order mark says).";

    /// <summary>Of <c>--sheet</c>.</summary>
    public const string Sheet = "Sheet of an .xlsx (default: the first).";
}
