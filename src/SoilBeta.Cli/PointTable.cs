using System.Globalization;
using CsvHelper;
using SoilBeta.Soil;

namespace SoilBeta.Cli;

/// <summary>Points to predict at, from CSV: <c>id</c>, the forest's covariates and, if there is one, the topsoil density <c>X20</c>; other columns are ignored.</summary>
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

    /// <summary>Names of the points; their number in the table, from 1, where it has no column <c>id</c>.</summary>
    public IReadOnlyList<string> Ids { get; }

    /// <summary>Covariates in the forest's order, [feature][point].</summary>
    public IReadOnlyList<IReadOnlyList<float>> Covariates { get; }

    /// <summary>Topsoil SOC density, Mg C ha⁻¹, [point]; null where the table has none.</summary>
    public IReadOnlyList<float>? Topsoil { get; }

    /// <summary>Reads a table.</summary>
    /// <exception cref="InvalidDataException">No such file, columns are missing (all are named), or a value is no number; the message says the line.</exception>
    public static PointTable Read(string path, IReadOnlyList<string> features)
    {
        string file = Path.GetFileName(path);
        if (!File.Exists(path))
            throw new InvalidDataException($"{path}: there is no such file.");
        RegularFile.Require(path);
        using CsvReader csv = CsvReader.FromFile(path, new CsvReaderOptions { Separator = ',', TrackLineNumbers = true });
        string[] headers = [.. csv.Headers];
        string[] missing = [.. features.Where(feature => !headers.Contains(feature, StringComparer.Ordinal))];
        if (missing.Length > 0)
            throw new InvalidDataException($"{file}: the forest's {(missing.Length == 1 ? "covariate" : "covariates")} {string.Join(", ", missing)} {(missing.Length == 1 ? "has" : "have")} no column. Found: {string.Join(", ", headers.Take(50))}. Rename or add columns; they must have the forest's names and units.");
        int[] columns = [.. features.Select(feature => Array.IndexOf(headers, feature))];
        int idColumn = Array.IndexOf(headers, "id");
        int topsoilColumn = Array.IndexOf(headers, TopsoilColumn);

        var ids = new List<string>();
        List<float>[] covariates = [.. features.Select(_ => new List<float>())];
        List<float>? topsoil = topsoilColumn < 0 ? null : [];
        while (csv.Read())
        {
            ids.Add(idColumn < 0 ? (ids.Count + 1).ToString(CultureInfo.InvariantCulture) : csv.GetString(idColumn));
            for (int i = 0; i < columns.Length; i++)
                covariates[i].Add(Number(columns[i]));
            if (topsoil is null)
                continue;
            float density = Number(topsoilColumn);
            if (density is < 0 or > LayerDensities.LargestTopsoil)
                throw new InvalidDataException($"{file}, line {csv.LineNumber}, column '{TopsoilColumn}': '{csv.GetString(topsoilColumn)}' is outside 0–{LayerDensities.LargestTopsoil:0} Mg C ha⁻¹.");
            topsoil.Add(density);
        }
        if (ids.Count == 0)
            throw new InvalidDataException($"{file}: the table has a header but no rows.");
        return new PointTable(ids, covariates, topsoil);

        float Number(int column) => float.TryParse(csv.GetString(column), NumberStyles.Float, CultureInfo.InvariantCulture, out float value) && float.IsFinite(value)
            ? value
            : throw new InvalidDataException($"{file}, line {csv.LineNumber}, column '{headers[column]}': '{csv.GetString(column)}' is not a number. Correct it, or leave out the row.");
    }
}
