using System.Globalization;

namespace SoilBeta.Soil.Tables;

/// <summary>Finds columns in the horizon table and its joined tables before any row is read, and returns the texts of the current row.</summary>
internal sealed class TableColumns : IDisposable
{
    /// <summary>Largest number of columns that a message lists: a table of WoSIS has 160.</summary>
    private const int MostListed = 20;

    private const string Missing = "NA";
    private readonly TableRows rows;
    private readonly List<JoinedTable> joins = [];
    private readonly string? propertyColumn;

    /// <summary>Starts with the columns of one table.</summary>
    /// <param name="rows">The table.</param>
    /// <param name="preset">Preset; null for none.</param>
    public TableColumns(TableRows rows, TablePreset? preset)
    {
        this.rows = rows;
        propertyColumn = TablePresets.PropertyColumn(preset, rows);
    }

    /// <summary>File name of the horizon table.</summary>
    public string Name => rows.Name;

    /// <summary>The joined tables, in their order.</summary>
    public IReadOnlyList<JoinedTable> Joins => joins;

    /// <summary>Opens the joined tables; <see cref="LoadJoins"/> reads their rows.</summary>
    /// <exception cref="InvalidDataException">A missing file or key.</exception>
    public void Join(IReadOnlyList<TableJoin> tables, TablePreset? preset)
    {
        foreach (TableJoin table in tables)
            joins.Add(new JoinedTable(table, TablePresets.JoinKeys(preset), this, preset));
    }

    /// <summary>Reads the joined tables, keeping the columns found so far.</summary>
    public void LoadJoins()
    {
        foreach (JoinedTable join in joins)
            join.Load();
    }

    /// <summary>Looks up the joined rows of the current row.</summary>
    public void Advance()
    {
        foreach (JoinedTable join in joins)
            join.Advance(Text(join.Key));
    }

    /// <summary>Finds a column, or <c>a | b</c> for the first that has a value, or <c>a + b</c> joined by an underscore; null if there are none.</summary>
    public ColumnExpression? Find(string text)
    {
        if (Locate(text) is { } whole)
            return new ColumnExpression(text, [[whole]]);
        var alternatives = new List<ColumnAt[]>();
        foreach (string alternative in text.Split('|', StringSplitOptions.TrimEntries))
        {
            ColumnAt?[] parts = [.. (Locate(alternative) is { } single ? [single] : alternative.Split('+', StringSplitOptions.TrimEntries).Select(Locate))];
            if (parts.All(part => part is not null))
                alternatives.Add([.. parts.Select(part => part!.Value)]);
        }
        return alternatives.Count == 0 ? null : new ColumnExpression(text, alternatives);
    }

    /// <summary>Text of a column in the current row; empty if there is none.</summary>
    /// <param name="expression">The column.</param>
    /// <param name="codes">Codes of missing values; null for NA only.</param>
    public string Text(ColumnExpression expression, MissingCodes? codes = null)
    {
        foreach (ColumnAt[] parts in expression.Alternatives)
        {
            string text = parts.Length == 1 ? Field(parts[0]) : string.Join('_', parts.Select(Field));
            if (text.Length > 0 && text != Missing && codes?.Hold(text) != true)
                return text;
        }
        return "";
    }

    /// <summary>Position of a column in the horizon table itself; null if there is none.</summary>
    public int? OwnColumn(string name)
    {
        int column = rows.Column(name);
        if (column < 0 && string.Equals(name, propertyColumn, StringComparison.OrdinalIgnoreCase))
            column = rows.Column(TablePresets.PropertyValue);
        return column < 0 ? null : column;
    }

    /// <summary>The error for a missing column: names the nearest column and the first of all.</summary>
    public InvalidDataException NoColumn(string wanted, string ours)
    {
        string[] present = [.. rows.Header, .. joins.SelectMany(join => join.Header)];
        string nearest = present.MinBy(name => Distance(name.ToLowerInvariant(), wanted.ToLowerInvariant())) ?? "";
        string more = present.Length > MostListed ? string.Create(CultureInfo.InvariantCulture, $", … and {present.Length - MostListed} more") : "";
        string where = joins.Count == 0 ? rows.Name : $"{rows.Name} with {string.Join(", ", joins.Select(join => join.Name))}";
        return new InvalidDataException(
            $"{where}: there is no column '{wanted}', which is needed for {ours}. Nearest is '{nearest}'; the columns are {string.Join(", ", present.Take(MostListed))}{more}. Name the right one under 'columns' in the study file.");
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (JoinedTable join in joins)
            join.Dispose();
    }

    /// <summary>Finds a column by its name: in the horizon table, otherwise in the first joined table that has it. <c>joined.NAME</c> names a column of the first joined table, <c>joined2.NAME</c> of the second.</summary>
    private ColumnAt? Locate(string name)
    {
        if (OwnColumn(name) is { } column)
            return new ColumnAt(0, column);
        for (int i = 0; i < joins.Count; i++)
        {
            string prefix = i == 0 ? "joined." : string.Create(CultureInfo.InvariantCulture, $"joined{i + 1}.");
            if (name.StartsWith(prefix, StringComparison.OrdinalIgnoreCase) && joins[i].Keep(name[prefix.Length..]) is { } named)
                return new ColumnAt(i + 1, named);
        }
        for (int i = 0; i < joins.Count; i++)
        {
            if (joins[i].Keep(name) is { } slot)
                return new ColumnAt(i + 1, slot);
        }
        return null;
    }

    private string Field(ColumnAt at) => at.Table == 0 ? rows.Text(at.Column) : joins[at.Table - 1].Text(at.Column);

    /// <summary>Edit distance between two names.</summary>
    private static int Distance(string a, string b)
    {
        int[] previous = [.. Enumerable.Range(0, b.Length + 1)];
        for (int i = 1; i <= a.Length; i++)
        {
            int[] current = new int[b.Length + 1];
            current[0] = i;
            for (int j = 1; j <= b.Length; j++)
                current[j] = Math.Min(Math.Min(current[j - 1], previous[j]) + 1, previous[j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1));
            previous = current;
        }
        return previous[^1];
    }
}
