using System.Globalization;
using SoilBeta.Soil;
using SoilBeta.Soil.Tables;

namespace SoilBeta.Cli;

/// <summary>Points to predict at, from a table: <c>id</c>, the forest's covariates and, if there is one, the topsoil density <c>X20</c>; other columns are ignored.</summary>
internal sealed class PointTable
{
    /// <summary>Column of the topsoil's SOC density, 0–20 cm, Mg C ha⁻¹.</summary>
    public const string TopsoilColumn = "X20";

    private PointTable(List<string> ids, List<float>[] covariates, List<float>? topsoil)
    {
        Ids = ids;
        Covariates = covariates;
        Topsoil = topsoil;
    }

    /// <summary>Identifiers of the points; the row number, from 1, in a table without a column <c>id</c>.</summary>
    public IReadOnlyList<string> Ids { get; }

    /// <summary>Covariates in the forest's order, [feature][point].</summary>
    public IReadOnlyList<IReadOnlyList<float>> Covariates { get; }

    /// <summary>Topsoil SOC density, Mg C ha⁻¹, [point], NaN where it is missing; null where the table has no such column.</summary>
    public IReadOnlyList<float>? Topsoil { get; }

    /// <summary>Whether a point lacks a covariate and therefore gets no prediction, [point].</summary>
    public required IReadOnlyList<bool> WithoutCovariates { get; init; }

    /// <summary>A remark on the table for the user; null for none.</summary>
    public string? Remark { get; init; }

    /// <summary>Reads a table.</summary>
    /// <param name="path">.csv, .tsv (either gzipped) or .xlsx.</param>
    /// <param name="features">The forest's covariates.</param>
    /// <param name="options">Missing values, encoding, sheet.</param>
    /// <exception cref="InvalidDataException">The file or columns are missing (all are named), or a value is not a number; the message names the first line of each faulty column.</exception>
    public static PointTable Read(string path, IReadOnlyList<string> features, NumericTableOptions? options = null)
    {
        using var table = new NumericTable(path, options);
        string[] missing = [.. features.Where(feature => table.Column(feature) < 0)];
        if (missing.Length > 0)
            throw new InvalidDataException($"{table.Name}: the forest's {(missing.Length == 1 ? "covariate" : "covariates")} {string.Join(", ", missing)} {(missing.Length == 1 ? "has" : "have")} no column. Found: {table.Found}. Rename or add columns; they must have the forest's names and units.");
        int[] columns = [.. features.Select(table.Column)];
        int idColumn = table.Column("id");
        int topsoilColumn = table.Column(TopsoilColumn);

        var ids = new List<string>();
        var without = new List<bool>();
        List<float>[] covariates = [.. features.Select(_ => new List<float>())];
        List<float>? topsoil = topsoilColumn < 0 ? null : [];
        while (table.Read())
        {
            ids.Add(idColumn < 0 ? (ids.Count + 1).ToString(CultureInfo.InvariantCulture) : table.Text(idColumn));
            bool lacks = false;
            for (int i = 0; i < columns.Length; i++)
            {
                float value = Single(table, columns[i]);
                covariates[i].Add(float.IsNaN(value) ? 0 : value); // 0 is a placeholder; the result is not written
                lacks |= float.IsNaN(value);
            }
            without.Add(lacks);
            if (topsoil is null)
                continue;
            float density = Single(table, topsoilColumn);
            if (density is < 0 or > LayerDensities.LargestTopsoil)
                table.Add(topsoilColumn, $"'{table.Text(topsoilColumn)}' is outside 0–{LayerDensities.LargestTopsoil:0} Mg C ha⁻¹.");
            topsoil.Add(density);
        }
        if (ids.Count == 0)
            throw new InvalidDataException($"{table.Name}: the table has a header but no rows.");
        table.ThrowIfFaulty();
        return new PointTable(ids, covariates, topsoil) { WithoutCovariates = without, Remark = table.Remark };
    }

    private static float Single(NumericTable table, int column)
    {
        float value = (float)table.Number(column);
        if (float.IsInfinity(value))
            table.Add(column, $"'{table.Text(column)}' is too large for a float32.");
        return value;
    }
}
