using System.Globalization;
using System.Runtime.InteropServices;
using SoilBeta.Rasters.Native;

namespace SoilBeta.Rasters;

/// <summary>Coordinate variables of a netCDF file by the CF conventions. GDAL treats steps that differ by up to 0.1 degree as even, so they are read and compared here.</summary>
internal sealed unsafe class NetCdfAxes
{
    /// <summary>Tolerance of a coordinate on an even axis, as a share of a step: the rounding of float32 and of coordinates with few digits.</summary>
    public const double Rounding = 0.1;

    // CF 1.11, sections 4.1 and 4.2.
    private static readonly string[] s_north = ["degrees_north", "degree_north", "degree_N", "degrees_N", "degreeN", "degreesN"];
    private static readonly string[] s_east = ["degrees_east", "degree_east", "degree_E", "degrees_E", "degreeE", "degreesE"];

    private readonly (string Kind, double[] Values)[] _axes;

    private NetCdfAxes((string Kind, double[] Values)[] axes, bool areDegrees) => (_axes, AreDegrees) = (axes, areDegrees);

    /// <summary>Whether the file has latitudes and longitudes in degrees, as axes of its rasters.</summary>
    public bool AreDegrees { get; }

    /// <summary>Reads the axes of an open file; none where it is not netCDF or has no latitudes and longitudes along its sides.</summary>
    public static NetCdfAxes Read(string path, DatasetHandle dataset, IReadOnlyDictionary<string, string> metadata)
    {
        string driver = Marshal.PtrToStringUTF8(GdalNative.GDALGetDriverShortName(GdalNative.GDALGetDatasetDriver(dataset))) ?? "";
        if (driver != "netCDF" || path.Contains('"', StringComparison.Ordinal))
            return new NetCdfAxes([], false);
        double[]? latitudes = Coordinates(path, metadata, "latitude", s_north, GdalNative.GDALGetRasterYSize(dataset));
        double[]? longitudes = Coordinates(path, metadata, "longitude", s_east, GdalNative.GDALGetRasterXSize(dataset));
        bool degrees = latitudes is not null && longitudes is not null
            && latitudes.All(value => Math.Abs(value) <= 90) && longitudes.All(value => value is >= -360 and <= 720);
        return new NetCdfAxes([.. new[] { ("latitudes", latitudes), ("longitudes", longitudes) }.Where(axis => axis.Item2 is not null).Select(axis => (axis.Item1, axis.Item2!))], degrees);
    }

    /// <summary>Which axis is uneven and how, as part of a sentence; null where all are even.</summary>
    /// <param name="tolerance">Tolerance of a coordinate, as a share of a step.</param>
    public string? Uneven(double tolerance)
    {
        foreach ((string kind, double[] values) in _axes)
        {
            if (values.Length < 3)
                continue;
            double step = (values[^1] - values[0]) / (values.Length - 1);
            double miss = values.Select((value, i) => Math.Abs(value - (values[0] + (i * step)))).Max();
            if (miss <= Math.Abs(step) * tolerance)
                continue;
            double[] steps = [.. values.Skip(1).Zip(values, (next, one) => Math.Abs(next - one))];
            return string.Create(CultureInfo.InvariantCulture, $"{kind} are not evenly spaced (steps of {steps.Min():0.####} to {steps.Max():0.####} degrees)");
        }
        return null;
    }

    /// <summary>Values of the variable that is a latitude or longitude by its CF attributes, with one value for each row or column of the raster; null for none.</summary>
    private static double[]? Coordinates(string path, IReadOnlyDictionary<string, string> metadata, string standardName, string[] units, int length)
    {
        var variables = metadata
            .Where(item => (item.Key.EndsWith("#units", StringComparison.Ordinal) && units.Contains(item.Value)) || (item.Key.EndsWith("#standard_name", StringComparison.Ordinal) && item.Value == standardName))
            .Select(item => item.Key[..item.Key.IndexOf('#', StringComparison.Ordinal)]).Distinct();
        foreach (string variable in variables)
        {
            using var drivers = new TextList("netCDF");
            using DatasetHandle axis = GdalNative.GDALOpenEx($"NETCDF:\"{path}\":{variable}", GdalNative.OpenRaster, drivers.Pointer, null, null);
            if (axis.IsInvalid || GdalNative.GDALGetRasterCount(axis) != 1)
                continue;
            int width = GdalNative.GDALGetRasterXSize(axis), height = GdalNative.GDALGetRasterYSize(axis);
            if ((long)width * height != length)
                continue;
            double[] values = new double[length];
            using var shared = BlockCache.Reading();
            fixed (double* buffer = values)
            {
                if (GdalNative.GDALRasterIO(GdalNative.GDALGetRasterBand(axis, 1), GdalNative.Read, 0, 0, width, height, buffer, width, height, GdalNative.TypeFloat64, 0, 0) == 0)
                    return values;
            }
        }
        return null;
    }
}
