namespace SoilBeta.Rasters;

/// <summary>Longitudes that a grid covers: the shortest arc that contains them all.</summary>
/// <param name="West">Western end, degrees; any number of turns.</param>
/// <param name="Width">Degrees to the eastern end; about 360 for a global grid.</param>
internal readonly record struct LongitudeArc(double West, double Width)
{
    /// <summary>Points of the lattice over a grid, along each side.</summary>
    private const int Side = 101;

    /// <summary>Distance from a pole, degrees of latitude, within which longitudes are meaningless.</summary>
    private const double Pole = 0.01;

    /// <summary>Middle of the arc, degrees.</summary>
    public double Centre => West + (Width / 2);

    /// <summary>Degrees outside the arc.</summary>
    public double Gap => 360 - Width;

    /// <summary>Arc of a grid in the longitudes of a reference system; null where no part of the grid is on the earth.</summary>
    /// <param name="grid">Grid.</param>
    /// <param name="geographic">A geographic reference system in degrees.</param>
    public static LongitudeArc? FromGrid(Grid grid, Crs geographic)
    {
        if (grid.Crs.IsDegrees && grid.Transform is { SkewX: 0, SkewY: 0 })
            return new LongitudeArc(grid.Bounds.West, grid.Bounds.East - grid.Bounds.West);
        double[] x = new double[Side * Side], y = new double[Side * Side];
        for (int i = 0; i < x.Length; i++)
            (x[i], y[i]) = grid.Transform.Apply(grid.Width * (double)(i % Side) / (Side - 1), grid.Height * (double)(i / Side) / (Side - 1));
        using var transform = new CoordinateTransform(grid.Crs, geographic);
        transform.Apply(x, y);
        double[] longitudes = [.. x.Where((longitude, i) => !double.IsNaN(longitude) && Math.Abs(y[i]) < 90 - Pole).Select(longitude => Modulo(longitude, 360)).Order()];
        if (longitudes.Length == 0)
            return null;
        double west = longitudes[0], gap = longitudes[0] + 360 - longitudes[^1];
        for (int i = 1; i < longitudes.Length; i++)
        {
            if (longitudes[i] - longitudes[i - 1] > gap)
                (west, gap) = (longitudes[i], longitudes[i] - longitudes[i - 1]);
        }
        return new LongitudeArc(west, 360 - gap);
    }

    /// <summary>Whether a meridian is in the arc, extended by a margin on both sides.</summary>
    public bool Holds(double meridian, double margin) => Modulo(meridian - (West - margin), 360) <= Width + (2 * margin);

    /// <summary>Modulo with a result from 0 to below the divisor.</summary>
    public static double Modulo(double value, double divisor)
    {
        double rest = value % divisor;
        return rest < 0 ? rest + divisor : rest;
    }
}
