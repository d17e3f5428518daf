namespace SoilBeta.Studies;

/// <summary>Area of applicability by the dissimilarity index (Meyer and Pebesma 2021).</summary>
internal sealed class ApplicabilitySection
{
    /// <summary>Whether to write its maps.</summary>
    public bool Map { get; set; } = true;

    /// <summary>Weights of the covariates: <c>importance</c> (permutation importance, default) or <c>equal</c>.</summary>
    public string Weights { get; set; } = "importance";

    /// <summary>Side of the blocks whose folds give the threshold, degrees; null for the smallest of <c>validation.blocks</c>, or for folds of sites if there are none.</summary>
    public double? Block { get; set; }
}
