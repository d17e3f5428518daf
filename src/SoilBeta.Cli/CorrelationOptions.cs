using SoilBeta.Numerics;
using SoilBeta.Soil.Tables;

namespace SoilBeta.Cli;

/// <summary>Root of the correlation matrix of the covariates' errors: read from a table, or computed from the table that a forest was trained on.</summary>
internal static class CorrelationOptions
{
    /// <summary>Root of a matrix in CSV: a header with the covariates' names in any order, then a row of numbers for each, in the order of the header.</summary>
    /// <param name="path">The table.</param>
    /// <param name="features">Covariates in the forest's order.</param>
    /// <exception cref="InvalidDataException">Other covariates, or numbers that are not correlations.</exception>
    public static double[][] OfMatrix(string path, IReadOnlyList<string> features)
    {
        var (headers, rows) = Read(path, features);
        if (headers.Length != features.Count)
            throw new InvalidDataException($"{Path.GetFileName(path)}: found the columns {string.Join(", ", headers)}, expected {string.Join(", ", features)} alone.");
        int[] order = [.. features.Select(feature => Array.IndexOf(headers, feature))];
        if (rows.Count == features.Count)
            rows = [.. order.Select(row => order.Select(column => rows[row][column]).ToArray())];
        if (CorrelationMatrix.Refusal(rows, features.Count) is { } refusal)
            throw new InvalidDataException($"{Path.GetFileName(path)}: {refusal}");
        return CorrelationMatrix.Root(rows)!;
    }

    /// <summary>Root of the Pearson correlations of a table's columns.</summary>
    /// <param name="path">A table that has the covariates, e.g. a study's <c>profiles.csv</c>; other columns are ignored.</param>
    /// <param name="features">Covariates in the forest's order.</param>
    /// <exception cref="InvalidDataException">Covariates are missing, or there are too few rows.</exception>
    public static double[][] OfTable(string path, IReadOnlyList<string> features)
    {
        var (headers, rows) = Read(path, features);
        if (rows.Count < 3)
            throw new InvalidDataException($"{Path.GetFileName(path)}: found {rows.Count} rows, expected at least three, to compute correlations.");
        double[][] columns = [.. features.Select(feature => rows.Select(row => row[Array.IndexOf(headers, feature)]).ToArray())];
        return CorrelationMatrix.Root(CorrelationMatrix.Estimate(columns)) ?? throw new InvalidDataException($"{Path.GetFileName(path)}: the correlation matrix of its covariates has no root. Give a matrix instead.");
    }

    private static (string[] Headers, List<double[]> Rows) Read(string path, IReadOnlyList<string> features)
    {
        using var table = new NumericTable(path);
        if (features.Where(feature => table.Column(feature) < 0).ToArray() is { Length: > 0 } missing)
            throw new InvalidDataException($"{table.Name}: the forest's {string.Join(", ", missing)} {(missing.Length == 1 ? "has" : "have")} no column. Found: {table.Found}.");
        string[] headers = [.. table.Header.Select(header => header.Trim())];
        var rows = new List<double[]>();
        while (table.Read())
            rows.Add([.. headers.Select((name, column) => features.Contains(name, StringComparer.Ordinal) ? table.Number(column) : double.NaN)]);
        table.ThrowIfFaulty();
        return (headers, rows);
    }
}
