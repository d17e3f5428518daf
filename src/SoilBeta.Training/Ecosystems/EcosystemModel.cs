using SoilBeta.Forests;
using SoilBeta.Forests.Validation;
using SoilBeta.Training.Assessment;

namespace SoilBeta.Training.Ecosystems;

/// <summary>Result of <c>train</c> for one ecosystem; nothing in it depends on time, machine or threads.</summary>
public sealed record EcosystemModel
{
    /// <summary>Code of the ecosystem.</summary>
    public required string Code { get; init; }

    /// <summary>Name of the ecosystem.</summary>
    public required string Name { get; init; }

    /// <summary>Kind of model.</summary>
    public required ModelKind Model { get; init; }

    /// <summary>Why the model is not the one that the study requests; empty where it is.</summary>
    public required string Note { get; init; }

    /// <summary>Number of training profiles.</summary>
    public required int Profiles { get; init; }

    /// <summary>Number of their sites.</summary>
    public required int Sites { get; init; }

    /// <summary>Number of profiles with five known layers, on which the subsoil is scored.</summary>
    public required int SubsoilProfiles { get; init; }

    /// <summary>Mean β of the profiles.</summary>
    public required double MeanBeta { get; init; }

    /// <summary>Options of the training.</summary>
    public required ForestOptions Options { get; init; }

    /// <summary>Mean number of leaves per tree.</summary>
    public required double LeavesPerTree { get; init; }

    /// <summary>Number of refits in the file.</summary>
    public required int Refits { get; init; }

    /// <summary>Size of the refits in the file, bytes.</summary>
    public required long RefitBytes { get; init; }

    /// <summary>Checksum of the forest file.</summary>
    public required string Checksum { get; init; }

    /// <summary>Out-of-bag score of β.</summary>
    public required Score OutOfBagBeta { get; init; }

    /// <summary>Out-of-bag score of the subsoil's SOC density, Mg C ha⁻¹.</summary>
    public required Score OutOfBagSubsoil { get; init; }

    /// <summary>Score of β in the validation by sites.</summary>
    public ScoreCard HeldOutBeta => Assessment.HeldOutBySite(Model.Word(), EcosystemAssessment.Beta);

    /// <summary>Score of the subsoil's SOC density, Mg C ha⁻¹, in the validation by sites, from the profile's own topsoil.</summary>
    public ScoreCard HeldOutSubsoil => Assessment.HeldOutBySite(Model.Word(), EcosystemAssessment.SubsoilOwnTopsoil);

    /// <summary>Score of a constant β, the mean of the other folds.</summary>
    public ScoreCard ConstantBeta => Assessment.HeldOutBySite(ConstantLearner.ModelName, EcosystemAssessment.Beta);

    /// <summary>Score of the subsoil's SOC density, Mg C ha⁻¹, with that constant β.</summary>
    public ScoreCard ConstantSubsoil => Assessment.HeldOutBySite(ConstantLearner.ModelName, EcosystemAssessment.SubsoilOwnTopsoil);

    /// <summary>Permutation importance of each covariate, squared units of β.</summary>
    public required double[] Permutation { get; init; }

    /// <summary>Decrease of the sum of squares by splits on each covariate, mean over trees.</summary>
    public required double[] Purity { get; init; }

    /// <summary>Assessment of the model.</summary>
    internal EcosystemAssessment Assessment { get; init; } = null!;
}
