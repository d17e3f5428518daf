namespace SoilBeta.Rasters;

/// <summary>Areas on the WGS84 ellipsoid.</summary>
public static class Wgs84Ellipsoid
{
    /// <summary>Semi-major axis, m.</summary>
    public const double SemiMajorAxis = 6378137.0;

    /// <summary>Flattening.</summary>
    public const double Flattening = 1 / 298.257223563;

    private const double EccentricitySquared = Flattening * (2 - Flattening);

    private static readonly double s_eccentricity = Math.Sqrt(EccentricitySquared);

    /// <summary>Area of the whole ellipsoid, m².</summary>
    public static double TotalArea => 4 * Math.PI * PerRadian(90);

    /// <summary>Area between the equator and a parallel for each radian of longitude, m²: q(φ) of the authalic cylinder. Negative in the south.</summary>
    /// <param name="latitude">Geographic latitude, degrees.</param>
    public static double PerRadian(double latitude)
    {
        const double semiMinorAxis = SemiMajorAxis * (1 - Flattening);
        double sine = Math.Abs(latitude) >= 90 ? Math.Sign(latitude) : Math.Sin(latitude * (Math.PI / 180));
        return semiMinorAxis * semiMinorAxis / 2 * ((sine / (1 - (EccentricitySquared * sine * sine))) + (Math.Atanh(s_eccentricity * sine) / s_eccentricity));
    }

    /// <summary>Point on the unit sphere by an equal-area mapping of the ellipsoid (authalic latitude and longitude), as x, y, z.</summary>
    internal static (double X, double Y, double Z) Authalic(double longitude, double latitude)
    {
        double z = Math.Clamp(PerRadian(latitude) / PerRadian(90), -1, 1), r = Math.Sqrt(1 - (z * z));
        (double sine, double cosine) = Math.SinCos(longitude * (Math.PI / 180));
        return (r * cosine, r * sine, z);
    }
}
