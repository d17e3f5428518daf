namespace SoilBeta.Training.Profiles;

/// <summary>What the rasters of a study hold at a place: the same values that the map uses. Longitude in degrees east, latitude in degrees north, WGS 84.</summary>
public interface IPlaceSampler
{
    /// <summary>Number of the grid's cell; −1 outside the grid.</summary>
    long Cell(double longitude, double latitude);

    /// <summary>Covariates in the study's order, each in its unit; NaN where there is no value. [covariate]</summary>
    double[] Covariates(double longitude, double latitude);

    /// <summary>The ecosystem of the place by the maps.</summary>
    PlaceEcosystem Ecosystem(double longitude, double latitude);

    /// <summary>Bulk density that fills gaps, g cm⁻³; NaN for none.</summary>
    double BulkDensity(double longitude, double latitude);

    /// <summary>Gravel that fills gaps, volume %; NaN for none.</summary>
    double Gravel(double longitude, double latitude);

    /// <summary>Density of the study's topsoil, Mg C ha⁻¹; NaN for none.</summary>
    double Topsoil(double longitude, double latitude) => double.NaN;
}

/// <summary>The ecosystem that the maps give a place.</summary>
/// <param name="Position">Position in the study's list; null where the maps give none.</param>
/// <param name="Why">Why there is none, for <c>rejected.csv</c>.</param>
public readonly record struct PlaceEcosystem(int? Position, string Why = "");
