using SoilBeta.Forests;
using SoilBeta.Studies;
using SoilBeta.Training.Profiles;
using SoilBeta.Training.Tables;

namespace SoilBeta.Training.Models;

/// <summary>Training table of a direct forest: the covariates, the topsoil of the map if the study makes it a feature, and an indicator for each ecosystem if one forest serves them all; the densities of the layers as targets.</summary>
public static class DirectTable
{
    /// <summary>Name of the topsoil's feature.</summary>
    public const string Topsoil = "topsoil";

    /// <summary>Whether a profile trains a direct forest: it has all layers, and the topsoil if that is a feature. A profile that lacks a layer does not, also where rock ends it: its layers below are missing, not 0.</summary>
    /// <param name="study">Study.</param>
    /// <param name="profile">Profile.</param>
    /// <param name="topsoil">Topsoil density of the map at its site, Mg C ha⁻¹.</param>
    public static bool Trains(Study study, ProfileRecord profile, float topsoil) =>
        profile.StudyDensities.All(double.IsFinite) && !profile.EndsAtRock(study.Layers) && (!study.Forest.TopsoilFeature || float.IsFinite(topsoil));

    /// <summary>Names of the features: covariates, topsoil, indicators, so that the topsoil is the last one of the forest that <see cref="ForestPruning"/> makes for an ecosystem.</summary>
    public static IReadOnlyList<string> Features(Study study) =>
    [
        .. study.CovariateNames,
        .. study.Forest.TopsoilFeature ? [Topsoil] : Array.Empty<string>(),
        .. study.Forest.Pooled ? study.Ecosystems.Select(ecosystem => IndicatorFeatures.Name(ecosystem.Code)) : [],
    ];

    /// <summary>Units of the features.</summary>
    public static IReadOnlyList<string> Units(Study study) =>
        [.. study.Covariates.Select(covariate => covariate.Unit), .. study.Forest.TopsoilFeature ? [MapProduct.DensityUnit] : Array.Empty<string>(), .. study.Forest.Pooled ? study.Ecosystems.Select(_ => "") : []];

    /// <summary>Values of the features, [feature][profile].</summary>
    /// <param name="study">Study.</param>
    /// <param name="profiles">Profiles.</param>
    /// <param name="covariates">Covariates, [covariate][profile].</param>
    /// <param name="topsoil">Topsoil density of the map, Mg C ha⁻¹, [profile].</param>
    public static float[][] Columns(Study study, IReadOnlyList<ProfileRecord> profiles, IReadOnlyList<float[]> covariates, float[] topsoil) =>
    [
        .. covariates,
        .. study.Forest.TopsoilFeature ? [topsoil] : Array.Empty<float[]>(),
        .. study.Forest.Pooled ? IndicatorFeatures.Columns([.. study.Ecosystems.Select(ecosystem => ecosystem.Code)], [.. profiles.Select(profile => profile.Ecosystem)]) : [],
    ];

    /// <summary>The table.</summary>
    /// <param name="study">Study.</param>
    /// <param name="profiles">Profiles that train: see <see cref="Trains"/>.</param>
    /// <param name="places">Values of the map at their sites.</param>
    public static TrainingTable ForProfiles(Study study, IReadOnlyList<ProfileRecord> profiles, ProfilePlaces places)
    {
        float[][] covariates = [.. study.Covariates.Select((_, feature) => profiles.Select(profile => (float)profile.Covariates[feature]).ToArray())];
        return new TrainingTable(
            Features(study), Units(study), Columns(study, profiles, covariates, places.Topsoil),
            [.. Enumerable.Range(0, study.Layers.Count).Select(layer => profiles.Select(profile => profile.StudyDensities[layer]).ToArray())],
            [.. Enumerable.Range(0, study.Layers.Count).Select(layer => MapProduct.Density(study.Layers.Top(layer), study.Layers.Bottom(layer)).Suffix)],
            [.. profiles.Select(profile => profile.Site)])
            .At([.. profiles.Select(profile => profile.Latitude)], [.. profiles.Select(profile => profile.Longitude)]);
    }
}
