using System.Globalization;
using System.Runtime.InteropServices;
using SoilBeta.Rasters.Native;

namespace SoilBeta.Rasters;

/// <summary>Georeferencing of a raster: its geotransform and reference system, or an error that explains how it is georeferenced instead and how to convert it to even cells.</summary>
internal static unsafe class RasterPlacement
{
    /// <summary>Largest accepted ratio of unpacked size to file length, for files that unpack to more than <see cref="Unsuspicious"/>.</summary>
    private const long LargestExpansion = 5000;

    private const long Unsuspicious = 1L << 30;

    /// <summary>Largest number of bands or variables that a message lists.</summary>
    private const int MostNamed = 12;

    /// <summary>Determines the grid of an open raster.</summary>
    /// <param name="path">Path.</param>
    /// <param name="dataset">The raster.</param>
    /// <param name="metadata">Metadata.</param>
    /// <param name="isOurs">Whether the program has just written it, so that its size needs no check.</param>
    /// <returns>The grid, and an assumption about it (null for none).</returns>
    /// <exception cref="InvalidDataException">The raster has no bands, uneven cells or no reference system.</exception>
    public static (Grid Grid, string? Note) Find(string path, DatasetHandle dataset, IReadOnlyDictionary<string, string> metadata, bool isOurs)
    {
        string file = Path.GetFileName(path);
        int width = GdalNative.GDALGetRasterXSize(dataset), height = GdalNative.GDALGetRasterYSize(dataset);
        if (GdalNative.GDALGetRasterCount(dataset) == 0)
            throw new InvalidDataException($"{path} holds no bands of its own{Parts(path, dataset)}");
        if (!isOurs)
            RefuseImplausible(path, dataset, width, height);

        double* t = stackalloc double[6];
        bool placed = GdalNative.GDALGetGeoTransform(dataset, t) == 0 && t[1] * t[5] != t[2] * t[4];
        NetCdfAxes axes = NetCdfAxes.Read(path, dataset, metadata);
        if (axes.Uneven(placed ? NetCdfAxes.Rounding : 1e-3) is { } uneven)
            throw new InvalidDataException($"{path}: its {uneven}, expected even steps.\n  Interpolate it to an even grid first, e.g. cdo remapbil,r720x360 {file} even.nc; giving it bounds would put its cells elsewhere.");
        if (!placed)
            throw new InvalidDataException(Unplaced(path, file, dataset));
        string? note = null;
        Crs? crs = Crs.FromDataset(dataset, path);
        if (crs is null && axes.AreDegrees)
        {
            crs = Crs.Wgs84;
            note = $"{file} has latitudes and longitudes but does not say on which datum (no grid mapping); they are read as WGS84.";
        }
        if (crs is null)
            throw new InvalidDataException($"{path} has no coordinate reference system.\n  Assign the one it was made in, e.g. gdal_edit.py -a_srs EPSG:4326 {file}");
        return (new Grid(width, height, new GeoTransform(t[0], t[1], t[2], t[3], t[4], t[5]), crs), note);
    }

    /// <summary>Metadata items of a domain of a dataset; empty without such a domain.</summary>
    internal static SortedDictionary<string, string> MetadataOf(DatasetHandle dataset, string? domain)
    {
        var items = new SortedDictionary<string, string>(StringComparer.Ordinal);
        using var name = new TextList(domain ?? "");
        byte** texts = GdalNative.GDALGetMetadata(dataset, domain is null ? null : name.Pointer[0]);
        for (int i = 0; texts != null && texts[i] != null; i++)
        {
            string[] parts = (Marshal.PtrToStringUTF8((nint)texts[i]) ?? "").Split('=', 2);
            items[parts[0]] = parts.Length > 1 ? parts[1] : "";
        }
        return items;
    }

    /// <summary>Lists the variables or tables of a file that has no bands of its own, with advice.</summary>
    private static string Parts(string path, DatasetHandle dataset)
    {
        var parts = MetadataOf(dataset, "SUBDATASETS");
        string[] names = [.. parts.Where(item => item.Key.EndsWith("_NAME", StringComparison.Ordinal)).Select(item => item.Value)];
        if (names.Length == 0)
            return ".\n  Name a file that holds a raster.";
        string[] variables = [.. names.Select(name => name[(name.LastIndexOf(':') + 1)..])];
        string listed = string.Join(", ", variables.Take(MostNamed)) + (variables.Length > MostNamed ? ", …" : "");
        string kind = names[0].Split(':')[0];
        return $", but {variables.Length} variables: {listed}.\n  Extract the one you mean, e.g. gdal_translate {kind}:{Path.GetFileName(path)}:{variables[0]} out.tif";
    }

    private static void RefuseImplausible(string path, DatasetHandle dataset, int width, int height)
    {
        double pixelBytes = GdalNative.GDALGetDataTypeSizeBytes(GdalNative.GDALGetRasterDataType(GdalNative.GDALGetRasterBand(dataset, 1)));
        double claimed = pixelBytes * width * height;
        long length = claimed <= Unsuspicious ? -1 : VirtualFile.Is(path) ? VirtualFile.Length(path) : File.Exists(path) ? new FileInfo(path).Length : -1;
        if (length >= 0 && claimed / Math.Max(1, length) > LargestExpansion)
            throw new InvalidDataException($"{path} claims {width} × {height} cells, {claimed / Unsuspicious:0} GiB a band, in a file of {length:N0} bytes.\n  Such a file is not opened; if it is sound, write it again without sparse blocks or cut it to the study's bounds: gdalwarp -te W S E N {Path.GetFileName(path)} cut.tif");
    }

    /// <summary>Why a raster has no geotransform, and how to give it one.</summary>
    private static string Unplaced(string path, string file, DatasetHandle dataset)
    {
        int points = GdalNative.GDALGetGCPCount(dataset);
        if (points > 0)
            return $"{path} is placed by {points.ToString(CultureInfo.InvariantCulture)} ground control points, so its cells are on no even grid yet.\n  Warp it first: gdalwarp -t_srs EPSG:4326 {file} warped.tif";
        if (MetadataOf(dataset, "RPC").Count > 0)
            return $"{path} is placed by the camera's rational polynomial coefficients (RPC), so its cells are on no even grid yet.\n  Orthorectify it first: gdalwarp -rpc -to RPC_DEM=dem.tif -t_srs EPSG:4326 {file} warped.tif";
        if (MetadataOf(dataset, "GEOLOCATION").Count > 0)
            return $"{path} is placed by a latitude and longitude for each cell, so its cells are on no even grid yet.\n  Warp it first: gdalwarp -geoloc -t_srs EPSG:4326 {file} warped.tif";
        return $"{path} does not say where its cells are (no geotransform).\n  Assign its bounds, e.g. gdal_edit.py -a_ullr -180 90 180 -90 {file}";
    }
}
