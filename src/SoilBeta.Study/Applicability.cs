namespace SoilBeta.Studies;

/// <summary>Area of applicability by the dissimilarity index (Meyer and Pebesma 2021).</summary>
/// <param name="Map">Whether its maps are written.</param>
/// <param name="Weights">Weights of the covariates.</param>
/// <param name="Block">Side of the blocks whose folds give the threshold, degrees: the given one, otherwise the smallest of the validation; null for folds of sites.</param>
public sealed record Applicability(bool Map, IndexWeights Weights, double? Block)
{
    /// <summary>Binds the section.</summary>
    internal static Applicability Bind(ApplicabilitySection section, Binding at, Validation validation)
    {
        if (StudyWords.IndexWeights.Find(section.Weights) is null)
            at.Add("weights", $"found '{section.Weights}', expected importance or equal.");
        if (section.Block is { } side && !(side is >= 0.01 and <= 90))
            at.Add("block", $"found {side}, expected the side of a block, 0.01 to 90 degrees.");
        return new Applicability(section.Map, StudyWords.IndexWeights.Find(section.Weights) ?? default, section.Block ?? (validation.Blocks.Count > 0 ? validation.Blocks.Min() : null));
    }

    /// <summary>Weights of the covariates in the index.</summary>
    /// <param name="importance">Importance, [covariate]; null if unknown.</param>
    /// <param name="covariates">Number of covariates.</param>
    /// <returns>Weights, [covariate]: importances, with 0 for negative ones, if the study asks for them and any is above 0; otherwise all 1.</returns>
    public double[] WeightsOf(double[]? importance, int covariates) => Weights == IndexWeights.Importance && importance?.Any(value => value > 0) == true
        ? [.. importance.Select(value => Math.Max(0, value))]
        : [.. Enumerable.Repeat(1.0, covariates)];

    /// <summary>Weights scaled to a maximum of 1.</summary>
    public double[] ScaledWeightsOf(double[]? importance, int covariates)
    {
        double[] weights = WeightsOf(importance, covariates);
        return [.. weights.Select(weight => weight / weights.Max())];
    }
}

/// <summary>Weights of the covariates in the dissimilarity index.</summary>
public enum IndexWeights
{
    /// <summary>Permutation importance.</summary>
    Importance,

    /// <summary>Equal weights.</summary>
    Equal,
}
