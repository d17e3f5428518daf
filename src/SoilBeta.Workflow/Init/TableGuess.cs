using SoilBeta.Soil.Tables;

namespace SoilBeta.Workflow.Init;

/// <summary>A guess at the content of a table.</summary>
/// <param name="Path">File.</param>
/// <param name="Sheet">Sheet of a workbook with several; null for the first, or a file that is not a workbook.</param>
/// <param name="Preset">Preset of the compilation that the header belongs to; null for none.</param>
/// <param name="Columns">Columns in the program's order: the preset's, otherwise guessed.</param>
/// <param name="Glance">Header and first rows.</param>
internal sealed record TableGuess(string Path, string? Sheet, TablePreset? Preset, IReadOnlyList<ColumnGuess> Columns, TableGlance Glance)
{
    /// <summary>Tables to join, in their order.</summary>
    public IReadOnlyList<JoinGuess> Joins { get; init; } = [];

    /// <summary>File, and sheet if there are several.</summary>
    public string Name => System.IO.Path.GetFileName(Path) + (Sheet is null ? "" : $", sheet '{Sheet}'");

    /// <summary>Columns of this table and of those joined to it.</summary>
    public IEnumerable<ColumnGuess> AllColumns => Columns.Concat(Joins.SelectMany(join => join.Gains));

    /// <summary>Columns that a table of horizons needs and for which no candidate was found.</summary>
    public IEnumerable<string> Missing => ColumnGuesses.Needed.Where(name => !Has(name));

    /// <summary>Whether a column was found; organic matter may replace carbon.</summary>
    public bool Has(string ours) => AllColumns.Any(column => column.Ours == ours || (ours == "soc" && column.Ours == "organic_matter"));

    private static Dictionary<string, TableUnit> Units(IEnumerable<ColumnGuess> columns)
    {
        var units = new Dictionary<string, TableUnit>();
        foreach (ColumnGuess column in columns)
        {
            if (column.Unit is { } unit && TableUnits.Find(column.Ours, unit) is { } known)
                units[column.Ours] = known;
        }
        return units;
    }

    /// <summary>Options for reading the table.</summary>
    public HorizonTableOptions Options => new()
    {
        Path = Path,
        Sheet = Sheet,
        Preset = Preset,
        Columns = Preset is null ? AllColumns.ToDictionary(column => column.Ours, column => column.Theirs) : new Dictionary<string, string>(),
        Units = Preset is null ? Units(AllColumns) : new Dictionary<string, TableUnit>(),
        Joins = [.. Joins.Select(join => new TableJoin(join.Table.Path, join.Table.Sheet, join.Key, join.OtherKey))],
    };
}

/// <summary>A table that probably joins the horizons.</summary>
/// <param name="Table">The table.</param>
/// <param name="Key">Key column of the horizons.</param>
/// <param name="OtherKey">Key column of the table; null for the same name.</param>
/// <param name="Gains">Columns that only this table has.</param>
internal sealed record JoinGuess(TableGuess Table, string Key, string? OtherKey, IReadOnlyList<ColumnGuess> Gains);
