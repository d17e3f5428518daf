namespace SoilBeta.Soil;

/// <summary>Equation 1 and the conversions of its inputs.</summary>
public static class CarbonDensity
{
    /// <summary>Share of carbon in organic matter (van Bemmelen).</summary>
    public const double CarbonOfOrganicMatter = 0.58;

    /// <summary>Density of rock fragments, g cm⁻³.</summary>
    public const double DensityOfRock = 2.65;

    /// <summary>Equation 1: SOC density = SOC · BD · D · (1 − GC/100) / 10.</summary>
    /// <param name="soc">SOC content of the fine earth, g kg⁻¹.</param>
    /// <param name="bulkDensity">Bulk density of the fine earth, g cm⁻³.</param>
    /// <param name="thickness">D, cm.</param>
    /// <param name="gravel">GC, gravel (above 2 mm) by volume, %.</param>
    /// <returns>Mg C ha⁻¹.</returns>
    public static double FromContent(double soc, double bulkDensity, double thickness, double gravel) => soc * bulkDensity * thickness * (1 - (gravel / 100)) / 10;

    /// <summary>Converts gravel by mass to gravel by volume, for rock fragments of 2.65 g cm⁻³.</summary>
    /// <param name="gravelByMass">Gravel, % of the mass of the whole soil.</param>
    /// <param name="bulkDensity">Bulk density of the fine earth, g cm⁻³.</param>
    /// <returns>Gravel, % of the volume of the whole soil.</returns>
    public static double GravelByVolume(double gravelByMass, double bulkDensity)
    {
        double rock = gravelByMass / DensityOfRock;
        double fine = (100 - gravelByMass) / bulkDensity;
        return 100 * rock / (rock + fine);
    }
}
