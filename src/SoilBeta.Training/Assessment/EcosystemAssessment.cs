using SoilBeta.Forests.Drivers;
using SoilBeta.Forests.Tuning;
using SoilBeta.Forests.Validation;

namespace SoilBeta.Training.Assessment;

/// <summary>Assessment of an ecosystem's model: how reliable it is, and what drives it.</summary>
internal sealed record EcosystemAssessment
{
    /// <summary>Name of β in the results.</summary>
    public const string Beta = "beta";

    /// <summary>SOC density of 20–100 cm from the predicted β and the profile's own topsoil, Mg C ha⁻¹.</summary>
    public const string SubsoilOwnTopsoil = "subsoilOwnTopsoil";

    /// <summary>As above, from the map's topsoil, as in a cell of the map.</summary>
    public const string SubsoilMapTopsoil = "subsoilMapTopsoil";

    /// <summary>Scores under every design.</summary>
    public required IReadOnlyList<DesignScores> Designs { get; init; }

    /// <summary>Whether the model predicts β better than a constant where cells like the map's are held out.</summary>
    public required Skill Skill { get; init; }

    /// <summary>As above, for the SOC density of 20–100 cm as on the map: from β and the map's topsoil.</summary>
    public required Skill SubsoilSkill { get; init; }

    /// <summary>What the dissimilarity index means for the model's errors.</summary>
    public required MeasuredApplicability Applicability { get; init; }

    /// <summary>Surface of the tuning; null where nothing was tuned.</summary>
    public required TuningResult? Tuning { get; init; }

    /// <summary>Coverage of held-out profiles by the intervals; empty where it is not requested.</summary>
    public IReadOnlyList<CoverageRow> Coverage { get; init; } = [];

    /// <summary>Sources of the uncertainty; null for a constant.</summary>
    public VarianceSplit? Variance { get; init; }

    /// <summary>Random-intercept regressions.</summary>
    public required IReadOnlyList<MixedFit> Mixed { get; init; }

    /// <summary>Standard error of the permutation importance, [covariate].</summary>
    public required double[] PermutationError { get; init; }

    /// <summary>Dependence curves with bands; empty for a constant.</summary>
    public required IReadOnlyList<EffectCurve> Effects { get; init; }

    /// <summary>Outcome of the forward selection for each covariate; empty without a selection.</summary>
    public required IReadOnlyList<SelectionStep> Selection { get; init; }

    /// <summary>Score of a quantity in the validation by sites, mean over repeats; undefined if the study or too few sites exclude that design.</summary>
    /// <param name="model">Name of the model among those compared.</param>
    /// <param name="quantity">Name of the quantity, e.g. <see cref="Beta"/>.</param>
    public ScoreCard HeldOutBySite(string model, string quantity) =>
        Designs.FirstOrDefault(design => FoldDesigns.HoldsOutSites(design.Design))?.ForModel(model)?.Scores.GetValueOrDefault(quantity)?.Mean ?? ScoreCard.None;
}
