using System.Runtime.InteropServices;
using SoilBeta.Rasters.Native;

namespace SoilBeta.Rasters;

/// <summary>GDAL in this process: found, set up once, and fenced in: only the formats a study may name are opened, and only files of this machine.</summary>
public static unsafe class GdalLibrary
{
    /// <summary>Raster formats that a study may name (GDAL's driver names). VRT is not among them, because it may refer to any file.</summary>
    public static readonly IReadOnlyList<string> RasterFormats = ["GTiff", "AAIGrid", "EHdr", "HFA", "ENVI", "netCDF", "GPKG"];

    /// <summary>Vector formats that a study may name.</summary>
    public static readonly IReadOnlyList<string> VectorFormats = ["GPKG", "GeoJSON", "ESRI Shapefile", "FlatGeobuf"];

    // Written, or used inside GDAL, but never opened under a name from a study.
    private static readonly string[] s_internalFormats = ["COG", "MEM", "Memory", "VRT", "PNG"];

    /// <summary>GDAL's block cache, bytes: bounded whatever the machine. No pixel depends on it. Set it before the first use of this room.</summary>
    public static long CacheBytes { get; set; } = 128L << 20;

    private static readonly Lazy<string> s_version = new(SetUp);

    /// <summary>Whether network paths (<c>/vsicurl/</c>, <c>https:</c>, …) and paths inside archives may be opened: the command line's <c>--allow-network</c>. Set it before the first use of this room.</summary>
    public static bool AllowNetwork { get; set; }

    /// <summary>GDAL's version, e.g. <c>GDAL 3.6.2, released 2023/01/02</c>.</summary>
    /// <exception cref="InvalidDataException">No usable GDAL on this machine: the message says what was tried and what to install.</exception>
    public static string Version => s_version.Value;

    /// <summary>GDAL's configuration options that are set, <c>NAME=VALUE</c> by name; all others have GDAL's defaults, whatever the environment says.</summary>
    public static IEnumerable<string> Settings => GdalSettings.Lines;

    /// <summary>Makes sure that GDAL is there and set up.</summary>
    /// <exception cref="InvalidDataException">No usable GDAL on this machine.</exception>
    public static void Require() => _ = s_version.Value;

    private static string SetUp()
    {
        GdalLoader.Require();
        NativeHeap.Limit();
        GdalNative.CPLSetErrorHandler(GdalErrors.Handler);
        GdalSettings.Begin(AllowNetwork);
        GdalNative.GDALAllRegister();
        GdalSettings.Apply(AllowNetwork);
        GdalNetwork.Refuse(AllowNetwork ? VirtualFile.Known : []);
        GdalNative.GDALSetCacheMax64(CacheBytes);
        for (int i = GdalNative.GDALGetDriverCount() - 1; i >= 0; i--)
        {
            nint driver = GdalNative.GDALGetDriver(i);
            string name = Marshal.PtrToStringUTF8(GdalNative.GDALGetDriverShortName(driver)) ?? "";
            if (!RasterFormats.Contains(name) && !VectorFormats.Contains(name) && !s_internalFormats.Contains(name))
                GdalNative.GDALDeregisterDriver(driver);
        }
        return Marshal.PtrToStringUTF8(GdalNative.GDALVersionInfo("--version")) ?? "GDAL";
    }

    /// <summary>The files a vector layer consists of: the file itself first, then what lies beside it.</summary>
    /// <exception cref="InvalidDataException">Missing or of a format that is not read.</exception>
    public static IReadOnlyList<string> FilesOfVector(string path)
    {
        using DatasetHandle dataset = Open(path, vector: true);
        return FilesOf(dataset);
    }

    /// <summary>The files an open dataset consists of.</summary>
    internal static IReadOnlyList<string> FilesOf(DatasetHandle dataset)
    {
        var files = new List<string>();
        byte** texts = GdalNative.GDALGetFileList(dataset);
        for (int i = 0; texts != null && texts[i] != null; i++)
            files.Add(Marshal.PtrToStringUTF8((nint)texts[i])!);
        GdalNative.CSLDestroy(texts);
        return files;
    }

    /// <summary>Opens a file that a study names, as a raster or a vector layer.</summary>
    /// <param name="path">Path.</param>
    /// <param name="vector">Whether it is a vector layer.</param>
    /// <param name="options">Open options of its driver, <c>NAME=VALUE</c>.</param>
    internal static DatasetHandle Open(string path, bool vector, params ReadOnlySpan<string> options)
    {
        Require();
        CheckPath(path, vector ? "vector file" : "raster");
        IReadOnlyList<string> formats = vector ? VectorFormats : RasterFormats;
        // Two drivers see a file only once it has been looked at here; that of netCDF would be content with a name that ends in .nc.
        bool known = VirtualFile.Is(path), netCdf = known || (!vector && (ClassicNetCdf.Passes(path) || TrialReading.Passes(path))), geoPackage = known || SqliteSchema.Passes(path);
        using var drivers = new TextList([.. formats.Where(format => format switch { "netCDF" => netCdf, "GPKG" => geoPackage, _ => true })]);
        if (!VirtualFile.Is(path))
            SidecarFiles.Check(path);
        using var settings = new TextList(options);
        GdalErrors.Clear();
        DatasetHandle dataset = GdalNative.GDALOpenEx(path, (vector ? GdalNative.OpenVector : GdalNative.OpenRaster) | GdalNative.OpenVerbose, drivers.Pointer, settings.Pointer, null);
        if (dataset.IsInvalid)
        {
            throw GdalErrors.Failure(path, $"cannot be opened as a {(vector ? "vector layer" : "raster")}",
                $"It must be one of {string.Join(", ", formats)} and whole; convert other formats, e.g. {(vector ? "ogr2ogr zones.gpkg " : "gdal_translate -of GTiff ")}{Path.GetFileName(path)}{(vector ? "" : " out.tif")}");
        }
        try
        {
            SidecarFiles.CheckOverviews(path, dataset);
        }
        catch
        {
            dataset.Dispose();
            throw;
        }
        return dataset;
    }

    private static void CheckPath(string path, string kind)
    {
        if (VirtualFile.Refusal(path) is { } refusal)
            throw new InvalidDataException($"{path}: network and nested paths are not opened: {refusal}");
        if (VirtualFile.Is(path))
            return;
        if (Directory.Exists(path))
            throw new InvalidDataException($"{path} is a folder, not a {kind}.\n  Name a file in it.");
        if (!File.Exists(path))
            throw new InvalidDataException($"{path}: there is no such {kind}.\n  Check the path in the study file; it is relative to the folder of the study file.");
        RegularFile.Require(path);
    }
}
