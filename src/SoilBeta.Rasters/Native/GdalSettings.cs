using System.Collections;
using System.Runtime.InteropServices;

namespace SoilBeta.Rasters.Native;

/// <summary>GDAL's configuration: sets the options that could affect results and ignores the environment and a user's gdalrc, so that the same files give the same pixels for everyone.</summary>
internal static unsafe partial class GdalSettings
{
    /// <summary>Options that are set, by name.</summary>
    private static readonly SortedDictionary<string, string> s_fixed = new(StringComparer.Ordinal)
    {
        ["CPL_TMPDIR"] = Path.GetTempPath(),
        ["GDAL_CONFIG_FILE"] = "", // no gdalrc
        ["GDAL_DISABLE_READDIR_ON_OPEN"] = "FALSE",
        ["GDAL_DRIVER_PATH"] = "disable",
        ["GDAL_NUM_THREADS"] = "1",
        ["GDAL_PAM_ENABLED"] = "YES",
        ["GDAL_TIFF_ENDIANNESS"] = "LITTLE",
        ["GDAL_TIFF_INTERNAL_MASK"] = "NO",
        ["GDAL_VRT_ENABLE_PYTHON"] = "NO",
        ["GTIFF_POINT_GEO_IGNORE"] = "FALSE",
        ["OGR_CT_FORCE_TRADITIONAL_GIS_ORDER"] = "NO",
        ["OGR_ENABLE_PARTIAL_REPROJECTION"] = "NO",
        ["SHAPE_RESTORE_SHX"] = "NO",
    };

    // A server that does not answer is an error within minutes, not a hang.
    private static readonly (string Name, string Value)[] s_network =
        [("GDAL_HTTP_CONNECTTIMEOUT", "20"), ("GDAL_HTTP_LOW_SPEED_LIMIT", "1"), ("GDAL_HTTP_LOW_SPEED_TIME", "60"), ("GDAL_HTTP_MAX_RETRY", "3")];

    // Prefixes of the names that GDAL, PROJ and their drivers look up in the environment.
    private static readonly string[] s_heard =
    [
        "AAIGRID", "COG_", "COMPRESS_", "CPL_", "EHDR_", "ENVI_", "ESRI_", "FLATGEOBUF_", "GDAL", "GEOJSON_", "GEOTIFF_", "GPKG_", "GTIFF_", "HFA_", "INTERLEAVE_", "JPEG_", "NETCDF", "NC_", "OGR", "OSR_",
        "OVERVIEW", "PAM_", "PHOTOMETRIC_", "PIXELTYPE", "PNG_", "PREDICTOR_", "PROJ", "RPC_", "SHAPE_", "SPARSE_OK", "SQLITE_", "TIFF", "USE_RRD", "USE_SPILL", "VRT_", "VSI", "WARP_", "CENTER_LONG", "CHECK_", "NUM_THREADS", "BIGTIFF", "JSON_", "CSV_",
    ];

    // Locations of the libraries' own data do not affect results; with --allow-network the user's server addresses and credentials are kept too.
    private static readonly string[] s_kept = ["GDAL_DATA", "PROJ_DATA", "PROJ_LIB"];
    private static readonly string[] s_keptForNetwork = ["GDAL_HTTP_", "CPL_CURL_", "CPL_VSIL_CURL_", "CPL_AWS_", "CPL_GS_", "CPL_GCE_", "CPL_AZURE_", "VSI_CACHE"];

    /// <summary>Options that are set, as <c>NAME=VALUE</c>, for manifests and keys; without the folder of temporary files.</summary>
    public static IEnumerable<string> Lines => s_fixed.Where(setting => setting.Key != "CPL_TMPDIR").Select(setting => $"{setting.Key}={setting.Value}");

    /// <summary>Removes options from the environment; called before GDAL registers its drivers.</summary>
    /// <param name="allowNetwork">Whether servers may be reached.</param>
    public static void Begin(bool allowNetwork)
    {
        foreach (string name in Environment.GetEnvironmentVariables().Keys.Cast<string>().Where(name => IsHeard(name, allowNetwork)).ToList())
        {
            // On Unix .NET has its own copy of the environment; the libraries read that of the process.
            if (OperatingSystem.IsWindows())
                Environment.SetEnvironmentVariable(name, null);
            else
                _ = unsetenv(name);
        }
        Apply(allowNetwork);
    }

    /// <summary>Sets the options; called after GDAL has registered its drivers, so that no configuration file overrides them.</summary>
    public static void Apply(bool allowNetwork)
    {
        GdalNative.CPLSetConfigOptions(null);
        foreach (var (name, value) in s_fixed)
            GdalNative.CPLSetConfigOption(name, value);
        if (!allowNetwork)
            return;
        foreach (var (name, value) in s_network)
            GdalNative.CPLSetConfigOption(name, value);
    }

    private static bool IsHeard(string name, bool allowNetwork) =>
        s_heard.Any(beginning => name.StartsWith(beginning, StringComparison.OrdinalIgnoreCase)) && !s_kept.Contains(name)
        && !(allowNetwork && s_keptForNetwork.Any(beginning => name.StartsWith(beginning, StringComparison.Ordinal)));

    [LibraryImport("libc", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int unsetenv(string name);
}
