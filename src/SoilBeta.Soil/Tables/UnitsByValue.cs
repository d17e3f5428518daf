namespace SoilBeta.Soil.Tables;

/// <summary>Units that depend on the value of a column, for compilations whose sources or countries kept their own units.</summary>
internal sealed class UnitsByValue
{
    private const int MostListed = 20;

    private readonly TableColumns columns;
    private readonly ColumnExpression? column;
    private readonly string name;
    private readonly string table;
    private readonly Dictionary<string, TableUnits> units = new(StringComparer.OrdinalIgnoreCase);
    private readonly HashSet<string> seen = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>Finds the column and the units of each of its values.</summary>
    /// <exception cref="InvalidDataException">There is more than one column, or none of that name.</exception>
    public UnitsByValue(HorizonTableOptions options, TableColumns columns, IReadOnlyDictionary<string, ColumnExpression> ours, TableUnits otherwise, string table)
    {
        (this.columns, this.table) = (columns, table);
        if (options.UnitsBy.Count > 1)
            throw new InvalidDataException($"{table}, units_by: found the columns {string.Join(", ", options.UnitsBy.Keys)}, expected one whose values decide.");
        (name, var values) = options.UnitsBy.First();
        // The source of a row is known even without a column for it.
        column = name == "source" ? null : ours.GetValueOrDefault(name) ?? columns.Find(name) ?? throw columns.NoColumn(name, "units_by");
        foreach (var (value, given) in values)
            units[value.Trim()] = new TableUnits(given, quantity => otherwise.ForQuantity(quantity));
    }

    /// <summary>Message about a listed value that no row has; null if there is none.</summary>
    public string? Unseen
    {
        get
        {
            string[] unseen = [.. units.Keys.Where(value => !seen.Contains(value))];
            return unseen.Length == 0 ? null
                : $"{table}, units_by, {name}: no row has {string.Join(", ", unseen.Select(value => $"'{value}'"))}. Found: {string.Join(", ", seen.Order(StringComparer.Ordinal).Take(MostListed))}{(seen.Count > MostListed ? ", …" : "")}.";
        }
    }

    /// <summary>Units of the current row; null where none are given for its value.</summary>
    public TableUnits? ForSource(string source)
    {
        string value = column is null ? source : columns.Text(column);
        seen.Add(value);
        return units.GetValueOrDefault(value);
    }
}
