using System.Runtime.InteropServices;
using SoilBeta.Rasters.Native;

namespace SoilBeta.Rasters;

/// <summary>Zones of a vector layer on a grid: a cell belongs to the polygon that holds its centre (where polygons overlap, to the later one), polygons of one name to one zone.</summary>
public static unsafe class VectorZones
{
    /// <summary>Most features of a layer, so that a file can take neither all memory nor all time.</summary>
    private const int MostFeatures = 5_000_000;

    /// <summary>Rasterises a layer.</summary>
    /// <param name="path">Vector file.</param>
    /// <param name="field">Field that names the zone.</param>
    /// <param name="grid">Grid.</param>
    /// <param name="scratchFolder">Folder for scratch files.</param>
    /// <param name="names">Receives name by code; codes count from 1 in the order of the names.</param>
    /// <param name="cancellation">Ends it within a moment.</param>
    /// <returns>Codes, NaN outside all zones.</returns>
    /// <exception cref="InvalidDataException">Missing, without such a field, without a reference system, or without polygons.</exception>
    public static WarpedRaster Of(string path, string field, Grid grid, string scratchFolder, out SortedDictionary<int, string> names, CancellationToken cancellation = default)
    {
        using DatasetHandle vector = GdalLibrary.Open(path, vector: true);
        var geometries = new List<nint>();
        try
        {
            List<string> labels = ReadPolygons(path, vector, field, grid.Crs, geometries, cancellation);
            string[] order = [.. labels.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];
            names = new SortedDictionary<int, string>(order.Select((name, i) => KeyValuePair.Create(i + 1, name)).ToDictionary());
            var codes = order.Select((name, i) => KeyValuePair.Create(name, (double)(i + 1))).ToDictionary(StringComparer.Ordinal);
            return Burn(path, geometries, [.. labels.Select(label => codes[label])], grid, scratchFolder);
        }
        finally
        {
            foreach (nint geometry in geometries)
                GdalNative.OGR_G_DestroyGeometry(geometry);
        }
    }

    /// <summary>Opens a layer and looks for its field, no more.</summary>
    /// <exception cref="InvalidDataException">Missing, without such a field or without a reference system.</exception>
    public static void Check(string path, string field)
    {
        using DatasetHandle vector = GdalLibrary.Open(path, vector: true);
        _ = CrsOf(path, FindLayer(path, vector, field).Layer);
    }

    private static Crs CrsOf(string path, nint layer)
    {
        nint reference = GdalNative.OGR_L_GetSpatialRef(layer);
        return (reference == 0 ? null : Crs.OfBorrowed(reference, path))
            ?? throw new InvalidDataException($"{path} has no coordinate reference system.\n  Assign the one it was made in, e.g. ogr2ogr -a_srs EPSG:4326 out.gpkg {Path.GetFileName(path)}");
    }

    private static List<string> ReadPolygons(string path, DatasetHandle vector, string field, Crs target, List<nint> geometries, CancellationToken cancellation)
    {
        (nint layer, int index) = FindLayer(path, vector, field);
        using CoordinateTransform transform = TransformOf(path, CrsOf(path, layer), target);
        var labels = new List<string>();
        GdalErrors.Clear();
        GdalNative.OGR_L_ResetReading(layer);
        int features = 0;
        for (nint feature = GdalNative.OGR_L_GetNextFeature(layer); feature != 0; feature = GdalNative.OGR_L_GetNextFeature(layer))
        {
            cancellation.ThrowIfCancellationRequested();
            nint geometry = GdalNative.OGR_F_StealGeometry(feature);
            string name = Marshal.PtrToStringUTF8(GdalNative.OGR_F_GetFieldAsString(feature, index)) ?? "";
            GdalNative.OGR_F_Destroy(feature);
            if (++features > MostFeatures)
            {
                if (geometry != 0)
                    GdalNative.OGR_G_DestroyGeometry(geometry);
                throw new InvalidDataException($"{path} has more than {MostFeatures:N0} features.\n  Dissolve it by '{field}', or use a raster of zones.");
            }
            if (geometry == 0)
                continue;
            if (name.Length == 0 || GdalNative.OGR_G_GetDimension(geometry) != 2)
            {
                GdalNative.OGR_G_DestroyGeometry(geometry);
                continue;
            }
            geometries.Add(geometry);
            labels.Add(name);
            if (!transform.Apply(geometry))
                throw GdalErrors.Failure(path, $"cannot be brought to the grid's reference system (zone '{name}')", "Cut it to the region of the study: ogr2ogr -clipsrc W S E N out.gpkg " + Path.GetFileName(path));
        }
        if (labels.Count == 0)
            throw new InvalidDataException($"{path} has no polygons with a value of '{field}'.\n  Zones are polygons; is it the right layer?");
        return labels;
    }

    private static CoordinateTransform TransformOf(string path, Crs from, Crs to)
    {
        try
        {
            return new CoordinateTransform(from, to);
        }
        catch (InvalidDataException failure)
        {
            throw new InvalidDataException($"{path}: {failure.Message}", failure);
        }
    }

    private static (nint Layer, int Field) FindLayer(string path, DatasetHandle vector, string field)
    {
        var known = new List<string>();
        for (int i = 0; i < GdalNative.GDALDatasetGetLayerCount(vector); i++)
        {
            nint layer = GdalNative.GDALDatasetGetLayer(vector, i), definition = GdalNative.OGR_L_GetLayerDefn(layer);
            for (int f = 0; f < GdalNative.OGR_FD_GetFieldCount(definition); f++)
            {
                string name = Marshal.PtrToStringUTF8(GdalNative.OGR_Fld_GetNameRef(GdalNative.OGR_FD_GetFieldDefn(definition, f))) ?? "";
                if (name == field)
                    return (layer, f);
                known.Add(name);
            }
        }
        throw new InvalidDataException($"{path} has no field '{field}'; it has {(known.Count == 0 ? "none" : string.Join(", ", known.Distinct(StringComparer.Ordinal).Take(30)))}.\n  Name one of them as 'field' of the zones.");
    }

    private static WarpedRaster Burn(string path, List<nint> geometries, double[] codes, Grid grid, string scratchFolder)
    {
        string scratch = Path.Combine(scratchFolder, $".zones-{Guid.NewGuid():N}.tif");
        DatasetHandle target = RasterCreation.Float32(scratch, grid, 1);
        try
        {
            int band = 1;
            nint[] handles = [.. geometries];
            GdalErrors.Clear();
            int failed;
            fixed (nint* shapes = handles)
            fixed (double* values = codes)
                failed = GdalNative.GDALRasterizeGeometries(target, 1, &band, handles.Length, shapes, 0, 0, values, null, 0, 0);
            if (failed != 0)
                throw GdalErrors.Failure(path, "cannot be drawn on the study's grid", "Are its polygons valid? ogr2ogr -makevalid out.gpkg " + Path.GetFileName(path));
            GdalNative.GDALFlushCache(target);
            return WarpedRaster.Of(RasterFile.Of(scratch, target, deleteOnClose: scratch), new RasterSource { Path = path, Resampling = "nearest" });
        }
        catch
        {
            target.Dispose();
            File.Delete(scratch);
            throw;
        }
    }
}
