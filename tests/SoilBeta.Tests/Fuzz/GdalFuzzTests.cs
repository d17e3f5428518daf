using System.Text;
using SoilBeta.Rasters;
using SoilBeta.Tests.Rasters;

namespace SoilBeta.Tests.Fuzz;

/// <summary>GDAL's readers of the formats that a study may name, as this program calls them, against changed files; one part of several is changed at a time. None of them is opened in the tests' own process.</summary>
public sealed class GdalFuzzTests(FuzzProcesses processes) : IClassFixture<FuzzProcesses>, IDisposable
{
    private static readonly string[] s_texts = [".hdr", ".prj", ".xml", ".cpg", ".stx"];
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_changed_ASCII_grid_is_read_or_refused_by_name()
    {
        AsciiGrid.Write(_folder["valid.asc"], -60, -36, 0.5, 8, (row, column) => row + column, 6);
        Check("raster-ascii", "r.asc", (change, valid) => change.Text(Encoding.UTF8.GetString(valid)));
    }

    [Fact]
    public void A_changed_TIFF_is_read_or_refused_by_name()
    {
        File.Copy(Path.Combine(AppContext.BaseDirectory, "golden", "rasters", "mat_cut.tif"), _folder["valid.tif"]);
        Check("raster-tiff", "r.tif", (change, valid) => change.Bytes(valid));
    }

    [Fact]
    public void A_changed_GeoJSON_of_zones_is_read_or_refused_by_name()
    {
        File.WriteAllText(_folder["valid.geojson"], GdalFiles.Zones);
        Check("zones-geojson", "z.geojson", (change, valid) => change.Text(Encoding.UTF8.GetString(valid)), vector: true);
    }

    [Theory]
    [InlineData("raster-ehdr", "EHdr", "r.bil")]
    [InlineData("raster-imagine", "HFA", "r.img")]
    [InlineData("raster-imagine-compressed", "HFA", "r.img", "-co", "COMPRESSED=YES")]
    [InlineData("raster-envi", "ENVI", "r.bin")]
    [InlineData("raster-netcdf-1", "netCDF", "r.nc", "-co", "FORMAT=NC")]
    [InlineData("raster-netcdf-2", "netCDF", "r.nc", "-co", "FORMAT=NC2")]
    [InlineData("raster-geopackage", "GPKG", "r.gpkg")]
    [InlineData("raster-geopackage-png", "GPKG", "r.gpkg", "-ot", "Byte", "-co", "TILE_FORMAT=PNG")]
    public void A_changed_raster_is_read_or_refused_by_name(string reader, string format, string name, params string[] arguments)
    {
        GdalFiles.Raster(_folder["valid" + Path.GetExtension(name)], format, arguments);
        Check(reader, name, (change, valid) => change.InPlace(valid));
    }

    /// <summary>Its checksums are made right again, or nearly every change would end at them. Another process after each that is refused: fewer inputs.</summary>
    [Fact]
    public void A_changed_netCDF_4_is_read_or_refused_by_name()
    {
        GdalFiles.Raster(_folder["valid.nc"], "netCDF", "-co", "FORMAT=NC4", "-co", "COMPRESS=DEFLATE");
        var blocks = Hdf5Blocks.Of(File.ReadAllBytes(_folder["valid.nc"]));
        blocks.Count.ShouldBeGreaterThan(5);
        Check("raster-netcdf-4", "r.nc", (change, valid) => change.Next(4) == 0 ? change.InPlace(valid) : blocks.Change(valid, change), share: 20);
    }

    [Theory]
    [InlineData("zones-shapefile", "ESRI Shapefile", "z.shp")]
    [InlineData("zones-flatgeobuf", "FlatGeobuf", "z.fgb")]
    public void Changed_zones_are_read_or_refused_by_name(string reader, string format, string name)
    {
        GdalFiles.Polygons(_folder["valid" + Path.GetExtension(name)], format);
        Check(reader, name, (change, valid) => change.InPlace(valid), vector: true);
    }

    /// <summary>Half of the mutations are made by SQLite itself: a valid database with unwanted declarations.</summary>
    [Fact]
    public void A_changed_GeoPackage_of_zones_is_read_or_refused_by_name()
    {
        GdalFiles.Polygons(_folder["valid.gpkg"], "GPKG");
        Check("zones-geopackage", "z.gpkg", (change, valid) =>
        {
            if (change.Next(2) == 0)
                return change.InPlace(valid);
            string path = _folder["said.gpkg"];
            File.WriteAllBytes(path, valid);
            GdalFiles.Sql(path, [.. Enumerable.Range(0, 1 + change.Next(2)).Select(_ => Statement(change))]);
            return File.ReadAllBytes(path);
        }, vector: true);
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

    /// <summary>Fuzzes a file with all of its sidecar files, from the valid files <c>valid.*</c>.</summary>
    private void Check(string reader, string name, Func<Mutator, byte[], byte[]> change, bool vector = false, int share = 1)
    {
        string folder = Directory.CreateDirectory(_folder["changed"]).FullName, stem = Path.GetFileNameWithoutExtension(name);
        var parts = Directory.EnumerateFiles(_folder.Root, "valid.*").Order(StringComparer.Ordinal).ToDictionary(path => Path.GetFileName(path)["valid".Length..], File.ReadAllBytes);
        string[] names = [.. parts.Keys];
        FuzzRun.Check(reader, Path.Combine(folder, name), mutator =>
        {
            // Files that GDAL wrote for an earlier input, such as statistics, do not belong to this one.
            foreach (string left in Directory.EnumerateFiles(folder))
                File.Delete(left);
            string which = names[mutator.Next(names.Length)];
            byte[] changed = s_texts.Contains(Path.GetExtension(which)) ? mutator.Text(Encoding.UTF8.GetString(parts[which])) : change(mutator, parts[which]);
            foreach (var (extension, valid) in parts)
                File.WriteAllBytes(Path.Combine(folder, stem + extension), extension == which ? changed : valid);
            return File.ReadAllBytes(Path.Combine(folder, name));
        }, path => processes.Open(new InputFile(path, vector)), share: share);
    }
}
