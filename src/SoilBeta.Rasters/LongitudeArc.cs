namespace SoilBeta.Rasters;

/// <summary>The longitudes that a grid covers: the shortest arc that holds them all.</summary>
/// <param name="West">Its western end, degrees; any turn round the earth.</param>
/// <param name="Width">Degrees to its eastern end; about 360 for a grid that goes round the earth.</param>
internal readonly record struct LongitudeArc(double West, double Width)
{
    /// <summary>Points of a lattice over a grid, along each side.</summary>
    private const int Side = 101;

    /// <summary>Nearer to a pole than this, degrees of latitude, a longitude says nothing of where a grid is.</summary>
    private const double Pole = 0.01;

    /// <summary>Middle of the arc, degrees.</summary>
    public double Centre => West + (Width / 2);

    /// <summary>Degrees that the arc leaves free.</summary>
    public double Gap => 360 - Width;

    /// <summary>The arc of a grid in the longitudes of a reference system; null where nothing of the grid is on the earth.</summary>
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

    /// <summary>Whether a meridian lies in the arc widened by a margin on either side.</summary>
    public bool Holds(double meridian, double margin) => Modulo(meridian - (West - margin), 360) <= Width + (2 * margin);

    /// <summary>What is left of a division, 0 or above and below the divisor.</summary>
    public static double Modulo(double value, double divisor)
    {
        double rest = value % divisor;
        return rest < 0 ? rest + divisor : rest;
    }
}
