namespace SoilBeta.Studies;

/// <summary>Validation of the model on held-out profiles.</summary>
internal sealed class ValidationSection
{
    /// <summary>Number of folds.</summary>
    public int Folds { get; set; } = 10;

    /// <summary>Repeats of random, site and block folds; 0 for only in-sample and out-of-bag.</summary>
    public int Repeats { get; set; } = 3;

    /// <summary>Repeats of the paper's 70/30; 0 for none.</summary>
    public int Holdouts { get; set; } = 10;

    /// <summary>Sides of spatial blocks, degrees; empty for none (then skill is unknown).</summary>
    public List<double> Blocks { get; set; } = [1, 2, 5];

    /// <summary>Number of map cells for nearest-neighbour-distance-matched folds (kNNDM); 0 for no such folds (then skill is unknown).</summary>
    public int MapCells { get; set; } = 1000;

    /// <summary>Whether to estimate the coverage of the intervals and the decomposition of the variance.</summary>
    public bool Coverage { get; set; } = true;

    /// <summary>Trees of the forests of folds; null for those of the model, at most 200.</summary>
    public int? Trees { get; set; }
}
