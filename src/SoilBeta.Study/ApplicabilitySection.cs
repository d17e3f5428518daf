namespace SoilBeta.Studies;

/// <summary>Where the validation applies: the dissimilarity index (Meyer and Pebesma 2021).</summary>
internal sealed class ApplicabilitySection
{
    /// <summary>Whether the maps of it are written.</summary>
    public bool Map { get; set; } = true;

    /// <summary>What the covariates count by: <c>importance</c> (permutation importance, default) or <c>equal</c>.</summary>
    public string Weights { get; set; } = "importance";

    /// <summary>Side of the blocks of the folds that the threshold is taken from, degrees; null: the smallest of <c>validation.blocks</c>, or folds of sites without any.</summary>
    public double? Block { get; set; }
}
