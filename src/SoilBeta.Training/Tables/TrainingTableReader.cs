using SoilBeta.Forests;
using SoilBeta.Soil.Tables;

namespace SoilBeta.Training.Tables;

/// <summary>Reads a training table: a target column, and every other numeric column as a feature.</summary>
public static class TrainingTableReader
{
    /// <summary>Number of rows that are searched for columns with numbers.</summary>
    private const int MostRowsLookedAt = 1000;

    /// <summary>Reads a table.</summary>
    /// <param name="path">A .csv, .tsv (either gzipped) or .xlsx with a header.</param>
    /// <param name="target">Name of the target column.</param>
    /// <param name="features">Names of the features; null for all other columns with numbers. A column whose first value is text is not a feature.</param>
    /// <exception cref="InvalidDataException">A column is missing, or a value is missing or not a number; the message names the first line of each faulty column.</exception>
    public static TrainingTable Read(string path, string target, IReadOnlyList<string>? features = null) => Read(path, target, features, new NumericTableOptions(), out _);

    /// <summary>Reads a table in which values may be missing: such rows are skipped and counted.</summary>
    /// <param name="path">A .csv, .tsv (either gzipped) or .xlsx with a header.</param>
    /// <param name="target">Name of the target column.</param>
    /// <param name="features">Names of the features; null for all other columns with numbers.</param>
    /// <param name="options">Missing values, encoding, sheet.</param>
    /// <param name="rowsLeftOut">Number of rows in which the target or a feature is missing.</param>
    /// <exception cref="InvalidDataException">A column is missing, or a value is not a number; the message names the first line of each faulty column.</exception>
    public static TrainingTable Read(string path, string target, IReadOnlyList<string>? features, NumericTableOptions options, out int rowsLeftOut)
    {
        using var table = new NumericTable(path, options);
        int targetColumn = table.Required(target);
        int[]? columns = features?.Select(table.Required).ToArray();
        bool more = table.Read();
        if (!more)
            throw new InvalidDataException($"{table.Name}: the table has a header but no rows.");
        var held = new List<(int Line, string[] Texts)>();
        if (columns is null)
        {
            bool?[] numeric = [.. table.Header.Select((name, column) => string.IsNullOrWhiteSpace(name) ? false : (bool?)null)];
            for (; more && held.Count < MostRowsLookedAt && numeric.Contains(null); more = table.Read())
                held.Add((table.Line, Look(table, numeric)));
            columns = [.. Enumerable.Range(0, numeric.Length).Where(column => column != targetColumn && numeric[column] == true)];
            foreach (int column in columns)
                table.Required(table.Header[column]); // refuses two columns of one name
        }
        if (columns.Length == 0)
            throw new InvalidDataException($"{table.Name}: no column but '{target}' holds numbers; at least one feature is expected.");

        var rows = new Rows(table, columns, targetColumn);
        foreach (var (line, texts) in held)
            rows.Add(column => texts[column], line);
        for (; more; more = table.Read())
            rows.Add(table.Text, table.Line);
        table.ThrowIfFaulty();
        rowsLeftOut = rows.LeftOut;
        return rows.ToTable(target);
    }

    private static string[] Look(NumericTable table, bool?[] numeric)
    {
        string[] texts = [.. Enumerable.Range(0, numeric.Length).Select(table.Text)];
        for (int column = 0; column < texts.Length; column++)
        {
            if (texts[column].Length > 0 && !table.IsMissing(column, texts[column]))
                numeric[column] ??= double.TryParse(texts[column], System.Globalization.NumberStyles.Float, System.Globalization.CultureInfo.InvariantCulture, out double value) && double.IsFinite(value);
        }
        return texts;
    }

    /// <summary>The rows read so far.</summary>
    private sealed class Rows(NumericTable table, int[] columns, int targetColumn)
    {
        private readonly List<float>[] values = [.. columns.Select(_ => new List<float>())];
        private readonly List<double> targets = [];

        public int LeftOut { get; private set; }

        public void Add(Func<int, string> text, int line)
        {
            double target = table.NumberOf(targetColumn, text(targetColumn), line);
            bool whole = !double.IsNaN(target);
            float[] row = new float[columns.Length];
            for (int i = 0; i < row.Length; i++)
            {
                double value = table.NumberOf(columns[i], text(columns[i]), line);
                row[i] = (float)value;
                whole &= !double.IsNaN(value);
                if (float.IsInfinity(row[i]))
                    throw new InvalidDataException($"{table.Name}, line {line}, column '{table.Header[columns[i]]}': '{text(columns[i])}' is too large for a float32.");
            }
            if (!whole)
            {
                LeftOut++;
                return;
            }
            targets.Add(target);
            for (int i = 0; i < row.Length; i++)
                values[i].Add(row[i]);
        }

        public TrainingTable ToTable(string target) => targets.Count > 0
            ? new TrainingTable([.. columns.Select(column => table.Header[column].Trim())], [.. columns.Select(_ => "")], [.. values.Select(column => column.ToArray())], [.. targets], targetName: target)
            : throw new InvalidDataException($"{table.Name}: each of the {LeftOut:N0} rows lacks the target or a feature. Choose features that have values (--features).");
    }
}
