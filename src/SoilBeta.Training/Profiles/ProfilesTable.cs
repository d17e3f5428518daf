using System.Globalization;
using CsvHelper;

namespace SoilBeta.Training.Profiles;

/// <summary>Writes and reads <c>profiles.csv</c>, writes <c>rejected.csv</c>.</summary>
public static class ProfilesTable
{
    private static readonly string[] Before =
        ["profile_id", "source", "site", "lat", "lon", "ecosystem", "ecosystem_from", "beta", "beta_mode", "fit_rmse", "socd_0_20", "socd_20_40", "socd_40_60", "socd_60_80", "socd_80_100", "filled_bd", "filled_gc"];

    /// <summary>Writes the profiles in use.</summary>
    /// <param name="path">Path; replaced when complete.</param>
    /// <param name="covariates">Names of the covariates.</param>
    /// <param name="profiles">Rows.</param>
    /// <param name="more">Columns for other models than those of β; null for none.</param>
    public static void Write(string path, IReadOnlyList<string> covariates, IReadOnlyList<ProfileRecord> profiles, ModelColumns? more = null) =>
        CsvFile.Write(path, [.. Before, .. covariates, "closure", "texture", "texture_from", "step_share", .. more?.Names ?? []], profiles.Select(profile => (string[])
        [
            profile.Id, profile.Source, CsvFile.Number(profile.Site), CsvFile.Number(profile.Latitude, 15), CsvFile.Number(profile.Longitude, 15), profile.Ecosystem, profile.EcosystemFrom,
            CsvFile.Number(profile.Beta, 10), profile.BetaMode, CsvFile.Number(profile.FitRootMeanSquare, 6), .. profile.Densities.Select(density => CsvFile.Number(density, 9)),
            profile.FilledBulkDensity, profile.FilledGravel, .. profile.Covariates.Select(value => CsvFile.Number((float)value, 9)), CsvFile.Number(profile.Closure, 6), profile.Texture, profile.TextureFrom, CsvFile.Number(profile.StepShare, 6),
            .. more?.ValuesOf(profile).Select(value => CsvFile.Number(value, 9)) ?? [],
        ]));

    /// <summary>Writes the rejected profiles.</summary>
    /// <param name="path">Path; replaced when complete.</param>
    /// <param name="rejected">Rows.</param>
    public static void WriteRejected(string path, IReadOnlyList<RejectedProfile> rejected) =>
        CsvFile.Write(path, ["profile_id", "source", "reason", "detail"], rejected.Select(profile => (string[])[profile.Id, profile.Source, profile.Rejection.Reason.Code, $"{profile.Rejection.Reason.Text}: {profile.Rejection.Detail}"]));

    /// <summary>Reads a file of <see cref="Write"/>.</summary>
    /// <param name="path">Path.</param>
    /// <param name="covariates">Names of the requested covariates, in this order.</param>
    /// <param name="more">Columns for other models than those of β; null for none.</param>
    /// <exception cref="InvalidDataException">The file is missing, or of another study.</exception>
    public static IReadOnlyList<ProfileRecord> Read(string path, IReadOnlyList<string> covariates, ModelColumns? more = null)
    {
        if (!File.Exists(path))
            throw new InvalidDataException($"{path}: there is no such file. Make it first: soilbeta profiles STUDY.yml.");
        string name = Path.GetFileName(path);
        using CsvReader csv = CsvReader.FromFile(path, new CsvReaderOptions { Separator = ',', TrackLineNumbers = true, PoolStrings = true });
        int[] before = [.. Before.Select(Column)];
        int[] features = [.. covariates.Select(Column)];
        int[] models = [.. more?.Names.Select(Column) ?? []];
        int closure = Column("closure"), texture = Column("texture"), textureFrom = Column("texture_from"), stepShare = Column("step_share");
        var profiles = new List<ProfileRecord>();
        while (csv.Read())
        {
            var profile = new ProfileRecord
            {
                Id = csv.GetString(before[0]),
                Source = csv.GetString(before[1]),
                Site = (int)Value(before[2]),
                Latitude = Value(before[3]),
                Longitude = Value(before[4]),
                Ecosystem = csv.GetString(before[5]),
                EcosystemFrom = csv.GetString(before[6]),
                Beta = Value(before[7]),
                BetaMode = csv.GetString(before[8]),
                FitRootMeanSquare = Value(before[9]),
                Densities = [.. before.AsSpan(10, 5).ToArray().Select(Value)],
                FilledBulkDensity = csv.GetString(before[15]),
                FilledGravel = csv.GetString(before[16]),
                Covariates = [.. features.Select(Value)],
                Closure = Value(closure),
                Texture = csv.GetString(texture),
                TextureFrom = csv.GetString(textureFrom),
                StepShare = Value(stepShare),
            };
            profiles.Add(more?.Into(profile, [.. models.Select(Value)]) ?? profile);
        }
        return profiles;

        int Column(string column) => csv.TryGetFieldIndex(column, out int index)
            ? index
            : throw new InvalidDataException($"{name}: there is no column '{column}'; the file belongs to another study. Make it again: soilbeta profiles STUDY.yml.");

        double Value(int column)
        {
            string text = csv.GetString(column);
            if (text.Length == 0)
                return double.NaN;
            return double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double value)
                ? value
                : throw new InvalidDataException($"{name}, line {csv.LineNumber}, column '{csv.Headers[column]}': '{text}' is not a number. Make the file again: soilbeta profiles STUDY.yml.");
        }
    }
}
