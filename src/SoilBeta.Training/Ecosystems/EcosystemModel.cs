using SoilBeta.Forests;
using SoilBeta.Forests.Validation;
using SoilBeta.Training.Assessment;

namespace SoilBeta.Training.Ecosystems;

/// <summary>What <c>train</c> found for one ecosystem; nothing in it depends on time, machine or threads.</summary>
public sealed record EcosystemModel
{
    /// <summary>Code of the ecosystem.</summary>
    public required string Code { get; init; }

    /// <summary>Name of the ecosystem.</summary>
    public required string Name { get; init; }

    /// <summary>Kind of model.</summary>
    public required ModelKind Model { get; init; }

    /// <summary>Why the model is not the study's; empty where it is.</summary>
    public required string Note { get; init; }

    /// <summary>Profiles that it was trained on.</summary>
    public required int Profiles { get; init; }

    /// <summary>Sites of those profiles.</summary>
    public required int Sites { get; init; }

    /// <summary>Profiles whose five layers are known, so that the subsoil is scored on them.</summary>
    public required int SubsoilProfiles { get; init; }

    /// <summary>Mean β of the profiles.</summary>
    public required double MeanBeta { get; init; }

    /// <summary>How the trees were grown.</summary>
    public required ForestOptions Options { get; init; }

    /// <summary>Mean number of leaves of a tree.</summary>
    public required double LeavesPerTree { get; init; }

    /// <summary>Refits in the file.</summary>
    public required int Refits { get; init; }

    /// <summary>Bytes that the refits take in the file.</summary>
    public required long RefitBytes { get; init; }

    /// <summary>Checksum of the forest file.</summary>
    public required string Checksum { get; init; }

    /// <summary>Out-of-bag score of β.</summary>
    public required Score OutOfBagBeta { get; init; }

    /// <summary>Out-of-bag score of the subsoil's SOC density, Mg C ha⁻¹.</summary>
    public required Score OutOfBagSubsoil { get; init; }

    /// <summary>Folds of the cross-validation by site; 0 where there are too few sites.</summary>
    public required int Folds { get; init; }

    /// <summary>Held-out score of β.</summary>
    public required Score HeldOutBeta { get; init; }

    /// <summary>Held-out score of the subsoil's SOC density.</summary>
    public required Score HeldOutSubsoil { get; init; }

    /// <summary>Score of a constant β, the mean outside the fold.</summary>
    public required Score ConstantBeta { get; init; }

    /// <summary>Score of the subsoil's SOC density with that constant β.</summary>
    public required Score ConstantSubsoil { get; init; }

    /// <summary>Permutation importance of each covariate, squared units of β.</summary>
    public required double[] Permutation { get; init; }

    /// <summary>Decrease of the sum of squares by each covariate's splits, mean over trees.</summary>
    public required double[] Purity { get; init; }

    /// <summary>How far it may be believed, and what drives it.</summary>
    internal EcosystemAssessment Assessment { get; init; } = null!;
}
