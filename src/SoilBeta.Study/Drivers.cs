namespace SoilBeta.Studies;

/// <summary>Analysis of the drivers of β.</summary>
/// <param name="Points">Values of a dependence curve, and bins of the accumulated effects.</param>
/// <param name="Refits">Forests on resampled sites for the 95 % bands; 0 for none.</param>
/// <param name="Rows">Rows that curves are averaged over.</param>
/// <param name="Selection">Whether to run a forward selection of covariates under blocks; it advises and changes no model.</param>
public sealed record Drivers(int Points, int Refits, int Rows, bool Selection)
{
    /// <summary>Binds the section.</summary>
    internal static Drivers Bind(DriversSection section, Binding at)
    {
        at.Within("points", section.Points, 2, 1000, "points");
        at.Within("refits", section.Refits, 0, 1000, "refits");
        at.Within("rows", section.Rows, 10, 1_000_000, "rows");
        return new Drivers(section.Points, section.Refits, section.Rows, section.Selection);
    }
}
