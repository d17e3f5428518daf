namespace SoilBeta.Studies;

/// <summary>Analysis of the drivers of β.</summary>
internal sealed class DriversSection
{
    /// <summary>Values of a dependence curve, and bins of the accumulated effects.</summary>
    public int Points { get; set; } = 25;

    /// <summary>Forests on resampled sites for the 95 % bands; 0 for none.</summary>
    public int Refits { get; set; } = 25;

    /// <summary>Rows that curves are averaged over.</summary>
    public int Rows { get; set; } = 500;

    /// <summary>Whether to run a forward selection of covariates under blocks; it advises and changes no model.</summary>
    public bool Selection { get; set; } = true;
}
