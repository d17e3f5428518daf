namespace SoilBeta.Soil.Tables;

/// <summary>Where a value comes from: alternatives, each of one or more columns joined by an underscore.</summary>
/// <param name="Name">As the study file or the preset writes it.</param>
/// <param name="Alternatives">Columns, [alternative][part].</param>
internal sealed record ColumnExpression(string Name, IReadOnlyList<ColumnAt[]> Alternatives);

/// <summary>A column of the horizon table or of a joined one.</summary>
/// <param name="Table">0 for the horizon table, otherwise the number of the join, from 1.</param>
/// <param name="Column">Column of the horizon table, or slot in the joined table.</param>
internal readonly record struct ColumnAt(int Table, int Column);
