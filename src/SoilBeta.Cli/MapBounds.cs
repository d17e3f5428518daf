using System.Globalization;
using SoilBeta.Rasters;

namespace SoilBeta.Cli;

/// <summary>Reads <c>--bounds W,S,E,N</c>.</summary>
internal static class MapBounds
{
    /// <summary>Bounds in the unit of the grid's reference system; null for none.</summary>
    /// <exception cref="UsageException">The text is not valid bounds.</exception>
    public static Bounds? Parse(string? text)
    {
        if (text is null)
            return null;
        double[] values = [.. text.Split(',').Select(part => double.TryParse(part, NumberStyles.Float, CultureInfo.InvariantCulture, out double value) ? value : double.NaN)];
        return values.Length == 4 && values.All(double.IsFinite) && values[0] < values[2] && values[1] < values[3]
            ? new Bounds(values[0], values[1], values[2], values[3])
            : throw new UsageException($"--bounds {text}: expected W,S,E,N with W < E and S < N, e.g. --bounds -60,-35,-58,-33.");
    }
}
