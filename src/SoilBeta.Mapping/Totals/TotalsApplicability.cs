namespace SoilBeta.Mapping.Totals;

/// <summary>The area in which covariates resemble those of the profiles, and the errors measured there: <c>applicability</c> in <c>totals.json</c>.</summary>
/// <param name="Weights">Weight of each covariate.</param>
/// <param name="WeightsFrom">Source of the weights: <c>permutation importance</c> or <c>equal</c>.</param>
/// <param name="Folds">Design of the folds behind the threshold; <c>none</c> where nothing could be held out.</param>
/// <param name="MeanDistance">Mean distance between training profiles, in weighted standard deviations.</param>
/// <param name="Threshold">Largest index inside the area of applicability; null without folds.</param>
/// <param name="AreaShare">Share of the ecosystem's mapped area inside; null without a threshold.</param>
/// <param name="Stock20To100Share">Share of its mean stock of 20–100 cm inside.</param>
/// <param name="Stock0To100Share">Share of its mean stock of 0–100 cm inside.</param>
/// <param name="Note">Errors measured inside and outside.</param>
public sealed record TotalsApplicability(
    IReadOnlyDictionary<string, double> Weights, string WeightsFrom, string Folds, double MeanDistance, double? Threshold, double? AreaShare, double? Stock20To100Share, double? Stock0To100Share, string Note);
