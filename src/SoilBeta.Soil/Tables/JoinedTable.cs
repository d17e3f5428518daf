using System.Runtime.InteropServices;

namespace SoilBeta.Soil.Tables;

/// <summary>A table with one row for each key, joined to the horizons. It reads its header at once, its rows after all columns have been found, and keeps only the columns in use.</summary>
/// <remarks>Each text is stored once; rows hold its number, 4 bytes for each field: 850,000 layers with twelve columns take some 70 MB with their keys.</remarks>
internal sealed class JoinedTable : IDisposable
{
    private readonly TableRows rows;
    private readonly TableColumns own;
    private readonly ColumnExpression otherKey;
    private readonly List<int> kept = [];
    private readonly Dictionary<string, int> firstField = new(StringComparer.Ordinal);
    private readonly Dictionary<long, int> firstFieldOfNumber = [];
    private readonly List<int> fields = [];
    private readonly List<string> texts = [];
    private readonly Dictionary<string, int> numbers = new(StringComparer.Ordinal);
    private int current = -1;
    private int asked;

    /// <summary>Opens the table and finds its key; reads no row.</summary>
    /// <param name="join">Path and keys.</param>
    /// <param name="keys">Keys to try where the join names none.</param>
    /// <param name="horizons">The horizon table and the joins before this one.</param>
    /// <param name="preset">Preset of the horizon table; null for none.</param>
    /// <exception cref="InvalidDataException">A missing file or key.</exception>
    public JoinedTable(TableJoin join, IReadOnlyList<string> keys, TableColumns horizons, TablePreset? preset)
    {
        rows = TableRows.Open(join.Path, join.Sheet, join.Encoding);
        try
        {
            own = new TableColumns(rows, preset);
            string? key = string.IsNullOrEmpty(join.Key) ? keys.FirstOrDefault(name => horizons.Find(name) is not null && own.Find(name) is not null) : join.Key;
            if (key is null)
                throw new InvalidDataException($"{horizons.Name} and {rows.Name}: join needs a 'key', the column that both have{(keys.Count == 0 ? "" : $" ({string.Join(", ", keys)} were tried)")}. Name it in the study file, with 'other_key' where the two tables call it differently.");
            Key = horizons.Find(key) ?? throw horizons.NoColumn(key, "join.key");
            KeyName = string.IsNullOrEmpty(join.OtherKey) ? key : join.OtherKey;
            otherKey = own.Find(KeyName) ?? throw own.NoColumn(KeyName, "join.other_key");
        }
        catch
        {
            rows.Dispose();
            throw;
        }
    }

    /// <summary>File name.</summary>
    public string Name => rows.Name;

    /// <summary>Names of the columns.</summary>
    public IReadOnlyList<string> Header => rows.Header;

    /// <summary>The key in the horizon table, or in a join before this one.</summary>
    public ColumnExpression Key { get; }

    /// <summary>The key in this table.</summary>
    public string KeyName { get; }

    /// <summary>Rows of the horizon table whose key this table lacks.</summary>
    public int RowsWithoutPartner { get; private set; }

    /// <summary>Whether rows were looked up and none had a partner.</summary>
    public bool NeverMatched => asked > 0 && RowsWithoutPartner == asked;

    /// <summary>Keeps a column and returns its slot; null if there is none of that name.</summary>
    public int? Keep(string name)
    {
        if (own.OwnColumn(name) is not { } column)
            return null;
        int slot = kept.IndexOf(column);
        if (slot < 0)
        {
            slot = kept.Count;
            kept.Add(column);
        }
        return slot;
    }

    /// <summary>Reads the rows, and closes the file.</summary>
    /// <exception cref="InvalidDataException">Two rows with the same key and different values in use; a damaged file.</exception>
    public void Load()
    {
        while (rows.Read())
        {
            string key = own.Text(otherKey);
            if (key.Length == 0)
                continue;
            int start = fields.Count;
            foreach (int column in kept)
                fields.Add(NumberOf(rows.Text(column)));
            if (IsNumber(key, out long number) ? firstFieldOfNumber.TryAdd(number, start) : firstField.TryAdd(key, start))
                continue;
            Span<int> all = CollectionsMarshal.AsSpan(fields);
            if (!all.Slice(FirstField(key), kept.Count).SequenceEqual(all[start..]))
                throw new InvalidDataException($"{rows.Name}, line {rows.Line}, column '{KeyName}': '{key}' occurs a second time, with other values. The joined table needs one row a key.");
            fields.RemoveRange(start, kept.Count);
        }
        rows.Dispose();
        numbers.Clear();
        numbers.TrimExcess();
    }

    /// <summary>Looks up the row of a key.</summary>
    public void Advance(string key)
    {
        asked++;
        current = FirstField(key);
        if (current < 0)
            RowsWithoutPartner++;
    }

    /// <summary>Text of a kept column in the current row; empty where there is no row.</summary>
    public string Text(int slot) => current < 0 ? "" : texts[fields[current + slot]];

    /// <inheritdoc/>
    public void Dispose() => rows.Dispose();

    private int FirstField(string key) =>
        IsNumber(key, out long number) ? firstFieldOfNumber.GetValueOrDefault(number, -1) : firstField.GetValueOrDefault(key, -1);

    /// <summary>Whether a key is an integer in its canonical form: 8 bytes then replace a text of 40.</summary>
    private static bool IsNumber(string key, out long number)
    {
        number = 0;
        if (key.Length is 0 or > 18 || (key[0] == '0' && key.Length > 1))
            return false;
        foreach (char c in key)
        {
            if (!char.IsAsciiDigit(c))
                return false;
            number = (10 * number) + (c - '0');
        }
        return true;
    }

    private int NumberOf(string text)
    {
        if (!numbers.TryGetValue(text, out int number))
        {
            numbers[text] = number = texts.Count;
            texts.Add(text);
        }
        return number;
    }
}
