using SoilBeta.Rasters.Native;

namespace SoilBeta.Rasters;

/// <summary>Transforms coordinates between reference systems, x (longitude) before y. Not thread-safe.</summary>
public sealed class CoordinateTransform : IDisposable
{
    private readonly CoordinateTransformHandle? _handle;

    /// <summary>Creates the transformation between two reference systems.</summary>
    /// <exception cref="InvalidDataException">PROJ knows no transformation between them.</exception>
    public CoordinateTransform(Crs from, Crs to)
    {
        using SpatialReferenceHandle source = from.Open();
        using SpatialReferenceHandle target = to.Open();
        if (from.Wkt == to.Wkt || GdalNative.OSRIsSame(source, target) != 0)
            return;
        GdalErrors.Clear();
        _handle = GdalNative.OCTNewCoordinateTransformation(source, target);
        if (_handle.IsInvalid)
            throw new InvalidDataException($"There is no transformation between the two coordinate reference systems {Short(from)} and {Short(to)}: {GdalErrors.Text()}\n  Use a reference system of the earth's surface, e.g. EPSG:4326.");
    }

    /// <summary>Whether both reference systems are equal, so that coordinates stay unchanged.</summary>
    internal bool IsIdentity => _handle is null;

    /// <summary>Transforms points in place; points that have no counterpart become NaN.</summary>
    /// <param name="x">x or longitude, [point].</param>
    /// <param name="y">y or latitude, [point].</param>
    public unsafe void Apply(Span<double> x, Span<double> y)
    {
        if (x.Length != y.Length)
            throw new ArgumentException("x and y must have the same length.", nameof(y));
        if (_handle is null || x.IsEmpty)
            return;
        int[] success = new int[x.Length];
        fixed (double* px = x, py = y)
        fixed (int* ps = success)
            _ = GdalNative.OCTTransformEx(_handle, x.Length, px, py, null, ps);
        for (int i = 0; i < x.Length; i++)
        {
            if (success[i] == 0 || !double.IsFinite(x[i]) || !double.IsFinite(y[i]))
                x[i] = y[i] = double.NaN;
        }
    }

    /// <summary>Transforms one point; NaN where it has no counterpart.</summary>
    public (double X, double Y) Apply(double x, double y)
    {
        Apply(new Span<double>(ref x), new Span<double>(ref y));
        return (x, y);
    }

    /// <inheritdoc/>
    public void Dispose() => _handle?.Dispose();

    private static string Short(Crs crs) => crs.Wkt.Split('"') is { Length: > 1 } parts ? $"'{parts[1]}'" : crs.Wkt;
}
