using SoilBeta.Forests;
using SoilBeta.Forests.Tuning;

namespace SoilBeta.Training.Assessment;

/// <summary>The model of an ecosystem under assessment.</summary>
/// <param name="Kind"><c>forest</c>, <c>constant</c> or <c>mixed</c>; also its name among the compared models.</param>
/// <param name="Forest">The forest, if it is one.</param>
/// <param name="Regression">The regression, if it is one.</param>
/// <param name="Importance">Importance of each covariate, the weights of the area of applicability.</param>
internal sealed record AssessedModel(ModelKind Kind, Forest? Forest, RegressionModel? Regression, double[] Importance)
{
    /// <summary>Whether a forest is one of the compared models.</summary>
    public required bool TryForest { get; init; }

    /// <summary>Options the forest was grown with.</summary>
    public required ForestOptions Grow { get; init; }

    /// <summary>Result of the tuning; null without tuning.</summary>
    public required TuningResult? Tuning { get; init; }
}
