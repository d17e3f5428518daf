using System.Globalization;
using CsvHelper;
using SoilBeta.Forests;
using SoilBeta.Forests.Validation;
using SoilBeta.Numerics.Statistics;
using SoilBeta.Studies;
using SoilBeta.Training.Profiles;
using SoilBeta.Training.Tables;

namespace SoilBeta.Mapping.Maps;

/// <summary>Residuals at held-out sites (folds of sites), and their variogram; all ecosystems together. Of a model of β they are those of β (<c>heldout.csv</c>), of a direct model the relative ones of the density below the topsoil (<c>heldout_carbon.csv</c>).</summary>
internal static class SiteResiduals
{
    /// <summary>The file with the residuals of the model that carries the carbon.</summary>
    public static string FileOf(CarbonChoice carbon, OutputFolder folder) => carbon.Model == CarbonModel.Direct ? folder.HeldOutCarbon : folder.HeldOut;

    /// <summary>Fits the variogram.</summary>
    /// <param name="study">The study.</param>
    /// <param name="carbon">Model that carries the carbon.</param>
    /// <param name="folder">Output folder with the file.</param>
    /// <param name="training">Training data of each ecosystem, profiles in the order of <c>profiles.csv</c>.</param>
    /// <returns>Null for no residuals, or too few.</returns>
    /// <exception cref="InvalidDataException">The file and <c>profiles.csv</c> do not match.</exception>
    public static Variogram? VariogramOf(Study study, CarbonChoice carbon, OutputFolder folder, IReadOnlyDictionary<string, TrainingData> training)
    {
        string path = FileOf(carbon, folder);
        bool direct = carbon.Model == CarbonModel.Direct;
        if (!File.Exists(path) || training.Count == 0)
            return null;
        var own = study.Ecosystems.ToDictionary(ecosystem => ecosystem.Code, ecosystem => new Queue<ProfileRecord>(training.GetValueOrDefault(ecosystem.Code)?.Profiles ?? []), StringComparer.Ordinal);
        var sites = new Dictionary<int, (double Latitude, double Longitude, double Sum, int Count)>();
        using var csv = CsvReader.FromFile(path, new CsvReaderOptions { Separator = ',', TrackLineNumbers = true });
        int ecosystem = Column("ecosystem"), design = Column("design"), id = Column("profile_id"), observed = Column(direct ? "observed" : "observed_beta");
        int[] models = direct ? [Column(CarbonModel.Direct.Word())] : [.. new[] { study.Forest.Model == ModelKind.Mixed ? ModelKind.Mixed : ModelKind.Forest, ModelKind.Constant }.Select(model => Column(model.Word()))];
        while (csv.Read())
        {
            if (!FoldDesigns.HoldsOutSites(csv.GetString(design)) || !own.TryGetValue(csv.GetString(ecosystem), out var queue))
                continue;
            // Profiles without a density below the topsoil are not in the file of a direct model.
            ProfileRecord? profile;
            while (queue.TryDequeue(out profile) && direct && profile.Id != csv.GetString(id))
            {
            }
            if (profile?.Id != csv.GetString(id))
                throw new InvalidDataException($"{path}, line {csv.LineNumber}: the profiles are not those of profiles.csv. Train again: soilbeta train.");
            double predicted = models.Select(Number).FirstOrDefault(double.IsFinite, double.NaN);
            double residual = (Number(observed) - predicted) / (direct ? predicted : 1);
            if (!double.IsFinite(residual))
                continue;
            var before = sites.GetValueOrDefault(profile.Site);
            sites[profile.Site] = (profile.Latitude, profile.Longitude, before.Sum + residual, before.Count + 1);
        }
        var all = sites.OrderBy(pair => pair.Key).Select(pair => pair.Value).ToList();
        return Variogram.Fit([.. all.Select(site => site.Latitude)], [.. all.Select(site => site.Longitude)], [.. all.Select(site => site.Sum / site.Count)]);

        int Column(string name) => csv.TryGetFieldIndex(name, out int index) ? index : throw new InvalidDataException($"{path}: there is no column '{name}'. Train again: soilbeta train.");

        double Number(int column) => double.TryParse(csv.GetString(column), NumberStyles.Float, CultureInfo.InvariantCulture, out double value) ? value : double.NaN;
    }
}
