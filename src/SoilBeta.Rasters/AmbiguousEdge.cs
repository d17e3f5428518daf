using System.Globalization;

namespace SoilBeta.Rasters;

/// <summary>An edge of a polygon that spans more than half a turn of longitude: from 176 to −176 it may mean the 8 degrees across 180 or the 352 degrees the other way.</summary>
internal static class AmbiguousEdge
{
    /// <summary>Tolerance for a span of exactly half or whole a turn, degrees.</summary>
    private const double Tolerance = 1e-6;

    /// <summary>Rejects a ring with such an edge. An edge of a whole turn, as in a box around the whole world, is not ambiguous.</summary>
    /// <param name="path">Path of the vector file.</param>
    /// <param name="zone">Name of the zone in the file.</param>
    /// <param name="ring">Longitudes and latitudes of its points, degrees.</param>
    /// <exception cref="InvalidDataException">The ring has such an edge.</exception>
    public static void Refuse(string path, string zone, (double[] X, double[] Y) ring)
    {
        (double[] x, double[] y) = ring;
        for (int i = 0; i < x.Length; i++)
        {
            int next = i + 1 < x.Length ? i + 1 : 0;
            double span = Math.Abs(x[next] - x[i]);
            if (span > 180 + Tolerance && span < 360 - Tolerance)
                throw new InvalidDataException(string.Create(CultureInfo.InvariantCulture, $"{path}: {zone} has an edge from longitude {x[i]:0.######} to {x[next]:0.######} (latitude {y[i]:0.######} to {y[next]:0.######}): {span:0.######} degrees, or {360 - span:0.######} across the other side of the earth.\n  If the short way is meant, split the polygon there (ogr2ogr -wrapdateline), or let longitudes run on beyond 180 (176 … 184); if the long way is meant, add vertices along the edge."));
        }
    }
}
