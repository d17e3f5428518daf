using SoilBeta.Rasters.Native;

namespace SoilBeta.Rasters;

/// <summary>Rasterises zones of a vector layer: a cell belongs to the polygon that contains its centre (where polygons overlap, to the last), and polygons of one name form one zone. Longitudes are modulo 360, so that it does not matter on which side of ±180 or of 0 and 360 a polygon or the grid is.</summary>
public static unsafe class VectorZones
{
    /// <summary>Maximum number of features in a layer, to limit memory and time.</summary>
    internal const int MostFeatures = 5_000_000;

    /// <summary>Largest number of turns around the earth between longitudes of polygons and grid.</summary>
    internal const int MostTurns = 2;

    /// <summary>Rasterises a layer.</summary>
    /// <param name="session">GDAL session.</param>
    /// <param name="source">The layer.</param>
    /// <param name="grid">Grid.</param>
    /// <param name="scratchFolder">Folder for scratch files.</param>
    /// <param name="names">Receives names by code; codes start at 1, in the order of the names.</param>
    /// <param name="cancellation">Cancellation token.</param>
    /// <returns>Codes, NaN outside all zones.</returns>
    /// <exception cref="InvalidDataException">The file is missing, has no such field, no reference system or no polygons, has an edge that may go either way around the earth, or text of an unknown encoding.</exception>
    public static WarpedRaster Rasterise(GdalSession session, VectorSource source, Grid grid, string scratchFolder, out SortedDictionary<int, string> names, CancellationToken cancellation = default)
    {
        string path = source.Path;
        using DatasetHandle vector = VectorText.Open(session, path, source.Encoding, out VectorText text);
        var geometries = new List<nint>();
        try
        {
            List<string> labels = ReadPolygons((path, vector, text), source.Field, geometries, out Crs crs, cancellation);
            string[] order = [.. labels.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];
            names = new SortedDictionary<int, string>(order.Select((name, i) => KeyValuePair.Create(i + 1, name)).ToDictionary());
            var codes = order.Select((name, i) => KeyValuePair.Create(name, (double)(i + 1))).ToDictionary(StringComparer.Ordinal);
            double[] burn = [.. labels.Select(label => codes[label])];
            Crs polygons = crs;
            using CoordinateTransform transform = NamedFile.In(path, () => new CoordinateTransform(polygons, grid.Crs));
            if (transform.IsIdentity && grid.Crs.IsDegrees)
                AddTurns(geometries, ref burn, grid.Bounds);
            return Draw(path, grid, scratchFolder, target =>
            {
                if (transform.IsIdentity)
                    Burn(path, geometries, burn, target);
                else
                    Find(path, geometries, burn, (grid, crs), target, cancellation);
            });
        }
        finally
        {
            foreach (nint geometry in geometries)
                GdalNative.OGR_G_DestroyGeometry(geometry);
        }
    }

    /// <summary>Whether a study may have to declare the encoding of a vector file.</summary>
    public static bool TakesEncoding(string path) => VectorText.IsShapefile(path);

    /// <summary>Checks that <see cref="Rasterise"/> accepts a layer.</summary>
    /// <param name="session">GDAL session.</param>
    /// <param name="source">The layer.</param>
    /// <param name="cancellation">Cancellation token.</param>
    /// <exception cref="InvalidDataException">The file is missing, has no such field, no reference system or no polygons, has an edge that may go either way around the earth, or text of an unknown encoding.</exception>
    public static void Check(GdalSession session, VectorSource source, CancellationToken cancellation = default)
    {
        using DatasetHandle vector = VectorText.Open(session, source.Path, source.Encoding, out VectorText text);
        var geometries = new List<nint>();
        try
        {
            _ = ReadPolygons((source.Path, vector, text), source.Field, geometries, out _, cancellation);
        }
        finally
        {
            foreach (nint geometry in geometries)
                GdalNative.OGR_G_DestroyGeometry(geometry);
        }
    }

    private static Crs CrsOf(string path, nint layer)
    {
        nint reference = GdalNative.OGR_L_GetSpatialRef(layer);
        return (reference == 0 ? null : Crs.OfBorrowed(reference, path))
            ?? throw new InvalidDataException($"{path} has no coordinate reference system.\n  Assign the one it was made in, e.g. ogr2ogr -a_srs EPSG:4326 out.gpkg {Path.GetFileName(path)}");
    }

    private static List<string> ReadPolygons((string Path, DatasetHandle Vector, VectorText Text) file, string field, List<nint> geometries, out Crs crs, CancellationToken cancellation)
    {
        (string path, DatasetHandle vector, VectorText text) = file;
        (nint layer, int index) = FindLayer(path, vector, text, field);
        crs = CrsOf(path, layer);
        var labels = new List<string>();
        GdalErrors.Clear();
        GdalNative.OGR_L_ResetReading(layer);
        int features = 0;
        for (nint feature = GdalNative.OGR_L_GetNextFeature(layer); feature != 0; feature = GdalNative.OGR_L_GetNextFeature(layer))
        {
            cancellation.ThrowIfCancellationRequested();
            nint geometry = GdalNative.OGR_F_StealGeometry(feature);
            string name;
            try
            {
                name = text.Value(GdalNative.OGR_F_GetFieldAsString(feature, index), field);
            }
            catch
            {
                if (geometry != 0)
                    GdalNative.OGR_G_DestroyGeometry(geometry);
                throw;
            }
            finally
            {
                GdalNative.OGR_F_Destroy(feature);
            }
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
            geometries.Add(Straight(geometry));
            labels.Add(name);
            if (crs.IsDegrees)
            {
                foreach (nint line in Lines(geometries[^1]))
                    AmbiguousEdge.Refuse(path, $"{field} '{name}'", PointsOf(line));
            }
        }
        if (labels.Count == 0)
            throw new InvalidDataException($"{path} has no polygons with a value of '{field}'.\n  Zones are polygons; is it the right layer?");
        return labels;
    }

    private static (nint Layer, int Field) FindLayer(string path, DatasetHandle vector, VectorText text, string field)
    {
        var known = new List<string>();
        for (int i = 0; i < GdalNative.GDALDatasetGetLayerCount(vector); i++)
        {
            nint layer = GdalNative.GDALDatasetGetLayer(vector, i), definition = GdalNative.OGR_L_GetLayerDefn(layer);
            for (int f = 0; f < GdalNative.OGR_FD_GetFieldCount(definition); f++)
            {
                string name = text.Name(GdalNative.OGR_Fld_GetNameRef(GdalNative.OGR_FD_GetFieldDefn(definition, f)));
                if (name == field)
                    return (layer, f);
                known.Add(name);
            }
        }
        throw new InvalidDataException($"{path} has no field '{field}'; it has {(known.Count == 0 ? "none" : string.Join(", ", known.Distinct(StringComparer.Ordinal).Take(30)))}.\n  Name one of them as 'field' of the zones.");
    }

    /// <summary>Replaces a geometry by one without arcs.</summary>
    internal static nint Straight(nint geometry)
    {
        if (GdalNative.OGR_G_HasCurveGeometry(geometry, 0) == 0)
            return geometry;
        nint straight = GdalNative.OGR_G_GetLinearGeometry(geometry, 0, null);
        if (straight == 0)
            return geometry;
        GdalNative.OGR_G_DestroyGeometry(geometry);
        return straight;
    }

    /// <summary>Adds copies of the polygons, shifted by whole turns, where they overlap the grid, each next to its original to keep the order, and drops polygons outside the grid.</summary>
    private static void AddTurns(List<nint> geometries, ref double[] codes, Bounds grid)
    {
        var turned = new List<nint>();
        var burn = new List<double>();
        double* envelope = stackalloc double[4];
        for (int i = 0; i < geometries.Count; i++)
        {
            GdalNative.OGR_G_GetEnvelope(geometries[i], envelope);
            double first = Math.Max(-MostTurns, Math.Ceiling((grid.West - envelope[1]) / 360)), last = Math.Min(MostTurns, Math.Floor((grid.East - envelope[0]) / 360));
            for (int turn = (int)first; turn <= last; turn++)
            {
                if (turn == 0)
                    continue;
                nint copy = GdalNative.OGR_G_Clone(geometries[i]);
                foreach (nint line in Lines(copy))
                    MoveEast(line, 360.0 * turn);
                turned.Add(copy);
                burn.Add(codes[i]);
            }
            turned.Add(geometries[i]);
            burn.Add(codes[i]);
        }
        geometries.Clear();
        geometries.AddRange(turned);
        codes = [.. burn];
    }

    /// <summary>Rings of a polygon and all its parts.</summary>
    private static IEnumerable<nint> Lines(nint geometry)
    {
        int parts = GdalNative.OGR_G_GetGeometryCount(geometry);
        if (parts == 0)
            yield return geometry;
        for (int part = 0; part < parts; part++)
        {
            foreach (nint line in Lines(GdalNative.OGR_G_GetGeometryRef(geometry, part)))
                yield return line;
        }
    }

    private static (double[] X, double[] Y) PointsOf(nint line)
    {
        double[] x = new double[GdalNative.OGR_G_GetPointCount(line)], y = new double[x.Length];
        fixed (double* px = x, py = y)
            _ = GdalNative.OGR_G_GetPoints(line, px, sizeof(double), py, sizeof(double), null, 0);
        return (x, y);
    }

    private static void MoveEast(nint line, double degrees)
    {
        (double[] x, double[] y) = PointsOf(line);
        for (int point = 0; point < x.Length; point++)
            GdalNative.OGR_G_SetPoint_2D(line, point, x[point] + degrees, y[point]);
    }

    /// <summary>Rasterises polygons in the grid's reference system.</summary>
    private static void Burn(string path, List<nint> geometries, double[] codes, DatasetHandle target)
    {
        int band = 1;
        nint[] handles = [.. geometries];
        using var alone = BlockCache.Writing();
        GdalErrors.Clear();
        bool failed;
        fixed (nint* shapes = handles)
        fixed (double* values = codes)
            failed = GdalNative.GDALRasterizeGeometries(target, 1, &band, handles.Length, shapes, 0, 0, values, null, 0, 0) != 0;
        if (GdalNative.GDALFlushRasterCache(GdalNative.GDALGetRasterBand(target, band)) != 0 || failed)
            throw GdalErrors.Failure(path, "cannot be drawn on the study's grid", "Are its polygons valid? ogr2ogr -makevalid out.gpkg " + Path.GetFileName(path));
    }

    /// <summary>Looks up the centre of every cell in polygons of another reference system.</summary>
    private static void Find(string path, List<nint> geometries, double[] codes, (Grid Grid, Crs Polygons) systems, DatasetHandle target, CancellationToken cancellation)
    {
        using ZonesAtCentres zones = NamedFile.In(path, () => new ZonesAtCentres(systems.Grid, systems.Polygons));
        (PolygonEdges, float)[] polygons = [.. geometries.Select((geometry, i) => (new PolygonEdges([.. Lines(geometry).Select(PointsOf)]), (float)codes[i]))];
        foreach ((int firstRow, float[] found) in zones.Blocks(polygons, cancellation))
            RasterCreation.Write(path, target, 1, new GridWindow(0, firstRow, systems.Grid.Width, found.Length / systems.Grid.Width), found);
    }

    private static WarpedRaster Draw(string path, Grid grid, string scratchFolder, Action<DatasetHandle> draw) =>
        WarpedRaster.FromScratch(ScratchRaster.Make(scratchFolder, "zones", grid, GdalNative.TypeFloat32, (_, target) => draw(target)), new RasterSource { Path = path, Resampling = Resampling.Nearest });
}
