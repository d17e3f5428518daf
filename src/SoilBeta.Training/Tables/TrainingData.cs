using System.Globalization;
using CsvHelper;
using SoilBeta.Forests;
using SoilBeta.Forests.Validation;
using SoilBeta.Studies;
using SoilBeta.Training.Ecosystems;
using SoilBeta.Training.Profiles;

namespace SoilBeta.Training.Tables;

/// <summary>Training data of an ecosystem's forest, read back from the study's output: profiles, folds and importance.</summary>
/// <param name="Profiles">The ecosystem's profiles.</param>
/// <param name="Table">The profiles as a training table.</param>
public sealed record TrainingData(IReadOnlyList<ProfileRecord> Profiles, TrainingTable Table)
{
    /// <summary>Minimum number of profiles for a model other than a constant β: a forest of fewer rows has hardly a split, and ten folds hold two or three each.</summary>
    public const int FewestProfiles = 30;

    /// <summary>Minimum number of profiles for a model of β; for a regression also twice the number of its coefficients.</summary>
    public static int FewestFor(ModelKind model, int covariates) => model == ModelKind.Mixed ? Math.Max(FewestProfiles, 2 * (covariates + 1)) : FewestProfiles;

    /// <summary>Training data of each ecosystem that has profiles.</summary>
    /// <param name="study">The study.</param>
    /// <param name="profiles">The profiles table.</param>
    public static IReadOnlyDictionary<string, TrainingData> ByEcosystem(Study study, IReadOnlyList<ProfileRecord> profiles)
    {
        var data = new Dictionary<string, TrainingData>(StringComparer.Ordinal);
        foreach (var ecosystem in study.Ecosystems)
        {
            ProfileRecord[] own = [.. profiles.Where(profile => profile.Ecosystem == ecosystem.Code)];
            if (own.Length > 0)
                data[ecosystem.Code] = new TrainingData(own, TrainingData.TableOf(study, own));
        }
        return data;
    }

    /// <summary>Profiles as a training table.</summary>
    public static TrainingTable TableOf(Study study, IReadOnlyList<ProfileRecord> profiles) => new TrainingTable(
        study.CovariateNames,
        [.. study.Covariates.Select(covariate => covariate.Unit)],
        [.. study.Covariates.Select((_, feature) => profiles.Select(profile => (float)profile.Covariates[feature]).ToArray())],
        [.. profiles.Select(profile => profile.Beta)],
        [.. profiles.Select(profile => profile.Site)])
        .At([.. profiles.Select(profile => profile.Latitude)], [.. profiles.Select(profile => profile.Longitude)]);

    /// <summary>Some of the profiles.</summary>
    public TrainingData Subset(IReadOnlyList<int> rows) => new([.. rows.Select(row => Profiles[row])], Table.Subset(rows));

    /// <summary>Folds for the threshold of the dissimilarity index: blocks as in the first repeat of the validation, otherwise folds of sites.</summary>
    /// <param name="study">Study.</param>
    /// <returns>Fold of each row, and the name of the design; all in fold 0 and "none" if nothing can be held out.</returns>
    public (int[] Folds, string Design) Folds(Study study)
    {
        int folds = study.Validation.Folds;
        var plans = new List<FoldPlan>();
        if (study.Applicability.Block is { } side)
            plans.Add(FoldDesigns.Blocks([.. Profiles.Select(profile => profile.Latitude)], [.. Profiles.Select(profile => profile.Longitude)], Table.Sites, side, folds, 1, study.Seed));
        plans.Add(FoldDesigns.Sites(Table.Sites, folds, 1, study.Seed));
        return plans.FirstOrDefault(plan => plan.Repeats.Count > 0) is { } plan ? (plan.FoldOfRows(Table.Rows), plan.Design) : (new int[Table.Rows], "none");
    }

    /// <summary>Permutation importance of an ecosystem's covariates from the output of <c>train</c>, in the study's order, with negative values as 0; null where none is above 0.</summary>
    public static double[]? Importance(Study study, OutputFolder folder, string code)
    {
        if (!File.Exists(folder.Importance))
            return null;
        using var csv = CsvReader.FromFile(folder.Importance, new CsvReaderOptions { Separator = ',', TrackLineNumbers = true });
        if (!csv.TryGetFieldIndex("ecosystem", out int ecosystem) || !csv.TryGetFieldIndex("covariate", out int covariate) || !csv.TryGetFieldIndex("permutation", out int permutation))
            throw new InvalidDataException($"{folder.Importance}: the columns ecosystem, covariate and permutation are expected. Make it again: soilbeta train.");
        List<string> names = [.. study.CovariateNames];
        double[] importance = new double[names.Count];
        while (csv.Read())
        {
            int position = names.IndexOf(csv.GetString(covariate));
            if (csv.GetString(ecosystem) == code && position >= 0 && double.TryParse(csv.GetString(permutation), NumberStyles.Float, CultureInfo.InvariantCulture, out double value))
                importance[position] = Math.Max(0, value);
        }
        return importance.Any(value => value > 0) ? importance : null;
    }
}
