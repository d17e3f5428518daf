namespace SoilBeta.Soil.Tables;

/// <summary>Joins the horizon table with a second one and finds our columns in them.</summary>
internal sealed class TableColumns
{
    private readonly TableRows rows;
    private readonly Dictionary<string, string[]>? joined;
    private readonly Dictionary<string, int> joinedColumns = new(StringComparer.OrdinalIgnoreCase);
    private readonly Expression? key;
    private string[]? joinedRow;

    /// <summary>Reads the second table, if there is one.</summary>
    /// <param name="rows">The horizon table.</param>
    /// <param name="join">The second table; null for none.</param>
    public TableColumns(TableRows rows, TableJoin? join)
    {
        this.rows = rows;
        if (join is null)
            return;
        key = Find(join.Key) ?? throw NoColumn(join.Key, "join.key");
        using TableRows other = TableRows.Open(join.Path, join.Sheet);
        string otherName = string.IsNullOrEmpty(join.OtherKey) ? join.Key : join.OtherKey;
        var otherColumns = new TableColumns(other, null);
        Expression otherKey = otherColumns.Find(otherName) ?? throw otherColumns.NoColumn(otherName, "join.other_key");
        for (int i = 0; i < other.Header.Count; i++)
        {
            string name = other.Header[i].Trim();
            joinedColumns.TryAdd(rows.Column(name) < 0 ? name : "joined." + name, i);
        }

        joined = new Dictionary<string, string[]>(StringComparer.Ordinal);
        while (other.Read())
        {
            string value = otherColumns.Text(otherKey);
            string[] row = [.. Enumerable.Range(0, other.Header.Count).Select(other.Text)];
            if (value.Length > 0 && !joined.TryAdd(value, row) && !joined[value].SequenceEqual(row))
                throw new InvalidDataException($"{other.Name}, line {other.Line}, column '{otherName}': '{value}' stands here a second time with other values. The joined table needs one row a key.");
        }
    }

    /// <summary>Keys of the horizon table without a row in the second, counted by row.</summary>
    public int RowsWithoutPartner { get; private set; }

    /// <summary>Finds the second table's row for the current one.</summary>
    public void Advance()
    {
        if (joined is null)
            return;
        joinedRow = joined.GetValueOrDefault(Text(key!));
        if (joinedRow is null)
            RowsWithoutPartner++;
    }

    /// <summary>A column, or <c>a | b</c> for the first that has a value, or <c>a + b</c> joined by an underscore; null if there is none of them.</summary>
    public Expression? Find(string text)
    {
        if (Locate(text) is { } whole)
            return new Expression(text, [[whole]]);
        var alternatives = new List<int[]>();
        foreach (string alternative in text.Split('|', StringSplitOptions.TrimEntries))
        {
            int?[] parts = [.. (Locate(alternative) is { } single ? [single] : alternative.Split('+', StringSplitOptions.TrimEntries).Select(Locate))];
            if (parts.All(part => part is not null))
                alternatives.Add([.. parts.Select(part => part!.Value)]);
        }
        return alternatives.Count == 0 ? null : new Expression(text, alternatives);
    }

    /// <summary>Text of a column in the current row; empty if there is none.</summary>
    public string Text(Expression expression)
    {
        foreach (int[] parts in expression.Alternatives)
        {
            string text = parts.Length == 1 ? Field(parts[0]) : string.Join('_', parts.Select(Field));
            if (text.Length > 0 && text != "NA")
                return text;
        }
        return "";
    }

    /// <summary>The error for a column that is not there: names the nearest and all that are.</summary>
    public InvalidDataException NoColumn(string wanted, string ours)
    {
        string[] present = [.. rows.Header, .. joinedColumns.Keys];
        string nearest = present.MinBy(name => Distance(name.ToLowerInvariant(), wanted.ToLowerInvariant())) ?? "";
        return new InvalidDataException(
            $"{rows.Name}: there is no column '{wanted}', which is needed for {ours}. Nearest is '{nearest}'; the columns are {string.Join(", ", present)}. Name the right one under 'columns' in the study file.");
    }

    // Columns of the second table are numbered from −1 down.
    private int? Locate(string name)
    {
        int column = rows.Column(name);
        if (column >= 0)
            return column;
        return joinedColumns.TryGetValue(name, out int other) ? -1 - other : null;
    }

    private string Field(int column) => column >= 0 ? rows.Text(column) : joinedRow?[-1 - column] ?? "";

    /// <summary>Edits that turn one name into another.</summary>
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

    /// <summary>Where a value of ours stands: alternatives, each of one or more columns.</summary>
    /// <param name="Name">As the study file or the preset writes it.</param>
    /// <param name="Alternatives">Columns, [alternative][part].</param>
    internal sealed record Expression(string Name, IReadOnlyList<int[]> Alternatives);
}
