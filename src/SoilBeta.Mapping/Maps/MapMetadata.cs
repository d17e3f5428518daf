using System.Globalization;
using SoilBeta.Forests;
using SoilBeta.Numerics;
using SoilBeta.Rasters;
using SoilBeta.Studies;
using SoilBeta.Training.Assessment;
using SoilBeta.Training.Models;

namespace SoilBeta.Mapping.Maps;

/// <summary>Metadata items of map files: what a map was made from and how far it may be trusted, but no device, path, time or number of threads.</summary>
internal static class MapMetadata
{
    private const string JointText = "2.5 and 97.5 % of the realisations of all ecosystems of a cell together, averaged by area draw by draw";

    private const string ComonotoneText = "comonotone: area-weighted means of the ecosystems' 2.5 and 97.5 % quantiles; exact where they rise and fall together from draw to draw, wider than the quantiles of their sum elsewhere";

    /// <summary>Items of all maps of a study.</summary>
    public static IReadOnlyDictionary<string, string> Of(StudyContext study, StackReader stack)
    {
        var uncertainty = study.Study.Uncertainty;
        return new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["SOILBETA_VERSION"] = ProgramVersion.Current,
            ["SOILBETA_STUDY"] = study.Study.Name,
            ["SOILBETA_STUDY_CHECKSUM"] = study.Checksum,
            ["SOILBETA_STACK_CHECKSUM"] = stack.Checksum,
            ["SOILBETA_SEED"] = study.Study.Seed.ToString(CultureInfo.InvariantCulture),
            ["SOILBETA_DRAWS"] = $"{uncertainty.Draws} {uncertainty.Mode.Word()} {uncertainty.Sampler.Kind.Word()}{(uncertainty.Sampler.IsSobol ? $", {uncertainty.Sampler.Replicates} replicates" : "")}",
            ["SOILBETA_CORRELATION"] = uncertainty.Correlation.Word(),
            ["SOILBETA_REFITS"] = (uncertainty.RefitCount > 0 ? $"{uncertainty.RefitCount} " : "") + uncertainty.Refits.Word(),
            ["SOILBETA_INTERVAL"] = "2.5 and 97.5 % of the realisations: covariate-and-resampling interval",
            ["SOILBETA_PREDICTION"] = PredictionText(study.Study.Forest.Model == ModelKind.Mixed),
        };
    }

    /// <summary>Items of an ecosystem's maps from one model.</summary>
    /// <param name="common">Items of all maps.</param>
    /// <param name="forest">The model.</param>
    /// <param name="skill">Its skill.</param>
    /// <param name="prediction">Its prediction bounds; null for none.</param>
    public static IReadOnlyDictionary<string, string> OfModel(IReadOnlyDictionary<string, string> common, MapForest forest, SkillFlag skill, PredictionBounds? prediction)
    {
        var items = new Dictionary<string, string>(common, StringComparer.Ordinal)
        {
            ["SOILBETA_FOREST_CHECKSUM"] = forest.Checksum,
            ["SOILBETA_HAS_SKILL"] = skill.Word,
            ["SOILBETA_SKILL"] = skill.Sentence,
            ["SOILBETA_HAS_SUBSOIL_SKILL"] = skill.SubsoilWord,
            ["SOILBETA_SUBSOIL_SKILL"] = skill.SubsoilSentence,
        };
        if (prediction is not null)
            items["SOILBETA_PREDICTION_PROFILES"] = PredictionModel.Profiles(prediction);
        return items;
    }

    /// <summary>Items of the maps of all ecosystems together.</summary>
    /// <param name="common">Items of all maps.</param>
    /// <param name="skills">Skill of each ecosystem's model, by code.</param>
    /// <param name="joint">Whether the quantiles come from joint realisations.</param>
    public static IReadOnlyDictionary<string, string> OfAll(IReadOnlyDictionary<string, string> common, IReadOnlyDictionary<string, SkillFlag> skills, bool joint) => new Dictionary<string, string>(common, StringComparer.Ordinal)
    {
        ["SOILBETA_HAS_SKILL"] = string.Join(", ", skills.Select(pair => $"{pair.Key} {pair.Value.Word}")),
        ["SOILBETA_HAS_SUBSOIL_SKILL"] = string.Join(", ", skills.Select(pair => $"{pair.Key} {pair.Value.SubsoilWord}")),
        ["SOILBETA_INTERVAL"] = joint ? JointText : ComonotoneText,
    };

    private static string PredictionText(bool mixed) => "prediction_q..: bounds for a single profile; of beta by " + (mixed ? "the regression's variances" : "quantile regression forest")
        + "; of a density the map's mean times quantiles of observed over predicted density of the profiles, predicted without each by the map's topsoil, covariates and model, so the topsoil's error is inside, calibrated out of bag;"
        + " of ALL quantiles of the mixture of the ecosystems by area";
}
