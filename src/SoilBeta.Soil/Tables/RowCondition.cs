namespace SoilBeta.Soil.Tables;

/// <summary>A condition on the rows of a table; rows that do not meet it are ignored.</summary>
/// <param name="Column">Column of the table or of one joined to it (<c>a | b</c> takes the first that has a value), otherwise one of the program's names.</param>
/// <param name="Keep">Texts or numbers to keep; null for any.</param>
/// <param name="Drop">Texts or numbers to exclude; null for none.</param>
/// <param name="Min">Smallest number, or year of a date; null for none.</param>
/// <param name="Max">Largest number, or year of a date; null for none.</param>
/// <param name="KeepEmpty">Whether rows without a value are kept; null to keep them only if <paramref name="Drop"/> is the only condition.</param>
public sealed record RowCondition(string Column, IReadOnlyList<string>? Keep = null, IReadOnlyList<string>? Drop = null, double? Min = null, double? Max = null, bool? KeepEmpty = null);

/// <summary>Rows that a condition excluded.</summary>
/// <param name="Column">Column.</param>
/// <param name="Rows">Rows.</param>
public sealed record LeftOutRows(string Column, int Rows);
