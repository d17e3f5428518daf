using System.Globalization;
using SoilBeta.Soil.Tables;

namespace SoilBeta.Workflow.Init;

/// <summary>Finds the table of horizons among the tables of a folder and the sheets of its workbooks, and the tables that join it.</summary>
internal static class TableGuesses
{
    /// <summary>File endings of tables.</summary>
    public static readonly string[] Endings = [".csv", ".csv.gz", ".tsv", ".tsv.gz", ".xlsx"];

    /// <summary>Minimum number of required columns in a table of horizons; a joined table may have the coordinates.</summary>
    private const int FewestNeeded = 4;

    /// <summary>Maximum number of sheets examined per workbook.</summary>
    private const int MostSheets = 20;

    /// <summary>Minimum share of common keys for joining two tables, relative to the table with fewer keys, since bulk density is often known for some layers only.</summary>
    private const double LeastShare = 0.5;

    /// <summary>The table of horizons with its joins; null if there is none.</summary>
    /// <param name="files">Files of the folder.</param>
    /// <param name="guesses">Receives the guesses, one line each.</param>
    public static TableGuess? Best(IEnumerable<string> files, ICollection<string> guesses)
    {
        TableGuess[] tables = [.. files.Where(file => Endings.Any(ending => file.EndsWith(ending, StringComparison.OrdinalIgnoreCase))).SelectMany(file => Look(file, guesses))];
        TableGuess? best = tables.Where(IsHorizons).OrderByDescending(table => table.Preset is not null).ThenByDescending(table => ColumnGuesses.Needed.Count(table.Has)).ThenByDescending(table => table.Columns.Count).FirstOrDefault();
        if (best is null)
            return null;
        best = best with { Joins = Joins(best, tables) };
        Say(best, tables, guesses);
        return best;
    }

    private static bool IsHorizons(TableGuess table) => table.Has("top") && table.Has("bottom") && table.Has("soc") && ColumnGuesses.Needed.Count(table.Has) >= FewestNeeded;

    /// <summary>Guesses the content of each sheet of a file.</summary>
    private static List<TableGuess> Look(string file, ICollection<string> guesses)
    {
        var found = new List<TableGuess>();
        try
        {
            IReadOnlyList<string> sheets = SheetNames.Read(file);
            IEnumerable<string?> looked = [null];
            if (sheets.Count > 1)
                looked = sheets.Take(MostSheets);
            foreach (string? sheet in looked)
            {
                try
                {
                    found.Add(Guess(file, sheet));
                }
                catch (InvalidDataException failure)
                {
                    guesses.Add($"{Path.GetFileName(file)}{(sheet is null ? "" : $", sheet '{sheet}'")}: left out, {failure.Message.Split('\n')[0]}");
                }
            }
        }
        catch (InvalidDataException failure)
        {
            guesses.Add($"{Path.GetFileName(file)}: left out, {failure.Message.Split('\n')[0]}");
        }
        return found;
    }

    private static TableGuess Guess(string file, string? sheet)
    {
        var (columns, glance) = ColumnGuesses.Guess(file, sheet);
        if (CompilationHeader.Preset(glance.Header) is not { } preset)
            return new TableGuess(file, sheet, null, columns, glance);
        var known = CompilationHeader.Columns(preset, file, sheet);
        return new TableGuess(file, sheet, preset, [.. known.Select(pair => new ColumnGuess(pair.Key, pair.Value, null, $"as {preset.Word()} has it"))], glance);
    }

    private static List<JoinGuess> Joins(TableGuess horizons, TableGuess[] tables)
    {
        var joins = new List<JoinGuess>();
        // Try the table with the most required columns first.
        foreach (TableGuess other in tables.Where(table => table != horizons && table.Preset == horizons.Preset).OrderByDescending(table => ColumnGuesses.Needed.Count(table.Has)).ThenByDescending(table => table.Columns.Count))
        {
            ColumnGuess[] gains = [.. other.Columns.Where(column => column.Ours is not ("profile_id" or "site" or "top" or "bottom") && !horizons.Has(column.Ours) && !joins.Exists(join => join.Gains.Any(gain => gain.Ours == column.Ours)))];
            if (gains.Length == 0 || Key(horizons, other) is not { } key)
                continue;
            string prefix = joins.Count == 0 ? "joined." : string.Create(CultureInfo.InvariantCulture, $"joined{joins.Count + 1}.");
            joins.Add(new JoinGuess(other, key.Key, key.OtherKey == key.Key ? null : key.OtherKey, [.. gains.Select(gain => IsTaken(gain.Theirs) ? gain with { Theirs = prefix + gain.Theirs } : gain)]));
        }
        return joins;

        bool IsTaken(string name) => horizons.Glance.Header.Concat(joins.SelectMany(join => join.Table.Glance.Header)).Contains(name, StringComparer.OrdinalIgnoreCase);
    }

    /// <summary>Columns of two tables with the same keys: one row for each key in the other table, and many common keys; of several pairs the one with most keys.</summary>
    private static (string Key, string OtherKey)? Key(TableGuess horizons, TableGuess other)
    {
        (string Key, string OtherKey)? best = null;
        int most = 1; // a key with a single value joins nothing
        for (int i = 0; i < horizons.Glance.Header.Count; i++)
        {
            for (int j = 0; j < other.Glance.Header.Count; j++)
            {
                string mine = horizons.Glance.Header[i], theirs = other.Glance.Header[j];
                bool alike = ColumnGuesses.Bare(mine) == ColumnGuesses.Bare(theirs) || (IsId(horizons, mine) && IsId(other, theirs));
                if (!alike || mine.Length == 0)
                    continue;
                string[] keys = [.. other.Glance.Rows.Select(row => row[j]).Where(text => text.Length > 0)];
                var known = keys.ToHashSet(StringComparer.Ordinal);
                string[] wanted = [.. horizons.Glance.Rows.Select(row => row[i]).Where(text => text.Length > 0).Distinct(StringComparer.Ordinal)];
                int met = wanted.Count(known.Contains);
                // Only the beginning of a long table is read: some of its keys must match there.
                bool enough = met >= LeastShare * Math.Min(wanted.Length, known.Count) || (other.Glance.IsCut && met > 1);
                if (known.Count == keys.Length && enough && met > most)
                    (best, most) = ((mine, theirs), met);
            }
        }
        return best;
    }

    private static bool IsId(TableGuess table, string column) => table.Columns.Any(guess => guess.Ours == "profile_id" && guess.Theirs == column);

    private static void Say(TableGuess best, TableGuess[] tables, ICollection<string> guesses)
    {
        guesses.Add($"{best.Name}: the table of horizons{(best.Preset is null ? "" : $", by its header of {best.Preset?.Word()}: preset {best.Preset?.Word()}")}");
        foreach (var column in best.Columns)
            guesses.Add($"  {column.Ours} = {column.Theirs}{(column.Unit is null ? "" : $", {column.Unit} ({column.Why})")}");
        foreach (var join in best.Joins)
            guesses.Add($"{join.Table.Name}: joined by {join.Key}{(join.OtherKey is null ? "" : $" = {join.OtherKey}")} for {string.Join(", ", join.Gains.Select(gain => $"{gain.Ours} = {gain.Theirs}{(gain.Unit is null ? "" : $", {gain.Unit}")}"))}");
        foreach (string missing in best.Missing)
            guesses.Add($"  {missing}: no column looks like it; name it in the file (or join another table)");
        foreach (var other in tables.Where(table => table.Sheet is not null && table != best && best.Joins.All(join => join.Table != table)))
            guesses.Add($"{other.Name}: not used");
    }
}
