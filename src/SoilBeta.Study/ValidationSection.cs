namespace SoilBeta.Studies;

/// <summary>How the model is validated against profiles that it has not seen.</summary>
internal sealed class ValidationSection
{
    /// <summary>Folds of every design that has folds.</summary>
    public int Folds { get; set; } = 10;

    /// <summary>Repeats of random, site and block folds; 0 leaves all designs but in-sample and out-of-bag out.</summary>
    public int Repeats { get; set; } = 3;

    /// <summary>Repeats of the paper's 70/30; 0 for none.</summary>
    public int Holdouts { get; set; } = 10;

    /// <summary>Sides of spatial blocks, degrees; empty for none (then skill is unknown).</summary>
    public List<double> Blocks { get; set; } = [1, 2, 5];

    /// <summary>Cells of the map that nearest-neighbour-distance-matched folds (kNNDM) are matched to; 0 for no such folds (then skill is unknown).</summary>
    public int MapCells { get; set; } = 1000;

    /// <summary>Whether the coverage of the intervals and the split of the variance are found out.</summary>
    public bool Coverage { get; set; } = true;

    /// <summary>Trees of the forests of folds; null: those of the model, at most 200.</summary>
    public int? Trees { get; set; }
}
