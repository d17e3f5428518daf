namespace SoilBeta.Forests.Validation;

/// <summary>A place as a point on the unit sphere: chords order places as great-circle distances do, without trigonometry.</summary>
internal static class SpherePoint
{
    /// <summary>Unit vector x, y, z of a place.</summary>
    /// <param name="latitude">Latitude, degrees.</param>
    /// <param name="longitude">Longitude, degrees.</param>
    public static double[] FromDegrees(double latitude, double longitude)
    {
        double phi = latitude * Math.PI / 180, lambda = longitude * Math.PI / 180;
        return [Math.Cos(phi) * Math.Cos(lambda), Math.Cos(phi) * Math.Sin(lambda), Math.Sin(phi)];
    }

    /// <summary>Square of the chord between two points.</summary>
    public static double SquaredChord(double[] a, double[] b)
    {
        double x = a[0] - b[0], y = a[1] - b[1], z = a[2] - b[2];
        return (x * x) + (y * y) + (z * z);
    }
}
