using SoilBeta.Soil;
using SoilBeta.Soil.Tables;
using SoilBeta.Studies;

namespace SoilBeta.Training.Profiles;

/// <summary>A covariate from the profile table: its value in 0–20 cm, converted to the covariate's unit.</summary>
public static class TableCovariate
{
    /// <summary>Value in the covariate's unit; NaN where the table has none for this profile, or the study does not use it.</summary>
    /// <param name="profile">Profile.</param>
    /// <param name="covariate">Covariate; its unit was compared with the table's when the study was read.</param>
    public static double ValueIn(SoilProfile profile, Covariate covariate) =>
        covariate.Column is { } column ? TopsoilValue.ReadFrom(profile, column.Name) * column.Factor : double.NaN;

    /// <summary>Whether the table has the covariate.</summary>
    public static bool Has(SoilProfile profile, Covariate covariate) => !double.IsNaN(ValueIn(profile, covariate));
}
