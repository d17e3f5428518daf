namespace SoilBeta.Training.Profiles;

/// <summary>Values of a study's rasters at a place, the same that the map uses. Longitude in degrees east, latitude in degrees north, WGS 84.</summary>
public interface IPlaceSampler
{
    /// <summary>Index of the grid's cell; −1 outside the grid.</summary>
    long Cell(double longitude, double latitude);

    /// <summary>Covariates in the study's order, each in its unit; NaN for none. [covariate]</summary>
    double[] Covariates(double longitude, double latitude);

    /// <summary>Ecosystem of the place by the maps.</summary>
    PlaceEcosystem Ecosystem(double longitude, double latitude);

    /// <summary>Bulk density for filling gaps, g cm⁻³; NaN for none.</summary>
    double BulkDensity(double longitude, double latitude);

    /// <summary>Gravel for filling gaps, volume %; NaN for none.</summary>
    double Gravel(double longitude, double latitude);

    /// <summary>Density of the study's topsoil, Mg C ha⁻¹; NaN for none.</summary>
    double Topsoil(double longitude, double latitude) => double.NaN;
}

/// <summary>Ecosystem of a place by the maps.</summary>
/// <param name="Position">Index in the study's list; null for none.</param>
/// <param name="Why">Why the place has no ecosystem, for <c>rejected.csv</c>.</param>
public readonly record struct PlaceEcosystem(int? Position, string Why = "");
