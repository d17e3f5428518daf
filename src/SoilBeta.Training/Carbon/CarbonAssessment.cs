using System.Globalization;
using SoilBeta.Forests.Validation;
using SoilBeta.Studies;

namespace SoilBeta.Training.Carbon;

/// <summary>The model that carries the carbon of a study, and what it was compared with.</summary>
public sealed record CarbonAssessment
{
    /// <summary>The models in the order of complexity in which one is chosen.</summary>
    private static readonly CarbonModel[] s_order = [CarbonModel.Constant, CarbonModel.Mixed, CarbonModel.Beta, CarbonModel.Direct];

    private const string Article = "the ";

    /// <summary>Model that the study requests.</summary>
    public required CarbonModel Requested { get; init; }

    /// <summary>Model that carries the carbon.</summary>
    public required CarbonModel Chosen { get; init; }

    /// <summary>The choice in words, with its reason.</summary>
    public required string Sentence { get; init; }

    /// <summary>Whether the topsoil may have been made from the profiles.</summary>
    public required TopsoilOrigin Topsoil { get; init; }

    /// <summary>Compared depth interval in words.</summary>
    public string Interval { get; init; } = "";

    /// <summary>Scores over all profiles under each design; empty where nothing was compared.</summary>
    public IReadOnlyList<DesignScores> Designs { get; init; } = [];

    /// <summary>Scores over the profiles of each ecosystem.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<DesignScores>> Ecosystems { get; init; } = new Dictionary<string, IReadOnlyList<DesignScores>>(StringComparer.Ordinal);

    /// <summary>The assessment of a study that requests a model of β, which nothing else is compared with.</summary>
    public static CarbonAssessment Requests(Study study) => new() { Requested = study.Carbon, Chosen = study.Carbon, Topsoil = study.Topsoil.Origin, Sentence = $"Carbon is mapped by {Called(study.Carbon)}, as the study requests." };

    /// <summary>Chooses a model: the requested one or, for the best, the simplest whose squared error under the folds that represent the map is within one standard error of the lowest.</summary>
    /// <param name="study">Study.</param>
    /// <param name="interval">Compared depth interval in words.</param>
    /// <param name="designs">Scores over all profiles.</param>
    /// <param name="ecosystems">Scores by ecosystem.</param>
    internal static CarbonAssessment Choose(Study study, string interval, IReadOnlyList<DesignScores> designs, IReadOnlyDictionary<string, IReadOnlyList<DesignScores>> ecosystems)
    {
        var assessment = new CarbonAssessment { Requested = study.Carbon, Chosen = study.Carbon, Sentence = "", Topsoil = study.Topsoil.Origin, Interval = interval, Designs = designs, Ecosystems = ecosystems };
        string why;
        if (study.Carbon != CarbonModel.Best)
        {
            why = "as the study requests.";
        }
        else if (designs.FirstOrDefault(design => design.StandsForMap) is not { Models.Count: > 0 } map || !map.Clusters.ContainsKey(CarbonComparison.Quantity))
        {
            assessment = assessment with { Chosen = CarbonModel.Beta };
            why = "since the models could not be compared where cells like the map's are held out (kNNDM needs the prepared stack with a topsoil at the profiles, validation.map_cells and repeats).";
        }
        else
        {
            var (chosen, lowest) = Simplest(map);
            assessment = assessment with { Chosen = chosen };
            why = chosen == lowest ? $"which has the lowest squared error of {interval} where cells like the map's are held out." : $"the simplest whose squared error of {interval} is within one standard error of that of {Called(lowest)}, the lowest, where cells like the map's are held out.";
        }
        string note = study.Topsoil.Origin == TopsoilOrigin.Elsewhere ? "" : $" The topsoil {(study.Topsoil.Origin == TopsoilOrigin.TheseProfiles ? "was made" : "may have been made")} from these profiles (topsoil.from_profiles: {study.Topsoil.Origin.Word()}); scores of models that use it are then too good.";
        string figures = designs.FirstOrDefault(design => design.StandsForMap && design.Models.Count > 0) is { } shown ? $" R² under kNNDM: {string.Join(", ", s_order.Select(model => $"{Called(model)} {R2(shown, model.Word())}"))}, mean of the profiles {R2(shown, Validator.MeanModel)}." : "";
        return assessment with { Sentence = $"Carbon is mapped by {Called(assessment.Chosen)}, {why}{figures}{note}" };
    }

    /// <summary>Whether the chosen model predicts the density below the topsoil of an ecosystem better than constants do.</summary>
    /// <param name="code">Ecosystem.</param>
    public Skill SkillIn(string code) => Chosen == CarbonModel.Constant
        ? Skill.Without(false, "Carbon is mapped by one constant β for the whole ecosystem times the topsoil: only the topsoil differs between places.")
        : Skill.Judge(Ecosystems.GetValueOrDefault(code, []), CarbonComparison.Quantity, Chosen.Word(), name: $"density of {Interval}", called: Called(Chosen)[Article.Length..]);

    /// <summary>Gain of a model over the better of the two constants; null where there is none.</summary>
    public static SkillGain? Gain(DesignScores design, string model) => SkillGain.FromDesign(design, CarbonComparison.Quantity, model, [CarbonModel.Constant.Word(), Validator.MeanModel]);

    /// <summary>A model in words.</summary>
    public static string Called(CarbonModel model) => model switch
    {
        CarbonModel.Constant => "one constant β",
        CarbonModel.Mixed => Article + "mixed regression of β",
        CarbonModel.Beta => Article + "forest of β",
        CarbonModel.Direct => Article + "direct forest",
        _ => Article + "best model",
    };

    /// <summary>The simplest model within one standard error of the lowest squared error, and the one with the lowest. The error is that of the difference between the two, by clusters.</summary>
    private static (CarbonModel Chosen, CarbonModel Lowest) Simplest(DesignScores map)
    {
        var errors = s_order.ToDictionary(model => model, model => map.ForModel(model.Word())!.Errors[CarbonComparison.Quantity]);
        var lowest = s_order.MinBy(model => errors[model].Where(double.IsFinite).Average());
        int[] clusters = map.Clusters[CarbonComparison.Quantity].Of;
        return (s_order.First(model =>
        {
            var (above, error, _) = ClusterErrors.Mean([.. errors[model].Zip(errors[lowest], (own, least) => own - least)], clusters);
            return model == lowest || above <= error;
        }), lowest);
    }

    private static string R2(DesignScores design, string model) =>
        design.ForModel(model)!.Scores[CarbonComparison.Quantity].Mean.RSquared.ToString("0.00", CultureInfo.InvariantCulture).Replace("-0.00", "0.00", StringComparison.Ordinal).Replace('-', '−');
}
