using System.Text;
using SoilBeta.Rasters;
using SoilBeta.Tests.Cli;

namespace SoilBeta.Tests.Fuzz;

/// <summary>GDAL's readers of the formats that a study may name, as this program calls them, against changed files; one part of several is changed at a time.</summary>
[Collection("trial reading")]
public sealed class GdalFuzzTests : IDisposable
{
    private static readonly string[] s_texts = [".hdr", ".prj", ".xml", ".cpg", ".stx"];
    private readonly TemporaryFolder _folder = new();

    public GdalFuzzTests() => TrialReading.Command = Soilbeta.TrialCommand;

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("raster-ehdr", "EHdr", "r.bil")]
    [InlineData("raster-imagine", "HFA", "r.img")]
    [InlineData("raster-imagine-compressed", "HFA", "r.img", "-co", "COMPRESSED=YES")]
    [InlineData("raster-envi", "ENVI", "r.bin")]
    [InlineData("raster-netcdf-1", "netCDF", "r.nc", "-co", "FORMAT=NC")]
    [InlineData("raster-netcdf-2", "netCDF", "r.nc", "-co", "FORMAT=NC2")]
    [InlineData("raster-geopackage", "GPKG", "r.gpkg")]
    [InlineData("raster-geopackage-png", "GPKG", "r.gpkg", "-ot", "Byte", "-co", "TILE_FORMAT=PNG")]
    public void Raster(string reader, string format, string name, params string[] arguments)
    {
        GdalFiles.Raster(_folder["valid" + Path.GetExtension(name)], format, arguments);
        Check(reader, name, ReadAndWarp, (change, valid) => change.InPlace(valid));
    }

    /// <summary>Its checksums are made right again, or nearly every change would end at them. A process for each: fewer inputs.</summary>
    [Fact]
    public void Raster_netcdf_4()
    {
        GdalFiles.Raster(_folder["valid.nc"], "netCDF", "-co", "FORMAT=NC4", "-co", "COMPRESS=DEFLATE");
        var blocks = Hdf5Blocks.Of(File.ReadAllBytes(_folder["valid.nc"]));
        blocks.Count.ShouldBeGreaterThan(5);
        Check("raster-netcdf-4", "r.nc", ReadAndWarp, (change, valid) => change.Next(4) == 0 ? change.InPlace(valid) : blocks.Change(valid, change), mostSeconds: 40, share: 20);
    }

    [Theory]
    [InlineData("zones-shapefile", "ESRI Shapefile", "z.shp")]
    [InlineData("zones-flatgeobuf", "FlatGeobuf", "z.fgb")]
    public void Zones(string reader, string format, string name)
    {
        GdalFiles.Polygons(_folder["valid" + Path.GetExtension(name)], format);
        Check(reader, name, ReadZones, (change, valid) => change.InPlace(valid));
    }

    /// <summary>Half of the changes are made by SQLite itself: a database that is whole, and says what it should not.</summary>
    [Fact]
    public void Zones_geopackage()
    {
        GdalFiles.Polygons(_folder["valid.gpkg"], "GPKG");
        Check("zones-geopackage", "z.gpkg", ReadZones, (change, valid) =>
        {
            if (change.Next(2) == 0)
                return change.InPlace(valid);
            string path = _folder["said.gpkg"];
            File.WriteAllBytes(path, valid);
            GdalFiles.Sql(path, [.. Enumerable.Range(0, 1 + change.Next(2)).Select(_ => Statement(change))]);
            return File.ReadAllBytes(path);
        });
    }

    private static string Statement(Mutator change)
    {
        (string Table, string[] Columns)[] tables =
        [
            ("gpkg_contents", ["table_name", "data_type", "identifier", "min_x", "max_y", "srs_id"]),
            ("gpkg_geometry_columns", ["table_name", "column_name", "geometry_type_name", "srs_id", "z", "m"]),
            ("gpkg_spatial_ref_sys", ["srs_name", "organization", "organization_coordsys_id", "definition"]),
            ("gpkg_extensions", ["table_name", "column_name", "extension_name", "definition"]),
            ("zones", ["name", "id", "geom"]),
        ];
        var (table, columns) = tables[change.Next(tables.Length)];
        if (change.Next(3) == 0)
        {
            string bytes = Convert.ToHexString(change.Bytes([.. Enumerable.Range(0, 1 + change.Next(16)).Select(_ => (byte)change.Next(256))]));
            int at = change.Next(90);
            return $"UPDATE zones SET geom = CAST(substr(geom, 1, {at}) || x'{bytes}' || substr(geom, {at + change.Next(40)}) AS BLOB) WHERE fid = 1";
        }
        string value = change.Value().Replace("'", "''", StringComparison.Ordinal).Replace("\0", "", StringComparison.Ordinal);
        return change.Next(8) == 0 ? $"DELETE FROM {table}"
            : change.Next(8) == 0 ? $"ALTER TABLE {table} RENAME COLUMN {columns[change.Next(columns.Length)]} TO other"
            : $"UPDATE {table} SET {columns[change.Next(columns.Length)]} = '{value}'";
    }

    private void ReadAndWarp(string path)
    {
        using (RasterFile raster = RasterFile.Open(path))
        {
            _ = raster.Files;
            _ = raster.Metadata;
            if (raster.Bands.Count == 0 || raster.Grid.Cells > 1_000_000)
                return;
            raster.Read(1, raster.Grid.Whole, new float[raster.Grid.Cells]);
        }
        var grid = Grid.FromBounds(Crs.Wgs84, new Bounds(-60, -36, -54, -33), 0.5);
        using WarpedRaster warped = WarpedRaster.FromSource(new RasterSource { Path = path }, grid, _folder.Root);
        warped.ReadRows(0, new float[grid.Cells]);
    }

    private void ReadZones(string path)
    {
        var grid = Grid.FromBounds(Crs.Wgs84, new Bounds(-60, -36, -54, -33), 0.5);
        GdalLibrary.FilesOfVector(path);
        using WarpedRaster zones = VectorZones.Rasterise(path, "name", grid, _folder.Root, out _);
        zones.ReadRows(0, new float[grid.Cells]);
    }

    /// <summary>Fuzzes a file with all that lies beside it, from the valid files <c>valid.*</c>.</summary>
    private void Check(string reader, string name, Action<string> read, Func<Mutator, byte[], byte[]> change, double mostSeconds = FuzzRun.MostSeconds, int share = 1)
    {
        string folder = Directory.CreateDirectory(_folder["changed"]).FullName, stem = Path.GetFileNameWithoutExtension(name);
        var parts = Directory.EnumerateFiles(_folder.Root, "valid.*").Order(StringComparer.Ordinal).ToDictionary(path => Path.GetFileName(path)["valid".Length..], File.ReadAllBytes);
        string[] names = [.. parts.Keys];
        FuzzRun.Check(reader, Path.Combine(folder, name), mutator =>
        {
            // What an earlier input made GDAL write, such as statistics, is not part of this one.
            foreach (string left in Directory.EnumerateFiles(folder))
                File.Delete(left);
            string which = names[mutator.Next(names.Length)];
            byte[] changed = s_texts.Contains(Path.GetExtension(which)) ? mutator.Text(Encoding.UTF8.GetString(parts[which])) : change(mutator, parts[which]);
            foreach (var (extension, valid) in parts)
                File.WriteAllBytes(Path.Combine(folder, stem + extension), extension == which ? changed : valid);
            return File.ReadAllBytes(Path.Combine(folder, name));
        }, read, native: true, mostSeconds: mostSeconds, share: share);
    }
}
