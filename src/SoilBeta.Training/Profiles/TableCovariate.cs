using SoilBeta.Soil;
using SoilBeta.Soil.Tables;
using SoilBeta.Studies.StudyFile;

namespace SoilBeta.Training.Profiles;

/// <summary>A covariate from the profile table: its value in 0–20 cm, converted to the covariate's unit.</summary>
internal static class TableCovariate
{
    /// <summary>Value in the covariate's unit; NaN where the table has none for this profile, or the study does not use it.</summary>
    /// <param name="profile">Profile.</param>
    /// <param name="covariate">Covariate; its unit was compared with the table's as the study was read.</param>
    public static double Of(SoilProfile profile, CovariateSection covariate) =>
        covariate.Column is { Length: > 0 } column ? TopsoilValue.Of(profile, column) * (CovariateUnits.FactorTo(column, covariate.Unit) ?? 1) : double.NaN;

    /// <summary>Whether the table has it.</summary>
    public static bool Has(SoilProfile profile, CovariateSection covariate) => !double.IsNaN(Of(profile, covariate));
}
