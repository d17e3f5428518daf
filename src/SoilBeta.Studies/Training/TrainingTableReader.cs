using System.Globalization;
using CsvHelper;
using SoilBeta.Forests;

namespace SoilBeta.Studies.Training;

/// <summary>Reads a table to train on from CSV: a target column, and every other numeric column as a feature.</summary>
public static class TrainingTableReader
{
    /// <summary>Reads a table.</summary>
    /// <param name="path">A .csv with a header.</param>
    /// <param name="target">Name of the column to be predicted.</param>
    /// <param name="features">Names of the features; null: every other column that holds numbers. A column whose first row holds text is none.</param>
    /// <exception cref="InvalidDataException">A column is missing, or a value is missing or no number; the message says the line.</exception>
    public static TrainingTable Read(string path, string target, IReadOnlyList<string>? features = null)
    {
        string file = Path.GetFileName(path);
        if (!File.Exists(path))
            throw new InvalidDataException($"{path}: there is no such file.");
        RegularFile.Require(path);
        using CsvReader csv = CsvReader.FromFile(path, new CsvReaderOptions { Separator = ',', TrackLineNumbers = true });
        string[] headers = [.. csv.Headers];
        if (headers.Length == 0)
            throw new InvalidDataException($"{file}: the table is empty; a header and rows are expected.");
        int targetColumn = Column(target);
        if (!csv.Read())
            throw new InvalidDataException($"{file}: the table has a header but no rows.");
        int[] columns = features is null
            ? [.. Enumerable.Range(0, headers.Length).Where(column => column != targetColumn && TryNumber(csv.GetString(column), out _))]
            : [.. features.Select(Column)];
        if (columns.Length == 0)
            throw new InvalidDataException($"{file}: no column but '{target}' holds numbers; at least one feature is expected.");

        List<float>[] values = [.. columns.Select(_ => new List<float>())];
        var targets = new List<double>();
        do
        {
            for (int i = 0; i < columns.Length; i++)
                values[i].Add(Single(columns[i]));
            targets.Add(Number(targetColumn));
        }
        while (csv.Read());
        return new TrainingTable([.. columns.Select(column => headers[column])], [.. columns.Select(_ => "")], [.. values.Select(column => column.ToArray())], [.. targets], targetName: target);

        int Column(string name)
        {
            int[] found = [.. Enumerable.Range(0, headers.Length).Where(column => string.Equals(headers[column], name, StringComparison.Ordinal))];
            return found.Length == 1
                ? found[0]
                : throw new InvalidDataException($"{file}: {(found.Length == 0 ? "there is no" : "there is more than one")} column '{name}'. Found: {string.Join(", ", headers.Take(50))}.");
        }

        double Number(int column) => TryNumber(csv.GetString(column), out double value)
            ? value
            : throw new InvalidDataException($"{file}, line {csv.LineNumber}, column '{headers[column]}': '{csv.GetString(column)}' is not a number. Correct it, or leave out the row or the column.");

        float Single(int column)
        {
            float value = (float)Number(column);
            return float.IsFinite(value) ? value : throw new InvalidDataException($"{file}, line {csv.LineNumber}, column '{headers[column]}': '{csv.GetString(column)}' does not fit a float32.");
        }
    }

    private static bool TryNumber(string text, out double value) => double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out value) && double.IsFinite(value);
}
