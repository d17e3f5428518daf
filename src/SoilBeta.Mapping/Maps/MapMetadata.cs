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
    /// <summary>Model that carries the carbon.</summary>
    private const string CarbonModelItem = "SOILBETA_CARBON_MODEL";

    private const string JointText = "2.5 and 97.5 % of the realisations of all ecosystems of a cell together, averaged by area draw by draw";

    private const string ComonotoneText = "comonotone: area-weighted means of the ecosystems' 2.5 and 97.5 % quantiles; exact where they rise and fall together from draw to draw, wider than the quantiles of their sum elsewhere";

    /// <summary>Items of all maps of a study.</summary>
    /// <param name="study">Study.</param>
    /// <param name="stack">The prepared stack.</param>
    /// <param name="carbon">Model that carries the carbon.</param>
    /// <param name="prediction">Whether the maps have prediction bounds.</param>
    public static IReadOnlyDictionary<string, string> Of(StudyContext study, StackReader stack, CarbonChoice carbon, bool prediction)
    {
        var uncertainty = study.Study.Uncertainty;
        var items = new Dictionary<string, string>(StringComparer.Ordinal)
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
        };
        if (prediction)
            items["SOILBETA_PREDICTION"] = PredictionText(study.Study.Forest.Model == ModelKind.Mixed);
        // The paper knows one model.
        if (study.Study.Preset != StudyPreset.Paper || carbon.Model != CarbonModel.Beta)
            items[CarbonModelItem] = carbon.Model.Word();
        return items;
    }

    /// <summary>Items that depend on the model: whether the layers come from a map of β; none of carbon for a target.</summary>
    private static Dictionary<string, string> For(MapModel model, IReadOnlyDictionary<string, string> common)
    {
        var items = new Dictionary<string, string>(common, StringComparer.Ordinal);
        if (model == MapModel.Beta)
            items["SOILBETA_LAYERS"] = $"the maps of carbon do not come from this beta: model {items[CarbonModelItem]} carries the carbon";
        if (model == MapModel.Target)
        {
            items.Remove(CarbonModelItem);
            if (items.ContainsKey("SOILBETA_PREDICTION"))
                items["SOILBETA_PREDICTION"] = "prediction_q..: bounds for a single profile, by quantile regression forest, calibrated out of bag; of ALL quantiles of the mixture of the ecosystems by area";
        }
        return items;
    }

    /// <summary>Items of an ecosystem's maps from one model.</summary>
    /// <param name="common">Items of all maps.</param>
    /// <param name="model">Model.</param>
    /// <param name="forest">Its forest.</param>
    /// <param name="skill">Skill of β and of carbon.</param>
    /// <param name="prediction">Its prediction bounds; null for none.</param>
    public static IReadOnlyDictionary<string, string> OfModel(IReadOnlyDictionary<string, string> common, MapModel model, MapForest forest, SkillFlag skill, PredictionBounds? prediction)
    {
        var items = For(model, common);
        items["SOILBETA_FOREST_CHECKSUM"] = forest.Checksum;
        if (model != MapModel.Target)
        {
            items["SOILBETA_HAS_SKILL"] = skill.Word;
            items["SOILBETA_SKILL"] = skill.Sentence;
            items["SOILBETA_HAS_SUBSOIL_SKILL"] = skill.SubsoilWord;
            items["SOILBETA_SUBSOIL_SKILL"] = skill.SubsoilSentence;
        }
        if (prediction is not null)
            items["SOILBETA_PREDICTION_PROFILES"] = PredictionModel.Profiles(prediction);
        return items;
    }

    /// <summary>Items of the maps of all ecosystems together.</summary>
    /// <param name="common">Items of all maps.</param>
    /// <param name="model">Model.</param>
    /// <param name="skills">Skill of each ecosystem's β and carbon, by code.</param>
    /// <param name="joint">Whether the quantiles come from joint realisations.</param>
    public static IReadOnlyDictionary<string, string> OfAll(IReadOnlyDictionary<string, string> common, MapModel model, IReadOnlyDictionary<string, SkillFlag> skills, bool joint)
    {
        var items = For(model, common);
        if (model != MapModel.Target)
        {
            items["SOILBETA_HAS_SKILL"] = string.Join(", ", skills.Select(pair => $"{pair.Key} {pair.Value.Word}"));
            items["SOILBETA_HAS_SUBSOIL_SKILL"] = string.Join(", ", skills.Select(pair => $"{pair.Key} {pair.Value.SubsoilWord}"));
        }
        items["SOILBETA_INTERVAL"] = joint ? JointText : ComonotoneText;
        return items;
    }

    private static string PredictionText(bool mixed) => "prediction_q..: bounds for a single profile; of beta by " + (mixed ? "the regression's variances" : "quantile regression forest")
        + "; of a density the map's mean times quantiles of observed over predicted density of the profiles, predicted without each by the map's topsoil, covariates and model, so the topsoil's error is inside, calibrated out of bag;"
        + " of ALL quantiles of the mixture of the ecosystems by area";
}
