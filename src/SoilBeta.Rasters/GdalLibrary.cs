using System.Runtime.InteropServices;
using SoilBeta.Rasters.Native;

namespace SoilBeta.Rasters;

/// <summary>GDAL in this process: found and configured once, and restricted to the formats that a study may name and, unless the first session allows the network, to local files.</summary>
public static unsafe class GdalLibrary
{
    /// <summary>Raster formats that a study may name (GDAL's driver names). VRT is not among them, because it may refer to any file.</summary>
    public static readonly IReadOnlyList<string> RasterFormats = ["GTiff", "AAIGrid", "EHdr", "HFA", "ENVI", "netCDF", "GPKG"];

    /// <summary>Vector formats that a study may name.</summary>
    public static readonly IReadOnlyList<string> VectorFormats = ["GPKG", "GeoJSON", "ESRI Shapefile", "FlatGeobuf"];

    // Written, or used inside GDAL, but never opened under a name from a study.
    private static readonly string[] s_internalFormats = ["COG", "MEM", "Memory", "VRT", "PNG"];

    private static readonly Lock s_setUp = new();
    private static string? s_version;
    private static bool s_reachesNetwork;

    /// <summary>GDAL's version, e.g. <c>GDAL 3.6.2, released 2023/01/02</c>.</summary>
    /// <exception cref="InvalidDataException">No usable GDAL on this machine: the message says what was tried and what to install.</exception>
    public static string Version => Require();

    /// <summary>GDAL's configuration options that are set, <c>NAME=VALUE</c> sorted by name; all others have GDAL's defaults, regardless of environment variables.</summary>
    public static IEnumerable<string> Settings => GdalSettings.Lines;

    /// <summary>Whether this machine has a usable GDAL.</summary>
    public static bool IsPresent
    {
        get
        {
            try
            {
                GdalLoader.Require();
                return true;
            }
            catch (InvalidDataException)
            {
                return false;
            }
        }
    }

    /// <summary>Makes sure that GDAL is present and set up.</summary>
    /// <returns>GDAL's version.</returns>
    /// <exception cref="InvalidDataException">No usable GDAL on this machine.</exception>
    public static string Require() => Require(allowNetwork: false);

    /// <summary>As above, for a session that may use the network.</summary>
    /// <exception cref="InvalidOperationException">GDAL was configured without the network in this process, which cannot be undone.</exception>
    internal static string Require(bool allowNetwork)
    {
        lock (s_setUp)
        {
            s_version ??= SetUp(allowNetwork);
            if (allowNetwork && !s_reachesNetwork)
                throw new InvalidOperationException("GDAL was set up without the network in this process; a session that may reach it must be the first.");
            return s_version;
        }
    }

    private static string SetUp(bool allowNetwork)
    {
        GdalLoader.Require();
        NativeHeap.Limit();
        GdalNative.CPLSetErrorHandler(GdalErrors.Handler);
        GdalSettings.Begin(allowNetwork);
        GdalNative.GDALAllRegister();
        GdalSettings.Apply(allowNetwork);
        GdalNetwork.Refuse(allowNetwork ? VirtualFile.Known : []);
        s_reachesNetwork = allowNetwork;
        GdalNative.GDALSetCacheMax64(GdalSession.DefaultCacheBytes);
        for (int i = GdalNative.GDALGetDriverCount() - 1; i >= 0; i--)
        {
            nint driver = GdalNative.GDALGetDriver(i);
            string name = Marshal.PtrToStringUTF8(GdalNative.GDALGetDriverShortName(driver)) ?? "";
            if (!RasterFormats.Contains(name) && !VectorFormats.Contains(name) && !s_internalFormats.Contains(name))
                GdalNative.GDALDeregisterDriver(driver);
        }
        return Marshal.PtrToStringUTF8(GdalNative.GDALVersionInfo("--version")) ?? "GDAL";
    }

    /// <summary>Files of an open dataset.</summary>
    internal static IReadOnlyList<string> FilesOf(DatasetHandle dataset)
    {
        var files = new List<string>();
        byte** texts = GdalNative.GDALGetFileList(dataset);
        for (int i = 0; texts != null && texts[i] != null; i++)
            files.Add(Marshal.PtrToStringUTF8((nint)texts[i])!);
        GdalNative.CSLDestroy(texts);
        return files;
    }

    /// <summary>Opens a raster or a vector layer in this process.</summary>
    /// <param name="path">Path.</param>
    /// <param name="vector">Whether it is a vector layer.</param>
    /// <param name="allowNetwork">Whether network paths and paths inside archives are allowed.</param>
    /// <param name="options">Open options of its driver, <c>NAME=VALUE</c>.</param>
    internal static DatasetHandle Open(string path, bool vector, bool allowNetwork = false, params ReadOnlySpan<string> options)
    {
        Require(allowNetwork);
        CheckPath(path, vector ? "vector file" : "raster", allowNetwork);
        if (!VirtualFile.Is(path))
            SidecarFiles.Check(path);
        IReadOnlyList<string> formats = vector ? VectorFormats : RasterFormats;
        using var drivers = new TextList([.. formats]);
        using var settings = new TextList(options);
        using var only = Hdf5Lock.Enter();
        GdalErrors.Clear();
        DatasetHandle dataset = GdalNative.GDALOpenEx(path, (vector ? GdalNative.OpenVector : GdalNative.OpenRaster) | GdalNative.OpenVerbose, drivers.Pointer, settings.Pointer, null);
        if (dataset.IsInvalid)
        {
            throw GdalErrors.Failure(path, $"cannot be opened as a {(vector ? "vector layer" : "raster")}",
                $"It must be one of {string.Join(", ", formats)} and whole; convert other formats, e.g. {(vector ? "ogr2ogr zones.gpkg " : "gdal_translate -of GTiff ")}{Path.GetFileName(path)}{(vector ? "" : " out.tif")}");
        }
        dataset.UsesHdf5 = Hdf5Lock.Covers(dataset.Driver);
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

    private static void CheckPath(string path, string kind, bool allowNetwork)
    {
        if (VirtualFile.Refusal(path, allowNetwork) is { } refusal)
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
