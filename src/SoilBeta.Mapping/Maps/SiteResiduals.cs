using System.Globalization;
using CsvHelper;
using SoilBeta.Forests;
using SoilBeta.Forests.Validation;
using SoilBeta.Numerics.Statistics;
using SoilBeta.Studies;
using SoilBeta.Training.Profiles;
using SoilBeta.Training.Tables;

namespace SoilBeta.Mapping.Maps;

/// <summary>Residuals of β at held-out sites (folds of sites in <c>heldout.csv</c>), and their variogram; all ecosystems together.</summary>
internal static class SiteResiduals
{
    /// <summary>Fits the variogram.</summary>
    /// <param name="study">The study.</param>
    /// <param name="folder">Output folder with <c>heldout.csv</c>.</param>
    /// <param name="training">Training data of each ecosystem, profiles in the order of <c>profiles.csv</c>.</param>
    /// <returns>Null for no residuals, or too few.</returns>
    /// <exception cref="InvalidDataException"><c>heldout.csv</c> and <c>profiles.csv</c> do not match.</exception>
    public static Variogram? VariogramOf(Study study, OutputFolder folder, IReadOnlyDictionary<string, TrainingData> training)
    {
        if (!File.Exists(folder.HeldOut) || training.Count == 0)
            return null;
        var own = study.Ecosystems.ToDictionary(ecosystem => ecosystem.Code, ecosystem => new Queue<ProfileRecord>(training.GetValueOrDefault(ecosystem.Code)?.Profiles ?? []), StringComparer.Ordinal);
        var sites = new Dictionary<int, (double Latitude, double Longitude, double Sum, int Count)>();
        using var csv = CsvReader.FromFile(folder.HeldOut, new CsvReaderOptions { Separator = ',', TrackLineNumbers = true });
        int ecosystem = Column("ecosystem"), design = Column("design"), id = Column("profile_id"), observed = Column("observed_beta");
        int[] models = [.. new[] { study.Forest.Model == ModelKind.Mixed ? ModelKind.Mixed : ModelKind.Forest, ModelKind.Constant }.Select(model => Column(model.Word()))];
        while (csv.Read())
        {
            if (!FoldDesigns.HoldsOutSites(csv.GetString(design)) || !own.TryGetValue(csv.GetString(ecosystem), out var queue))
                continue;
            if (!queue.TryDequeue(out var profile) || profile.Id != csv.GetString(id))
                throw new InvalidDataException($"{folder.HeldOut}, line {csv.LineNumber}: the profiles are not those of profiles.csv. Train again: soilbeta train.");
            double predicted = models.Select(Number).FirstOrDefault(double.IsFinite, double.NaN);
            double residual = Number(observed) - predicted;
            if (!double.IsFinite(residual))
                continue;
            var before = sites.GetValueOrDefault(profile.Site);
            sites[profile.Site] = (profile.Latitude, profile.Longitude, before.Sum + residual, before.Count + 1);
        }
        var all = sites.OrderBy(pair => pair.Key).Select(pair => pair.Value).ToList();
        return Variogram.Fit([.. all.Select(site => site.Latitude)], [.. all.Select(site => site.Longitude)], [.. all.Select(site => site.Sum / site.Count)]);

        int Column(string name) => csv.TryGetFieldIndex(name, out int index) ? index : throw new InvalidDataException($"{folder.HeldOut}: there is no column '{name}'. Train again: soilbeta train.");

        double Number(int column) => double.TryParse(csv.GetString(column), NumberStyles.Float, CultureInfo.InvariantCulture, out double value) ? value : double.NaN;
    }
}
